"""Match the people of a file with those a community knows, and ask where it is not clear."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.drafts import ImportedPerson
from sigbot.domain.attendance_files.matches import (
    DROP,
    NEW,
    Known,
    Matches,
    MatchQuestion,
    NamelessQuestion,
    match,
)
from sigbot.domain.members import Candidate
from tests.domain.properties import quick


def imported(name: str, digest: str | None = None) -> ImportedPerson:
    return ImportedPerson(name, digest, 30, None)


def candidate(number: int, name: str, *digests: str) -> Candidate:
    return Candidate(number, name, is_member=False, digests=frozenset(digests))


def known(*people: Candidate, linked: Mapping[str, int] | None = None, **digests: int) -> Known:
    called: dict[str, list[Candidate]] = {}
    for person in people:
        called.setdefault(person.name, []).append(person)
    names = {name: [number] for name, number in (linked or {}).items()}
    owners = {number: 100 + number for [number] in names.values()}
    return Known(digests, names, called, owners)


def asked(matches: Matches) -> tuple[str, list[int]] | None:
    """Return the key of the question, and the ids of the candidates."""
    question = matches.question
    assert not isinstance(question, NamelessQuestion)
    return (question.key, [person.id for person in question.candidates]) if question else None


NEHA, OTHER = candidate(5, "Neha"), candidate(6, "Neha")
ANA = candidate(1, "Ana", "a")


@pytest.mark.parametrize(
    ("people", "community", "ids"),
    [
        ([imported("Ana")], known(), (None,)),
        ([imported("Ana")], known(ANA), (1,)),
        ([imported("ana")], known(ANA), (None,)),
        ([imported("Annie", "a")], known(ANA, a=1), (1,)),
        ([imported("Neha")], known(NEHA, linked={"Neha": 1}), (1,)),
        ([imported("Neha", "a")], known(NEHA, linked={"Neha": 2}, a=1), (1,)),
        ([imported("Neha"), imported("Neha")], known(NEHA, OTHER), (5, 6)),
        ([imported("Neha"), imported("Neha")], known(NEHA), (5, None)),
        ([imported("Neha"), imported("Neha")], known(NEHA, linked={"Neha": 1}), (1, 5)),
        ([imported("Ana", "a"), imported("Ana")], known(ANA, a=1), (1, None)),
        ([imported("Neha", "n")], known(NEHA), (5,)),
        ([imported("Ana")], known(ANA, a=1), (1,)),
    ],
)
def test_by_email_then_by_linked_name_then_by_exact_name(
    people: list[ImportedPerson], community: Known, ids: tuple[int | None, ...]
) -> None:
    matches = match(people, community, {})
    assert (matches.ids, matches.question) == (ids, None)
    assert matches.known == len([known_id for known_id in ids if known_id is not None])


def test_with_several_of_that_name_it_is_asked_who_it_is() -> None:
    people, community = [imported("Neha")], known(NEHA, OTHER)
    assert asked(match(people, community, {})) == ("m0", [5, 6])
    for value, person_id in (("5", 5), ("6", 6), (NEW, None)):
        assert match(people, community, {"m0": value}) == Matches((person_id,))


def test_with_another_email_it_is_asked_whether_it_is_the_same() -> None:
    people, community = [imported("Ben"), imported("Ana", "b")], known(ANA, a=1)
    assert asked(match(people, community, {})) == ("m1", [1])
    assert match(people, community, {"m1": "1"}).ids == (None, 1)
    assert match(people, community, {"m1": NEW}).ids == (None, None)


def test_who_was_chosen_for_one_is_not_offered_for_another() -> None:
    people = [imported("Neha", "x"), imported("Neha", "y")]
    community = known(candidate(5, "Neha", "a"), candidate(6, "Neha", "b"))
    assert asked(match(people, community, {})) == ("m0", [5, 6])
    assert asked(match(people, community, {"m0": "6"})) == ("m1", [5])
    assert match(people, community, {"m0": "6", "m1": "5"}).ids == (6, 5)
    assert match(people, community, {"m0": "6", "m1": "6"}).ids == (6, None)


def test_one_question_at_a_time_in_the_order_of_the_file() -> None:
    people = [imported("Neha"), imported("Omar")]
    omars = candidate(7, "Omar"), candidate(8, "Omar")
    community = known(NEHA, OTHER, *omars)
    assert asked(match(people, community, {})) == ("m0", [5, 6])
    assert asked(match(people, community, {"m0": NEW})) == ("m1", [7, 8])


names = st.sampled_from(["Ana", "Neha"])
digests = st.sampled_from([None, "a", "b", "c"])
candidates = st.lists(
    st.tuples(names, st.sets(st.sampled_from("abc"), max_size=1)), max_size=4
).map(lambda people: [candidate(n, name, *has) for n, (name, has) in enumerate(people, 1)])


@quick
@given(
    people=st.lists(st.builds(imported, names, digests), max_size=5),
    members=candidates,
    picks=st.lists(st.integers(0, 4), min_size=5, max_size=5),
)
def test_answers_come_to_an_end_and_nobody_is_two_people_of_one_name(
    people: Sequence[ImportedPerson], members: list[Candidate], picks: list[int]
) -> None:
    by_digest = {digest: member.id for member in members for digest in member.digests}
    community = Known(by_digest, {}, known(*members).called, {})
    choices: dict[str, str] = {}
    while question := match(people, community, choices).question:
        assert isinstance(question, MatchQuestion)
        assert question.key not in choices
        offered = [*(str(member.id) for member in question.candidates), NEW]
        choices[question.key] = offered[picks[len(choices)] % len(offered)]
    matches = match(people, community, choices)
    assert len(matches.ids) == len(people)
    for name in {person.name for person in people}:
        own = [
            (person_id, by_digest.get(person.digest or ""))
            for person_id, person in zip(matches.ids, people, strict=True)
            if person.name == name and person_id is not None
        ]
        by_name = [person_id for person_id, by_email in own if person_id != by_email]
        assert len(by_name) == len(set(by_name))
        assert not set(by_name) & {by_email for _, by_email in own}


def test_who_has_no_name_is_known_by_email_alone_or_asked_about_last() -> None:
    nameless = replace(imported("Ana", "x"), key="e0", is_nameless=True)
    known_by_email = replace(imported("Neha", "a"), key="e2", is_nameless=True)
    people = [nameless, imported("Neha"), known_by_email]
    community = known(ANA, NEHA, OTHER, a=1)
    assert asked(match(people, community, {})) == ("m1", [5, 6])
    matches = match(people, community, {"m1": "6"})
    assert matches == Matches((None, 6, 1), NamelessQuestion({"e0": "Ana"}))
    question = matches.question
    assert isinstance(question, NamelessQuestion)
    assert question.is_answer("nameless", DROP)
    for key, value in (("e0", DROP), ("nameless", NEW), ("nameless", "")):
        assert not question.is_answer(key, value)


def test_who_is_left_out_is_nobody_and_takes_no_place_of_others() -> None:
    left_out = replace(imported("Neha", "a"), is_left_out=True)
    matches = match([left_out, imported("Neha")], known(NEHA, a=1), {})
    assert matches == Matches((None, 5))
