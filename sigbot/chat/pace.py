"""Discord's global limit, and how long a request may take; discord.py leaves both to the bot."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp

from sigbot.domain.processes import LIMIT

WINDOW_S = 1.02
"""Discord allows LIMIT requests a second; a little more time is for requests of unequal speed."""

PATIENCE_S = 15
"""A request that takes longer counts as not answered."""

EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to interactions do not count."""


@dataclass(slots=True)
class Requests:
    """The requests of one attempt to send a message."""

    limit: asyncio.Timeout
    unanswered: bool = False
    """Whether Discord may have accepted one of them without an answer."""


_requests: ContextVar[Requests | None] = ContextVar("requests", default=None)


@asynccontextmanager
async def patiently() -> AsyncIterator[Requests]:
    """Raise TimeoutError when a request inside takes longer than PATIENCE_S.

    Time between requests does not count: if the library were cut off while it waits for a rate
    limit, it would never lift the limit again.
    """
    async with asyncio.timeout(None) as limit:
        requests = Requests(limit)
        before = _requests.set(requests)
        try:
            yield requests
        finally:
            _requests.reset(before)


class Pace:
    """Lets `limit` requests pass within WINDOW_S; further requests wait for their turn, in order.

    The limit is at most LIMIT, and may change at any time.
    """

    def __init__(self) -> None:
        self.limit = LIMIT
        self._turns: deque[float] = deque(maxlen=LIMIT)
        self._queue = asyncio.Lock()

    def turn(self, now: float) -> float:
        """Return when the next request may go, in seconds of the clock of `now`, and count it."""
        full = len(self._turns) >= self.limit
        at = max(now, self._turns[-self.limit] + WINDOW_S) if full else now
        self._turns.append(at)
        return at

    async def begin(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        about: aiohttp.TraceRequestStartParams,
    ) -> None:
        loop = asyncio.get_running_loop()
        if not any(part in about.url.path for part in EXEMPT):
            async with self._queue:
                await asyncio.sleep(self.turn(loop.time()) - loop.time())
        if requests := _requests.get():
            requests.limit.reschedule(loop.time() + PATIENCE_S)

    async def end(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        about: aiohttp.TraceRequestEndParams,
    ) -> None:
        _end_request(unanswered=about.response.status >= HTTPStatus.INTERNAL_SERVER_ERROR)

    async def fail(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _about: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        _end_request(unanswered=True)

    def trace(self) -> aiohttp.TraceConfig:
        """Return hooks for discord.py's `http_trace`; aiohttp awaits them around each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self.begin)
        config.on_request_end.append(self.end)
        config.on_request_exception.append(self.fail)
        return config


def _end_request(*, unanswered: bool) -> None:
    if requests := _requests.get():
        requests.unanswered |= unanswered
        if not requests.limit.expired():
            requests.limit.reschedule(None)
