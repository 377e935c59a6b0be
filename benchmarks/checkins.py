"""Check-ins a second of the store alone, beside one transaction through the ORM for each.

    python -m benchmarks.checkins [--people 2000] [--rounds 3] [--json]

On SQLite with synchronous FULL, and on the PostgreSQL that the tests bring with fsync. Medians of
the rounds; both rates of a ratio are from the same round. Exit status 1 below a limit.
"""

import argparse
import asyncio
import json
from statistics import median

from benchmarks import storm_store
from benchmarks.open_meetings import databases
from benchmarks.storm_store import Rates

LEAST_RATIOS = {"sqlite": 100, "postgresql": 50}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkins")
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    ratios: dict[str, float] = {}
    for kind, least in LEAST_RATIOS.items():
        rounds = _measure(kind, chosen.people, chosen.rounds)
        ratios[kind] = round(median(rates.ours / rates.orm for rates in rounds), 1)
        for rates in rounds:
            print(f"{kind}: {rates.ours:.0f} a second, ORM: {rates.orm:.0f}")
        print(f"{kind}: ratio {ratios[kind]:.0f}, at least {least}")
    if chosen.json:
        print(json.dumps(ratios))
    raise SystemExit(any(ratios[kind] < least for kind, least in LEAST_RATIOS.items()))


def _measure(kind: str, people: int, rounds: int) -> list[Rates]:
    with databases(on_postgres=kind == "postgresql") as places:
        return [asyncio.run(storm_store.measure(places, people)) for _ in range(rounds)]


if __name__ == "__main__":
    main()
