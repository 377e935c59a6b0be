"""Whether one community holds up another, in a database of many.

    python -m benchmarks.communities [--communities 20000] [--postgresql] [--json]

Each community has a series every two weeks with its meetings and reminders, and done rows of two
years. The wake-up of the timer is timed with a twentieth of the communities and with all. Then,
while a neighbour checks in every 50 ms, the worst is done at once: series are extended, six
communities ask for rotations of 300 people with different hours, one compiles a report and exports
its attendance. The limits are those of `LIMITS`. Exit status 1 above one of them. With
--json the last line is a JSON object.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from benchmarks.open_meetings import ORGANIZER, databases, open_meeting
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.hours import Hours
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.rotation import (
    SEARCH_SECONDS,
    Ask,
    Availability,
    Slot,
    Wishes,
    suggest_within,
)
from sigbot.domain.series import HORIZON
from sigbot.runtime.heavy import HeavyWork
from sigbot.services.attendance import exported_attendance
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, schedule_meeting
from sigbot.services.outbox import next_wake
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_next
from sigbot.services.startup import open_database
from sigbot.store.base import Base
from sigbot.store.database import Database
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.outbox import OutboxRow

LIMITS = {
    "wake_ms": 2.0,
    "wake_ratio": 1.5,
    "writer_ms": 100.0,
    "stall_ms": 100.0,
    "refused": 0,
    "p99_ms": 250.0,
}
DONE_ROWS = 200
"""Of two years: 52 meetings, each with a card, three reminders."""
WAKES, EXTENDED, ASKING, PEOPLE, ATTENDANCES = 200, 40, 6, 300, 20_000
EVERY_S = 0.05
AT_ONCE = 500
COPIED: tuple[type[Base], ...] = (CommunityRow, SeriesRow, MeetingRow, OutboxRow)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.communities")
    parser.add_argument("--communities", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = asyncio.run(measure(chosen.communities, on_postgres=chosen.postgresql))
    for name, limit in LIMITS.items():
        print(f"{name:12} {figures[name]:>10} limit {limit}")
    if chosen.json:
        kind = "postgresql" if chosen.postgresql else "sqlite"
        print(json.dumps({"communities": chosen.communities, "database": kind, **figures}))
    raise SystemExit(any(figures[name] > limit for name, limit in LIMITS.items()))


async def measure(communities: int, *, on_postgres: bool) -> dict[str, float]:
    with databases(on_postgres=on_postgres) as places:
        async with places.migrated() as url:
            db = open_database(url)
            now = datetime.now(UTC)
            neighbour = await open_meeting(db, 1, 1, "Meeting")
            await _model(db, now)
            few = max(2, communities // 20)
            await _copy(db, 1, few)
            before = await _wake_ms(db, now)
            await _copy(db, few, communities)
            wake = await _wake_ms(db, now)
            figures = await _worst(db, neighbour, now)
            await db.close()
    figures |= {"wake_ms": wake, "wake_ratio": wake / before}
    return {name: round(figure, 2) for name, figure in figures.items()}


async def _model(db: Database, now: datetime) -> None:
    """Make the community that all others are copies of; its server is number 2."""
    organizer = _organizer(2)
    setup = Setup(timezone="America/New_York", announcements_channel_id=1)
    await set_up(db, organizer, setup, "A guild", 0, now)
    start = f"{now + timedelta(days=3):%Y-%m-%d} 11:00"
    request = MeetingRequest("Call", start, repeat="every 2 weeks")
    await schedule_meeting(db, organizer, request, now)
    async with db.write() as tx:
        row = (await tx.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)))).first()
        assert row is not None
        done = _values(row) | {"done_at": now, "key": None}
        await tx.execute(insert(OutboxRow), [_without(done, "id") for _ in range(DONE_ROWS)])


def _organizer(guild_id: int) -> Actor:
    return Actor(guild_id, ORGANIZER, "Olga", manages_guild=True)


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


async def _copy(db: Database, begin: int, end: int) -> None:
    """Copy the community of server 2, with everything it has, for servers 2 + begin to 2 + end."""
    async with db.read() as tx:
        model = await tx.scalar(select(CommunityRow.id).where(CommunityRow.guild_id == 2))
        rows: dict[Any, list[Any]] = {kind: list(await tx.scalars(select(kind))) for kind in COPIED}
    own: dict[Any, list[Any]] = {
        CommunityRow: [row for row in rows[CommunityRow] if row.id == model],
        **{kind: [row for row in rows[kind] if row.community_id == model] for kind in COPIED[1:]},
    }
    spread = {kind: max(row.id for row in rows[kind]) + 1 for kind in COPIED}
    for first in range(begin, end, AT_ONCE):
        async with db.write() as tx:
            for kind in COPIED:
                await tx.execute(
                    insert(kind),
                    [
                        _copied(row, number, spread)
                        for number in range(first, min(end, first + AT_ONCE))
                        for row in own[kind]
                    ],
                )


REFERENCES = {"community_id": CommunityRow, "series_id": SeriesRow, "meeting_id": MeetingRow}


def _copied(row: Any, number: int, spread: dict[type[Base], int]) -> dict[str, Any]:
    """Return the values of the copy `number`: all ids are moved by as many as there were."""
    values = _values(row)
    values["id"] += number * spread[type(row)]
    for name, kind in REFERENCES.items():
        if values.get(name) is not None:
            values[name] += number * spread[kind]
    if "guild_id" in values:
        values["guild_id"] = 2 + number
    if "lane" in values:
        values["lane"] = f"c{values['community_id']}"
    return _without(values, "key")


async def _wake_ms(db: Database, now: datetime) -> float:
    """Return the median time of a wake-up with nothing due, in milliseconds."""
    quiet = now - timedelta(hours=1)
    times = []
    for _ in range(WAKES):
        began = time.perf_counter()
        await next_wake(db, quiet)
        times.append(time.perf_counter() - began)
    return 1_000 * median(times)


@dataclass(slots=True)
class Watch:
    """What was seen while the worst was done: seconds of answers, of writers, of stalls."""

    answers: list[float] = field(default_factory=list)
    refused: int = 0
    writer: float = 0.0
    stall: float = 0.0
    open: dict[Session, float] = field(default_factory=dict)


async def _worst(db: Database, neighbour: Meeting, now: datetime) -> dict[str, float]:
    watch, heavy = Watch(), HeavyWork()
    await _attend(db, now)
    ahead = now + HORIZON
    doing: list[Awaitable[object]] = [
        _extend(db, ahead),
        _report(db, now),
        *[_rotate(heavy, guild_id) for guild_id in range(ASKING)],
    ]
    async with _watched(db, watch):
        done = asyncio.ensure_future(asyncio.gather(*doing))
        beating = asyncio.create_task(_beat(watch))
        await _press(db, neighbour, watch, done)
        beating.cancel()
        await done
    ranked = sorted(watch.answers)
    return {
        "writer_ms": 1_000 * watch.writer,
        "stall_ms": 1_000 * watch.stall,
        "refused": watch.refused,
        "p99_ms": 1_000 * ranked[int(0.99 * (len(ranked) - 1))],
    }


@asynccontextmanager
async def _watched(db: Database, watch: Watch) -> AsyncIterator[None]:
    """Note how long transactions hold the writer."""

    def begun(session: Session, _transaction: object, connection: Any) -> None:
        if connection.engine is db._writer.sync_engine:  # noqa: SLF001
            watch.open[session] = time.perf_counter()

    def ended(session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and session in watch.open:
            watch.writer = max(watch.writer, time.perf_counter() - watch.open.pop(session))

    event.listen(Session, "after_begin", begun)
    event.listen(Session, "after_transaction_end", ended)
    try:
        yield
    finally:
        event.remove(Session, "after_begin", begun)
        event.remove(Session, "after_transaction_end", ended)


async def _attend(db: Database, now: datetime) -> None:
    """Give server 2 many people, who were at its first meeting in this half-year."""
    async with db.write() as tx:
        meeting = (await tx.scalars(select(MeetingRow).order_by(MeetingRow.id).offset(1))).first()
        assert meeting is not None
        people = [
            {
                "community_id": meeting.community_id,
                "discord_id": 10_000 + n,
                "name": f"Person {n}",
                "created_at": now,
            }
            for n in range(ATTENDANCES)
        ]
        await tx.execute(insert(PersonRow), people)
        meeting.starts_at = now - timedelta(hours=2)
        ids = await tx.scalars(
            select(PersonRow.id).where(PersonRow.community_id == meeting.community_id)
        )
        rows = [
            {
                "meeting_id": meeting.id,
                "person_id": person_id,
                "source": Source.BUTTON,
                "checked_in_at": now - timedelta(hours=2),
            }
            for person_id in ids
        ]
        await tx.execute(insert(AttendanceRow), rows)


async def _press(
    db: Database, meeting: Meeting, watch: Watch, done: "asyncio.Future[list[object]]"
) -> None:
    """Check somebody in every 50 ms until everything else is done."""
    desk, number = CheckInDesk(db), 0
    answering: set[asyncio.Task[None]] = set()

    async def check_in(person: int) -> None:
        actor, began = Actor(1, 100 + person, f"P{person}"), time.perf_counter()
        try:
            await desk.check_in(Press(actor, meeting.id, Source.BUTTON, datetime.now(UTC)))
        except StoreBusyError:
            watch.refused += 1
        watch.answers.append(time.perf_counter() - began)

    while not done.done():
        number += 1
        answering.add(asyncio.create_task(check_in(number)))
        await asyncio.sleep(EVERY_S)
    await asyncio.gather(*answering)


async def _beat(watch: Watch) -> None:
    """Note by how much the loop is late."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        watch.stall = max(watch.stall, time.perf_counter() - began - 0.005)


async def _extend(db: Database, at: datetime) -> None:
    for _ in range(EXTENDED):
        await extend_next(db, at)


async def _report(db: Database, now: datetime) -> None:
    organizer = _organizer(2)
    await compile_period(db, organizer, "this half", now)
    _, lines = await exported_attendance(db, organizer, None, None, now)
    async for _ in lines:
        pass


async def _rotate(heavy: HeavyWork, guild_id: int) -> None:
    async def tell(_place: int) -> None:
        return

    async with heavy.turn(guild_id, tell) as compute:
        work = partial(suggest_within, SEARCH_SECONDS, time.monotonic)
        await compute(work, _ask(random.Random(guild_id)))


def _ask(rng: random.Random) -> Ask:
    """Return a request for 300 people, each with hours of their own."""
    zones = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Africa/Lagos")
    people = []
    for _ in range(PEOPLE):
        begin, length = rng.randrange(0, 1_440, 30), rng.randrange(240, 840, 30)
        days = tuple(sorted(rng.sample(range(7), rng.randint(3, 7))))
        hours = Hours(begin, (begin + length) % 1_440, days)
        people.append(Availability(rng.choice(zones), None, hours))
    today = [Slot("America/New_York", 3_540)]
    return Ask(people, [], today, 60, 4, Wishes(), date(2026, 11, 30), 5)


if __name__ == "__main__":
    main()
