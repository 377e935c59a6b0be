"""Two years of many communities in minutes: whether anything grows that should not.

    python -m benchmarks.years [--communities 200] [--days 730] [--database sqlite|postgresql]
        [--json]

Each community has a meeting every two weeks with its card and reminders, twelve members of whom
eight say Going and six check in, and an organizer. Time goes on day by day (`years_life`): what
falls due is taken and noted as posted, series are extended, what is old is swept. Meanwhile the
database does not wait for the disk (SQLite with synchronous OFF, PostgreSQL with
synchronous_commit off), and autovacuum looks every second, as two years are only minutes here.

At the end of the first quarter and of the last, wake-ups with nothing due are timed, rows of each
table are counted, and plans are looked at: those of all statements that the services of a
community need (tests/services/plans.py). Then the database is compared with a fresh copy of
itself, as `sigbot db copy` makes it, and a neighbour checks in while everything heavy is done at
once, as in benchmarks.communities; that waits for the disk again.

A wake-up at the end is compared with an early one by the fastest tenth of each: other programs slow
down the rest, and not evenly.

The limits are those of `LIMITS`; that of `size_ratio` is for SQLite, whose file does not shrink by
itself. Exit status 1 above one.
"""

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from sqlalchemy import func, select

from benchmarks.communities_fill import know_tables, make_model
from benchmarks.communities_worst import Worst, worst
from benchmarks.open_meetings import KINDS, Databases, databases, open_meeting
from benchmarks.years_life import BEGIN, DAY, Life, hasty
from benchmarks.years_size import size_of, sizes
from sigbot.services.community import Setup, set_up
from sigbot.services.outbox import look_ahead, take_due
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.rows.meetings import MeetingRow
from tests import postgres
from tests.services.plans import Statements, ask_everything, indexes, noted, plans_of, scans
from tests.services.test_every_service import furnish
from tests.services.world import NEWS, OLGA

LIMITS = {
    "wake_ms": 2.0,
    "wake_ratio": 1.5,
    "take_ratio": 1.5,
    "outbox_ratio": 2.0,
    "scans": 0,
    "size_ratio": 1.2,
    "writer_ms": 100.0,
    "stall_ms": 100.0,
    "refused": 0,
    "p99_ms": 250.0,
}
QUARTER = 91
WAKES = 200
NOW_OF_TESTS = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = timedelta(days=3_650)
LARGE = 10_000
"""Rows of a table that is not read as a whole by what runs often."""
TOLD = 24
"""The largest tables, whose rows are told."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long something takes, in milliseconds: the median, and the fastest tenth."""

    median_ms: float
    fast_ms: float

    def __str__(self) -> str:
        return f"{self.median_ms:.2f} ms (the fastest tenth {self.fast_ms:.2f})"


@dataclass(frozen=True, slots=True)
class State:
    """How large and how fast a database is at a moment, and how it answers each statement."""

    wake: "Times"
    take: "Times"
    rows: Mapping[str, int]
    plans: Mapping[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.years")
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    postgres.SETTINGS["autovacuum_naptime"] = "1s"
    with databases(on_postgres=chosen.database == "postgresql") as places:
        figures = asyncio.run(_measure(places, chosen.communities, chosen.days))
    limits = LIMITS if chosen.database == "sqlite" else {**LIMITS, "size_ratio": float("inf")}
    for name, figure in figures.items():
        print(f"{name:22} {figure:>12.2f}   limit {limits.get(name, '-')}")
    if chosen.json:
        about = {"communities": chosen.communities, "days": chosen.days}
        print(json.dumps({**about, "database": chosen.database, **figures}))
    raise SystemExit(any(figures[name] > limit for name, limit in limits.items()))


async def _measure(places: Databases, count: int, days: int) -> dict[str, float]:
    statements = await _frequent_statements(places)
    async with places.migrated() as url:
        empty = await size_of(url)
        early = await _live(url, statements, count, days)
        now = BEGIN + days * DAY
        db = open_database(url)
        late = await _state(db, statements, now)
        _tell(early, late, count)
        whole = await _whole_reads(db, statements, late.rows)
        await db.close()
        size, copied = await sizes(places, url)
        figures = {
            "wake_ms": late.wake.median_ms,
            "wake_ratio": late.wake.fast_ms / early.wake.fast_ms,
            "take_ratio": late.take.fast_ms / early.take.fast_ms,
            "outbox_ratio": late.rows["outbox"] / max(1, early.rows["outbox"]),
            "scans": len(scans(late.plans)),
            "changed_plans": sum(
                indexes(plan) != indexes(early.plans[sql]) for sql, plan in late.plans.items()
            ),
            "whole_reads": whole,
            "size_mib": size / 2**20,
            "size_ratio": size / copied,
            "bytes_a_community": (size - empty) / count,
        }
        return figures | await _worst(url, now, count)


async def _live(url: str, statements: Statements, count: int, days: int) -> State:
    """Let the days pass; return how the database was at the end of the first quarter."""
    begun = time.monotonic()
    async with hasty(url) as db:
        life = Life(db)
        for number in range(1, count + 1):
            await life.begin(number)
        # As the bot does when it has started: garbage collection would look at all modules again.
        gc.collect()
        gc.freeze()
        early = await _state(db, statements, BEGIN)
        for day in range(1, days + 1):
            await life.pass_day(BEGIN + day * DAY)
            if day == min(QUARTER, days // 2):
                early = await _state(db, statements, BEGIN + day * DAY)
    print(f"{days} days of {count} communities took {time.monotonic() - begun:.0f} s")
    return early


async def _frequent_statements(places: Databases) -> Statements:
    """Return the statements of all services, as they run in a database of their own."""
    async with places.migrated() as url:
        db = open_database(url)
        setup = Setup(name="Health", timezone="America/New_York")
        community, _ = await set_up(db, OLGA, setup, "Server", NEWS, NOW_OF_TESTS)
        await furnish(db, community, NOW_OF_TESTS)
        with noted(db) as statements:
            await ask_everything(db, NOW_OF_TESTS)
        await db.close()
    return statements


async def _state(db: Database, statements: Statements, now: datetime) -> State:
    await know_tables(db)
    async with db.read() as tx:
        rows = {
            name: await tx.scalar(select(func.count()).select_from(table)) or 0
            for name, table in all_tables().tables.items()
        }
    return State(
        await _times(lambda: look_ahead(db, now)),
        await _times(lambda: take_due(db, now - LONG_AGO, "one")),
        rows,
        await plans_of(db, statements),
    )


async def _whole_reads(db: Database, statements: Statements, rows: Mapping[str, int]) -> int:
    """Tell the statements that read all of a large table as it is now; return how many."""
    plans = await plans_of(db, statements, for_size=True)
    whole = {sql: table for sql, table in scans(plans).items() if rows[table] >= LARGE}
    for sql, table in whole.items():
        print(f"reads all of {table} as it is: {sql[:160]}")
    return len(whole)


async def _times(work: Callable[[], Awaitable[object]]) -> Times:
    times = []
    for _ in range(WAKES):
        begun = time.perf_counter()
        await work()
        times.append(time.perf_counter() - begun)
    tenths = quantiles(times, n=10)
    return Times(1_000 * tenths[4], 1_000 * tenths[0])


async def _worst(url: str, now: datetime, count: int) -> dict[str, float]:
    """Do the worst that communities can do, in this database; return the figures."""
    db = open_database(url)
    neighbour = await open_meeting(db, 1, 1, "Meeting")
    model = await make_model(db, now)
    busy = Worst(neighbour, model.ids[MeetingRow][0], (1, count))
    figures = await worst(db, busy, now)
    await db.close()
    return figures


def _tell(early: State, late: State, count: int) -> None:
    print(f"a wake-up: {early.wake} early, {late.wake} at the end")
    print(f"taking rows: {early.take} early, {late.take} at the end")
    print(f"  {'rows':18} {'early':>10} {'at the end':>10} {'of each':>8}")
    for name, number in sorted(late.rows.items(), key=lambda row: -row[1])[:TOLD]:
        if number:
            print(f"  {name:18} {early.rows[name]:>10,} {number:>10,} {number / count:>8.1f}")
    for sql, table in scans(late.plans).items():
        print(f"has to read all of {table}: {sql[:160]}")
    for sql, plan in late.plans.items():
        was, uses = indexes(early.plans[sql]), indexes(plan)
        if was != uses:
            print(f"another plan: {sql[:160]}\n  {sorted(was - uses)} became {sorted(uses - was)}")


if __name__ == "__main__":
    main()
