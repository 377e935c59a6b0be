"""One `sigbot run` as a process, and how it ended."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from tests.local_discord import HANG_S, LocalDiscord
from tests.process.forking import Forks

ROOT = Path(__file__).parents[2]
END_SECONDS = 15.0
"""An orderly end takes no longer than this."""


REGISTRIES = ("SIGBOT_CROSSREF", "SIGBOT_ARXIV", "SIGBOT_EUROPEPMC", "SIGBOT_DOI")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


class Process(Protocol):
    """One that was started by asyncio, or forked."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...
    async def communicate(self) -> tuple[bytes, bytes]: ...


@dataclass(frozen=True, slots=True)
class Running:
    """One sigbot process."""

    process: Process
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
            raise AssertionError((await self.ended()).err)
        await waiting
        return self

    async def _usable(self) -> None:
        await self.discord.wait_ready()
        await self.discord.wait_until(lambda: bool(self.discord.commands))

    async def killed(self) -> None:
        """Wait until it was killed, and Discord has noticed. Fails with what it said when it lives
        on, or ends in another way."""
        try:
            ended = await self.ended()
        except TimeoutError:
            ended = await self.end()
        if ended.code != -signal.SIGKILL:
            message = f"ended with {ended.code}: {ended.err}"
            raise AssertionError(message)
        await self.discord.wait_gone()

    async def end(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Send the signal and wait. Raises TimeoutError when it takes longer than 5 s."""
        self.process.send_signal(number)
        return await self.ended(END_SECONDS)

    async def ended(self, timeout: float = HANG_S) -> Ended:  # noqa: ASYNC109
        """Wait until it ends by itself."""
        out, err = await asyncio.wait_for(self.process.communicate(), timeout)
        return Ended(self.process.returncode or 0, out.decode(), err.decode())


SPOKEN = 1 << 24
"""A process that says more than this waits for somebody to listen."""

PLACES = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
READ_BY_PYTHON = ("PATH", "PYTHON", "LC_", "LANG", "TZ")
"""How names of variables begin that matter before any module is imported."""

Start = Callable[..., Awaitable[Running]]
"""Starts `sigbot run`, or that of another module. The keywords change its environment, None removes
a variable. It is forked by a `zygote` unless there is none, or it is to be started `by_exec`, as it
always is `within` a command that becomes it."""


@asynccontextmanager
async def starting(
    discord: LocalDiscord, folder: Path, forks: Forks | None
) -> AsyncIterator[Start]:
    """In a directory of its own, so that no `.env` of a developer is read. Whatever still runs at
    the end is killed."""
    started: list[Running] = []
    usual: dict[str, str | None] = {
        "DISCORD_TOKEN": discord.token,
        "SIGBOT_DISCORD_API": discord.api_url,
        **dict.fromkeys(REGISTRIES, "off"),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/sigbot.db",
    }

    async def run(
        module: str = "sigbot",
        *,
        within: Sequence[str] = (),
        by_exec: bool = False,
        **changed: str | None,
    ) -> Running:
        settings = {name: value for name, value in (usual | changed).items() if value is not None}
        if not forks or by_exec or within or any(map(_is_read_by_python, changed)):
            process: Process = await _execute(module, folder, settings, within)
        else:
            process = await forks.start(module, folder, settings)
        started.append(Running(process, discord))
        return started[-1]

    try:
        yield run
    finally:
        for running in started:
            if running.process.returncode is None:
                running.process.kill()
            await running.ended()


def _is_read_by_python(name: str) -> bool:
    return name.startswith(READ_BY_PYTHON)


async def _execute(
    module: str, folder: Path, settings: Mapping[str, str], within: Sequence[str]
) -> Process:
    return await asyncio.create_subprocess_exec(
        *(*within, sys.executable, "-m", module, "run"),
        cwd=folder,
        env={**PLACES, **settings},
        limit=SPOKEN,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
