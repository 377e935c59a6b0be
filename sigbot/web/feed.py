"""Serve members' own calendars: `/calendar/<token>.ics`, and a page to subscribe to each.

Programs ask again and again for what seldom changes. So an answer is kept for KEPT_S, and a program
that names what it has (`If-None-Match`) is told that it is still so.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from sigbot.documents.calendars import calendar_ics
from sigbot.documents.pages import write_subscribing
from sigbot.domain.calendars import Calendar, feed_url
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

ADDRESS = r"/calendar/{token:[A-Za-z0-9_-]{22}}"

OF_TOKEN = Limit(burst=60, a_minute=20)

HEADERS = {"Cache-Control": f"private, max-age={FRESH_S}"}
OF_BODY = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'inline; filename="calendar.ics"',
}

OF_PAGE = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A calendar as it is sent."""

    content: Content
    kept_until: float


class Feed:
    """Answers requests for calendars. `now` tells the present time in UTC.

    `public_url` is the address under which others reach the web server, "" where it is not known.
    """

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        of_token: Limit = OF_TOKEN,
        kept_s: float = KEPT_S,
        public_url: str = "",
    ) -> None:
        self._db = db
        self._now = now
        self._kept_s = kept_s
        self._public_url = public_url
        self._tokens = Buckets(of_token)
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._reading = asyncio.Semaphore(MOST_READ)

    def routes(self) -> Routes:
        return [web.get(f"{ADDRESS}.ics", self.show), web.get(ADDRESS, self.show_page)]

    def forget(self) -> None:
        """Forget all answers that are kept, as an address was ended."""
        self._kept.clear()

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page on which a device subscribes to the calendar of a token.

        It links to nothing but the calendar, and like all pages it tells nobody where somebody
        came from: so its address stays where it was opened.
        """
        if not self._public_url:
            return plain(say.NO_CALENDAR, HTTPStatus.NOT_FOUND)
        token = request.match_info["token"]
        now = asyncio.get_running_loop().time()
        asked = self._let_in(token, self._fresh(token, now) or await self._read(token), now)
        if isinstance(asked, web.Response):
            return asked
        base = urlsplit(self._public_url).path.rstrip("/")
        page = write_subscribing(feed_url(self._public_url, token), base)
        return web.Response(body=page, headers=OF_PAGE)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Answer with the calendar of a token, or that it has not changed."""
        token, now = request.match_info["token"], asyncio.get_running_loop().time()
        kept = self._fresh(token, now) or await self._read(token)
        asked = self._let_in(token, kept, now)
        return asked if isinstance(asked, web.Response) else answer(request, asked.content)

    def _let_in(self, token: str, kept: Answer | None, now: float) -> Answer | web.Response:
        """Return the calendar of a token, or the refusal for one that leads nowhere or asks too
        often."""
        if kept is None:
            return plain(say.NO_CALENDAR, HTTPStatus.NOT_FOUND)
        if wait := self._tokens.take(token, now):
            return _wait(wait)
        return kept

    def _fresh(self, token: str, now: float) -> Answer | None:
        """Return the answer that is kept, None where there is none that is new enough."""
        kept = self._kept.get(token)
        return kept if kept is not None and kept.kept_until > now else None

    async def _read(self, token: str) -> Answer | None:
        """Return the answer for a token from the database, None where it leads nowhere.

        Few requests read at once, and who waited takes what was read meanwhile.
        """
        async with self._reading:
            if kept := self._fresh(token, asyncio.get_running_loop().time()):
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
