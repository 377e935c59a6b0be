"""Members' calendars over HTTP: what programs get, and what they do not."""

import asyncio
import gzip
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random

import aiohttp
import pytest
from sqlalchemy import text

from sigbot.domain.community import Community
from sigbot.services.calendars import end_address, new_address
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import list_meetings
from sigbot.store.database import READER_POOL, Database
from sigbot.web.feed import KEPT_S
from sigbot.web.limits import Limit
from sigbot.web.server import Gate
from sigbot.wording import web as say
from sigbot.wording.pages import SUBSCRIBING
from tests.calendars import with_icalendar
from tests.services.world import ANA, BEN, DAY, HOUR, OTTO, edit, meeting_at, member, series_at
from tests.web.serving import MANY, Clock, Site, site_of

URL = "https://sig.example.org"


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
async def site(sqlite_db: Database, clock: Clock) -> AsyncIterator[Site]:
    async with site_of(sqlite_db, clock) as site:
        yield site


@pytest.fixture
async def path(sqlite_db: Database, here_on_sqlite: Community, now: datetime) -> str:
    """Where Ana's calendar is, which has one meeting."""
    await meeting_at(sqlite_db, now + DAY, now, title="Kick-off")
    return await _path(sqlite_db, now)


async def _path(db: Database, now: datetime) -> str:
    made = await new_address(db, ANA, URL, Random(now.timestamp()), now)
    return made.url.removeprefix(URL)


async def test_a_program_gets_the_calendar(site: Site, path: str) -> None:
    got = await site.get(path)
    assert got.status == 200
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.headers["Cache-Control"] == "private, max-age=900"
    assert "Content-Encoding" not in got.headers
    [event] = with_icalendar(got.body)
    assert event.summary == "Kick-off"


async def test_it_is_packed_for_programs_that_unpack(site: Site, path: str) -> None:
    plain = await site.get(path)
    packed = await site.get(path, Accept_Encoding="br, GZIP;q=0.5")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.body) == plain.body
    for refused in ("gzip;q=0", "gzip; q=0.0", "deflate", "xgzip"):
        got = await site.get(path, Accept_Encoding=refused)
        assert "Content-Encoding" not in got.headers


async def test_a_head_request_gets_the_same_without_the_body(site: Site, path: str) -> None:
    got = await site.get(path)
    head = await site.get(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Length", "Content-Type"):
        assert head.headers[name] == got.headers[name]


async def test_what_a_program_has_is_not_sent_again(site: Site, path: str) -> None:
    got = await site.get(path)
    etag = got.headers["ETag"]
    for marks in (etag, f"W/{etag}", f'"another", {etag}', "*"):
        same = await site.get(path, If_None_Match=marks)
        assert (same.status, same.body) == (304, b"")
        assert same.headers["ETag"] == etag
    assert (await site.get(path, If_None_Match='"another"')).status == 200
    at = got.headers["Last-Modified"]
    assert (await site.get(path, If_Modified_Since=at)).status == 304
    assert (await site.get(path, If_Modified_Since=at, If_None_Match='"another"')).status == 200


@pytest.mark.parametrize("since", ["", "yesterday", "0", "Mon, 99 Foo 2026 99:99:99 GMT"])
async def test_an_instant_that_cannot_be_read_counts_as_none(
    site: Site, path: str, since: str
) -> None:
    assert (await site.get(path, If_Modified_Since=since)).status == 200


async def test_the_last_change_is_told_in_whole_seconds(
    site: Site, path: str, now: datetime
) -> None:
    got = await site.get(path)
    assert got.headers["Last-Modified"] == format_datetime(now, usegmt=True)
    early = format_datetime(now - timedelta(seconds=1), usegmt=True)
    assert (await site.get(path, If_Modified_Since=early)).status == 200


async def test_a_change_is_seen_at_once(
    site: Site, path: str, sqlite_db: Database, clock: Clock
) -> None:
    before = await site.get(path)
    [meeting] = await list_meetings(sqlite_db, ANA, clock.at)
    clock.at += HOUR
    await edit(sqlite_db, meeting, clock.at, title="New")
    after = await site.get(path, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    [event] = with_icalendar(after.body)
    assert (event.summary, event.sequence) == ("New", 1)
    assert after.headers["Last-Modified"] == format_datetime(clock.at, usegmt=True)


async def test_an_answer_is_kept_until_the_calendar_is_changed_by_its_owner(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    async with site_of(sqlite_db, clock, kept_s=3_600) as site:
        before = await site.get(path)
        [meeting] = await list_meetings(sqlite_db, ANA, clock.at)
        await edit(sqlite_db, meeting, clock.at, title="New")
        assert (await site.get(path)).body == before.body
        site.feed.forget()
        assert (await site.get(path)).body != before.body


async def test_an_address_that_was_replaced_or_ended_leads_nowhere(
    site: Site, path: str, sqlite_db: Database, clock: Clock
) -> None:
    clock.at += HOUR
    newer = await _path(sqlite_db, clock.at)
    assert (await site.get(path)).status == 404
    assert (await site.get(newer)).status == 200
    await end_address(sqlite_db, ANA, clock.at)
    got = await site.get(newer)
    assert (got.status, got.headers["Cache-Control"]) == (404, "no-store")
    assert "leads nowhere" in got.text


async def test_an_address_of_another_community_has_its_meetings_alone(
    site: Site, path: str, sqlite_db: Database, now: datetime
) -> None:
    await set_up(sqlite_db, OTTO, Setup(name="Other"), "Elsewhere", 556, now)
    made = await new_address(sqlite_db, OTTO, URL, Random(2), now)
    got = await site.get(made.url.removeprefix(URL))
    assert got.status == 200
    assert "Kick-off" not in got.text


# The page to subscribe


def _page_of(path: str) -> str:
    return path.removesuffix(".ics")


async def test_a_device_subscribes_on_a_page_that_links_to_the_calendar_alone(
    site: Site, path: str
) -> None:
    got = await site.get(_page_of(path), Accept="text/html")
    assert got.status == 200
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    assert got.headers["Cache-Control"] == "no-store"
    links = re.findall(r'<a [^>]*href="([^"]*)"', got.text)
    assert links == [f"webcal://sig.example.org{path}"]
    assert f"<code>{URL}{path}</code>" in got.text
    assert all(sentence in got.text for sentence in SUBSCRIBING.values())


async def test_its_address_is_told_to_nobody(site: Site, path: str) -> None:
    """No browser names it to another site, no search engine lists it, and it loads nothing."""
    got = await site.get(_page_of(path))
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert '<meta name="robots" content="noindex">' in got.text
    assert "<script" not in got.text
    loaded = re.findall(r'(?:src=|<link [^>]*href=)"([^"]*)"', got.text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)


async def test_the_page_leads_nowhere_when_its_calendar_does(
    site: Site, path: str, sqlite_db: Database, clock: Clock
) -> None:
    await end_address(sqlite_db, ANA, clock.at)
    for asked in (_page_of(path), "/calendar/" + "a" * 22):
        got = await site.get(asked)
        assert (got.status, got.headers["Cache-Control"]) == (404, "no-store")
        assert "/calendar on Discord" in got.text


async def test_the_page_is_asked_for_as_often_as_the_calendar(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    async with site_of(sqlite_db, clock, of_token=Limit(2, 0.001)) as site:
        asked = [path, _page_of(path), _page_of(path)]
        assert [(await site.get(each)).status for each in asked] == [200, 200, 429]


async def test_without_an_address_for_others_there_is_no_page(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    async with site_of(sqlite_db, clock, public_url="") as site:
        assert (await site.get(_page_of(path))).status == 404
        assert (await site.get(path)).status == 200


# What leads nowhere


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/" + "a" * 22 + ".ics",
        "/calendar/" + "a" * 21 + ".ics",
        "/calendar/" + "a" * 23 + ".ics",
        "/calendar/..%2f..%2fetc.ics",
        "/calendar/.ics",
        "/calendar/",
        "/calendar/%00.ics",
        "/%F0%9F%91%A9",
        "//calendar",
        "/" + "a" * 7_000,
    ],
)
async def test_what_nobody_was_given_leads_nowhere(site: Site, path: str) -> None:
    got = await site.get(path)
    assert got.status == 404
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "Traceback" not in got.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
async def test_a_calendar_can_only_be_read(site: Site, path: str, method: str) -> None:
    got = await site.get(path, method=method)
    assert (got.status, got.text) == (405, "This can only be read.\n")


async def test_a_range_is_answered_with_the_whole(site: Site, path: str) -> None:
    """A calendar is small, and a part of it is of no use to anybody."""
    whole = await site.get(path)
    for part in ("bytes=0-1", "bytes=-5", "bytes=9999999-", "lines=1-2", "bytes=a"):
        got = await site.get(path, Range=part)
        assert (got.status, got.body) == (200, whole.body)


async def test_every_answer_lets_a_browser_only_show_it(site: Site, path: str) -> None:
    for asked in (path, "/nothing"):
        headers = (await site.get(asked)).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"


# Limits


async def test_one_address_is_asked_so_often_and_then_has_to_wait(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    async with site_of(sqlite_db, clock, of_token=Limit(3, 0.001)) as site:
        assert [(await site.get(path)).status for _ in range(4)] == [200, 200, 200, 429]
        waited = await site.get(path)
        assert int(waited.headers["Retry-After"]) > 60
        made = await new_address(sqlite_db, BEN, URL, Random(8), clock.at)
        assert (await site.get(made.url.removeprefix(URL))).status == 200


async def test_who_guesses_has_to_wait_and_others_do_not(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    gate = Gate(MANY, Limit(5, 0.001))
    async with site_of(sqlite_db, clock, gate) as site:
        guesses = [
            await site.get(f"/calendar/{n:022}.ics", X_Forwarded_For="1.1.1.1, 203.0.113.7")
            for n in range(7)
        ]
        assert [got.status for got in guesses] == [404] * 5 + [429] * 2
        guesser = await site.get(path, X_Forwarded_For="203.0.113.7")
        assert guesser.status == 429
        assert (await site.get(path, X_Forwarded_For="203.0.113.8")).status == 200
        assert (await site.get(path)).status == 200


async def test_one_machine_asks_so_often_and_then_has_to_wait(
    sqlite_db: Database, path: str, clock: Clock
) -> None:
    async with site_of(sqlite_db, clock, Gate(Limit(2, 0.001), MANY)) as site:
        assert [(await site.get(path)).status for _ in range(3)] == [200, 200, 429]


# Many, slow and broken clients


async def test_a_thousand_clients_at_once_are_all_answered(
    sqlite_db: Database, path: str, clock: Clock, now: datetime
) -> None:
    """They read the calendars of a hundred people."""
    made = [await new_address(sqlite_db, member(n), URL, Random(n), now) for n in range(100)]
    async with site_of(sqlite_db, clock, kept_s=KEPT_S) as site:

        async def ask(number: int) -> tuple[int, bytes]:
            asked = made[number % len(made)].url.removeprefix(URL)
            reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
            head = f"GET {asked} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            answered = await reader.read()
            writer.close()
            return int(answered.split()[1]), answered[-15:]

        answers = await asyncio.gather(*(ask(number) for number in range(1_000)))
    assert set(answers) == {(200, b"END:VCALENDAR\r\n")}


@pytest.mark.parametrize(
    "begun", [b"", b"GET /calendar/", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: 1"]
)
async def test_who_does_not_finish_a_request_is_cut_off(
    sqlite_db: Database, path: str, clock: Clock, begun: bytes
) -> None:
    async with site_of(sqlite_db, clock, headers_within_s=0.05) as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(begun)
        assert await reader.read() == b""
        writer.close()
        assert (await site.get(path)).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"GET /" + b"y" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"\r\n\r\nnonsense\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused_and_nothing_is_told(
    site: Site, path: str, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(sent)
    answered = await reader.read()
    writer.close()
    assert answered.split()[:2] in ([b"HTTP/1.0", b"400"], [b"HTTP/1.1", b"400"])
    assert b"Traceback" not in answered
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert (await site.get(path)).status == 200


async def test_who_does_not_read_the_answer_is_cut_off(
    sqlite_db: Database, path: str, clock: Clock, now: datetime
) -> None:
    """An answer waits in the memory of the server until it is read."""
    await series_at(sqlite_db, now, repeat="FREQ=DAILY", description="x" * 2_000)
    async with site_of(sqlite_db, clock, Gate(MANY, MANY, answer_within_s=0.2)) as site:
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            client.connect(("127.0.0.1", site.port))
            request = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
            client.sendall(request * 20)
            await asyncio.to_thread(_send_until_cut_off, client)
        await _answered(site, path)


async def _answered(site: Site, path: str) -> None:
    """Ask until there is an answer: a busy machine takes longer than this server waits."""
    while True:
        with suppress(aiohttp.ServerDisconnectedError):
            assert (await site.get(path)).status == 200
            return


def _send_until_cut_off(client: socket.socket) -> None:
    """Return when the server ended the connection."""
    with suppress(OSError):
        while True:
            client.send(b"G")
            time.sleep(0.01)


async def test_while_the_database_is_busy_programs_are_told_when_to_come_again(
    site: Site, path: str, sqlite_db: Database
) -> None:
    async with AsyncExitStack() as readers:
        for _ in range(READER_POOL):
            await readers.enter_async_context(sqlite_db.read())
        got = await site.get(path)
    assert (got.status, got.headers["Retry-After"]) == (503, "30")
    assert got.text == f"{say.BUSY}\n"


async def test_tokens_are_in_no_log(
    site: Site, path: str, sqlite_db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    token = path.rsplit("/", maxsplit=1)[-1].removesuffix(".ics")
    await site.get(path)
    await site.get(path + "x")
    async with sqlite_db.write() as tx:
        await tx.execute(text("DROP TABLE calendars"))
    got = await site.get(path)
    assert (got.status, got.text) == (500, "Something went wrong here. Please try again later.\n")
    assert any("failed" in record.getMessage() for record in caplog.records)
    assert token not in caplog.text
