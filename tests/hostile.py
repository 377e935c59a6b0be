"""Every reader of what people type, the longest text it takes, and texts that are hard to read.

A reader is found hard by texts of one part over and over, such as spaces, with something before and
after it: expressions that look at a character again for each other one take their time there.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sigbot.chat.choices import choices_of
from sigbot.documents.attendance import safe_cell
from sigbot.domain import bounds
from sigbot.domain.attendance_files.drafting import called
from sigbot.domain.attendance_files.headers import roles_of
from sigbot.domain.attendance_files.machines import is_of_note_taker, machine_of
from sigbot.domain.attendance_files.names import clean_email, is_telephone, split_name
from sigbot.domain.attendance_files.reasons import what_was_seen
from sigbot.domain.attendance_files.times import read_duration as read_file_duration
from sigbot.domain.attendance_files.times import read_stamp
from sigbot.domain.codes import read_code
from sigbot.domain.days import read_day
from sigbot.domain.hours import read_days, read_hours
from sigbot.domain.journal import read_tags
from sigbot.domain.links import check_link, read_link, title_of
from sigbot.domain.meetings import read_duration
from sigbot.domain.names import clean_name, is_visible
from sigbot.domain.notes import read_notes
from sigbot.domain.periods import read_period
from sigbot.domain.refusals import RefusedError
from sigbot.domain.reminders import read_leads
from sigbot.domain.search import read_query, words_of
from sigbot.domain.series import read_repeat
from sigbot.domain.spans import names_own_time, split_length
from sigbot.domain.texts import check_paragraph, check_title
from sigbot.domain.voice import channel_named
from sigbot.domain.when import read_when, understand
from sigbot.domain.zones import find_zone, match_zones
from sigbot.wording.safe import paragraph, plain, with_channels

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 11, 22, 12)  # noqa: DTZ001  (a wall time)
TODAY = date(2026, 11, 22)
ZONE = "America/New_York"
LONGEST_MESSAGE = 24_000
"""The text of a message, and the addresses in its embeds."""


@dataclass(frozen=True, slots=True)
class Reader:
    read: Callable[[str], object]
    limit: int
    """Characters."""


def _share(text: str) -> object:
    link = read_link(text).link
    return title_of(link), check_link(link)


READERS = {
    "title": Reader(lambda text: check_title("title", text), bounds.LONGEST_TYPED),
    "description": Reader(lambda text: check_paragraph("d", text), bounds.LONGEST_TYPED),
    "when": Reader(lambda text: understand(text, ZONE, NOW), bounds.WHEN_LIMIT),
    "when of a moved meeting": Reader(
        lambda text: understand(text, ZONE, NOW, day=TODAY), bounds.WHEN_LIMIT
    ),
    "when in the shell": Reader(lambda text: read_when(text, ZONE, NOW), bounds.LONGEST_TYPED),
    "zone": Reader(find_zone, bounds.ZONE_LIMIT),
    "zones offered": Reader(match_zones, bounds.LONGEST_TYPED),
    "choices offered": Reader(lambda text: choices_of([(text, text)], text), bounds.LONGEST_TYPED),
    "repeat": Reader(lambda text: read_repeat(text, START), bounds.REPEAT_LIMIT),
    "duration": Reader(read_duration, bounds.DURATION_LIMIT),
    "period": Reader(lambda text: read_period(text, TODAY), bounds.PERIOD_LIMIT),
    "date": Reader(lambda text: read_day(text, TODAY), bounds.DATE_LIMIT),
    "past date": Reader(lambda text: read_day(text, TODAY, is_past=True), bounds.DATE_LIMIT),
    "end of a moment": Reader(
        lambda text: (split_length(text), names_own_time(text)), bounds.LONGEST_TYPED
    ),
    "start": Reader(lambda text: read_hours(text, "17:00", None), bounds.CLOCK_LIMIT),
    "end": Reader(lambda text: read_hours("9:00", text, None), bounds.CLOCK_LIMIT),
    "days": Reader(read_days, bounds.DAYS_LIMIT),
    "before": Reader(read_leads, bounds.LEADS_LIMIT),
    "code": Reader(read_code, bounds.CODE_LIMIT),
    "tags": Reader(read_tags, bounds.TAGS_LIMIT),
    "search": Reader(read_query, bounds.SEARCH_LIMIT),
    "text that is found": Reader(lambda text: words_of([text]), bounds.LONGEST_TYPED),
    "link": Reader(_share, bounds.LINK_LIMIT),
    "notes": Reader(lambda text: read_notes(text, TODAY), bounds.LONGEST_TYPED),
    "action in notes": Reader(
        lambda text: read_notes(f"action: Ann - {text}, due {text}", TODAY), bounds.LONGEST_TYPED
    ),
    "message": Reader(_share, LONGEST_MESSAGE),
    "place": Reader(lambda text: channel_named(text, text), bounds.LINE_LIMIT),
    "shown in a line": Reader(lambda text: plain(text, 6_000), bounds.LONGEST_TYPED),
    "shown as a place": Reader(lambda text: with_channels(text, 6_000), bounds.LONGEST_TYPED),
    "shown as a paragraph": Reader(lambda text: paragraph(text, 6_000), bounds.LONGEST_TYPED),
    "cell of an export": Reader(safe_cell, bounds.LONGEST_TYPED),
    "name of a person": Reader(
        lambda text: (clean_name(text), is_visible(text)), bounds.LONGEST_TYPED
    ),
    "name in a file": Reader(
        lambda text: (is_telephone(text), split_name(text, is_teams=True), called(text)),
        bounds.NAME_LIMIT,
    ),
    "e-mail in a file": Reader(clean_email, bounds.LONGEST_TYPED),
    "machine in a file": Reader(
        lambda text: (machine_of(text), is_of_note_taker(text)), bounds.NAME_LIMIT
    ),
    "time in a file": Reader(read_stamp, bounds.LONGEST_TYPED),
    "length in a file": Reader(lambda text: read_file_duration(text, 60), bounds.LONGEST_TYPED),
    "header of a file": Reader(lambda text: roles_of(text.split(",")), bounds.LONGEST_TYPED),
    "cells of a file that is refused": Reader(
        lambda text: what_was_seen([text] * 20), bounds.LONGEST_TYPED
    ),
}

PARTS = (
    *" \t\n,;:-–+/.()[]<>\"'@#%\\`*_~|",
    *("1", "a", "é", "٣", "\u0301", "ﷺ", "\u200b", "\u202e", "x "),
    *("1 ", "1d,", "v1", "www.", "a.", "%2f", "a=1&", "http://", "(utc) ", "utc+1 ", "11:00 "),
    *("mon-", "mon to ", "and ", "monday ", "next ", "in ", "2 dec ", "1/", "2026-", ";=", "<#1"),
    *("<1:a>", "%25", "10.1000/a", "pmid:1 ", "isbn 97", "/../", "%2e%2e/"),
    *("FREQ=DAILY;", "BYDAY=MO,", "(guest) ", "Name,Email,", "a@", "(a", "\n=", "every day "),
)
BEFORE = (
    *("", "1", "in 1", "11:00 ", "2026-12-02T11:00", "<t:1", "last 1", "H", "Etc/GMT+"),
    *("FREQ=WEEKLY;BYDAY=", "https://example.org/", "https://arxiv.org/abs/", "https://"),
    *("doi:10.1000/", "https://doi.org/10.1000/", "https://a.proxy.b/login?url=", "ISBN "),
    *("<#1", "discord.com/channels/1", "(utc", "a ("),
)
AFTER = ("", "!", ")", " 1", "x")


def hostile(limit: int) -> Iterator[str]:
    """Yield texts of at most `limit` characters that are hard to read."""
    for before in BEFORE:
        for part in PARTS:
            for after in AFTER:
                room = limit - len(before) - len(after)
                if room > 0:
                    yield before + (part * room)[:room] + after


def attempt(reader: Reader, text: str) -> None:
    """Let a reader read a text, or refuse it."""
    with suppress(RefusedError):
        reader.read(text)
