"""How long a transaction may wait: Discord tells people after three seconds that nobody answered.

Patience counts from the press, not from each transaction: what was waited for already is over.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

from sigbot.domain.measures import Timing
from sigbot.domain.refusals import StoreBusyError

PATIENCE_S = 2.2
"""How long after a press the database may be waited for; the rest of the three seconds is for the
answer."""

AN_ANSWER_S = 0.001
"""How long an answer takes: a crowd that waits together is refused one after the other."""

POOL_TIMEOUT_S = 1.0
BUSY_TIMEOUT_MS = 1_500
"""How long the bot's own work waits for a connection (in seconds), and then for a lock."""

Deadline = Callable[[], float | None]
"""A function that returns when an answer is due, by the loop's clock; None when none is due."""

_deadline: ContextVar[Deadline] = ContextVar("deadline", default=lambda: None)


def answer_by(deadline: Deadline) -> None:
    """Let the transactions of the running task wait no longer than its answer can."""
    _deadline.set(deadline)


def answer_due() -> float:
    """Return when the running task has to answer, by the loop's clock, infinity without a press."""
    moment = _deadline.get()()
    return math.inf if moment is None else moment


def time_left() -> float:
    """Return how many seconds the running task may wait, infinity without a press."""
    moment = answer_due()
    return moment if moment == math.inf else moment - asyncio.get_running_loop().time()


def lock_wait_ms() -> int:
    """Return how many milliseconds the running task may wait for a lock of the database."""
    return int(max(0.0, min(BUSY_TIMEOUT_MS, time_left() * 1000)))


class Door:
    """Lets `places` transactions in at once; the others wait in order, while patience lasts."""

    def __init__(self, places: int) -> None:
        self._free = asyncio.Semaphore(places)
        self._waiting = 0

    @asynccontextmanager
    async def passed(self, held: Timing) -> AsyncIterator[None]:
        """Wait for a place, free it at the end, and note in `held` how long it was taken.

        Raises StoreBusyError when it is too late.
        """
        left = time_left()
        wait = POOL_TIMEOUT_S if left == math.inf else left - AN_ANSWER_S * self._waiting
        self._waiting += 1
        try:
            async with asyncio.timeout(max(0.0, wait)):
                await self._free.acquire()
        except TimeoutError:
            raise StoreBusyError from None
        finally:
            self._waiting -= 1
        began = time.monotonic()
        try:
            yield
        finally:
            self._free.release()
            ended = time.monotonic()
            held.time(ended - began, ended)
