"""The file of a calendar, as three independent programs read it."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigbot.documents.calendars import calendar_ics
from sigbot.domain.calendars import Calendar, CalendarEvent
from sigbot.domain.meetings import MeetingKind
from tests.calendars import Read, needs_node, with_icalendar, with_node
from tests.documents.report_samples import NAMES
from tests.domain.properties import quick

AT = datetime(2026, 12, 2, 16, tzinfo=UTC)
MADE = datetime(2026, 11, 1, 9, tzinfo=UTC)
EVENT = CalendarEvent(
    guild_id=100,
    meeting_id=12,
    title="General Meeting",
    kind=MeetingKind.GENERAL,
    starts_at=AT,
    ends_at=AT + timedelta(hours=1),
    place="Voice channel; the large one",
    link="https://meet.example.org/j/1?a=b,c;d",
    description="First line\nSecond, line; with signs",
    agenda=("Say hello", "Who brings what"),
    is_cancelled=False,
    cancel_reason="",
    revision=3,
    created_at=MADE,
    changed_at=MADE + timedelta(days=1),
)
WRITTEN = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//sigbot//calendar//EN\r
METHOD:PUBLISH\r
NAME:Health\\; Care: my meetings\r
X-WR-CALNAME:Health\\; Care: my meetings\r
REFRESH-INTERVAL;VALUE=DURATION:PT1H\r
X-PUBLISHED-TTL:PT1H\r
BEGIN:VEVENT\r
SUMMARY:General Meeting\r
DTSTART:20261202T160000Z\r
DTEND:20261202T170000Z\r
DTSTAMP:20261102T090000Z\r
UID:meeting-12.100@sigbot\r
SEQUENCE:3\r
CREATED:20261101T090000Z\r
DESCRIPTION:First line\\nSecond\\, line\\; with signs\\n\\nAgenda:\\n- Say hello\r
 \\n- Who brings what\\n\\nJoin: https://meet.example.org/j/1?a=b\\,c\\;d\r
LAST-MODIFIED:20261102T090000Z\r
LOCATION:Voice channel\\; the large one\r
STATUS:CONFIRMED\r
TRANSP:OPAQUE\r
URL:https://meet.example.org/j/1?a=b,c;d\r
END:VEVENT\r
END:VCALENDAR\r
"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
SIGNS = [*"\\;, \nx", "👩🏽‍⚕️", "🇧🇷", "é", "e\u0301", "\u200f", "नमस्ते"]
flags_and_faces = st.lists(st.sampled_from(SIGNS), max_size=120).map("".join)


def of(*events: CalendarEvent) -> Calendar:
    return Calendar("Health; Care", events, personal=True)


def test_it_is_written_so() -> None:
    assert calendar_ics(of(EVENT)).decode() == WRITTEN


def test_what_is_the_same_is_written_the_same() -> None:
    """Else programs that ask whether it changed were told so each time."""
    assert calendar_ics(of(EVENT)) == calendar_ics(of(replace(EVENT)))


def test_without_meetings_it_is_a_calendar_all_the_same() -> None:
    assert with_icalendar(calendar_ics(of())) == []


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(EVENT, place="", link="", description="", agenda=())
    written = calendar_ics(of(bare)).decode()
    assert not any(name in written for name in ("LOCATION", "DESCRIPTION", "URL"))


def test_a_cancelled_meeting_says_so_and_takes_no_time() -> None:
    cancelled = replace(EVENT, is_cancelled=True, cancel_reason="A holiday")
    written = calendar_ics(of(cancelled))
    [read] = with_icalendar(written)
    assert (read.status, read.summary) == ("CANCELLED", "Cancelled: General Meeting")
    assert read.description.startswith("Why it was cancelled: A holiday\n\nFirst line")
    assert "Join:" not in read.description
    assert b"TRANSP:TRANSPARENT" in written


@quick
@given(title=texts | flags_and_faces, description=texts | flags_and_faces)
def test_no_line_is_longer_than_75_octets_or_broken_within_a_character(
    title: str, description: str
) -> None:
    hostile = replace(EVENT, title=title, description=description, place=title)
    written = calendar_ics(of(hostile))
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert line.decode().isprintable() or b"\n" not in line
        assert b"\r" not in line
    [read] = with_icalendar(written)
    assert _visible(read.description).startswith(_visible(description))
    assert _visible(read.summary) == _visible(title)


@needs_node
def test_what_breaks_lines_elsewhere_is_a_line_feed_and_nothing_is_unseen() -> None:
    """Some readers end a text at a sign that others keep."""
    odd = "a\x00b\x07c\u2028d\x85e\rf\r\ng\x0bh\ud800"
    written = calendar_ics(of(replace(EVENT, description=odd, agenda=(), link="")))
    [by_node] = with_node(written)
    for events in (with_icalendar(written), *by_node.values()):
        assert events[0].description == "abc\nd\ne\nf\ng\nh"


def _visible(text: str) -> str:
    """Return the signs of a text that are neither white space nor control characters."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] not in "CZ")


def _expected(event: CalendarEvent) -> Read:
    return Read(
        event.uid,
        event.starts_at,
        event.ends_at,
        "CONFIRMED",
        event.revision,
        event.changed_at,
        event.title,
        f"{event.description}\n\nAgenda:\n- Say hello\n- Who brings what\n\nJoin: {event.link}",
        event.place,
    )


@needs_node
def test_three_programs_read_the_same() -> None:
    titles = [*NAMES, "👩🏽‍⚕️" * 40, "a, b; c", "e\u0301" * 90, "\u202b right to left", " x"]
    events = [
        replace(EVENT, meeting_id=number, title=title.strip(), revision=number)
        for number, title in enumerate(titles)
    ]
    written = calendar_ics(of(*events))
    [by_node] = with_node(written)
    for read in (with_icalendar(written), *by_node.values()):
        assert read == [_expected(event) for event in events]
