"""People of a file, compared with a plain version of the rules that counts every second."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.presences import Presence
from sigbot.domain.attendance_files.reading import FileReview, read_file
from tests.domain.import_samples import (
    HEADER,
    NINE,
    asked,
    at,
    bad,
    csv_file,
    decide,
    people,
    stamp,
    zoom,
)
from tests.domain.properties import quick, thorough


@dataclass(frozen=True)
class Seen:
    """A row; times are in seconds since nine."""

    name: str
    email: str
    join: int
    leave: int

    def cells(self) -> list[str]:
        join, leave = (stamp(NINE + timedelta(seconds=s)) for s in (self.join, self.leave))
        return [self.name, self.email, join, leave, ""]

    def seconds(self) -> set[int]:
        return set(range(self.join, self.leave))


moments = st.integers(0, 16).map(lambda n: n * 20)
rows = st.builds(
    lambda name, email, first, second: Seen(name, email, min(first, second), max(first, second)),
    st.sampled_from(["Ana", "Bob", "Cem"]),
    st.sampled_from(["", "", "a@example.org", "b@example.org"]),
    moments,
    moments,
)
files = st.lists(rows, max_size=9, unique=True)


def review_of(seen: Iterable[Seen]) -> FileReview:
    return read_file(csv_file([row.cells() for row in seen]))


def is_one(rows: Sequence[Seen], owned: Sequence[Seen]) -> bool:
    """Return whether rows of one name, without an e-mail, can be the person with the rows owned."""
    alone = all(not a.seconds() & b.seconds() for a in rows for b in rows if a is not b)
    return alone and all(not a.seconds() & b.seconds() for a in rows for b in owned)


def expected(seen: Sequence[Seen]) -> tuple[set[tuple[str, int]], dict[str, int]]:
    """Return people as (e-mail or else name, minutes), and name → rows to ask about."""
    groups = {email: [r for r in seen if r.email == email] for email in {r.email for r in seen}}
    groups.pop("", None)
    given_rows = {email: list(group) for email, group in groups.items()}
    ambiguous: dict[str, int] = {}
    for name in {row.name for row in seen if not row.email}:
        own = [row for row in seen if row.name == name and not row.email]
        emails = {row.email for row in seen if row.name == name and row.email}
        owned = given_rows[next(iter(emails))] if emails else []
        if len(emails) > 1 or not is_one(own, owned):
            ambiguous[name] = len(own)
        else:
            groups.setdefault(next(iter(emails), name), []).extend(own)
    return {(key, minutes(group)) for key, group in groups.items()}, ambiguous


def minutes(group: Iterable[Seen]) -> int:
    seconds = set().union(*(row.seconds() for row in group))
    return (len(seconds) + 30) // 60


@given(files)
@thorough
def test_people_and_minutes_are_those_of_the_rules(seen: list[Seen]) -> None:
    review = review_of(seen)
    outlines = {(person.email or person.name, person.minutes) for person in review.people}
    wanted, ambiguous = expected(seen)
    assert outlines == wanted
    assert dict(asked(review)) == ambiguous
    assert len(review.people) == len(wanted)


@given(files, st.randoms(use_true_random=False))
@quick
def test_the_order_of_rows_is_of_no_account(seen: list[Seen], random: Random) -> None:
    shuffled = random.sample(seen, len(seen))
    first, second = review_of(seen), review_of(shuffled)
    assert set(people(first)) == set(people(second))
    assert set(asked(first)) == set(asked(second))
    assert first.outcome == second.outcome


@given(files, st.integers(1, 6))
@quick
def test_a_decision_keeps_every_presence(seen: list[Seen], number: int) -> None:
    review = review_of(seen)
    for name, count in asked(review):
        decided = decide(review, name, number)
        added = [p for p in decided.people if p not in review.people]
        lines = sorted(presence.line for person in added for presence in person.presences)
        [ambiguous] = [asked for asked in review.ambiguous if asked.name == name]
        assert lines == [presence.line for presence in ambiguous.presences]
        assert len(added) == min(number, count)
        if number >= ambiguous.at_once:
            assert all(not overlapping(person.presences, seen) for person in added)


def overlapping(presences: Iterable[Presence], seen: Sequence[Seen]) -> bool:
    own = [seen[presence.line - 2].seconds() for presence in presences]
    return sum(map(len, own)) > len(set().union(*own))


@given(files)
@quick
def test_the_most_at_one_time_are_counted(seen: list[Seen]) -> None:
    for ambiguous in review_of(seen).ambiguous:
        own = [seen[presence.line - 2].seconds() for presence in ambiguous.presences]
        assert ambiguous.at_once == max(1, *(sum(s in o for o in own) for s in range(0, 321, 20)))


@pytest.mark.parametrize(
    ("rows", "outlines", "questions"),
    [
        (["Ana||21:00|21:30", "Ana||21:30|22:00"], ["Ana 60 21:00-22:00"], []),
        (["Ana||21:00|21:30", "Ana||21:00|21:00"], ["Ana 30 21:00-21:30"], []),
        (["Ana||21:00|21:31", "Ana||21:30|22:00"], [], [("Ana", 2)]),
        (["Ana||21:00|21:31", "Ana||21:30|22:00", "Ana||23:00|23:10"], [], [("Ana", 3)]),
        (
            ["Ana|a@example.org|21:00|21:30", "Ana|a@example.org|21:10|21:40"],
            ["Ana <a@example.org> 40 21:00-21:40"],
            [],
        ),
        (
            ["Ana|a@example.org|21:00|21:30", "Ana||21:30|21:40"],
            ["Ana <a@example.org> 40 21:00-21:40"],
            [],
        ),
        (
            ["Ana|a@example.org|21:00|21:30", "Ana||21:20|21:40"],
            ["Ana <a@example.org> 30 21:00-21:30"],
            [("Ana", 1)],
        ),
        (
            ["An|a@example.org|21:00|21:30", "Ana|a@example.org|21:30|21:40", "Ana||21:20|21:25"],
            ["An [Ana] <a@example.org> 40 21:00-21:40"],
            [("Ana", 1)],
        ),
        (
            ["Ana|a@example.org|21:00|21:30", "Ana|b@example.org|21:00|21:30", "Ana||22:00|22:30"],
            ["Ana <a@example.org> 30 21:00-21:30", "Ana <b@example.org> 30 21:00-21:30"],
            [("Ana", 1)],
        ),
        (
            ["Ana|none|21:00|21:30", "Ana|n/a|21:30|21:40"],
            ["Ana 40 21:00-21:40"],
            [],
        ),
    ],
)
def test_one_name_is_one_person_unless_something_contradicts(
    rows: list[str], outlines: list[str], questions: list[tuple[str, int]]
) -> None:
    review = read_file(zoom(*rows))
    assert people(review) == outlines
    assert asked(review) == questions
    assert review.outcome == ("ask" if questions else "import")


@pytest.mark.parametrize(
    ("rows", "outline"),
    [
        (["Ana||21:00|22:00|30", "Ana||22:00|23:00|60"], "Ana 90 21:00-23:00"),
        (["A|a@b|21:00|22:00|60", "A|a@b|21:00|22:00|30"], "A <a@b> 60 21:00-22:00"),
        (["A|a@b|21:00|22:00|20", "A|a@b|21:30|22:30|20"], "A <a@b> 40 21:00-22:30"),
        (["Ana||21:00:00|21:00:29"], "Ana 0 21:00-21:00"),
        (["Ana||21:00:00|21:00:30"], "Ana 1 21:00-21:00"),
    ],
)
def test_minutes_of_given_durations(rows: list[str], outline: str) -> None:
    assert people(read_file(zoom(*rows))) == [outline]


def test_a_row_with_a_duration_only_belongs_to_the_person_of_the_other_rows() -> None:
    review = read_file(
        csv_file(
            [
                ("Anna", "ana@example.org", "", "", "15"),
                ("Ana", "ana@example.org", at("21:00"), at("21:30"), "30"),
                ("Bob", "", "", "", "10"),
                ("Bob", "", at("21:05"), at("21:10"), "5"),
            ]
        )
    )
    assert people(review) == [
        "Ana [Anna] <ana@example.org> 45 21:00-21:30",
        "Bob 15 21:05-21:10",
    ]
    assert (review.outcome, bad(review)) == ("import", [])


def test_a_person_of_whom_no_row_has_times_has_the_sum_of_the_durations() -> None:
    rows = [("Ana", "ana@example.org", "", "", minutes) for minutes in ("15", "20")]
    review = read_file(csv_file([*rows, ("Bob", "", at("21:00"), at("21:30"), "30")]))
    assert people(review) == ["Ana <ana@example.org> 35 ?-?", "Bob 30 21:00-21:30"]


CAME = [
    ("Ana", "ana@example.org", at("21:00"), at("21:30"), "30", "No"),
    ("Bob", "", at("21:00"), at("21:30"), "30", "No"),
]
CAME_OR_NOT = [
    (("Ana", "ana@example.org"), True),
    (("Another name", "ana@example.org"), True),
    (("Ana", ""), True),
    (("Ana", "other@example.org"), False),
    (("Bob", ""), True),
    (("Bob", "bob@example.org"), True),
    (("Cem", ""), False),
    (("Cem", "cem@example.org"), False),
]
"""Whoever has the e-mail of a person who came is that person. By name it is only known where one of
the two gave no e-mail."""


@pytest.mark.parametrize(("person", "came"), CAME_OR_NOT)
def test_who_came_is_not_listed_as_only_waiting(person: tuple[str, str], came: bool) -> None:
    waited = (*person, at("20:55"), at("21:00"), "5", "Yes")
    review = read_file(csv_file([*CAME, waited], (*HEADER, "In Waiting Room")))
    assert review.waiting_only == (() if came else (person[0],))
    assert review.no_shows == ()


@pytest.mark.parametrize(("person", "came"), CAME_OR_NOT)
def test_who_came_is_not_listed_as_absent(person: tuple[str, str], came: bool) -> None:
    header = ("User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time", "Attended")
    attended = [(*cells[:4], cells[4], "Yes") for cells in CAME]
    review = read_file(csv_file([*attended, (*person, "", "", "", "No")], header))
    assert review.shape == "zoom_webinar"
    assert review.no_shows == (() if came else (person[0],))
    assert review.waiting_only == ()
