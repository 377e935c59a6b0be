"""The figures of a report, against a plain recount in Python of the same random half-year."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Answer, MeetingDraft, MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute, SelfDescription
from sigbot.domain.releases import WITHHELD
from sigbot.domain.report_data import Fifths
from sigbot.domain.statistics import UNKNOWN, Unknown
from sigbot.services.community import add_subgroup
from sigbot.services.members import describe_self
from sigbot.services.reports import compile_period
from sigbot.store import meetings, members
from sigbot.store.answers import set_answer
from sigbot.store.database import Database, Tx
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from tests.services.releasing import release
from tests.services.world import GUILD, OLGA, check_in, meeting_at

PERIOD, START, END = "H1 2026", date(2026, 1, 1), date(2026, 6, 30)
ENDED = datetime(2026, 7, 2, 12, tzinfo=UTC)
RELEASED = datetime(2026, 7, 8, 12, tzinfo=UTC)
K = 5
"""Fewer people than this are no group that is published."""


@dataclass(frozen=True, slots=True)
class Held:
    kind: MeetingKind
    subgroup_id: int | None
    day: date
    people: Sequence[int]
    going: Sequence[int]


@dataclass(frozen=True, slots=True)
class HalfYear:
    """What was written, as plain values; `said` is person → attribute → answer."""

    held: Sequence[Held]
    before: Sequence[Held]
    said: dict[int, dict[Attribute, str | None]]
    subgroups: dict[int, str]

    def main(self) -> list[Held]:
        return [meeting for meeting in self.held if meeting.kind == "general"]

    def people(self) -> set[int]:
        return {person for meeting in self.held for person in meeting.people}


@pytest.fixture(params=[1, 2])
async def half_year(
    request: pytest.FixtureRequest, db: Database, here: Community, now: datetime
) -> HalfYear:
    chance = random.Random(request.param)
    groups = {
        (await add_subgroup(db, OLGA, name, None, now)).id: name for name in ("A", "B", "Silent")
    }
    async with db.write() as tx:
        people = [await _somebody(tx, here, number, now) for number in range(40)]
        said = {person: await _describe(tx, chance, person, now) for person in people}
        before = [_held(chance, week, list(groups), people[:30]) for week in range(-26, 0)]
        held = [_held(chance, week, list(groups), people) for week in range(26)]
        await _write(tx, here, [*before, *held])
    return HalfYear(held, before, said, groups)


async def _somebody(tx: Tx, here: Community, number: int, now: datetime) -> int:
    return (await members.meet_person(tx, here.id, 100 + number, f"P{number}", now)).id


async def _describe(
    tx: Tx, chance: random.Random, person: int, now: datetime
) -> dict[Attribute, str | None]:
    answers = {name: chance.choice([None, *[*offered][:3]]) for name, offered in ATTRIBUTES.items()}
    await members.describe_self(tx, person, SelfDescription(**answers), now)
    return answers


def _held(chance: random.Random, week: int, groups: Sequence[int], people: Sequence[int]) -> Held:
    """A General Meeting every other week at least."""
    kind = MeetingKind.GENERAL if week % 2 else chance.choice([*MeetingKind])
    group = chance.choice(groups[:2]) if kind == "subgroup" else None
    day = START + timedelta(weeks=week, days=chance.randrange(3))
    came = chance.sample(people, chance.randrange(28))
    return Held(kind, group, day, came, chance.sample(people, 8))


async def _write(tx: Tx, here: Community, held: Sequence[Held]) -> None:
    """Each late in the evening in New York, when it is the next day in UTC."""
    attended = []
    for meeting in held:
        wall = datetime.combine(meeting.day, time(22))
        starts_at = wall.replace(tzinfo=ZoneInfo(here.timezone)).astimezone(UTC)
        plan = MeetingDraft("Call", wall, here.timezone, starts_at, meeting.kind)
        number = await meetings.add_meeting(tx, here.id, plan, meeting.subgroup_id, starts_at)
        fixed = {"meeting_id": number, "source": "import", "checked_in_at": starts_at}
        attended += [{"person_id": person, **fixed} for person in meeting.people]
        for person in meeting.going:
            await set_answer(tx, number, person, Answer.GOING, starts_at)
    await tx.execute(insert(AttendanceRow), attended)


def _average(attended: Sequence[int]) -> float | Unknown:
    recorded = [count for count in attended if count]
    return _mean(sum(recorded), len(recorded)) if recorded else UNKNOWN


def _mean(total: int, count: int, unit: str = "0.1") -> float:
    exact = Decimal(total) / Decimal(count)
    return float(exact.quantize(Decimal(unit), rounding=ROUND_HALF_UP))


def _by_kind(held: Sequence[Held]) -> dict[str, Any]:
    found = defaultdict(list)
    for meeting in held:
        found[meeting.kind].append(len(meeting.people))
    return {
        kind: {
            "meetings": len(found[kind]),
            "attendances": sum(found[kind]),
            "average": _average(found[kind]),
        }
        for kind in MeetingKind
        if kind in found
    }


async def test_the_figures_are_those_of_a_recount(
    db: Database, here: Community, half_year: HalfYear
) -> None:
    health = (await compile_period(db, OLGA, PERIOD, ENDED)).data["health"]
    known = {person for meeting in half_year.before for person in meeting.people}
    often = Counter(person for meeting in half_year.main() for person in meeting.people)
    recorded = sum(1 for meeting in half_year.main() if meeting.people)
    least = max(2, -(-recorded // 2))
    assert health["meetings_held"] == len(half_year.held)
    assert health["attendance_by_kind"] == _by_kind(half_year.held)
    assert health["unique_attendees"] == len(half_year.people())
    newcomers = half_year.people() - known
    anywhere = Counter(person for meeting in half_year.held for person in meeting.people)
    assert health["newcomers"] == len(newcomers)
    assert health["newcomers_back"] == sum(anywhere[person] > 1 for person in newcomers)
    assert health["rsvps"] == _kept(half_year)
    assert sum(day["meetings"] for day in health["by_weekday"]) == sum(
        1 for meeting in half_year.main() if meeting.people
    )
    assert health["regulars"] == sum(1 for times in often.values() if times >= least)
    assert health["cadence_days"] == _cadence(half_year.main())
    assert health["by_subgroup"] == _by_subgroup(half_year)
    assert health["change_from_previous"] == _change(half_year, known)


def _cadence(held: Sequence[Held]) -> float:
    days = sorted(meeting.day for meeting in held)
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    middle = gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]
    return middle / 2


def _by_subgroup(half_year: HalfYear) -> list[dict[str, Any]]:
    found = []
    for number, name in half_year.subgroups.items():
        there = [len(m.people) for m in half_year.held if m.subgroup_id == number]
        before = [len(m.people) for m in half_year.before if m.subgroup_id == number]
        met = [m.day for m in (*half_year.before, *half_year.held) if m.subgroup_id == number]
        last = max(met, default=None)
        figures = {
            "name": name,
            "meetings": len(there),
            "attendances": sum(there),
            "average": _average(there),
            "average_before": _average(before),
            "last_met": last.isoformat() if last else None,
            "asleep": last is not None and (END - last).days > 91,
        }
        found.append(figures)
    return found


def _kept(half_year: HalfYear) -> dict[str, int]:
    recorded = [meeting for meeting in half_year.held if meeting.people]
    going = sum(len(meeting.going) for meeting in recorded)
    kept = sum(len({*meeting.going} & {*meeting.people}) for meeting in recorded)
    return {"going": going, "kept": kept, "percent": int(100 * kept / going + 0.5)}


def _change(half_year: HalfYear, known: set[int]) -> dict[str, float]:
    after, before = _by_kind(half_year.held), _by_kind(half_year.before)
    return {
        **{
            kind: round(after[kind]["average"] - before[kind]["average"], 1)
            for kind in after
            if kind in before and UNKNOWN not in (after[kind]["average"], before[kind]["average"])
        },
        "unique_attendees": len(half_year.people()) - len(known),
        "meetings_held": len(half_year.held) - len(half_year.before),
    }


async def test_diversity_is_counted_over_the_general_meetings(
    db: Database, here: Community, half_year: HalfYear
) -> None:
    """A figure is that of a recount, or it is withheld."""
    async with db.write() as tx:
        marks = await tx.execute(select(AttendanceRow))
        seen = [
            {
                "meeting_id": mark.meeting_id,
                "person_id": mark.person_id,
                "source": "button",
                "seen_at": mark.checked_in_at,
                "counts": True,
            }
            for mark in marks.scalars()
        ]
        await tx.execute(insert(SightingRow), seen)
    await release(db, RELEASED)
    diversity: Any = (await compile_period(db, OLGA, PERIOD, RELEASED)).data["diversity"]
    quoted = diversity["releases"][0]
    assert quoted["period"] == PERIOD
    held = [meeting for meeting in half_year.main() if meeting.people]
    there = [person for meeting in held for person in meeting.people]
    assert quoted["total"] == _mean(len(there), len(held))
    shown = 0
    for attribute, offered in ATTRIBUTES.items():
        times = Counter(half_year.said[person][attribute] for person in there)
        people = {a: len({p for p in there if half_year.said[p][attribute] == a}) for a in times}
        assert [*quoted[attribute]] == [*offered]
        for answer, figure in quoted[attribute].items():
            if figure is not WITHHELD:
                shown += 1
                assert people[answer] >= K
                assert figure in {
                    _mean(times[answer], len(held), "1"),
                    Fifths(int(_mean(5 * times[answer], len(there), "1"))),
                }
    assert shown


async def test_a_small_group_is_never_a_number(
    db: Database, here: Community, now: datetime
) -> None:
    there = [(f"female-{n}", "female") for n in range(6)] + [
        (f"male-{n}", "male") for n in range(4)
    ]
    meeting = await meeting_at(db, datetime(2026, 4, 2, 15, tzinfo=UTC), now)
    for number, (name, gender) in enumerate(there):
        who = Actor(GUILD, 1_000 + number, name)
        await check_in(db, who, meeting.id, "button", meeting.starts_at)
        await describe_self(db, who, {"gender": gender}, now)
    await release(db, RELEASED)
    diversity: Any = (await compile_period(db, OLGA, PERIOD, RELEASED)).data["diversity"]
    assert {*diversity["releases"][0]["gender"].values()} == {WITHHELD}
