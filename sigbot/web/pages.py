"""Serve the public pages of communities, their reports and calendars."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from sigbot.documents import pages as documents
from sigbot.documents import reports
from sigbot.documents.pages import OwnZone
from sigbot.domain.bounds import ZONE_LIMIT
from sigbot.domain.heavy import TooHeavyError, TooManyJobsError
from sigbot.domain.pages import page_address
from sigbot.domain.periods import Period
from sigbot.domain.refusals import RefusedError
from sigbot.domain.report_data import ReportData, ReportFormat
from sigbot.domain.zones import find_zone
from sigbot.services import pages
from sigbot.services.heavy import HeavyPlace
from sigbot.store.database import Database
from sigbot.web.conditional import Content, answer, content
from sigbot.web.headers import POLICY, SAFE_HEADERS
from sigbot.web.kept import Kept
from sigbot.web.server import Routes, plain
from sigbot.wording import pages as say

PAGE_KEPT_S = 5
"""Seconds for which a page is given again without a look at what is on it."""

REPORT_KEPT_S = 24 * 60 * 60
"""Seconds for which the file of a report is kept; another publication is another file."""

FAILED_KEPT_S = 600
"""Seconds after which a file that could not be made is tried again."""

WAITED_S = 10
"""Seconds that somebody waits for the file of a report, before they are asked to come again."""

AGAIN_S = 5
"""Seconds after which they may come again."""

MOST_DRAWN = 8
"""Files of reports that are drawn or wait for it; one at a time is drawn, so that members of
communities do not wait for visitors."""

MOST_READ = 3
"""Requests that read from the database at once: presses must not wait for them."""

LARGEST_ID = 2**63 - 1

FORM_POLICY = SAFE_HEADERS[POLICY].replace("form-action 'none'", "form-action 'self'")
ASKED_AGAIN = {"Cache-Control": "public, no-cache"}
"""A page may be kept, but every use asks whether it is still there."""

HTML = {"Content-Type": "text/html; charset=utf-8"}
NOT_KEPT = {**SAFE_HEADERS, **HTML, POLICY: FORM_POLICY, "Cache-Control": "no-store"}

ASSETS = {
    documents.STYLE: "text/css; charset=utf-8",
    documents.SCRIPT: "text/javascript; charset=utf-8",
    documents.ICON: "image/svg+xml",
}
FORMATS: Mapping[str, ReportFormat] = {
    reports.EXTENSIONS.get(format_, str(format_)): format_ for format_ in ReportFormat
}
"""How names of files end → format."""

TYPES = {
    ReportFormat.MD: "text/markdown; charset=utf-8",
    ReportFormat.HTML: "text/html; charset=utf-8",
    ReportFormat.PDF: "application/pdf",
    ReportFormat.JSON: "application/json",
    ReportFormat.CONFLUENCE: "application/xhtml+xml",
}
SHOWN = (ReportFormat.HTML, ReportFormat.PDF, ReportFormat.JSON)
"""Formats that a browser shows; others are files to be kept."""

GUILD = r"/sig/{guild:[0-9]{1,19}}"
REPORT = GUILD + r"/report-{slug:[\w.-]{1,80}}.{ending:" + "|".join(FORMATS) + "}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of a published report that somebody asks for."""

    guild_id: int
    period: Period
    published_at: datetime
    format_: ReportFormat


class Pages:
    """Answers requests for pages, within `async with`. `now` tells the present time in UTC.

    `public_url` is the address under which others reach the web server, "" where it is not known.
    """

    def __init__(
        self, db: Database, now: Callable[[], datetime], heavy: HeavyPlace, public_url: str
    ) -> None:
        self._db = db
        self._now = now
        self._heavy = heavy
        self._public_url = public_url
        self._base = urlsplit(public_url).path.rstrip("/")
        self._pages = Kept()
        self._files = Kept()
        self._one_at_a_time = asyncio.Lock()
        self._reading = asyncio.Semaphore(MOST_READ)
        self._started = now()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._pages.close)
            stack.push_async_callback(self._files.close)

    def routes(self) -> Routes:
        assets = [web.get(f"/{name}", partial(self.show_asset, name)) for name in ASSETS]
        return [
            web.get("/", self.show_home),
            web.get(GUILD, self.show_page),
            web.get(f"{GUILD}/meetings.ics", self.show_calendar),
            web.get(REPORT, self.show_report),
            *assets,
        ]

    def refuse(self, request: web.Request, text: str, status: int) -> web.Response:
        """Return a refusal: a page for browsers, a line of text for programs."""
        response = plain(text, status)
        if "text/html" in request.headers.get("Accept", ""):
            response.body = documents.write_refusal(text, self._base)
            response.content_type = "text/html"
        return response

    async def show_asset(self, name: str, request: web.Request) -> web.StreamResponse:
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        of_body = {"Content-Type": ASSETS[name]}
        return answer(request, content(documents.asset(name), self._started, kept, of_body))

    async def show_home(self, request: web.Request) -> web.StreamResponse:
        body = documents.write_home(self._base)
        return answer(request, _page(body, self._started))

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page of a community, with the status 400 for a zone that is not clear."""
        guild_id, own = await self._public(request), _own_zone(request)
        if own.is_unknown:
            body = await self._write_page(guild_id, own)
            response = web.Response(body=body, status=HTTPStatus.BAD_REQUEST)
            response.headers.update(NOT_KEPT)
            return response
        key = guild_id, own.zone
        shown = await self._pages.get(key, partial(self._make_page, guild_id, own), PAGE_KEPT_S)
        return answer(request, _must(shown))

    async def show_calendar(self, request: web.Request) -> web.StreamResponse:
        """Answer with the meetings of a page as an iCalendar file."""
        guild_id = await self._public(request)
        key = guild_id, "meetings.ics"
        shown = await self._pages.get(key, partial(self._make_calendar, guild_id), PAGE_KEPT_S)
        return answer(request, _must(shown))

    async def show_report(self, request: web.Request) -> web.StreamResponse:
        """Answer with a published report as a file."""
        asked = await self._asked(request)
        if not self._files.has(asked) and self._files.making >= MOST_DRAWN:
            return self._again(request)
        make = partial(self._make_report, asked)
        try:
            shown = await self._files.get(asked, make, REPORT_KEPT_S, WAITED_S)
        except (TimeoutError, TooManyJobsError):
            return self._again(request)
        if shown is None:
            return self.refuse(request, say.REPORT_FAILED, HTTPStatus.SERVICE_UNAVAILABLE)
        return answer(request, shown)

    def _again(self, request: web.Request) -> web.Response:
        response = self.refuse(request, say.REPORT_LATER, HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(AGAIN_S)
        return response

    async def _public(self, request: web.Request) -> int:
        """Return the id of a server whose page is on. Raises HTTPNotFound.

        It is looked up for every request: a page that was turned off is gone at once.
        """
        guild_id = int(request.match_info["guild"])
        if guild_id > LARGEST_ID:
            raise web.HTTPNotFound
        async with self._reading:
            is_public = await pages.is_public(self._db, guild_id)
        if not is_public:
            raise web.HTTPNotFound
        return guild_id

    async def _asked(self, request: web.Request) -> _Asked:
        """Return which report is asked for. Raises HTTPNotFound."""
        guild_id = await self._public(request)
        format_ = FORMATS[request.match_info["ending"]]
        async with self._reading:
            published = await pages.published_at(self._db, guild_id, request.match_info["slug"])
        if published is None or format_ not in reports.formats_here():
            raise web.HTTPNotFound
        return _Asked(guild_id, *published, format_)

    async def _make_page(self, guild_id: int, own: OwnZone) -> Content:
        body = await self._write_page(guild_id, own)
        shown = _page(body, self._now())
        older = self._pages.older((guild_id, own.zone))
        return older if older and older.etag == shown.etag else shown

    async def _write_page(self, guild_id: int, own: OwnZone) -> bytes:
        now = self._now()
        async with self._reading:
            page = await pages.public_page(self._db, guild_id, now)
        if page is None:
            raise web.HTTPNotFound
        whole = page_address(self._public_url, guild_id)
        return await asyncio.to_thread(documents.write_page, page, now, self._base, whole, own)

    async def _make_calendar(self, guild_id: int) -> Content:
        async with self._reading:
            calendar = await pages.public_calendar(self._db, guild_id, self._now())
        if calendar is None:
            raise web.HTTPNotFound
        whole = page_address(self._public_url, guild_id)
        body = await asyncio.to_thread(documents.public_ics, calendar, whole)
        of_body = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="meetings.ics"',
        }
        return content(body, calendar.changed_at, ASKED_AGAIN, of_body)

    async def _make_report(self, asked: _Asked) -> Content | None:
        async with self._reading:
            data = await pages.public_report(self._db, asked.guild_id, asked.period)
        if data is None:
            raise web.HTTPNotFound
        try:
            body = await self._draw(asked, data)
        except TooHeavyError:
            return None
        return _file(asked, body)

    async def _draw(self, asked: _Asked, data: ReportData) -> bytes:
        """Write a report in the place for heavy work, where no other visitor's report is drawn."""
        work = partial(reports.report_document, format_=asked.format_)
        if asked.format_ in reports.WRITTEN_AT_ONCE:
            return await asyncio.to_thread(work, data)
        async with self._one_at_a_time, self._heavy.turn(asked.guild_id, _tell_nobody) as compute:
            return await compute(work, data)


async def _tell_nobody(_place: int) -> None:
    """Visitors are not told their place in the queue."""


def _must(shown: Content | None) -> Content:
    assert shown is not None  # noqa: S101  (pages are made, or raise)
    return shown


def _page(body: bytes, changed_at: datetime) -> Content:
    headers = {**ASKED_AGAIN, POLICY: FORM_POLICY}
    return content(body, changed_at, headers, HTML)


def _file(asked: _Asked, body: bytes) -> Content:
    """Return a report as a file; a page of its own may use the style that is in it."""
    format_ = asked.format_
    disposition = "inline" if format_ in SHOWN else "attachment"
    name = reports.report_file_name(asked.period, format_)
    headers = dict(ASKED_AGAIN)
    if format_ is ReportFormat.HTML:
        headers[POLICY] = _policy_of(body)
    of_body = {
        "Content-Type": TYPES[format_],
        "Content-Disposition": f'{disposition}; filename="{name}"',
    }
    packs = format_ is not ReportFormat.PDF
    return content(body, asked.published_at, headers, of_body, packs=packs)


def _policy_of(page: bytes) -> str:
    """Return the policy for a page with a style of its own: this style, and nothing else."""
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return SAFE_HEADERS[POLICY].replace("style-src 'self'", f"style-src 'sha256-{digest}'")


def _own_zone(request: web.Request) -> OwnZone:
    """Return the zone that a visitor asks for; what is too long is shown in part."""
    typed = " ".join(request.query.get("zone", "").split())
    if not typed:
        return OwnZone()
    try:
        return OwnZone(find_zone(typed), typed)
    except RefusedError:
        return OwnZone("", typed[:ZONE_LIMIT])
