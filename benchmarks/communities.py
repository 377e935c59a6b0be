"""Whether one community holds up another, in a database of many.

    python -m benchmarks.communities [--communities 20000] [--database sqlite|postgresql]
        [--processes N] [--only wake|hour|worst|throughput ...] [--json]

Each community has a series every two weeks with its meetings and reminders, and done rows of two
years (`communities_fill`).

wake    The wake-up of the timer, with nothing due, is timed with 1,000 communities, or a twentieth
        of few, and with all.
hour    Half of the communities have a reminder that is due at the same instant: the bot's own CPU
        a message, compared with that of 100 reminders, and how late the first leaves
        (`communities_hour`). Discord takes 50 messages a second, so 10,000 take 200 s.
worst   While a neighbour checks in every 50 ms, everything heavy is done at once
        (`communities_worst`).
throughput
        Only with --processes: messages and presses a second with one process and with so many,
        and what each of them computes (`communities_processes`). The full hour is that of so many
        processes, too. More than one need PostgreSQL.

The limits are those of `LIMITS`. Exit status 1 above one of them, and for a press that got a wrong
answer or left no row. With --json the last line is a JSON object.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from benchmarks.communities_fill import copy, make_model
from benchmarks.communities_hour import full_hour
from benchmarks.communities_processes import throughput
from benchmarks.communities_worst import MOVED, Worst, worst
from benchmarks.open_meetings import KINDS, databases, open_meeting
from sigbot.services.outbox import look_ahead
from sigbot.services.startup import open_database
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow

LIMITS = {
    "wake_ms": 2.0,
    "wake_ratio": 1.5,
    "message_cpu_ratio": 1.5,
    "first_message_ms": 1_000.0,
    "writer_ms": 100.0,
    "stall_ms": 100.0,
    "refused": 0,
    "p99_ms": 250.0,
}
PARTS = ("wake", "hour", "worst")
THROUGHPUT = "throughput"
WAKES = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What is measured, and on what."""

    communities: int
    database: str
    processes: int
    parts: Collection[str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.communities")
    parser.add_argument("--communities", type=int, default=20_000)
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    parser.add_argument("--processes", type=int)
    parser.add_argument("--only", nargs="+", choices=(*PARTS, THROUGHPUT))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    wish = Wish(
        chosen.communities,
        chosen.database,
        chosen.processes or 1,
        chosen.only or (*PARTS, *([THROUGHPUT] if chosen.processes else [])),
    )
    if wish.processes > 1 and wish.database != "postgresql":
        parser.error("several processes need --database postgresql")
    if THROUGHPUT in wish.parts and not chosen.processes:
        parser.error("throughput needs --processes")
    figures, more = asyncio.run(measure(wish))
    for name, figure in figures.items():
        print(f"{name:17} {figure:>10} limit {LIMITS[name]}")
    if chosen.json:
        about = {"communities": wish.communities, "database": wish.database}
        several = {"processes": wish.processes, **more} if chosen.processes else {}
        print(json.dumps({**about, **figures, **several}))
    wrong = [each["wrong_answers"] or each["missing_rows"] for each in more.get(THROUGHPUT, [])]
    raise SystemExit(any(wrong) or any(figures[name] > LIMITS[name] for name in figures))


async def measure(wish: Wish) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the figures that have limits, and those of several processes."""
    figures: dict[str, float] = {}
    more: dict[str, Any] = {}
    communities, parts = wish.communities, wish.parts
    with databases(on_postgres=wish.database == "postgresql") as places:
        async with places.migrated() as url:
            db, now = open_database(url), datetime.now(UTC)
            neighbour = await open_meeting(db, 1, 1, "Meeting")
            model = await make_model(db, now)
            few = 1_000 if communities > 1_000 else communities // 20
            await copy(db, model, 1, few)
            before = await wake_ms(db, now)
            await copy(db, model, few, communities)
            if "wake" in parts:
                figures["wake_ms"] = await wake_ms(db, now)
                figures["wake_ratio"] = figures["wake_ms"] / before
            if "hour" in parts:
                await db.close()
                figures |= await full_hour(url, model, communities // 2, wish.processes)
                db = open_database(url)
            if THROUGHPUT in parts:
                await db.close()
                more[THROUGHPUT] = await throughput(places, url, model, communities, wish.processes)
                db = open_database(url)
            if "worst" in parts:
                busy = Worst(
                    neighbour,
                    model.ids[MeetingRow][0],
                    (model.community(1), model.community(MOVED)),
                )
                figures |= await worst(db, busy, now)
            await db.close()
    return {name: round(figures[name], 2) for name in LIMITS if name in figures}, more


async def wake_ms(db: Database, now: datetime) -> float:
    """Return the median time of a wake-up with nothing due, in milliseconds."""
    quiet = now - timedelta(hours=1)
    times = []
    for _ in range(WAKES):
        began = time.perf_counter()
        await look_ahead(db, quiet)
        times.append(time.perf_counter() - began)
    return 1_000 * median(times)


if __name__ == "__main__":
    main()
