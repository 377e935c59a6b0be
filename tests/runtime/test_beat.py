"""Stalls of the loop are noticed."""

import asyncio
import time

from sigbot.domain.measures import Timing
from sigbot.runtime.beat import BEAT_S, beating

STALL_S = 1.0


async def beats(lag: Timing, count: int) -> None:
    """Wait until so many more were noted."""
    wanted = sum(lag.counts) + count
    async with asyncio.timeout(60):
        while sum(lag.counts) < wanted:  # noqa: ASYNC110  (there is nothing to wait for)
            await asyncio.sleep(BEAT_S / 10)


async def test_a_stall_is_noted_with_its_length_but_for_one_beat() -> None:
    lag = Timing(STALL_S / 2)
    with beating(lag):
        await beats(lag, 2)
        time.sleep(STALL_S)  # noqa: ASYNC251  (that is what a stall is)
        await beats(lag, 2)
        assert lag.longest(time.monotonic()) >= STALL_S - 1.5 * BEAT_S
        assert lag.counts[-1] >= 1
    noted = sum(lag.counts)
    await asyncio.sleep(3 * BEAT_S)
    assert sum(lag.counts) == noted
