"""Write calendars as iCalendar (RFC 5545).

One event for each meeting, in UTC and without rules of repetition: rotations differ from any rule,
and calendars read time zones in different ways.
"""

import re
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar as ICalendar
from icalendar import Event, vDuration, vText

from sigbot.domain.calendars import Calendar, CalendarEvent
from sigbot.wording import calendars as say

PRODUCT = "-//sigbot//calendar//EN"
READ_AGAIN = timedelta(hours=1)
"""How often programs are asked to read a calendar again; most of them take longer."""

MOST_KEPT = 4_096
"""Events whose text is kept: members of a community have the same ones."""

_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""What breaks a line beside the line feed; readers of calendars do not agree about them."""

_UNSEEN = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, which RFC 5545 forbids in a text, and halves of characters."""

_END = b"END:VCALENDAR\r\n"


def calendar_ics(calendar: Calendar) -> bytes:
    """Return a calendar as an iCalendar file."""
    head = _head(say.name(calendar))
    return b"".join([head, *map(_event, calendar.events), _END])


def _head(name: str) -> bytes:
    """Return the beginning of a file, with the properties of the calendar."""
    head = ICalendar()
    head.add("VERSION", "2.0")
    head.add("PRODID", PRODUCT)
    head.add("METHOD", "PUBLISH")
    # The library knows the types of neither of these.
    head["NAME"] = head["X-WR-CALNAME"] = vText(_clean(name))
    head.add("REFRESH-INTERVAL", vDuration(READ_AGAIN), parameters={"VALUE": "DURATION"})
    head["X-PUBLISHED-TTL"] = vDuration(READ_AGAIN)
    return bytes(head.to_ical()).removesuffix(_END)


@lru_cache(MOST_KEPT)
def _event(event: CalendarEvent) -> bytes:
    written = Event()
    written.add("UID", event.uid)
    written.add("DTSTAMP", event.changed_at)
    written.add("CREATED", event.created_at)
    written.add("LAST-MODIFIED", event.changed_at)
    written.add("SEQUENCE", event.revision)
    written.add("DTSTART", event.starts_at)
    written.add("DTEND", event.ends_at)
    written.add("SUMMARY", _clean(say.title(event)))
    written.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    written.add("TRANSP", "TRANSPARENT" if event.is_cancelled else "OPAQUE")
    for name, text in (("LOCATION", event.where), ("DESCRIPTION", say.details(event))):
        if text:
            written.add(name, _clean(text))
    if event.link:
        written.add("URL", event.link)
    return bytes(written.to_ical())


def _clean(text: str) -> str:
    """Return a text that every reader takes: line feeds break its lines, nothing is unseen."""
    return _UNSEEN.sub("", _LINES.sub("\n", text))
