"""A loop on a clock that stands still until a test moves it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.local_discord import HANG_S


class StandingLoop(asyncio.SelectorEventLoop):
    """Timers wait for its clock, sockets do not."""

    def __init__(self) -> None:
        self._stands_at: float | None = time.monotonic()
        super().__init__()

    def time(self) -> float:
        return super().time() if self._stands_at is None else self._stands_at

    def advance(self, seconds: float) -> None:
        assert self._stands_at is not None
        self._stands_at += seconds

    def let_go(self) -> None:
        """From now on time passes, for what has to end."""
        self._stands_at = None


def run_standing(play: Callable[[StandingLoop], Awaitable[None]]) -> None:
    """Run a play on a clock that stands still."""

    async def to_the_end() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StandingLoop)
        try:
            await play(loop)
        finally:
            loop.let_go()

    with asyncio.Runner(loop_factory=StandingLoop) as runner:
        runner.run(to_the_end())


async def until(condition: Callable[[], bool]) -> None:
    """Let everything happen that can happen on this clock, until the condition holds."""
    end = time.monotonic() + HANG_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0)
