"""A large community: five years of meetings, and who was there.

    python -m benchmarks.report_data ADDRESS ATTENDANCES

Fills the empty database at an address. There are 200 attendances a meeting, and 50 a person.
"""

import asyncio
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, NOTICE_OF_TIMES, Attribute
from sigbot.domain.regions import REGION_ZONES
from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import (
    ConsentRow,
    GenderRow,
    HoursRow,
    PersonRow,
    SelfDescriptionRow,
)

OLGA = Actor(1, 1, "Olga", manages_guild=True)
ZONE = "America/New_York"
FIRST, YEARS = date(2022, 1, 1), 5
ENDED = datetime(2027, 1, 5, 12, tzinfo=UTC)
DAYS = (date(2027, 1, 1) - FIRST).days
SLOTS = 20
"""Weekly times of meetings."""

OF_A_MEETING, OF_A_PERSON = 200, 50
CORE, FIRST_SHARE = 40, 0.4
"""How many people come often, and the share of people who were there from the first day."""

AT_ONCE = 20_000
Values = dict[str, Any]


def main() -> None:
    asyncio.run(_fill_at(sys.argv[1], int(sys.argv[2])))


async def _fill_at(url: str, attendances: int) -> None:
    db = open_database(url)
    await fill(db, attendances)
    await db.close()


async def fill(db: Database, attendances: int) -> None:
    """Fill an empty database with one community; the same number gives the same community."""
    meetings, people = attendances // OF_A_MEETING, attendances // OF_A_PERSON
    chance = random.Random(1)
    community, _ = await set_up(db, OLGA, Setup(timezone=ZONE), "A guild", 1, ENDED)
    groups = [(await add_subgroup(db, OLGA, name, None, ENDED)).id for name in ("A", "B")]
    async with db.write() as tx:
        before = set(await tx.scalars(select(PersonRow.id)))
    await _add(db, PersonRow, (_person(community, number, chance) for number in range(people)))
    async with db.read() as tx:
        known = await tx.scalars(select(PersonRow.id).order_by(PersonRow.id))
        ids = [person for person in known if person not in before]
    for kind, rows in _said(ids, chance).items():
        await _add(db, kind, rows)
    held = [_meeting(community, n, meetings, groups, chance) for n in range(meetings)]
    await _add(db, MeetingRow, held)
    async with db.read() as tx:
        places = (await tx.execute(select(MeetingRow.id, MeetingRow.starts_at))).all()
    came = (_came(meeting, at, _present(ids, at, chance)) for meeting, at in places)
    await _add(db, AttendanceRow, chain.from_iterable(came))
    async with db.write() as tx:
        await tx.execute(text("ANALYZE"))


async def _add(db: Database, kind: Any, rows: Iterable[Values]) -> None:
    batch: list[Values] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            await _insert(db, kind, batch)
            batch = []
    if batch:
        await _insert(db, kind, batch)


async def _insert(db: Database, kind: Any, rows: list[Values]) -> None:
    async with db.write() as tx:
        await tx.execute(insert(kind), rows)


def _person(community: Community, number: int, chance: random.Random) -> Values:
    zones = REGION_ZONES[chance.choice([*REGION_ZONES])]
    zone = chance.choices([*zones], [*zones.values()])[0] if chance.random() < 0.8 else None
    return {
        "community_id": community.id,
        "discord_id": 10_000 + number,
        "name": f"Person {number}",
        "timezone": zone,
        "created_at": ENDED,
    }


def _said(people: list[int], chance: random.Random) -> dict[Any, Iterator[Values]]:
    """Return what people told about themselves: most of them something, a tenth their hours."""
    spoke = [person for person in people if chance.random() < 0.7]
    gave_hours = [person for person in people if chance.random() < 0.1]
    answers = {name: [None, *offered] for name, offered in ATTRIBUTES.items()}
    at = {"updated_at": ENDED}

    def one(person: int, *names: Attribute) -> Values:
        return {"person_id": person, **{name: chance.choice(answers[name]) for name in names}, **at}

    about = (Attribute.REGION, Attribute.ORGANIZATION, Attribute.EXPERIENCE)
    return {
        SelfDescriptionRow: (one(person, *about) for person in spoke),
        GenderRow: (one(person, Attribute.GENDER) for person in spoke),
        ConsentRow: (_consent(person) for person in spoke),
        HoursRow: (_hours(person, chance) for person in gave_hours),
    }


def _consent(person: int) -> Values:
    return {
        "person_id": person,
        "purpose": "diversity",
        "granted": True,
        "notice_version": NOTICE_OF_TIMES,
        "at": ENDED,
    }


def _hours(person: int, chance: random.Random) -> Values:
    begin, length = chance.randrange(0, 1_440, 60), chance.randrange(240, 840, 60)
    end = (begin + length) % 1_440
    return {"person_id": person, "begin": begin, "end": end, "days": "01234", "updated_at": ENDED}


def _meeting(
    community: Community, number: int, of: int, groups: list[int], chance: random.Random
) -> Values:
    """Return a meeting at one of SLOTS weekly times, which take turns through the week."""
    week, slot = divmod(number, SLOTS)
    day = FIRST + timedelta(days=week * (DAYS - 7) * SLOTS // of + slot % 7)
    wall = datetime.combine(day, time(8 + slot // 2, 30 * (slot % 2)))
    kind = [*MeetingKind][number % len(MeetingKind)]
    return {
        "community_id": community.id,
        "occurrence": wall,
        "wall": wall,
        "starts_at": wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC),
        "zone": ZONE,
        "duration": 60 if number % 3 else 90,
        "title": "Call",
        "kind": kind,
        "subgroup_id": chance.choice(groups) if kind is MeetingKind.SUBGROUP else None,
        "created_at": ENDED,
    }


def _present(people: list[int], at: datetime, chance: random.Random) -> list[int]:
    """Choose who was there: most of the core, and some of those who had joined by then."""
    core, rest = people[:CORE], people[CORE:]
    share = FIRST_SHARE + (1 - FIRST_SHARE) * (at.date() - FIRST).days / DAYS
    regulars = [person for person in core if chance.random() < share]
    joined = max(OF_A_MEETING, round(len(rest) * share))
    return regulars + chance.sample(rest[:joined], OF_A_MEETING - len(regulars))


def _came(meeting: int, at: datetime, people: list[int]) -> Iterator[Values]:
    for second, person in enumerate(people):
        yield {
            "meeting_id": meeting,
            "person_id": person,
            "source": Source.BUTTON,
            "checked_in_at": at + timedelta(seconds=second),
        }


if __name__ == "__main__":
    main()
