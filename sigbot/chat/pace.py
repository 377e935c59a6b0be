"""Discord's global limit, and how long an answer may take: the library leaves both to the bot."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

LIMIT = 50
WINDOW_S = 1.02
"""50 requests a second, with a little room for requests that are not equally fast."""

PATIENCE_S = 15
"""A request that takes longer counts as not answered."""

EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to interactions do not count."""

_patience: ContextVar[asyncio.Timeout | None] = ContextVar("patience", default=None)


@asynccontextmanager
async def patiently() -> AsyncIterator[None]:
    """Raises TimeoutError when a request inside takes longer than PATIENCE_S.

    Only requests count. While the library waits for a rate limit it must not be cut off: it would
    never lift the limit again.
    """
    async with asyncio.timeout(None) as limit:
        kept = _patience.set(limit)
        try:
            yield
        finally:
            _patience.reset(kept)


class Pace:
    """Lets LIMIT requests pass in any WINDOW_S; the others wait for their turn, in order."""

    def __init__(self) -> None:
        self._turns: deque[float] = deque(maxlen=LIMIT)

    def turn(self, now: float) -> float:
        """When the next request may go, on the same clock as `now`, in seconds."""
        full = len(self._turns) == LIMIT
        at = max(now, self._turns[0] + WINDOW_S) if full else now
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
            await asyncio.sleep(self.turn(loop.time()) - loop.time())
        if limit := _patience.get():
            limit.reschedule(loop.time() + PATIENCE_S)

    async def end(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, _about: object
    ) -> None:
        limit = _patience.get()
        if limit and not limit.expired():
            limit.reschedule(None)

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py's `http_trace`: aiohttp awaits it around each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self.begin)
        config.on_request_end.append(self.end)
        config.on_request_exception.append(self.end)
        return config
