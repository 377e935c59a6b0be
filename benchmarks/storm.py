"""Check-ins a second when 2,000 members press at once, beside a bare discord.py bot.

    python -m benchmarks.storm [--presses 2000] [--rounds 3] [--postgres] [--json]

In turns, each in a fresh process, `sigbot run` and a bot that only answers (benchmarks.bare_bot)
get the same presses of one card's Check in button, written to the gateway back to back, after one
press that does not count. A press counts as answered when the server has read its callback, the one
HTTP call there may be about it, with the words that were hoped for; the rate is from the first
frame to the last callback. Then the attendances are counted in the database. The server is a
process of its own, and the table shows how busy it was: with a client that does nothing but write
answers, it is fully busy at 8,500 a second. Where Linux tells how long a bot waited for a core
because other processes had them all, such a storm is taken again, at most twice, and the calmest
counts; but for rows, which are counted in all of them.

The store alone: the check-ins of as many people at once without Discord, beside one transaction
through the ORM for each. SQLite writes with synchronous FULL, PostgreSQL (which the tests bring)
with fsync, into the system's folder for temporary files.

Medians of the rounds; latencies are those of all rounds. With --json the last line is a JSON
object. Exit status 1 beyond a limit, for rows that are missing, and for any wrong answer.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Self

from benchmarks import storm_store
from benchmarks.open_meetings import Databases, attendances_of, databases, open_meeting
from benchmarks.storm_server import Outcome, Storm
from benchmarks.storm_store import Rates
from sigbot.chat.cards import meeting_card
from sigbot.chat.custom_ids import CheckIn, encode
from sigbot.domain.meetings import Meeting
from sigbot.services.startup import open_database
from sigbot.wording import attendance as say
from tests.local_discord.guild import Json

LEAST_RATIO, LONGEST_P99_MS, LEAST_STORE_RATIO = 0.8, 3_000, 50
ROOT = Path(__file__).parents[1]
SIGBOT = ("-m", "sigbot", "run")
BARE = ("-m", "benchmarks.bare_bot")
SERVER = ("-m", "benchmarks.storm_server")
START_SECONDS, SETTLING_SECONDS = 30.0, 3.0
LONGEST_LINE = 1 << 24
CALM, MOST_TRIES = 0.1, 3
"""A storm in which the bot waited for a core for a larger share of the time is taken again."""


@dataclass(frozen=True, slots=True)
class Round:
    """One storm: what the server saw, the rows it left, microseconds of a core for each press, and
    the share of the time the bot waited for one."""

    outcome: Outcome
    rows: int
    cpu_us: float
    waited: float

    @property
    def per_second(self) -> float:
        return len(self.outcome.latencies) / self.outcome.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    ours: list[Round]
    bare: list[Round]
    store: list[Rates]

    @property
    def wrong(self) -> list[str]:
        """All kinds of wrong answers there were."""
        storms = (*self.ours, *self.bare)
        return sorted({text for one in storms for text in one.outcome.wrong})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm")
    parser.add_argument("--presses", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with databases(on_postgres=chosen.postgres) as places:
        measured = asyncio.run(_measure(places, chosen.presses, chosen.rounds))
    figures = _summed_up(measured, chosen.presses)
    print(_table(measured, figures))
    for text in measured.wrong[:5]:
        print("wrong:", text)
    if chosen.json:
        print(json.dumps(figures))
    raise SystemExit(bool(measured.wrong) or not _is_good(figures))


async def _measure(places: Databases, presses: int, rounds: int) -> Measured:
    measured = Measured([], [], [])
    for _ in range(rounds):
        measured.ours.append(await _calm_storm(places, SIGBOT, presses))
        measured.bare.append(await _calm_storm(places, BARE, presses))
    for _ in range(rounds):
        measured.store.append(await storm_store.measure(places, presses))
    return measured


# --- The storm ---------------------------------------------------------------------------------


async def _calm_storm(places: Databases, bot: Sequence[str], presses: int) -> Round:
    tries = [await _storm(places, bot, presses)]
    while tries[-1].waited > CALM and len(tries) < MOST_TRIES:
        tries.append(await _storm(places, bot, presses))
    calmest = min(tries, key=lambda one: one.waited)
    return replace(calmest, rows=min(one.rows for one in tries))


async def _storm(places: Databases, bot: Sequence[str], presses: int) -> Round:
    async with places.migrated() as url, Server.started() as server:
        db = open_database(url)
        place = (server.about["guild_id"], server.about["channel_id"])
        first, meeting = [await open_meeting(db, *place, f"Meeting {name}") for name in "AB"]
        await db.close()
        storm = _presses_of(meeting, presses)
        async with _running(bot, server.environment(url, storm.wanted)) as process:
            await server.ready()
            await server.storm(_presses_of(first, 1))
            await asyncio.sleep(1.0)
            before = _spent(process.pid)
            outcome = await server.storm(storm)
            spent, waited = (b - a for a, b in zip(before, _spent(process.pid), strict=True))
        rows = await attendances_of(url, meeting.id)
    return Round(outcome, rows, spent / presses * 1e6, waited / outcome.seconds)


def _spent(pid: int) -> tuple[float, float]:
    """(seconds of a core that all threads of a process had, seconds its first one waited for a
    core)."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        spent = {int(one.name): (one / "schedstat").read_text().split() for one in threads}
    except FileNotFoundError:  # not Linux, or without these statistics
        return 0.0, 0.0
    return sum(int(had) for had, *_ in spent.values()) / 1e9, int(spent[pid][1]) / 1e9


def _presses_of(meeting: Meeting, count: int) -> Storm:
    card = meeting_card(meeting, datetime.now(UTC))
    components: list[Json] = card.to_components()  # type: ignore[no-untyped-call]
    wanted = say.checked_in(meeting, first=True)
    return Storm(count, encode(CheckIn(meeting.id)), components, wanted)


class Server:
    """The local Discord, in its own process."""

    def __init__(self, process: asyncio.subprocess.Process, about: Json) -> None:
        self._process = process
        self.about = about

    @classmethod
    @asynccontextmanager
    async def started(cls) -> AsyncIterator[Self]:
        async with _running(SERVER, {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}) as one:
            yield cls(one, await _line_of(one))

    def environment(self, url: str, answer: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": self.about["token"],
            "SIGBOT_DISCORD_API": self.about["api_url"],
            "DATABASE_URL": url,
            "ANSWER": answer,
        }

    async def ready(self) -> None:
        """Until a bot is connected and has done what it does at its start."""
        async with asyncio.timeout(START_SECONDS):
            await _line_of(self._process)
        await asyncio.sleep(SETTLING_SECONDS)

    async def storm(self, storm: Storm) -> Outcome:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(storm)).encode() + b"\n")
        return Outcome(**await _line_of(self._process))


async def _line_of(process: asyncio.subprocess.Process) -> Json:
    assert process.stdout
    line: Json = json.loads(await process.stdout.readline())
    return line


@asynccontextmanager
async def _running(
    arguments: Sequence[str], environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process in an empty folder, ended afterwards."""
    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *arguments),
            env=environment,
            cwd=folder,
            limit=LONGEST_LINE,
            stdin=pipe,
            stdout=pipe if arguments == SERVER else quiet,
            stderr=None if arguments == SERVER else quiet,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


# --- What it says ------------------------------------------------------------------------------


def _summed_up(measured: Measured, presses: int) -> dict[str, float]:
    pairs = zip(measured.ours, measured.bare, strict=True)
    p50, p99 = _percentiles([one for some in measured.ours for one in some.outcome.latencies])
    return {
        "presses": presses,
        "rows": min(one.rows for one in measured.ours),
        "ratio_to_bare": round(median(a.per_second / b.per_second for a, b in pairs), 3),
        "p50_ms": round(p50),
        "p99_ms": round(p99),
        "store_ratio": round(median(one.ours / one.orm for one in measured.store), 1),
    }


def _percentiles(latencies: Sequence[float]) -> tuple[float, float]:
    """The 50th and 99th, in milliseconds."""
    cuts = quantiles(latencies, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[98] * 1000


def _is_good(figures: dict[str, float]) -> bool:
    return (
        figures["ratio_to_bare"] >= LEAST_RATIO
        and figures["p99_ms"] < LONGEST_P99_MS
        and figures["rows"] == figures["presses"]
        and figures["store_ratio"] >= LEAST_STORE_RATIO
    )


def _table(measured: Measured, figures: dict[str, float]) -> str:
    rows: list[tuple[str, ...]] = [
        ("", "a second", "p50 ms", "p99 ms", "max ms", "rows", "core us", "waited", "server")
    ]
    for ours, bare in zip(measured.ours, measured.bare, strict=True):
        rows += [_row("sigbot", ours), _row("bare", bare)]
    lines = ["".join(f"{cell:>10}" for cell in row) for row in rows]
    lines += [
        f"ratio {figures['ratio_to_bare']:.2f}, at least {LEAST_RATIO:.2f}",
        f"p99 {figures['p99_ms']:.0f} ms, less than {LONGEST_P99_MS}",
        *(f"store: {one.ours:.0f} a second, ORM: {one.orm:.0f}" for one in measured.store),
        f"ratio {figures['store_ratio']:.0f}, at least {LEAST_STORE_RATIO}",
    ]
    return "\n".join(lines)


def _row(name: str, one: Round) -> tuple[str, ...]:
    latencies = one.outcome.latencies
    figures = (
        one.per_second,
        *_percentiles(latencies),
        max(latencies) * 1000,
        one.rows,
        one.cpu_us,
    )
    shares = (one.waited, one.outcome.busy)
    return (name, *(f"{figure:.0f}" for figure in figures), *(f"{share:.0%}" for share in shares))


if __name__ == "__main__":
    main()
