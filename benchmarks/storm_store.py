"""The store alone: check-ins without Discord, beside a transaction for each through the ORM."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from benchmarks.open_meetings import Databases, attendances_of, open_meeting
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.startup import open_database
from sigbot.store.database import Database, Tx
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.members import PersonRow

ORM_PEOPLE = 500
"""Enough for a rate: each is a transaction that waits for the disk."""
ORM_AT_ONCE = 10
"""As many as there are connections; more would only wait for one."""

CheckIn = Callable[[Meeting, int], Awaitable[object]]
"""(meeting, the person's number)"""


@dataclass(frozen=True, slots=True)
class Rates:
    """Check-ins a second: of sigbot, and through the ORM with a transaction for each."""

    ours: float
    orm: float


async def measure(databases: Databases, people: int) -> Rates:
    """Return both rates. Raises RuntimeError if the ORM was refused, as nothing can be compared."""
    # The bot does so after its start: the garbage collector need not look at modules again.
    gc.collect()
    gc.freeze()
    ours = await _rate(databases, _at_the_desk, people)
    orm = await _rate(databases, _through_the_orm, min(people, ORM_PEOPLE))
    if not orm:
        msg = "the machine is too busy: check-ins through the ORM were refused"
        raise RuntimeError(msg)
    return Rates(ours, orm)


async def _rate(
    databases: Databases, check_in_with: Callable[[Database], CheckIn], people: int
) -> float:
    """Return the check-ins a second of so many people at once; 0 if any of them was refused.

    A check-in before them is not measured.
    """
    async with databases.migrated() as url:
        db = open_database(url)
        meeting, check_in = await open_meeting(db, 1, 1, "Meeting"), check_in_with(db)
        await check_in(meeting, 0)
        crowd = [check_in(meeting, 100 + number) for number in range(people)]
        began = time.perf_counter()
        await asyncio.gather(*crowd, return_exceptions=True)
        seconds = time.perf_counter() - began
        await db.close()
        complete = await attendances_of(url, meeting.id) == people + 1
    return people / seconds if complete else 0.0


def _at_the_desk(db: Database) -> CheckIn:
    """Return a check-in as the cog does it for a press."""
    desk = CheckInDesk(db)

    async def check_in(meeting: Meeting, number: int) -> None:
        actor = Actor(1, number, f"Person {number}")
        await desk.check_in(Press(actor, meeting.id, Source.BUTTON, datetime.now(UTC)))

    return check_in


def _through_the_orm(db: Database) -> CheckIn:
    """Return a check-in as most programs do it: find or add the person, then add the rows.

    The rows are the same as those of sigbot.
    """
    turns = asyncio.Semaphore(ORM_AT_ONCE)

    async def check_in(meeting: Meeting, number: int) -> None:
        async with turns, db.write() as tx:
            await _add(tx, meeting, number, datetime.now(UTC))

    return check_in


async def _add(tx: Tx, meeting: Meeting, number: int, now: datetime) -> None:
    person = await tx.scalar(select(PersonRow).where(PersonRow.discord_id == number))
    if person is None:
        values = {"name": f"Person {number}", "discord_id": number, "created_at": now}
        person = PersonRow(community_id=1, **values)
        tx.add(person)
        await tx.flush()
    row = {"meeting_id": meeting.id, "person_id": person.id, "source": "button"}
    tx.add(AttendanceRow(checked_in_at=now, **row))
    tx.add(SightingRow(seen_at=now, **row))
    tx.add(
        AuditRow(
            community_id=1,
            discord_id=number,
            name=person.name,
            action="attendance.checkin",
            subject=meeting.key,
            details={},
            at=now,
        )
    )
