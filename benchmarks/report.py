"""How long a report takes over many attendances, beside the SQL that its figures need.

    python -m benchmarks.report [--attendances 1000000] [--postgresql] [--json]

One community has 5,000 meetings in five years, 20,000 people and 1,000,000 attendances. A report of
half a year and one of five years are compiled, each beside the statements of `report_sql.py` in the
same run. Meanwhile a neighbour writes every 50 ms. `mib` is how much memory the reports added at
most. Below each report stands what its file takes in every format (`report_formats.py`). The limits
are those of `LIMITS`. Exit status 1 above one of them. With --json the last line is a JSON object.
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from benchmarks.open_meetings import databases, open_meeting
from benchmarks.report_data import ENDED, OLGA
from benchmarks.report_formats import print_formats
from benchmarks.report_sql import Dialect, statements
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.periods import Period, read_period
from sigbot.domain.refusals import StoreBusyError
from sigbot.services.access import require_organizer
from sigbot.services.checkins import CheckInDesk, Press
from sigbot.services.reports import compile_period
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows.members import PersonRow

LIMITS = {"half_year_ratio": 1.3, "five_years_ratio": 1.3, "mib": 150.0, "refused": 0}
PERIODS = {"half_year_ratio": "H2 2026", "five_years_ratio": "2022-01-01..2026-12-31"}
LEAST = 50
"""Meetings that make a regular in the SQL; any number costs the same."""

ROUNDS, NEIGHBOUR, EVERY_S = 3, 2, 0.05
MIB = 1024 * 1024
PAGE = 4_096


@dataclass(slots=True)
class Watch:
    """What was seen meanwhile: writes and refusals, the longest stall of the loop in seconds, and
    the most memory in bytes."""

    writes: int = 0
    refused: int = 0
    stall: float = 0.0
    memory: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report")
    parser.add_argument("--attendances", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = asyncio.run(measure(chosen.attendances, on_postgres=chosen.postgresql))
    for name, limit in LIMITS.items():
        print(f"{name:17} {figures[name]:>8} limit {limit}")
    if chosen.json:
        print(json.dumps(figures))
    raise SystemExit(any(figures[name] > limit for name, limit in LIMITS.items()))


async def measure(attendances: int, *, on_postgres: bool) -> dict[str, float]:
    with databases(on_postgres=on_postgres) as places:
        async with places.migrated() as url:
            # In a process of its own: what it leaves in memory would hide what a report adds.
            command = (sys.executable, "-m", "benchmarks.report_data", url, str(attendances))
            filling = await asyncio.create_subprocess_exec(*command)
            if await filling.wait():
                sys.exit("the database could not be filled")
            db = open_database(url)
            meeting = await open_meeting(db, NEIGHBOUR, 1, "Meeting")
            figures = await _figures(db, meeting)
            await db.close()
    return {name: round(figure, 2) for name, figure in figures.items()}


async def _figures(db: Database, meeting: Meeting) -> dict[str, float]:
    async with db.read() as tx:
        community = await require_organizer(tx, OLGA)
        kept = await tx.scalars(select(PersonRow.timezone).distinct())
        zones = [zone for zone in kept if zone]
    await compile_period(db, OLGA, "Q1 2022", ENDED)  # imports what a report needs
    watch, before = Watch(), _memory()
    figures: dict[str, float] = {}
    for name, text in PERIODS.items():
        period = read_period(text, ENDED.date())
        texts = statements(_dialect(db), community, period, LEAST, zones)
        took: dict[str, list[float]] = {"report": [], "sql": []}
        for _ in range(ROUNDS):
            took["sql"].append(await _seconds(_run(db, texts)))
            with _watched_memory(watch):
                took["report"].append(await _beside_neighbour(db, meeting, watch, period))
        report, sql = min(took["report"]), min(took["sql"])
        print(f"{text}: report {report:.2f} s, SQL {sql:.2f} s")
        print_formats((await compile_period(db, OLGA, period.key, ENDED)).data)
        figures[name] = report / sql
    print(f"{watch.writes} writes meanwhile; longest stall {1_000 * watch.stall:.0f} ms")
    return {**figures, "mib": (watch.memory - before) / MIB, "refused": watch.refused}


def _dialect(db: Database) -> Dialect:
    return Dialect("sqlite" if db.is_sqlite else "postgresql")


async def _seconds(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _run(db: Database, texts: list[str]) -> None:
    async with db.read() as tx:
        connection = await tx.connection()
        for text in texts:
            (await connection.exec_driver_sql(text)).all()


async def _beside_neighbour(db: Database, meeting: Meeting, watch: Watch, period: Period) -> float:
    """Return how long a report takes while somebody checks in every 50 ms."""
    done = asyncio.Event()
    beside = [
        asyncio.create_task(_press(db, meeting, watch, done)),
        asyncio.create_task(_beat(watch, done)),
    ]
    took = await _seconds(compile_period(db, OLGA, period.key, ENDED))
    done.set()
    await asyncio.gather(*beside)
    return took


async def _press(db: Database, meeting: Meeting, watch: Watch, done: asyncio.Event) -> None:
    desk = CheckInDesk(db)
    while not done.is_set():
        watch.writes += 1
        person = Actor(NEIGHBOUR, 100 + watch.writes, f"P{watch.writes}")
        try:
            await desk.check_in(Press(person, meeting.id, Source.BUTTON, datetime.now(UTC)))
        except StoreBusyError:
            watch.refused += 1
        await asyncio.sleep(EVERY_S)


async def _beat(watch: Watch, done: asyncio.Event) -> None:
    """Note by how much the loop is late."""
    while not done.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        watch.stall = max(watch.stall, time.perf_counter() - began - 0.005)


@contextmanager
def _watched_memory(watch: Watch) -> Iterator[None]:
    """Note the most memory that the process has, looked at every few milliseconds."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            watch.memory = max(watch.memory, _memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _memory() -> int:
    """Return the memory of this process in bytes; shared libraries included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
