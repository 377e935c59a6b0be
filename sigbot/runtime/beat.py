"""Notice how long the loop is held up: everybody waits meanwhile."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sigbot.domain.measures import Timing

BEAT_S = 0.1
"""A stall is seen from this length on, and measured shorter than it was by this at most."""


@contextmanager
def beating(lag: Timing) -> Iterator[None]:
    """Note every BEAT_S, until the block is left, how much later than asked the loop goes on."""
    beat = _Beat(lag)
    try:
        yield
    finally:
        beat.stop()


class _Beat:
    """Calls itself again and again: a task that sleeps would cost twice as much."""

    def __init__(self, lag: Timing) -> None:
        self._lag = lag
        self._loop = asyncio.get_running_loop()
        self._ask()

    def _ask(self) -> None:
        self._asked = self._loop.time() + BEAT_S
        self._next = self._loop.call_at(self._asked, self._beat)

    def _beat(self) -> None:
        now = self._loop.time()
        self._lag.time(max(0.0, now - self._asked), now)
        self._ask()

    def stop(self) -> None:
        self._next.cancel()
