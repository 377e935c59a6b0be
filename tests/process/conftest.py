"""`sigbot run` as a process of its own, against the local Discord."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from tests.local_discord import LocalDiscord

ROOT = Path(__file__).parents[2]
END_SECONDS = 5.0
"""An orderly end takes no longer than this."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Running:
    """One sigbot process."""

    process: asyncio.subprocess.Process
    discord: LocalDiscord

    async def ready(self) -> Self:
        """Wait until it is connected and its commands are registered. Fails with what it said
        when it ends instead."""
        waiting = asyncio.create_task(self._usable())
        ending = asyncio.create_task(self.process.wait())
        await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not waiting.done():
            waiting.cancel()
            pytest.fail((await self.ended()).err)
        await waiting
        return self

    async def _usable(self) -> None:
        await self.discord.wait_ready()
        await self.discord.wait_until(lambda: bool(self.discord.commands))

    async def end(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Send the signal and wait. Raises TimeoutError when it takes longer than 5 s."""
        self.process.send_signal(number)
        return await self.ended(END_SECONDS)

    async def ended(self, timeout: float = 10.0) -> Ended:  # noqa: ASYNC109
        """Wait until it ends by itself."""
        out, err = await asyncio.wait_for(self.process.communicate(), timeout)
        return Ended(self.process.returncode or 0, out.decode(), err.decode())


Start = Callable[..., Awaitable[Running]]
"""Starts `sigbot run`; keywords change its environment, None removes a variable."""


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as local:
        yield local


@pytest.fixture
async def start(discord: LocalDiscord, tmp_path: Path) -> AsyncIterator[Start]:
    """In a directory of its own, so that no `.env` of a developer is read."""
    started: list[Running] = []
    usual: dict[str, str | None] = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": discord.token,
        "SIGBOT_DISCORD_API": discord.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/sigbot.db",
    }

    async def run(**changed: str | None) -> Running:
        environment = {
            name: value for name, value in (usual | changed).items() if value is not None
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sigbot", "run"),
            cwd=tmp_path,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(Running(process, discord))
        return started[-1]

    yield run
    for running in started:
        if running.process.returncode is None:
            await running.end(signal.SIGKILL)
