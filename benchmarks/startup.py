"""Start-up to READY and resident memory of `sigbot run`, beside a bare discord.py bot.

    python -m benchmarks.startup [--rounds 5] [--json]

Both log in to the same local Discord, in turns (A B A B), after one start each that does not count
and with the database migrated before. Start-up is from the start of the process until Discord sends
READY; memory is VmRSS one second later. The limit is 1.3 times the bare bot for each median. Exit
status 1 above it. With --json the last line is a JSON object.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.cpu import resident_mib
from tests.local_discord import LocalDiscord

LIMIT = 1.3
SETTLING_SECONDS = 1.0
ROOT = Path(__file__).parents[1]

SIGBOT = ("-m", "sigbot", "run")
MIGRATE = ("-m", "sigbot", "db", "upgrade")
BARE = (
    "-c",
    """
import os
import discord
import sqlalchemy, sqlalchemy.ext.asyncio
from discord.ext import commands

discord.http.Route.BASE = os.environ["SIGBOT_DISCORD_API"]
intents = discord.Intents(guilds=True, voice_states=True)
commands.AutoShardedBot("!", intents=intents).run(os.environ["DISCORD_TOKEN"])
""",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A start: seconds until READY, MiB resident a second later."""

    seconds: float
    mib: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = summed_up(*asyncio.run(measure(chosen.rounds)))
    print(table(figures))
    if chosen.json:
        print(json.dumps(figures))
    raise SystemExit(max(figures["startup_ratio"], figures["memory_ratio"]) > LIMIT)


async def measure(rounds: int) -> tuple[list[Sample], list[Sample]]:
    """Return the samples of sigbot and those of the bare bot, taken in turns."""
    ours: list[Sample] = []
    bare: list[Sample] = []
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord() as discord:
            environment = _environment(discord, Path(folder))
            await _run(MIGRATE, environment, folder)
            for _ in range(rounds + 1):
                ours.append(await _start(discord, SIGBOT, environment, folder))
                bare.append(await _start(discord, BARE, environment, folder))
    return ours[1:], bare[1:]


def _environment(discord: LocalDiscord, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": discord.token,
        "SIGBOT_DISCORD_API": discord.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sigbot.db'}",
    }


async def _spawn(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str
) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, cwd=folder, stdout=quiet, stderr=quiet
    )


async def _run(arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    process = await _spawn(arguments, environment, folder)
    if await process.wait():
        message = f"{' '.join(arguments)} failed"
        raise RuntimeError(message)


async def _start(
    discord: LocalDiscord, arguments: Sequence[str], environment: Mapping[str, str], folder: str
) -> Sample:
    """Start a bot, measure it, and end it."""
    began = time.monotonic()
    process = await _spawn(arguments, environment, folder)
    try:
        await discord.wait_ready(timeout=30.0)
        seconds = discord.gateway.ready_at - began
        await asyncio.sleep(SETTLING_SECONDS)
        return Sample(seconds, resident_mib(process.pid))
    finally:
        process.terminate()
        await process.wait()
        await discord.wait_gone()


def summed_up(ours: Sequence[Sample], bare: Sequence[Sample]) -> dict[str, float]:
    """Return the medians and their ratios by name."""
    seconds = median(sample.seconds for sample in ours)
    bare_seconds = median(sample.seconds for sample in bare)
    mib = median(sample.mib for sample in ours)
    bare_mib = median(sample.mib for sample in bare)
    figures = {
        "startup_ratio": seconds / bare_seconds,
        "memory_ratio": mib / bare_mib,
        "startup_s": seconds,
        "bare_startup_s": bare_seconds,
        "rss_mib": mib,
        "bare_rss_mib": bare_mib,
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def table(figures: Mapping[str, float]) -> str:
    """Write a table for people, with a line for each figure."""
    rows = [
        ("", "sigbot", "bare", "ratio", "limit"),
        _row("start-up, s", figures, "startup_s", "startup_ratio", ".2f"),
        _row("resident, MiB", figures, "rss_mib", "memory_ratio", ".1f"),
    ]
    return "\n".join(f"{name:<14}" + "".join(f"{cell:>9}" for cell in row) for name, *row in rows)


def _row(
    name: str, figures: Mapping[str, float], key: str, ratio: str, style: str
) -> tuple[str, ...]:
    cells = (format(figures[key], style), format(figures[f"bare_{key}"], style))
    return (name, *cells, f"{figures[ratio]:.2f}", f"{LIMIT:.2f}")


if __name__ == "__main__":
    main()
