"""Other ways to write a date and time, read by dateutil's parser and never believed unchecked."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from sigbot.domain.dates import FIRST_YEAR, LAST_YEAR, next_date, weekday_of

_ONE, _OTHER = datetime(2004, 1, 1, 0, 0), datetime(2008, 2, 2, 1, 1)  # noqa: DTZ001
"""What the parser fills gaps with: a part that differs afterwards was not said."""


_HOUR = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
"""Other numbers are not taken for an hour."""


_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d|^[-/.]")
"""Has one order only; the parser would change it to read a month 13. Nor what is left of one."""


def read_formats(words: str, now: datetime) -> list[datetime]:
    """The naive times that `words` can mean, in order, whatever comes first in them: day, month or
    year. Only what names a day, a month and an hour; none is unreadable.

    The parser takes the first order that works, lets a weekday go that does not fit, and fills in
    what is missing: so it is asked in every order and twice, and the weekday is compared.
    """
    if not _HOUR.search(words) or _YEAR_FIRST.search(words):
        return []
    return sorted({wall for wall in _walls(words, now) if _fits(words, wall)})


def _walls(words: str, now: datetime) -> Iterator[datetime]:
    from dateutil import parser  # noqa: PLC0415  (not needed to start, and rarely afterwards)

    for day_first, year_first in product((False, True), repeat=2):
        try:
            one, other = (
                parser.parse(words, default=filled, dayfirst=day_first, yearfirst=year_first)
                for filled in (_ONE, _OTHER)
            )
        except (ValueError, OverflowError, TypeError):
            continue
        if (one.month, one.day, one.hour) != (other.month, other.day, other.hour) or one.tzinfo:
            continue
        wall = one.replace(second=0, microsecond=0)
        if one.year == other.year:
            if FIRST_YEAR <= wall.year <= LAST_YEAR:
                yield wall
        elif day := next_date(wall.month, wall.day, None, now, wall - _midnight(wall)):
            yield wall.replace(year=day.year)


def _midnight(wall: datetime) -> datetime:
    return wall.replace(hour=0, minute=0)


def _fits(words: str, wall: datetime) -> bool:
    """The weekday that was said, if one was, is that of the date."""
    said = {weekday_of(word.strip(".,")) for word in words.split()} - {None}
    return said <= {wall.weekday()}
