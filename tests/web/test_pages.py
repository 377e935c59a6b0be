"""Public pages over HTTP: what is answered, kept, refused, and never shown."""

import asyncio
import base64
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import pytest
from icalendar import Calendar as ICalendar

from sigbot.domain.bounds import ZONE_LIMIT
from sigbot.domain.community import Community
from sigbot.domain.heavy import HeavyLoad, TooHeavyError, TooManyJobsError
from sigbot.domain.report_data import ReportFormat
from sigbot.services.activity import add_activity
from sigbot.services.community import Setup, set_up
from sigbot.services.heavy import Compute
from sigbot.services.pages import close_page
from sigbot.store.database import Database
from sigbot.web import pages as web_pages
from sigbot.web.headers import SAFE_HEADERS
from sigbot.wording import pages as say
from sigbot.wording import web as say_web
from tests.documents.page_samples import HOSTILE
from tests.services.conftest import here
from tests.services.world import (
    DAY,
    MINUTE,
    NEWS,
    OLGA,
    OTHER_GUILD,
    OTTO,
    meeting_at,
    publish_report,
)
from tests.snapshots import Snapshots
from tests.web.visiting import BROWSER, PATH, Visitor, furnish, turn_on, visiting

__all__ = ["here"]

A = TypeVar("A")
T = TypeVar("T")
REPORT = f"{PATH}/report-H1-2026"


@pytest.fixture
async def furnished(db: Database, here: Community, now: datetime, snapshots: Snapshots) -> None:
    await snapshots.fill(db, furnish, db, here, now)


@pytest.fixture
async def visitor(db: Database, furnished: None, now: datetime) -> AsyncIterator[Visitor]:
    async with visiting(db, lambda: now) as someone:
        yield someone


async def test_a_page_is_shown_to_anybody(visitor: Visitor) -> None:
    seen = await visitor.get(PATH)
    assert seen.status == 200
    assert seen.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Open call" in seen.text
    assert "report-H1-2026.html" in seen.text
    assert '<link rel="canonical" href="https://sig.example.org/sig/100">' in seen.text
    assert "webcal://sig.example.org/sig/100/meetings.ics" in seen.text


async def test_every_answer_has_headers_that_let_a_browser_do_little(visitor: Visitor) -> None:
    for path in (PATH, "/", "/nothing", f"{PATH}/meetings.ics", "/page.css", f"{REPORT}.html"):
        headers = (await visitor.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in headers
    page = (await visitor.get(PATH)).headers["Content-Security-Policy"]
    assert page == SAFE_HEADERS["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    )


async def test_a_page_that_is_off_and_a_server_without_one_answer_alike(
    visitor: Visitor, db: Database, now: datetime
) -> None:
    await set_up(db, OTTO, Setup(name="Otto's"), "Otto's", NEWS, now)
    assert (await visitor.get(PATH)).status == 200
    assert (await visitor.get(f"{REPORT}.md")).status == 200
    await close_page(db, OLGA, now)
    answers = [
        await visitor.get(path)
        for path in (
            PATH,
            f"{PATH}?zone=Kolkata",
            f"{PATH}/meetings.ics",
            f"{REPORT}.md",
            f"/sig/{OTHER_GUILD}",
            "/sig/300",
        )
    ]
    assert {seen.status for seen in answers} == {404}
    assert {seen.text for seen in answers} == {f"{say_web.REFUSALS[HTTPStatus.NOT_FOUND]}\n"}
    await turn_on(db, now)
    assert (await visitor.get(PATH)).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/sig/9999999999999999999",
        "/sig/99999999999999999999",
        "/sig",
        "/sig/",
        "/sig/abc",
        "/sig/-1",
        "/sig/١٢",
        f"{PATH}/",
        f"{PATH}/..",
        f"{PATH}/report-H1-2026.exe",
        f"{PATH}/report-H1-2027.md",
        f"{PATH}/report-.md",
        f"{PATH}/report-%2e%2e%2fx.md",
        f"{PATH}/report-{'x' * 300}.md",
        "/page.css/x",
        "/templates/page.html",
    ],
)
async def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path)).status == 404


async def test_browsers_are_refused_with_a_page(visitor: Visitor) -> None:
    seen = await visitor.get("/sig/300", **BROWSER)
    assert seen.status == 404
    assert seen.headers["Content-Type"] == "text/html; charset=utf-8"
    assert seen.headers["Cache-Control"] == "no-store"
    assert say.REFUSED_TITLE in seen.text
    assert say_web.REFUSALS[HTTPStatus.NOT_FOUND] in seen.text


async def test_the_first_page_lists_nobody(visitor: Visitor) -> None:
    seen = await visitor.get("/")
    assert (seen.status, say.HOME in seen.text) == (200, True)
    assert "SIG" not in seen.text.replace("sigbot", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_pages_can_only_be_read(visitor: Visitor, method: str) -> None:
    seen = await visitor.get(PATH, method)
    assert seen.status == 405
    assert seen.headers["Allow"] == "GET,HEAD"


async def test_a_head_has_no_body(visitor: Visitor) -> None:
    seen, head = await visitor.get(PATH), await visitor.get(PATH, "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified"):
        assert head.headers[name] == seen.headers[name]


# Whose clock


async def test_a_visitor_chooses_a_zone(visitor: Visitor) -> None:
    seen = await visitor.get(f"{PATH}?zone=kolkata")
    assert seen.status == 200
    assert 'data-zone="Asia/Kolkata"' in seen.text
    assert "All times on this page are in Kolkata (UTC+5:30)." in seen.text
    assert 'data-zone=""' in (await visitor.get(f"{PATH}?zone=")).text


@pytest.mark.parametrize(
    "zone", ["%3Cscript%3E", "CST", "%00", "x" * 5_000, "%ff%fe", "UTC%2B3", "Nowhereland"]
)
async def test_a_zone_that_is_not_clear_is_asked_for_again(visitor: Visitor, zone: str) -> None:
    seen = await visitor.get(f"{PATH}?zone={zone}")
    assert seen.status == 400
    assert seen.headers["Cache-Control"] == "no-store"
    assert say.UNKNOWN_ZONE in seen.text
    assert "Open call" in seen.text
    assert "<script>" not in seen.text
    assert "x" * (ZONE_LIMIT + 1) not in seen.text


# Kept, and asked again


async def test_a_program_that_has_the_page_is_not_sent_it_again(
    visitor: Visitor, db: Database, now: datetime
) -> None:
    for path in (PATH, f"{PATH}/meetings.ics", f"{REPORT}.html", "/page.js", "/"):
        seen = await visitor.get(path)
        for headers in (
            {"If_None_Match": seen.headers["ETag"]},
            {"If_None_Match": f'"x", W/{seen.headers["ETag"]}'},
            {"If_Modified_Since": seen.headers["Last-Modified"]},
        ):
            again = await visitor.get(path, **headers)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["ETag"] == seen.headers["ETag"]
            # A program keeps the headers that are not named again.
            for name in (seen.headers.keys() & again.headers.keys()) - {"Date"}:
                assert again.headers[name] == seen.headers[name]
        assert (await visitor.get(path, If_None_Match='"other"')).status == 200
        assert (await visitor.get(path, If_Modified_Since="yesterday")).status == 200


async def test_a_page_is_packed_for_programs_that_take_it(visitor: Visitor) -> None:
    plain = await visitor.get(PATH)
    packed = await visitor.get(PATH, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in (await visitor.get(PATH, Accept_Encoding="gzip;q=0")).headers


async def test_a_change_is_on_the_page_once_it_is_made_anew(
    visitor: Visitor, db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await visitor.get(PATH)
    await meeting_at(db, now + 2 * DAY, now, title="Another call")
    assert (await visitor.get(PATH)).body == first.body
    monkeypatch.setattr(web_pages, "PAGE_KEPT_S", 0)
    async with visiting(db, lambda: now) as other:
        assert "Another call" in (await other.get(PATH)).text
        unchanged = await other.get(PATH)
        later = await other.get(PATH)
        assert unchanged.headers["Last-Modified"] == later.headers["Last-Modified"]
        await meeting_at(db, now + 3 * DAY, now, title="Third call")
        assert "Third call" in (await other.get(PATH)).text


async def test_a_page_that_is_the_same_was_not_changed(
    db: Database, furnished: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_pages, "PAGE_KEPT_S", 0)
    moments = iter([now, now, now, now + MINUTE, now + MINUTE])
    async with visiting(db, lambda: next(moments)) as visitor:
        first, second = await visitor.get(PATH), await visitor.get(PATH)
    assert first.headers["Last-Modified"] == second.headers["Last-Modified"]


async def test_many_at_once_are_answered_alike(visitor: Visitor) -> None:
    answers = await asyncio.gather(*(visitor.get(PATH) for _ in range(200)))
    assert {seen.status for seen in answers} == {200}
    assert len({seen.body for seen in answers}) == 1


# Files


@pytest.mark.parametrize("ending", web_pages.FORMATS)
async def test_a_published_report_is_a_file_of_each_format(visitor: Visitor, ending: str) -> None:
    seen = await visitor.get(f"{REPORT}.{ending}")
    format_ = web_pages.FORMATS[ending]
    assert seen.status == 200
    assert seen.headers["Content-Type"] == web_pages.TYPES[format_]
    shown = "inline" if format_ in web_pages.SHOWN else "attachment"
    name = f"report-H1-2026.{ending}"
    assert seen.headers["Content-Disposition"] == f'{shown}; filename="{name}"'
    begin = {
        ReportFormat.PDF: b"%PDF-",
        ReportFormat.JSON: b"{",
        ReportFormat.MD: b"# ",
        ReportFormat.HTML: b"<!DOCTYPE html>",
        ReportFormat.CONFLUENCE: b"<",
    }[format_]
    assert seen.body.startswith(begin)
    if format_ is ReportFormat.JSON:
        assert json.loads(seen.body)["period"]["label"] == "H1 2026"
    packed = await visitor.get(f"{REPORT}.{ending}", Accept_Encoding="gzip")
    assert ("Content-Encoding" in packed.headers) == (format_ is not ReportFormat.PDF)


async def test_the_page_of_a_report_may_use_its_own_style_alone(visitor: Visitor) -> None:
    seen = await visitor.get(f"{REPORT}.html")
    style = seen.body.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = seen.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}';" in policy
    assert "form-action 'none'" in policy


async def test_a_report_that_is_published_again_is_another_file(
    visitor: Visitor, db: Database, now: datetime
) -> None:
    before = await visitor.get(f"{REPORT}.md")
    await add_activity(db, OLGA, "Another talk", None, None, None, now + MINUTE)
    assert (await visitor.get(f"{REPORT}.md")).body == before.body
    await publish_report(db, OLGA, "H1 2026", now + MINUTE)
    after = await visitor.get(f"{REPORT}.md")
    assert "Another talk" in after.text
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]


async def test_the_calendar_can_be_read_by_programs(visitor: Visitor, now: datetime) -> None:
    seen = await visitor.get(f"{PATH}/meetings.ics")
    assert seen.headers["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = ICalendar.from_ical(seen.body).events
    assert (str(event["SUMMARY"]), event.start) == ("Open call", now + DAY)
    assert "https://sig.example.org/sig/100" in str(event["DESCRIPTION"])


async def test_assets_are_kept_for_long_under_an_address_of_their_content(
    visitor: Visitor,
) -> None:
    page = (await visitor.get(PATH)).text
    for name, kind in web_pages.ASSETS.items():
        seen = await visitor.get(f"/{name}")
        digest = hashlib.sha256(seen.body).hexdigest()[:12]
        assert f'"/{name}?{digest}"' in page
        assert seen.headers["Content-Type"] == kind
        assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_behind_a_path_all_addresses_begin_with_it(
    db: Database, furnished: None, now: datetime
) -> None:
    async with visiting(db, lambda: now, public_url="https://example.org/sigbot") as visitor:
        page = (await visitor.get(PATH)).text
    assert 'href="/sigbot/page.css?' in page
    assert f'action="/sigbot{PATH}"' in page
    assert f'href="/sigbot{REPORT}.html"' in page


async def test_what_people_typed_is_never_a_part_of_the_page(
    visitor: Visitor, db: Database, now: datetime, here: Community
) -> None:
    hostile = HOSTILE[:80]
    await set_up(db, OLGA, Setup(name=hostile, description=hostile), "SIG", NEWS, now)
    await meeting_at(db, now + DAY / 2, now, title=hostile)
    seen = await visitor.get(PATH)
    assert "<script>alert" not in seen.text
    assert "<img" not in seen.text
    assert seen.text.count("&lt;script&gt;alert(1)") >= 3


# Heavy work


class Place:
    """A place for heavy work which a test opens, or that refuses."""

    def __init__(self, error: Exception | None = None) -> None:
        self.open = asyncio.Event()
        self.begun = asyncio.Event()
        self.error = error
        self.jobs = 0
        self.most = 0
        self.running = 0

    @asynccontextmanager
    async def turn(
        self, guild_id: int, tell: Callable[[int], Awaitable[None]]
    ) -> AsyncIterator[Compute]:
        await tell(1)
        yield self._compute

    def load(self) -> HeavyLoad:
        return HeavyLoad(self.running, 0)

    async def _compute(self, work: Callable[[A], T], argument: A, /) -> T:
        self.jobs += 1
        self.running += 1
        self.most = max(self.most, self.running)
        self.begun.set()
        try:
            await self.open.wait()
            if self.error:
                raise self.error
            return await asyncio.to_thread(work, argument)
        finally:
            self.running -= 1


async def test_whoever_waits_too_long_comes_again_and_it_is_drawn_once(
    db: Database, furnished: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_pages, "WAITED_S", 0)
    place = Place()
    async with visiting(db, lambda: now, place) as visitor:
        for _ in range(3):
            seen = await visitor.get(f"{REPORT}.html", **BROWSER)
            assert (seen.status, seen.headers["Retry-After"]) == (503, str(web_pages.AGAIN_S))
            assert say.REPORT_LATER in seen.text
        assert (await visitor.get(PATH)).status == 200
        place.open.set()
        monkeypatch.setattr(web_pages, "WAITED_S", 60)
        assert (await visitor.get(f"{REPORT}.html")).status == 200
        assert (await visitor.get(f"{REPORT}.html")).status == 200
    assert place.jobs == 1


async def test_visitors_have_one_job_at_a_time_and_a_bound_on_those_that_wait(
    db: Database, furnished: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_pages, "MOST_DRAWN", 2)
    place = Place()
    async with visiting(db, lambda: now, place) as visitor:
        asked = [
            asyncio.ensure_future(visitor.get(f"{REPORT}.{ending}")) for ending in ("html", "xhtml")
        ]
        await place.begun.wait()
        while visitor.pages._files.making < 2:  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0)
        assert (await visitor.get(f"{REPORT}.pdf")).status == 503
        place.open.set()
        assert [seen.status for seen in await asyncio.gather(*asked)] == [200, 200]
    assert (place.jobs, place.most) == (2, 1)


async def test_a_file_that_cannot_be_made_is_not_tried_at_once_again(
    db: Database, furnished: None, now: datetime
) -> None:
    place = Place(TooHeavyError())
    place.open.set()
    async with visiting(db, lambda: now, place) as visitor:
        for _ in range(2):
            seen = await visitor.get(f"{REPORT}.html")
            assert (seen.status, seen.text) == (503, f"{say.REPORT_FAILED}\n")
    assert place.jobs == 1


async def test_where_too_many_jobs_wait_visitors_come_again(
    db: Database, furnished: None, now: datetime
) -> None:
    place = Place(TooManyJobsError())
    place.open.set()
    async with visiting(db, lambda: now, place) as visitor:
        for _ in range(2):
            assert (await visitor.get(f"{REPORT}.html")).status == 503
    assert place.jobs == 2


async def test_what_fails_by_mistake_is_answered_without_a_word_of_it(
    db: Database, furnished: None, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(RuntimeError("a secret"))
    place.open.set()
    async with visiting(db, lambda: now, place) as visitor:
        seen = await visitor.get(f"{REPORT}.html", **BROWSER)
    assert seen.status == 500
    assert "secret" not in seen.text
    assert say_web.FAILED in seen.text
    assert "H1-2026" not in caplog.messages[0]


async def test_the_end_waits_for_nothing(db: Database, furnished: None, now: datetime) -> None:
    place = Place()
    async with visiting(db, lambda: now, place) as visitor:
        asked = asyncio.ensure_future(visitor.get(f"{REPORT}.html"))
        await place.begun.wait()
    with pytest.raises(aiohttp.ClientError):
        await asked
    assert place.running == 0
