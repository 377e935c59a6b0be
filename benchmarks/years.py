"""Two years of many communities in minutes: whether anything grows that should not.

    python -m benchmarks.years [--communities 200] [--days 730] [--postgresql] [--json]

Each community has a meeting every two weeks with its reminders, twelve members of whom eight say
Going and six check in, and an organizer. Time goes on day by day as upkeep does: what falls due is
taken and done, series are extended, what is old is swept. At the end of the first quarter and of
the last, a wake-up with nothing due is timed, as are the rows of each table. On SQLite, the file is
compared with a fresh copy of itself. The limits are those of `LIMITS`; exit status 1 above one.
"""

import argparse
import asyncio
import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from benchmarks.communities_fill import know_tables
from benchmarks.open_meetings import databases
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Answer
from sigbot.services import clocks, personal, series, sweeping
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, answer_meeting, schedule_meeting
from sigbot.services.outbox import finish, look_ahead, take_due
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.rows.meetings import MeetingRow

LIMITS = {"wake_ratio": 1.5, "outbox_ratio": 2.0, "size_ratio": 1.2}
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY, QUARTER = timedelta(days=1), 91
MEMBERS, GOING, THERE = 12, 8, 6
WAKES = 200


@dataclass(frozen=True, slots=True)
class State:
    """How large and how fast a database is at a moment."""

    wake_ms: float
    rows: Mapping[str, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = asyncio.run(_live(chosen.communities, chosen.days, on_postgres=chosen.postgresql))
    for name, figure in figures.items():
        print(f"{name:14} {figure:>10.3f}   limit {LIMITS.get(name, '-')}")
    if chosen.json:
        print(json.dumps({"communities": chosen.communities, "days": chosen.days, **figures}))
    raise SystemExit(
        any(figures[name] > limit for name, limit in LIMITS.items() if name in figures)
    )


async def _live(count: int, days: int, *, on_postgres: bool) -> dict[str, float]:
    with databases(on_postgres=on_postgres) as places:
        async with places.migrated() as url:
            db = open_database(url)
            for number in range(1, count + 1):
                await _begin(db, number)
            early = await _state(db, BEGIN)
            for day in range(1, days + 1):
                now = BEGIN + day * DAY
                await _day(db, now)
                if day == min(QUARTER, days // 2):
                    early = await _state(db, now)
            late = await _state(db, BEGIN + days * DAY)
            _tell(early, late)
            figures = {
                "wake_ms": late.wake_ms,
                "wake_ratio": late.wake_ms / early.wake_ms,
                "outbox_ratio": late.rows["outbox"] / max(1, early.rows["outbox"]),
            }
            if db.file:
                figures["size_ratio"] = _size_ratio(db.file.path)
            await db.close()
            return figures


def _people(guild_id: int) -> list[Actor]:
    return [
        Actor(guild_id, guild_id * 1_000 + number, f"Member {number}") for number in range(MEMBERS)
    ]


async def _begin(db: Database, guild_id: int) -> None:
    """Set up a community with a series, its first meeting within two weeks."""
    olga = Actor(guild_id, guild_id, "Olga", manages_guild=True)
    setup = Setup(name=f"Community {guild_id}", timezone="America/New_York")
    await set_up(db, olga, setup, "Server", guild_id, BEGIN)
    first = BEGIN + (1 + guild_id % 13) * DAY
    when = f"{first:%Y-%m-%d} 11:00"
    request = MeetingRequest("Weekly call", when, repeat="every 2 weeks", description="About it")
    await schedule_meeting(db, olga, request, BEGIN)


async def _day(db: Database, now: datetime) -> None:
    """Let a day be over: people answer and check in, messages are sent, upkeep is done."""
    for meeting in await _meetings(db, now - DAY, now):
        await _hold(db, meeting)
    while due := await take_due(db, now, "one", limit=400):
        for row in due:
            await finish(db, row, now)
    await clocks.follow_zone_rules(db, clocks.rules_version(), now)
    for step in (series.extend_next, personal.forget_next):
        while await step(db, now) is not None:
            pass
    for kind in await sweeping.old_kinds(db, now):
        while await sweeping.sweep(db, kind, now):
            pass


async def _meetings(
    db: Database, since: datetime, until: datetime
) -> list[tuple[int, int, datetime]]:
    """Return (server, meeting, start) of the meetings in [since, until)."""
    chosen = select(MeetingRow.community_id, MeetingRow.id, MeetingRow.starts_at)
    async with db.read() as tx:
        rows = await tx.execute(
            chosen.where(MeetingRow.starts_at >= since, MeetingRow.starts_at < until)
        )
        return [(guild_id, meeting_id, at) for guild_id, meeting_id, at in rows]


async def _hold(db: Database, meeting: tuple[int, int, datetime]) -> None:
    guild_id, meeting_id, at = meeting
    people = _people(guild_id)
    for who in people[:GOING]:
        await answer_meeting(db, who, meeting_id, Answer.GOING, at - timedelta(hours=2))
    desk = CheckInDesk(db)
    presses = [Press(who, meeting_id, Source.BUTTON, at) for who in people[:THERE]]
    await asyncio.gather(*map(desk.check_in, presses))


async def _state(db: Database, now: datetime) -> State:
    await know_tables(db)
    tables = all_tables().tables
    async with db.read() as tx:
        rows = {
            name: await tx.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.items()
        }
    wakes = []
    for _ in range(WAKES):
        begun = time.perf_counter()
        await look_ahead(db, now)
        await take_due(db, now - timedelta(days=3_650), "one")
        wakes.append(time.perf_counter() - begun)
    return State(median(wakes) * 1_000, rows)


def _tell(early: State, late: State) -> None:
    print(f"a wake-up: {early.wake_ms:.2f} ms early, {late.wake_ms:.2f} ms at the end")
    for name, count in sorted(late.rows.items(), key=lambda row: -row[1])[:14]:
        print(f"  {name:16} {early.rows[name]:>9,} {count:>9,}")


def _size_ratio(path: Path) -> float:
    """Return the size of an SQLite file by that of a fresh copy of itself."""
    copy = path.with_suffix(".copy")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM INTO ?", (str(copy),))
    sizes = path.stat().st_size, copy.stat().st_size
    copy.unlink()
    print(f"the file has {sizes[0] / 2**20:.1f} MiB, a fresh copy {sizes[1] / 2**20:.1f} MiB")
    return sizes[0] / sizes[1]


if __name__ == "__main__":
    main()
