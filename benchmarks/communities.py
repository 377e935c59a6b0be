"""Whether one community holds up another, in a database of many.

    python -m benchmarks.communities [--communities 20000] [--postgresql] [--json]
        [--only wake|hour|worst ...]

Each community has a series every two weeks with its meetings and reminders, and done rows of two
years (`communities_fill`).

wake    The wake-up of the timer, with nothing due, is timed with 1,000 communities, or a twentieth
        of few, and with all.
hour    Half of the communities have a reminder that is due at the same instant: the bot's own CPU
        a message, compared with that of 100 reminders, and how late the first leaves
        (`communities_hour`). Discord takes 50 messages a second, so 10,000 take 200 s.
worst   While a neighbour checks in every 50 ms, everything heavy is done at once
        (`communities_worst`).

The limits are those of `LIMITS`. Exit status 1 above one of them. With --json the last line is a
JSON object.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from statistics import median

from benchmarks.communities_fill import copy, make_model
from benchmarks.communities_hour import full_hour
from benchmarks.communities_worst import worst
from benchmarks.open_meetings import databases, open_meeting
from sigbot.services.outbox import look_ahead
from sigbot.services.startup import open_database
from sigbot.store.database import Database

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
WAKES = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.communities")
    parser.add_argument("--communities", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = asyncio.run(measure(chosen.communities, chosen.only, on_postgres=chosen.postgresql))
    for name, figure in figures.items():
        print(f"{name:17} {figure:>10} limit {LIMITS[name]}")
    if chosen.json:
        kind = "postgresql" if chosen.postgresql else "sqlite"
        print(json.dumps({"communities": chosen.communities, "database": kind, **figures}))
    raise SystemExit(any(figure > LIMITS[name] for name, figure in figures.items()))


async def measure(
    communities: int, parts: Collection[str], *, on_postgres: bool
) -> dict[str, float]:
    figures: dict[str, float] = {}
    with databases(on_postgres=on_postgres) as places:
        async with places.migrated() as url:
            db, now = open_database(url), datetime.now(UTC)
            neighbour = await open_meeting(db, 1, 1, "Meeting")
            model = await make_model(db, now)
            few = 1_000 if communities > 1_000 else communities // 20
            await copy(db, model, 1, few)
            before = await _wake_ms(db, now)
            await copy(db, model, few, communities)
            if "wake" in parts:
                figures["wake_ms"] = await _wake_ms(db, now)
                figures["wake_ratio"] = figures["wake_ms"] / before
            if "hour" in parts:
                await db.close()
                figures |= await full_hour(url, model, communities // 2)
                db = open_database(url)
            if "worst" in parts:
                figures |= await worst(db, model, neighbour, now)
            await db.close()
    return {name: round(figures[name], 2) for name in LIMITS if name in figures}


async def _wake_ms(db: Database, now: datetime) -> float:
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
