"""Public pages as visitors see them: in Chromium, light and dark, with and without script, axe."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sigbot.domain.calendars import new_token
from sigbot.services.calendars import new_address
from sigbot.services.community import Setup, set_up
from sigbot.services.journal import share_link
from sigbot.store.database import Database
from tests.browser import browser, check_accessible, check_nothing_is_cut_off
from tests.documents.page_samples import UNBROKEN
from tests.services.test_pages import adopt_rotation, set_item
from tests.services.world import (
    ANA,
    GUILD,
    NEWS,
    OLGA,
    OTHER_GUILD,
    OTTO,
    cancel_meeting,
    schedule,
)
from tests.web.visiting import publish, turn_on, visiting

__all__ = ["browser"]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday. The next meetings are on Wednesday at New York's 11:00, before and after its clocks go
forward."""

PATHS = {
    "usual": f"/sig/{GUILD}",
    "hard": f"/sig/{OTHER_GUILD}",
    "zone": f"/sig/{GUILD}?zone=kolkata",
    "wrong": f"/sig/{GUILD}?zone=Nowhereland",
    "home": "/",
    "missing": "/sig/300",
    "report": f"/sig/{GUILD}/report-H1-2026.html",
    "subscribing": f"/calendar/{new_token(Random(1))}",
}


async def _furnish(db: Database) -> None:
    """A usual page, and one where people typed long words into everything."""
    name = "Healthcare Special Interest Group"
    setup = Setup(name=name, description="Ledgers for health", timezone="America/New_York")
    here, _ = await set_up(db, OLGA, setup, "Server", NEWS, NOW)
    await set_up(db, OLGA, Setup(wiki="https://wiki.example.org"), "Server", NEWS, NOW)
    first = await schedule(db, NOW, "2026-03-04 11:00", title="General Meeting", repeat="weekly")
    await adopt_rotation(db, here.id, first.meeting, NOW)
    gone = await schedule(db, NOW, "2026-03-12 11:00", title="Guest: vaccines")
    await cancel_meeting(db, OLGA, gone.meeting.key, "", scope="this", now=NOW)
    await share_link(db, ANA, "https://doi.org/10.1000/1", "", "", NOW, title="A paper")
    await set_item(db, "A paper", status="picked")
    await turn_on(db, NOW)
    await new_address(db, ANA, "https://sig.example.org", Random(1), NOW)
    await publish(db, NOW)
    await set_up(db, OTTO, Setup(name=UNBROKEN, description=UNBROKEN), "S", NEWS, NOW)
    await turn_on(db, NOW, OTTO)


@contextmanager
def served(url: str) -> Iterator[str]:
    """Serve the pages in a thread of its own, as the browser is driven from this one."""
    addresses: list[str] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        db = Database(url)
        try:
            await _furnish(db)
            async with visiting(db, lambda: NOW) as visitor:
                addresses.append(visitor.base)
                ready.set()
                await ended.wait()
        finally:
            ready.set()
            await db.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def base(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("pages") / "sigbot.db"
    shutil.copy(template, path)
    with served(f"sqlite+aiosqlite:///{path}") as address:
        yield address


@contextmanager
def opened(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """A page in a browser; what it asks for elsewhere, and what it complains about, fails."""
    width = options.pop("width", 375)
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    origin = "/".join(address.split("/")[:3])
    assert [url for url in asked if not url.startswith(f"{origin}/")] == []
    assert [text for text in complaints if "the server responded with a status" not in text] == []


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Any, base: str, name: str, scheme: str, width: int
) -> None:
    with opened(browser, base + PATHS[name], width=width, color_scheme=scheme) as page:
        for details in page.query_selector_all("details"):
            details.evaluate("details => details.open = true")
        check_accessible(page)
        check_nothing_is_cut_off(page)


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("width", [320, 640])
def test_at_large_zoom_nothing_is_cut_off(browser: Any, base: str, name: str, width: int) -> None:
    """A window of 1280 shows 640 at 200 %, and 320 at 400 %."""
    with opened(browser, base + PATHS[name], width=width) as page:
        check_nothing_is_cut_off(page)


@pytest.mark.parametrize(
    ("zone", "full", "clock", "later"),
    [
        ("Asia/Kolkata", "Wed 4 Mar 2026, 21:30", "UTC+5:30", "20:30"),
        ("America/St_Johns", "Wed 4 Mar 2026, 12:30", "UTC-3:30", "12:30"),
        ("Pacific/Auckland", "Thu 5 Mar 2026, 05:00", "UTC+13", "04:00"),
        ("UTC", "Wed 4 Mar 2026, 16:00", "UTC", "15:00"),
    ],
)
def test_a_visitor_sees_the_next_meeting_on_their_own_clock(
    browser: Any, base: str, zone: str, full: str, clock: str, later: str
) -> None:
    with opened(browser, base + PATHS["usual"], timezone_id=zone) as page:
        assert page.inner_text(".when time") == full
        assert page.inner_text(".when .clock") == f"on your clock ({clock})"
        assert page.is_visible("text=Wed 4 Mar, 11:00 New York")
        row = page.locator(".meetings li", has_text="General Meeting").first
        assert row.locator("[data-local=time]").inner_text() == later
        assert row.locator(".clock").inner_text() == "your time"
        assert not page.is_visible("details table")


def test_without_script_the_page_has_its_own_clock_a_list_and_a_form(
    browser: Any, base: str
) -> None:
    options = {"java_script_enabled": False, "timezone_id": "Asia/Kolkata"}
    with opened(browser, base + PATHS["usual"], **options) as page:
        assert page.inner_text(".when time") == "Wed 4 Mar 2026, 11:00"
        assert page.inner_text(".when .clock") == "New York (UTC-5)"
        assert page.is_visible("text=Wed 4 Mar, 16:00 UTC")
        assert not page.is_visible("text=Wed 4 Mar, 11:00 New York")
        row = page.locator("details tr", has_text="Kolkata (UTC+5:30)")
        assert row.locator("td").inner_text() == "Wed 4 Mar, 21:30"
        assert row.is_visible()
        page.fill("#zone", "St Johns")
        page.press("#zone", "Enter")
        page.wait_for_url("**zone=St+Johns")
        assert page.inner_text(".when time") == "Wed 4 Mar 2026, 12:30"
        assert "St Johns (UTC-3:30)" in page.inner_text(".notice")
        page.click(".notice a")
        assert page.inner_text(".when .clock") == "New York (UTC-5)"


def test_a_device_subscribes_with_one_press_and_no_script(browser: Any, base: str) -> None:
    with opened(browser, base + PATHS["subscribing"], java_script_enabled=False) as page:
        press = page.locator("a", has_text="Subscribe on this device")
        address = f"sig.example.org{PATHS['subscribing']}.ics"
        assert press.get_attribute("href") == f"webcal://{address}"
        assert press.bounding_box()["height"] >= 44
        assert page.inner_text("code") == f"https://{address}"
        assert page.locator("a").count() == 1


def test_a_zone_that_was_chosen_stays_with_script(browser: Any, base: str) -> None:
    with opened(browser, base + PATHS["zone"], timezone_id="Pacific/Auckland") as page:
        assert page.inner_text(".when time") == "Wed 4 Mar 2026, 21:30"
        assert page.inner_text(".when .clock") == "Kolkata (UTC+5:30)"


def test_the_keyboard_leads_past_the_head_and_shows_where_it_is(browser: Any, base: str) -> None:
    with opened(browser, base + PATHS["usual"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        assert page.url.endswith("#next")


def test_a_report_is_read_in_the_colours_of_its_own_style(browser: Any, base: str) -> None:
    with opened(browser, base + PATHS["usual"], color_scheme="dark") as page:
        page.click("text=Read it")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert colour == "rgb(20, 24, 30)"
        assert page.inner_text("h1").startswith("Healthcare Special Interest Group")


def test_print_is_light_and_without_a_form(browser: Any, base: str) -> None:
    with opened(browser, base + PATHS["usual"], color_scheme="dark") as page:
        page.emulate_media(media="print")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert colour == "rgb(255, 255, 255)"
        assert not page.is_visible("form")
