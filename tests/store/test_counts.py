"""What the database counts, against a plain recount in Python of the same random history."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from sigbot.domain.attendance import AttendanceLine, Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.turnouts import Turnout
from sigbot.store import attendance, meetings
from sigbot.store.database import Database, Tx
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.members import GenderRow, PersonRow, SelfDescriptionRow
from tests.store.samples import a_community, a_meeting, a_person, a_subgroup

START = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
MIDDLE = datetime(2026, 4, 1, 18, tzinfo=UTC)
ZONE = "Asia/Tokyo"
SOURCES = (Source.BUTTON, Source.IMPORT, Source.MANUAL)


@dataclass(frozen=True, slots=True)
class Held:
    id: int
    community_id: int
    starts_at: datetime
    kind: MeetingKind
    subgroup_id: int | None
    people: list[int]
    cancelled: bool


@dataclass(slots=True)
class History:
    """What was written, as plain values: `said` is person → attribute → answer."""

    here: int
    elsewhere: int
    meetings: list[Held] = field(default_factory=list)
    said: dict[int, dict[Attribute, str | None]] = field(default_factory=dict)

    def between(self, start: datetime, until: datetime, kind: str | None = None) -> list[Held]:
        return [
            m
            for m in self.meetings
            if m.community_id == self.here
            and not m.cancelled
            and start <= m.starts_at < until
            and kind in (None, m.kind)
        ]


@pytest.fixture(params=[1, 2])
async def history(request: pytest.FixtureRequest, db: Database) -> History:
    chance = random.Random(request.param)
    async with db.write() as tx:
        found = History(await a_community(tx, START, 1), await a_community(tx, START, 2))
        for community_id in (found.here, found.elsewhere):
            await _write(tx, chance, found, community_id)
    return found


async def _write(tx: Tx, chance: random.Random, history: History, community_id: int) -> None:
    people = [await a_person(tx, community_id, START, number) for number in range(25)]
    _describe(tx, chance, history, people)
    groups = [await a_subgroup(tx, community_id, START, name) for name in ("A", "B")]
    held = [
        await _meeting(tx, chance, community_id, groups, starts_at, people)
        for starts_at in _moments(chance)
    ]
    await tx.execute(insert(AttendanceRow), [row for one in held for row in _rows(chance, one)])
    history.meetings += held


def _moments(chance: random.Random) -> list[datetime]:
    """The edges of the period, and moments around it."""
    second = timedelta(seconds=1)
    edges = [START, UNTIL, START - second, UNTIL - second, MIDDLE]
    return edges + [START + timedelta(hours=chance.randrange(-2000, 6000)) for _ in range(35)]


async def _meeting(
    tx: Tx,
    chance: random.Random,
    community_id: int,
    groups: list[int],
    starts_at: datetime,
    people: list[int],
) -> Held:
    kind, group, cancelled = (
        chance.choice([*MeetingKind]),
        chance.choice([None, *groups]),
        chance.random() < 0.15,
    )
    number = await a_meeting(
        tx, community_id, starts_at, kind=kind, subgroup_id=group, cancelled=cancelled
    )
    there = chance.sample(people, chance.randrange(14))
    return Held(number, community_id, starts_at, kind, group, there, cancelled)


def _rows(chance: random.Random, held: Held) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": held.id,
            "person_id": person,
            "source": chance.choice(SOURCES),
            "checked_in_at": held.starts_at + timedelta(seconds=chance.randrange(60)),
        }
        for person in held.people
    ]


def _describe(tx: Tx, chance: random.Random, history: History, people: list[int]) -> None:
    """Some said everything, some a part; some never said a word."""
    for person in people:
        answers = {
            name: chance.choice([None, *[*offered][:4]]) for name, offered in ATTRIBUTES.items()
        }
        if chance.random() < 0.3:
            history.said[person] = {}
            continue
        history.said[person] = answers
        tx.add(GenderRow(person_id=person, gender=answers[Attribute.GENDER], updated_at=START))
        others = {name: answer for name, answer in answers.items() if name != "gender"}
        tx.add(SelfDescriptionRow(person_id=person, **others, updated_at=START))


async def test_the_turnouts_are_those_of_the_meetings_that_were_not_cancelled(
    db: Database, history: History
) -> None:
    for start in (attendance.BEGINNING, START):
        async with db.read() as tx:
            found = await attendance.turnouts(tx, history.here, UNTIL, start)
        starts = [turnout.starts_at for turnout in found]
        assert starts == sorted(starts)
        assert Counter(map(_turnout, found)) == Counter(
            (m.kind, m.subgroup_id, m.starts_at, 60, tuple(sorted(m.people)), len(m.people))
            for m in history.between(start, UNTIL)
        )


def _turnout(turnout: Turnout) -> object:
    people, count = tuple(sorted(turnout.people)), len(turnout.people)
    return turnout.kind, turnout.subgroup_id, turnout.starts_at, turnout.minutes, people, count


async def test_answers_are_in_the_order_in_which_they_are_offered(
    db: Database, history: History
) -> None:
    async with db.read() as tx:
        here = set(
            await tx.scalars(select(PersonRow.id).where(PersonRow.community_id == history.here))
        )
        for attribute, offered in ATTRIBUTES.items():
            found = await attendance.answers(tx, history.here, attribute)
            said = {
                answer: sorted(p for p in here if history.said[p].get(attribute) == answer)
                for answer in offered
            }
            assert [(answer, sorted(people)) for answer, people in found.items()] == [
                (answer, people) for answer, people in said.items() if people
            ]


async def _pages(
    db: Database, community_id: int, kind: MeetingKind | None, most: int
) -> list[AttendanceLine]:
    """All lines of an export, read in pages of so many."""
    lines: list[AttendanceLine] = []
    after = None
    while True:
        async with db.read() as tx:
            page = await attendance.attendance_page(
                tx, community_id, START, UNTIL, kind, after, most
            )
        lines += page.lines
        after = page.last
        if after is None:
            return lines


async def test_every_attendance_of_the_period_is_a_line(
    db: Database, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (None, MeetingKind.GENERAL):
        found = await _pages(db, history.here, kind, 10_000)
        for meetings_at_once, lines_at_once in ((20, 3), (2, 10_000), (2, 3), (1, 1)):
            monkeypatch.setattr(attendance, "MEETINGS_AT_ONCE", meetings_at_once)
            assert await _pages(db, history.here, kind, lines_at_once) == found
        assert Counter(line.meeting_key for line in found) == Counter(
            f"m{m.id}" for m in history.between(START, UNTIL, kind) for _ in m.people
        )
        order = [
            (line.starts_at, int(line.meeting_key[1:]), line.attendance.checked_in_at)
            for line in found
        ]
        assert order == sorted(order)


async def test_a_person_and_a_meeting_know_their_number(db: Database, history: History) -> None:
    meeting = max(history.meetings, key=lambda m: len(m.people))
    person = meeting.people[0]
    async with db.read() as tx:
        attended = await attendance.count_attended(tx, person)
        held = await meetings.meeting(tx, history.here, meeting.id)
        there = await attendance.attendances(tx, meeting.id)
    assert attended == sum(1 for m in history.meetings if person in m.people)
    assert held is not None
    assert held.counts.attended == len(meeting.people) == len(there)
    assert [who.checked_in_at for who in there] == sorted(who.checked_in_at for who in there)


async def test_in_an_empty_period_there_is_nothing_and_it_does_not_fail(
    db: Database, history: History
) -> None:
    long_ago = (datetime(1990, 1, 1, tzinfo=UTC), datetime(1990, 7, 1, tzinfo=UTC))
    async with db.read() as tx:
        assert await attendance.turnouts(tx, history.here, long_ago[1], long_ago[0]) == []
