"""Whom a community knows of the people of a file, and when it is asked."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.drafts import Entry
from sigbot.domain.attendance_files.matches import NEW, Known, Matches, match
from sigbot.domain.members import Candidate
from tests.domain.properties import quick


def entry(name: str, digest: str | None = None) -> Entry:
    return Entry(name, digest, 30, None)


def candidate(number: int, name: str, *digests: str) -> Candidate:
    return Candidate(number, name, is_member=False, digests=frozenset(digests))


def known(*people: Candidate, linked: Mapping[str, int] | None = None, **digests: int) -> Known:
    called: dict[str, list[Candidate]] = {}
    for one in people:
        called.setdefault(one.name, []).append(one)
    names = {name: [number] for name, number in (linked or {}).items()}
    owners = {number: 100 + number for [number] in names.values()}
    return Known(digests, names, called, owners)


def asked(matches: Matches) -> tuple[str, list[int]] | None:
    """The key of the question, and who may be meant."""
    found = matches.question
    return (found.key, [one.id for one in found.candidates]) if found else None


NEHA, OTHER = candidate(5, "Neha"), candidate(6, "Neha")
ANA = candidate(1, "Ana", "a")


@pytest.mark.parametrize(
    ("entries", "community", "ids"),
    [
        ([entry("Ana")], known(), (None,)),
        ([entry("Ana")], known(ANA), (1,)),
        ([entry("ana")], known(ANA), (None,)),
        ([entry("Annie", "a")], known(ANA, a=1), (1,)),
        ([entry("Neha")], known(NEHA, linked={"Neha": 1}), (1,)),
        ([entry("Neha", "a")], known(NEHA, linked={"Neha": 2}, a=1), (1,)),
        ([entry("Neha"), entry("Neha")], known(NEHA, OTHER), (5, 6)),
        ([entry("Neha"), entry("Neha")], known(NEHA), (5, None)),
        ([entry("Neha"), entry("Neha")], known(NEHA, linked={"Neha": 1}), (1, 5)),
        ([entry("Ana", "a"), entry("Ana")], known(ANA, a=1), (1, None)),
        ([entry("Neha", "n")], known(NEHA), (5,)),
        ([entry("Ana")], known(ANA, a=1), (1,)),
    ],
)
def test_by_email_then_by_linked_name_then_by_exact_name(
    entries: list[Entry], community: Known, ids: tuple[int | None, ...]
) -> None:
    found = match(entries, community, {})
    assert (found.ids, found.question) == (ids, None)
    assert found.known == len([one for one in ids if one is not None])


def test_with_several_of_that_name_it_is_asked_who_it_is() -> None:
    entries, community = [entry("Neha")], known(NEHA, OTHER)
    assert asked(match(entries, community, {})) == ("m0", [5, 6])
    for value, found in (("5", 5), ("6", 6), (NEW, None)):
        assert match(entries, community, {"m0": value}) == Matches((found,))


def test_with_another_email_it_is_asked_whether_it_is_the_same() -> None:
    entries, community = [entry("Ben"), entry("Ana", "b")], known(ANA, a=1)
    assert asked(match(entries, community, {})) == ("m1", [1])
    assert match(entries, community, {"m1": "1"}).ids == (None, 1)
    assert match(entries, community, {"m1": NEW}).ids == (None, None)


def test_who_was_chosen_for_one_is_not_offered_for_another() -> None:
    entries = [entry("Neha", "x"), entry("Neha", "y")]
    community = known(candidate(5, "Neha", "a"), candidate(6, "Neha", "b"))
    assert asked(match(entries, community, {})) == ("m0", [5, 6])
    assert asked(match(entries, community, {"m0": "6"})) == ("m1", [5])
    assert match(entries, community, {"m0": "6", "m1": "5"}).ids == (6, 5)
    assert match(entries, community, {"m0": "6", "m1": "6"}).ids == (6, None)


def test_one_question_at_a_time_in_the_order_of_the_file() -> None:
    entries = [entry("Neha"), entry("Omar")]
    omars = candidate(7, "Omar"), candidate(8, "Omar")
    community = known(NEHA, OTHER, *omars)
    assert asked(match(entries, community, {})) == ("m0", [5, 6])
    assert asked(match(entries, community, {"m0": NEW})) == ("m1", [7, 8])


names = st.sampled_from(["Ana", "Neha"])
digests = st.sampled_from([None, "a", "b", "c"])
candidates = st.lists(
    st.tuples(names, st.sets(st.sampled_from("abc"), max_size=1)), max_size=4
).map(lambda people: [candidate(n, name, *has) for n, (name, has) in enumerate(people, 1)])


@quick
@given(
    entries=st.lists(st.builds(entry, names, digests), max_size=5),
    people=candidates,
    picks=st.lists(st.integers(0, 4), min_size=5, max_size=5),
)
def test_answers_come_to_an_end_and_nobody_is_two_people_of_one_name(
    entries: Sequence[Entry], people: list[Candidate], picks: list[int]
) -> None:
    by_digest = {digest: one.id for one in people for digest in one.digests}
    community = Known(by_digest, {}, known(*people).called, {})
    choices: dict[str, str] = {}
    while question := match(entries, community, choices).question:
        assert question.key not in choices
        offered = [*(str(one.id) for one in question.candidates), NEW]
        choices[question.key] = offered[picks[len(choices)] % len(offered)]
    found = match(entries, community, choices)
    assert len(found.ids) == len(entries)
    for name in {entry.name for entry in entries}:
        own = [
            (one, by_digest.get(entry.digest or ""))
            for one, entry in zip(found.ids, entries, strict=True)
            if entry.name == name and one is not None
        ]
        by_name = [one for one, by_email in own if one != by_email]
        assert len(by_name) == len(set(by_name))
        assert not set(by_name) & {by_email for _, by_email in own}
