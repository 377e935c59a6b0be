"""Several processes of the bot on one database, each with shards of its own, and what all compute.

One process has no shards of its own: it is started as most bots are.
"""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.cpu import spent, spent_with_children
from benchmarks.open_meetings import Databases
from benchmarks.reminders import SIGBOT, running
from tests import postgres

ROOT = Path(__file__).parents[1]
SECRET = "the secret that all processes of a benchmark share"

COUNTED = """SELECT xact_commit + xact_rollback, active_time FROM pg_stat_database
WHERE datname = current_database()"""
"""Transactions, and milliseconds in which sessions ran statements."""


@asynccontextmanager
async def bots(api_url: str, token: str, url: str, count: int) -> AsyncIterator[list[int]]:
    """Run `count` processes of the bot; yield their process ids."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": token,
        "SIGBOT_DISCORD_API": api_url,
        "DATABASE_URL": url,
        "SIGBOT_SECRET": SECRET,
    }
    async with AsyncExitStack() as stack:
        pids = []
        for number in range(count):
            shards = {"SIGBOT_SHARDS": f"{number}/{count}"} if count > 1 else {}
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sigbot-bot-"))
            process = await stack.enter_async_context(running(SIGBOT, environment | shards, folder))
            pids.append(process.pid)
        yield pids


def server_pid(places: Databases) -> int | None:
    """Return the process id of the PostgreSQL of a benchmark, None on SQLite."""
    if not isinstance(places, postgres.Server) or places.programs is None:
        return None
    return int((places.programs.data / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True, slots=True)
class Counted:
    """What was computed until a moment.

    `bots` are (seconds of a core, seconds of waiting for one) of each process, `database` and
    `discord` are seconds of PostgreSQL and of this process, which has the local Discord.
    `transactions` and `active_s` are those that PostgreSQL counts.
    """

    bots: Sequence[tuple[float, float]]
    database: float = 0.0
    transactions: int = 0
    active_s: float = 0.0
    discord: float = field(default_factory=time.process_time)
    at: float = field(default_factory=time.monotonic)

    def since(self, before: "Counted") -> "Took":
        pairs = list(zip(self.bots, before.bots, strict=True))
        return Took(
            self.at - before.at,
            [now[0] - earlier[0] for now, earlier in pairs],
            [now[1] - earlier[1] for now, earlier in pairs],
            self.database - before.database,
            self.discord - before.discord,
            self.transactions - before.transactions,
            self.active_s - before.active_s,
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts what processes of the bot compute; with the id of its process, PostgreSQL, too."""

    pids: Sequence[int]
    server: int | None
    url: str

    async def now(self) -> Counted:
        used = [spent(pid) for pid in self.pids]
        if self.server is None:
            return Counted(used)
        transactions, active_s = await _counted(self.url)
        return Counted(used, spent_with_children(self.server), transactions, active_s)


@dataclass(frozen=True, slots=True)
class Took:
    """What was computed in `seconds`: see `Counted`. `waited` is the time without a free core."""

    seconds: float
    bots: Sequence[float]
    waited: Sequence[float]
    database: float
    discord: float
    transactions: int
    active_s: float

    def during(self, seconds: float, busy: float) -> "Took":
        """Return the same of an only shorter time, in which a process of its own was the local
        Discord, and was `busy` for a share of it."""
        return replace(self, seconds=seconds, discord=busy * seconds)

    @property
    def cores(self) -> float:
        """Return how many cores all parts used together."""
        return (sum(self.bots) + self.database + self.discord) / self.seconds

    def where(self) -> list[str]:
        """Return a line for each process: how much of the time it computed, and waited for what."""
        lines = []
        for number, (used, waited) in enumerate(zip(self.bots, self.waited, strict=True), 1):
            busy = used / self.seconds
            kept = min(waited / self.seconds, 1 - busy)
            rest = 1 - busy - kept
            lines.append(
                f"  process {number}: computed {busy:.0%} of the time, waited for a core "
                f"{kept:.0%}, for the database, Discord or work {rest:.0%}"
            )
        server, discord = self.database / self.seconds, self.discord / self.seconds
        lines.append(f"  PostgreSQL used {server:.0%} of a core, the local Discord {discord:.0%}")
        lines.append(f"  all of them used {self.cores:.2f} cores of {os.cpu_count()}")
        return lines


async def _counted(url: str) -> tuple[int, float]:
    engine = create_async_engine(make_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        transactions, active_ms = (await connection.execute(text(COUNTED))).one()
    await engine.dispose()
    return int(transactions), float(active_ms) / 1_000
