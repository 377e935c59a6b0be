"""The HTML of public pages: what it says, that all texts are escaped, and golden pages.

With SIGBOT_TEST_GOLDEN=write the files are written anew; look at the difference before it is kept.
"""

import os
import re
import warnings
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar

from sigbot.documents import pages
from sigbot.documents.pages import OwnZone, public_ics, write_home, write_page, write_refusal
from sigbot.documents.pages.outline import page_outline, safe_address
from sigbot.domain.calendars import Calendar, CalendarEvent
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.pages import PublicPage
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Slot
from sigbot.wording import pages as say
from tests.documents.page_samples import (
    EMPTY,
    HOSTILE,
    ITEMS,
    MEETINGS,
    NOW,
    ROTATION,
    TEXTS,
    USUAL,
    WEDNESDAY,
    WHOLE,
    meeting,
    with_texts,
)

GOLDEN = Path(__file__).with_name("golden")
HASH = re.compile(r"(?<=\?)[0-9a-f]{12}")
ADDRESSES = ("href", "src", "action")
KOLKATA = OwnZone("Asia/Kolkata", "kolkata")


def written(page: PublicPage, own: OwnZone = OwnZone(), now: datetime = NOW) -> str:  # noqa: B008
    return write_page(page, now, "", WHOLE, own).decode()


def parsed(page: str) -> Any:
    """The page as a browser reads it; a mistake in it fails."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(page)


def text_of(page: str) -> str:
    return " ".join("".join(parsed(page).itertext()).split())


PAGES = {
    "page": written(USUAL),
    "page-zone": written(USUAL, KOLKATA),
    "page-empty": write_page(EMPTY, NOW, "/sigbot", "").decode(),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_it_was(name: str) -> None:
    path, content = GOLDEN / f"{name}.html", HASH.sub("0", PAGES[name])
    if os.environ.get("SIGBOT_TEST_GOLDEN") == "write":
        path.write_text(content, encoding="utf-8")
    assert content == path.read_text(encoding="utf-8")


# Whose clock


def test_the_next_meeting_comes_first_on_clocks_all_over_the_world() -> None:
    text = text_of(PAGES["page"])
    assert text.index("Next meeting") < text.index("Coming up") < text.index("Reading list")
    for words in (
        "in 10 days",
        "Wed 2 Dec 2026, 11:00 New York (UTC-5)",
        "Wed 2 Dec, 16:00 UTC",
        "Kolkata (UTC+5:30)Wed 2 Dec, 21:30",
        "Sydney (UTC+11)Thu 3 Dec, 03:00",
        "General Meeting · 1 h",
    ):
        assert words in text
    assert "<details open" in PAGES["page"]


def test_a_zone_that_was_chosen_is_that_of_all_times() -> None:
    text = text_of(PAGES["page-zone"])
    assert "All times on this page are in Kolkata (UTC+5:30)." in text
    assert "Wed 2 Dec 2026, 21:30 Kolkata (UTC+5:30)" in text
    assert "Wed 2 Dec, 11:00 New York Wed 2 Dec, 16:00 UTC" in text
    assert "Thu 17 Dec 2026, 05:30 Kolkata (UTC+5:30)" in text
    assert 'data-zone="Asia/Kolkata"' in PAGES["page-zone"]
    assert 'value="kolkata"' in PAGES["page-zone"]


def test_a_zone_that_is_not_clear_is_said_at_its_field() -> None:
    page = written(USUAL, OwnZone("", HOSTILE))
    [field] = parsed(page).iter("input")
    assert field.get("value") == HOSTILE
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "unknown")
    assert say.UNKNOWN_ZONE in text_of(page)
    assert "New York (UTC-5)" in text_of(page)


def test_a_zone_that_is_not_valid_any_more_is_utc() -> None:
    page = replace(USUAL, meetings=(meeting("Call", WEDNESDAY, "Mars/Base"),))
    assert "Wed 2 Dec 2026, 16:00 UTC (UTC)" in text_of(written(page))


def test_a_meeting_that_runs_is_happening_now() -> None:
    text = text_of(written(USUAL, now=WEDNESDAY + timedelta(minutes=5)))
    assert "Happening now" in text
    assert "Next meeting" not in text.partition("Coming up")[0].replace(say.SKIP, "")


def test_what_is_written_from_right_to_left_does_not_turn_what_follows() -> None:
    page = replace(USUAL, meetings=(meeting("Call", WEDNESDAY, subgroup="الرقمية"),))
    assert "General Meeting · الرقمية\u200e · 1 h" in text_of(written(page))


def test_a_cancelled_meeting_is_marked_and_never_the_next_one() -> None:
    gone = replace(MEETINGS[0], title="Gone", is_cancelled=True)
    shown = page_outline(replace(USUAL, meetings=(gone, *MEETINGS[1:])), NOW, "", "", OwnZone())
    assert shown.next is not None
    assert shown.next.title == MEETINGS[1].title
    assert [m.title for m in shown.coming if m.is_cancelled] == ["Gone", MEETINGS[3].title]
    assert "Cancelled Guest: supply chains" in text_of(PAGES["page"])


def test_an_empty_page_says_that_nothing_is_scheduled() -> None:
    text = text_of(PAGES["page-empty"])
    assert "No meeting is scheduled yet." in text
    for heading in ("Coming up", "Rotating times", "Reports", "Reading list", "Wiki page"):
        assert heading not in text
    assert "<form" not in PAGES["page-empty"]
    assert 'href="/sigbot/sig/' in PAGES["page-empty"]
    assert "webcal" not in PAGES["page-empty"]
    assert "canonical" not in PAGES["page-empty"]


# Whom it reaches


def test_a_rotation_has_the_local_times_of_every_region_and_says_which_are_reached() -> None:
    [rotation] = page_outline(USUAL, NOW, "", "", OwnZone()).rotations
    assert rotation.slots == "In turn: Wed 11:00 and Wed 19:00 New York."
    assert {region.name for region in rotation.regions if region.is_reached} == {
        "North America (New York)",
        "Latin America (Sao Paulo)",
        "Europe (Berlin)",
        "Africa (Lagos)",
        "South Asia (Kolkata)",
        "Oceania (Sydney)",
    }
    assert len(rotation.regions) == len(Region)
    assert rotation.regions[2].times == ("Wed 17:00", "Thu 01:00")
    assert "50 % of its people" in text_of(PAGES["page"])


def test_a_rotation_of_one_time_is_no_turn() -> None:
    single = replace(ROTATION, slots=(Slot("UTC", 600),), ahead=(MEETINGS[0],), reached=())
    text = text_of(written(replace(USUAL, rotations=(single,))))
    assert "Always: Mon 10:00 UTC." in text
    assert say.ROTATION_ONE_WHY in text
    assert "No region is reached" in text


# What is read


def test_a_report_has_a_link_for_each_format_that_says_what_it_is() -> None:
    links = {a.get("aria-label"): a.get("href") for a in parsed(PAGES["page"]).iter("a")}
    path = f"/sig/{USUAL.guild_id}/report-H1-2026"
    assert links["Read it: report of H1 2026"] == f"{path}.html"
    assert links["PDF: report of H1 2026"] == f"{path}.pdf"
    assert links["Confluence (XHTML): report of H1 2026"] == f"{path}.xhtml"
    assert "H1 2026 Published 14 Jul 2026" in text_of(PAGES["page"])


def test_the_reading_list_names_authors_and_says_what_was_retracted() -> None:
    text = text_of(PAGES["page"])
    assert "A and others, The Lancet, 1998 Discussed 21 Oct 2026" in text
    assert "Ileal-lymphoid-nodular hyperplasia Retracted" in text
    assert "Journal of Medical Systems, 2026 To be discussed" in text
    assert text.count("Free to read") == 1


def test_an_item_without_a_title_has_its_link_and_a_copy_that_is_the_same_no_second_one() -> None:
    link = "https://example.org/a"
    bare = replace(ITEMS[0], title="", link=link, open_copy=link)
    [item] = page_outline(replace(USUAL, items=(bare,)), NOW, "", "", OwnZone()).items
    assert (item.title, item.address, item.open_copy) == (link, link, "")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://[",
        "",
    ],
)
def test_only_addresses_of_the_web_are_links(link: str) -> None:
    assert safe_address(link) == ""
    assert safe_address("HTTPS://example.org") == "HTTPS://example.org"
    page = written(replace(USUAL, wiki=link, items=(replace(ITEMS[0], link=link),)))
    hrefs = [a.get("href") for a in parsed(page).iter("a")]
    assert link not in hrefs or not link


# Escaping


@pytest.mark.parametrize("text", TEXTS)
def test_what_people_typed_is_text_and_nothing_else(text: str) -> None:
    page, usual = parsed(written(with_texts(text))), parsed(PAGES["page"])
    tags = [[element.tag for element in read.iter()] for read in (page, usual)]
    assert [tag for tag in tags[0] if tag != "p"] == [tag for tag in tags[1] if tag != "p"]
    assert [element.text for element in page.iter("h1")] == [text]


@given(text=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    page = parsed(written(with_texts(text)))
    [name] = page.iter("h1")
    assert name.text == text
    assert page.find("head/title").text == say.TITLE.format(name=text)
    assert [script.text for script in page.iter("script")] == [None]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(name: str) -> None:
    for element in parsed(PAGES[name]).iter():
        if element.tag in ("script", "img", "link") and element.get("rel") != "canonical":
            address = element.get("src") or element.get("href")
            assert address.startswith("/")
            assert not address.startswith("//")
            assert not element.text
        assert element.tag not in ("style", "iframe", "object")
        assert not [key for key in element.keys() if key == "style" or key.startswith("on")]  # noqa: SIM118


def test_other_pages_are_as_plain() -> None:
    home, refusal = text_of(write_home("").decode()), text_of(write_refusal(HOSTILE, "").decode())
    assert say.HOME in home
    assert HOSTILE in refusal
    assert b'href="/base/page.css?' in write_refusal("", "/base")


def test_files_of_all_pages_are_there() -> None:
    for name in (pages.STYLE, pages.SCRIPT, pages.ICON):
        content = pages.asset(name)
        assert content
        assert b"http" not in content.replace(b"http://www.w3.org/2000/svg", b"").replace(
            b'[href^="http"]', b""
        )


# The calendar


def test_the_calendar_says_how_to_get_in() -> None:
    event = CalendarEvent(
        guild_id=1,
        meeting_id=2,
        title="Call",
        kind=MeetingKind.GENERAL,
        starts_at=WEDNESDAY,
        ends_at=WEDNESDAY + timedelta(hours=1),
        place="",
        link="",
        description="",
        agenda=(),
        is_cancelled=False,
        cancel_reason="",
        revision=0,
        created_at=NOW,
        changed_at=NOW,
    )
    for whole, said in ((WHOLE, f"About it: {WHOLE}"), ("", say.IN_CALENDAR_NOWHERE)):
        made = ICalendar.from_ical(public_ics(Calendar("SIG", (event,)), whole))
        [shown] = made.events
        assert str(shown["DESCRIPTION"]).endswith(said)
        assert shown.start == WEDNESDAY
        assert "LOCATION" not in shown
