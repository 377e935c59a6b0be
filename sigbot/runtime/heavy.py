"""The place for heavy work: one job at a time for each community, in the order of asking."""

import asyncio
import os
import pickle
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

from sigbot.domain.heavy import (
    LONGEST_JOB_S,
    MOST_AT_ONCE,
    MOST_OF_ONE,
    MOST_WAITING,
    HeavyLoad,
    TooHeavyError,
    TooManyJobsError,
)
from sigbot.services.heavy import Compute

A = TypeVar("A")
T = TypeVar("T")

SECRETS = ("DISCORD_TOKEN", "DATABASE_URL", "SIGBOT_SECRET")
"""Settings that a job is not told."""


async def compute_in_process(work: Callable[[A], T], argument: A, /) -> T:
    """Do work in a process of its own. When this is cancelled, the process ends. As `Compute`."""
    environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sigbot.runtime.job",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        async with asyncio.timeout(LONGEST_JOB_S):
            answer, _ = await process.communicate(pickle.dumps((work, argument)))
    except TimeoutError:
        raise TooHeavyError from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not answer:  # it was ended by the system, which happens when memory is short
        raise TooHeavyError
    is_done, result = pickle.loads(answer)  # noqa: S301  (our own process has written it)
    if is_done:
        return cast("T", result)
    if isinstance(result, MemoryError):
        raise TooHeavyError from result
    raise result


async def compute_in_thread(work: Callable[[A], T], argument: A, /) -> T:
    """Do work in a thread: for demos and tests, where nobody waits meanwhile. As `Compute`."""
    return await asyncio.to_thread(work, argument)


@dataclass(slots=True, eq=False)
class _Ticket:
    guild_id: int
    turn: asyncio.Future[None]


class HeavyWork:
    """Gives turns: MOST_AT_ONCE in all, one for each server."""

    def __init__(self, compute: Compute = compute_in_process) -> None:
        self._compute = compute
        self._waiting: list[_Ticket] = []
        self._running: list[_Ticket] = []

    @asynccontextmanager
    async def turn(
        self, guild_id: int, tell: Callable[[int], Awaitable[None]]
    ) -> AsyncIterator[Compute]:
        """Wait for the turn of a server, then do what it asks for inside.

        Where others come first, `tell` is called once with the place in the queue, from 1. Raises
        TooManyJobsError.
        """
        ticket = _Ticket(guild_id, asyncio.get_running_loop().create_future())
        self._check_room(guild_id)
        self._waiting.append(ticket)
        self._go_on()
        try:
            if not ticket.turn.done():
                await tell(self._waiting.index(ticket) + 1)
            await ticket.turn
            yield self._compute
        finally:
            self._leave(ticket)

    def load(self) -> HeavyLoad:
        """Return how many jobs run, and how many wait."""
        return HeavyLoad(running=len(self._running), waiting=len(self._waiting))

    def _check_room(self, guild_id: int) -> None:
        jobs = [*self._waiting, *self._running]
        of_guild = [ticket for ticket in jobs if ticket.guild_id == guild_id]
        if len(of_guild) >= MOST_OF_ONE or len(self._waiting) >= MOST_WAITING:
            raise TooManyJobsError

    def _go_on(self) -> None:
        """Give turns to those who wait and may begin, the first of them first."""
        for ticket in list(self._waiting):
            if len(self._running) >= MOST_AT_ONCE:
                return
            if all(ticket.guild_id != running.guild_id for running in self._running):
                self._waiting.remove(ticket)
                self._running.append(ticket)
                ticket.turn.set_result(None)

    def _leave(self, ticket: _Ticket) -> None:
        for tickets in (self._waiting, self._running):
            if ticket in tickets:
                tickets.remove(ticket)
        self._go_on()
