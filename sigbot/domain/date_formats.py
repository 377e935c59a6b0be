"""Read other ways to write a date and time with dateutil's parser, and check what it returns."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from sigbot.domain.dates import FIRST_YEAR, LAST_YEAR, next_date, weekday_of

_FILLINGS = datetime(2004, 1, 1, 0, 0), datetime(2008, 2, 2, 1, 1)  # noqa: DTZ001
"""Two dates from which the parser takes what a text does not name.

A part that differs between the two results was not named.
"""


_HOUR = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
"""What an hour looks like: a bare number is not taken for one."""


_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d|^[-/.]")
"""Dates with the year first are refused, and so is the rest of one that begins with its sign.

Such a date has one order only; for `2026-13-02` the parser would swap month and day.
"""


def read_formats(words: str, now: datetime) -> list[datetime]:
    """Return the naive wall times that `words` can mean, in order, with day, month or year first.

    Only words that name a day, a month and an hour are read; the list is empty for all others. The
    parser takes the first order that is possible, ignores a weekday that does not fit, and fills in
    what is missing: so it is asked in every order, each time with two fillings, and the weekday is
    checked here. `now` is what the clock shows, naive.
    """
    if not _HOUR.search(words) or _YEAR_FIRST.search(words):
        return []
    return sorted({wall for wall in _walls(words, now) if _fits(words, wall)})


def _walls(words: str, now: datetime) -> Iterator[datetime]:
    """Yield what the parser reads in each order and does not fill in."""
    from dateutil import parser  # noqa: PLC0415  (not needed to start, and rarely afterwards)

    for day_first, year_first in product((False, True), repeat=2):
        try:
            parsed, again = (
                parser.parse(words, default=filling, dayfirst=day_first, yearfirst=year_first)
                for filling in _FILLINGS
            )
        except (ValueError, OverflowError, TypeError):
            continue
        if _named_parts(parsed) != _named_parts(again) or parsed.tzinfo:
            continue
        wall = parsed.replace(second=0, microsecond=0)
        if parsed.year == again.year:
            if FIRST_YEAR <= wall.year <= LAST_YEAR:
                yield wall
        elif day := next_date(wall.month, wall.day, None, now, wall - _midnight(wall)):
            yield wall.replace(year=day.year)


def _named_parts(wall: datetime) -> tuple[int, int, int]:
    """Return the parts that a text has to name."""
    return wall.month, wall.day, wall.hour


def _midnight(wall: datetime) -> datetime:
    return wall.replace(hour=0, minute=0)


def _fits(words: str, wall: datetime) -> bool:
    """Return whether the date is on the weekday that is named, if one is."""
    named = {weekday_of(word.strip(".,")) for word in words.split()} - {None}
    return named <= {wall.weekday()}
