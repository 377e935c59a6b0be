"""`/healthz`: whether the process does its work, for programs that watch it."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from aiohttp import web

from sigbot.domain.pulse import Pulse
from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.services.pulse import waiting_time
from sigbot.store.database import Database
from sigbot.web.inside import inside
from sigbot.web.server import Routes

ANSWER_S = 2.0
"""How long the database may take to answer."""

KEPT_S = 1.0
"""For how long an answer of the database is given again: who asks often must not burden it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the database said, after how many seconds; `waiting` is None where it failed."""

    took_s: float
    waiting: timedelta | None


class PulseTaker:
    """Looks at the process. `now` tells the present time in UTC."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], is_connected: Callable[[], bool]
    ) -> None:
        self._db = db
        self._now = now
        self._is_connected = is_connected
        self._asking: asyncio.Task[_Answer] | None = None
        self._asked_at = -math.inf

    def routes(self) -> Routes:
        return [web.get("/healthz", inside(self.show))]

    async def show(self, _request: web.Request) -> web.Response:
        pulse = await self.take()
        status = HTTPStatus.SERVICE_UNAVAILABLE if pulse.troubles else HTTPStatus.OK
        response = web.json_response(_as_json(pulse), status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def take(self) -> Pulse:
        """Return how the process does now; it waits for the database ANSWER_S at most."""
        answer = await self._answer()
        if answer is None or answer.waiting is None:
            return Pulse(self._is_connected(), None, None)
        return Pulse(self._is_connected(), answer.took_s, answer.waiting.total_seconds())

    async def _answer(self) -> _Answer | None:
        """Return what the database says, None if it says nothing in time.

        It is asked once at a time: a question without an answer is not cut off, as that could leave
        a connection of no use, but all who ask meanwhile are told that there is no answer.
        """
        now = asyncio.get_running_loop().time()
        if self._asking is None or (self._asking.done() and now - self._asked_at >= KEPT_S):
            self._asking, self._asked_at = asyncio.create_task(self._ask()), now
        left = self._asked_at + ANSWER_S - now
        done, _ = await asyncio.wait({self._asking}, timeout=max(0.0, left))
        return self._asking.result() if done else None

    async def _ask(self) -> _Answer:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            waiting: timedelta | None = await waiting_time(self._db, self._now())
        except (StoreBusyError, StoreOutError):
            waiting = None
        return _Answer(clock() - began, waiting)


def _as_json(pulse: Pulse) -> dict[str, object]:
    return {
        "status": "bad" if pulse.troubles else "ok",
        "wrong": [*pulse.troubles],
        "connected": pulse.is_connected,
        "database_ms": _rounded(pulse.database_s, 1000),
        "oldest_due_s": _rounded(pulse.waiting_s, 1),
    }


def _rounded(seconds: float | None, times: int) -> float | None:
    return None if seconds is None else round(seconds * times, 1)
