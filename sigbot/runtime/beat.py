"""Notice how long the loop is held up: everybody waits meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sigbot.domain.measures import Timing

BEAT_S = 0.05


@asynccontextmanager
async def beating(lag: Timing) -> AsyncIterator[None]:
    """Note every BEAT_S, until the block is left, how much later than asked the loop goes on."""
    beat = asyncio.create_task(_beat(lag))
    try:
        yield
    finally:
        beat.cancel()


async def _beat(lag: Timing) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        asked = clock() + BEAT_S
        await asyncio.sleep(BEAT_S)
        now = clock()
        lag.time(max(0.0, now - asked), now)
