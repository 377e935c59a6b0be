"""Serve members' own calendars: `/calendar/<token>.ics`.

Programs ask again and again for what seldom changes. So an answer is kept for KEPT_S, and a program
that names what it has (`If-None-Match`) is told that it is still so.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from sigbot.documents.calendars import calendar_ics
from sigbot.domain.calendars import Calendar
from sigbot.services.calendars import calendar_at
from sigbot.store.database import Database
from sigbot.web.conditional import Content, answer, content
from sigbot.web.limits import Buckets, Limit
from sigbot.web.server import Routes, plain
from sigbot.wording import web as say

KEPT_S = 10
"""Seconds for which an answer is given again without a look into the database."""

MOST_KEPT = 2_000
"""Answers that are kept."""

MOST_READ = 3
"""Calendars that are read from the database at once: presses must not wait for them."""

FRESH_S = 900
"""Seconds for which programs need not ask again."""

LARGEST_IN_LOOP = 100
"""Events that are written at once; more of them in a thread."""

OF_TOKEN = Limit(burst=60, a_minute=20)

HEADERS = {"Cache-Control": f"private, max-age={FRESH_S}"}
OF_BODY = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'inline; filename="calendar.ics"',
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A calendar as it is sent."""

    content: Content
    kept_until: float


class Feed:
    """Answers requests for calendars. `now` tells the present time in UTC."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        of_token: Limit = OF_TOKEN,
        kept_s: float = KEPT_S,
    ) -> None:
        self._db = db
        self._now = now
        self._kept_s = kept_s
        self._tokens = Buckets(of_token)
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._reading = asyncio.Semaphore(MOST_READ)

    def routes(self) -> Routes:
        return [web.get(r"/calendar/{token:[A-Za-z0-9_-]{22}}.ics", self.show)]

    def forget(self) -> None:
        """Forget all answers that are kept, as an address was ended."""
        self._kept.clear()

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Answer with the calendar of a token, or that it has not changed."""
        token = request.match_info["token"]
        kept = self._fresh(token) or await self._read(token)
        if kept is None:
            return plain(say.NO_CALENDAR, HTTPStatus.NOT_FOUND)
        if wait := self._tokens.take(token, asyncio.get_running_loop().time()):
            return _wait(wait)
        return answer(request, kept.content)

    def _fresh(self, token: str) -> Answer | None:
        """Return the answer that is kept, None where there is none that is new enough."""
        kept = self._kept.get(token)
        is_fresh = kept is not None and kept.kept_until > asyncio.get_running_loop().time()
        return kept if is_fresh else None

    async def _read(self, token: str) -> Answer | None:
        """Return the answer for a token from the database, None where it leads nowhere.

        Few requests read at once, and who waited takes what was read meanwhile.
        """
        async with self._reading:
            if kept := self._fresh(token):
                return kept
            self._kept.pop(token, None)
            calendar = await calendar_at(self._db, token, self._now())
            return await self._keep(token, calendar) if calendar else None

    async def _keep(self, token: str, calendar: Calendar) -> Answer:
        """Write a calendar, and keep it for requests that follow soon."""
        now = asyncio.get_running_loop().time()
        if len(calendar.events) > LARGEST_IN_LOOP:
            written = await asyncio.to_thread(_write, calendar, now + self._kept_s)
        else:
            written = _write(calendar, now + self._kept_s)
        self._kept[token] = written
        self._kept.move_to_end(token)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return written


def _write(calendar: Calendar, kept_until: float) -> Answer:
    body = calendar_ics(calendar)
    return Answer(content(body, calendar.changed_at, HEADERS, OF_BODY), kept_until)


def _wait(seconds: float) -> web.Response:
    response = plain(say.TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(int(seconds) + 1)
    return response
