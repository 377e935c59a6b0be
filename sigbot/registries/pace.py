"""How often each registry may be asked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from sigbot.domain.registries import Registry

INTERVALS = {
    Registry.DOI: 0.2,
    Registry.CROSSREF: 0.2,
    Registry.ARXIV: 3.0,
    Registry.EUROPEPMC: 0.2,
}
"""Seconds from one request to the next."""


class Pace(Protocol):
    """Asked before each request; what counts is where it is asked, so processes may share one."""

    async def turn(self, registry: Registry) -> None:
        """Return when the next request may go."""

    async def cool_down(self, registry: Registry, seconds: float) -> None:
        """Let no request go for some time, as the registry asked for it."""


class SharedPace:
    """The pace of several processes, which is kept where all of them see it.

    `take_turn` takes the next turn, and returns how long to wait where it is not time yet;
    `leave_alone` lets no process ask for some time.
    """

    def __init__(
        self,
        take_turn: Callable[[Registry, timedelta], Awaitable[timedelta | None]],
        leave_alone: Callable[[Registry, timedelta], Awaitable[None]],
    ) -> None:
        self._take_turn = take_turn
        self._leave_alone = leave_alone

    async def turn(self, registry: Registry) -> None:
        interval = timedelta(seconds=INTERVALS[registry])
        while wait := await self._take_turn(registry, interval):  # noqa: ASYNC110  (a moment)
            await asyncio.sleep(wait.total_seconds())

    async def cool_down(self, registry: Registry, seconds: float) -> None:
        await self._leave_alone(registry, timedelta(seconds=seconds))


class SinglePace:
    """The pace of one process."""

    def __init__(self) -> None:
        self._free: dict[Registry, float] = {}

    async def turn(self, registry: Registry) -> None:
        clock = asyncio.get_running_loop().time
        at = max(clock(), self._free.get(registry, 0.0))
        self._free[registry] = at + INTERVALS[registry]
        await asyncio.sleep(at - clock())

    async def cool_down(self, registry: Registry, seconds: float) -> None:
        again = asyncio.get_running_loop().time() + seconds
        self._free[registry] = max(again, self._free.get(registry, 0.0))
