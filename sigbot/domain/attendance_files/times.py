"""Read times, dates and durations of attendance files, and find out which of two numbers is the
day.

A file has one order of day and month. It is proven or asked for, never guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from sigbot.domain.dates import month_of


class Order(StrEnum):
    """Of the day and the month in a date."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


_LONGEST = 60
_WEEKDAY = r"(?:[a-z]{3,6}day |(?:mon|tue|wed|thu|fri|sat|sun) )?"
_DATE = (
    r"(?:(?P<a>\d{1,2})(?P<sign>[/.-])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4}|\d\d)"
    r"|(?P<iso>\d{4})(?P<dash>[/.-])(?P<m>\d{1,2})(?P=dash)(?P<d>\d{1,2})"
    r"|(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2}) (?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})[ .-]{1,2}(?P<month2>[a-z]{3,9})\.?[ -](?P<year2>\d{4}))"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:\.\d{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
)
_ZONE = (
    r"(?: ?(?P<zone>z|[a-z]{3,4}|(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?"
    r"|[a-z]{3,12}(?: [a-z]{3,12}){0,2} time))?"
)
_STAMP = re.compile(rf"(?:{_WEEKDAY}{_DATE}(?: at)?[ t])?{_CLOCK}{_ZONE}", re.ASCII)

_BARE = re.compile(r"(\d{1,6})(?:\.(\d{1,12})|,(\d{1,2}))?", re.ASCII)
_COLONS = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_UNITS = re.compile(
    r"(?:(?P<h>\d{1,4}) ?(?:h|hrs?|hours?)\.? ?)?"
    r"(?:(?P<m>\d{1,5}) ?(?:m|mins?|minutes?)\.? ?)?"
    r"(?:(?P<s>\d{1,6}) ?(?:s|secs?|seconds?)\.?)?",
    re.ASCII,
)
FIRST_YEAR, LAST_YEAR = 1970, 2999
_ONE_DAY = 86_400
"""Seconds."""

_DAY = timedelta(days=1)
_NO_DAY = date(2000, 1, 1)
"""Stands in for the day of a file that has none, so that lengths can be worked out."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it is written, with or without a date.

    `clock` is in seconds from midnight. The date is `day`, or `numbers` (day and month in an order
    that is not known yet) and `year`; a time without a date has neither.
    """

    clock: int
    day: date | None = None
    numbers: tuple[int, int] | None = None
    year: int = 0
    is_half_day: bool = False
    """Written with AM or PM."""
    zone: str = ""

    @property
    def has_date(self) -> bool:
        return self.numbers is not None or self.day is not None


@lru_cache(maxsize=4096)
def read_stamp(text: str) -> Stamp | None:
    """Read the time in a cell, with or without a date; None where it cannot be read."""
    if len(text) > _LONGEST:
        return None
    match = _STAMP.fullmatch(" ".join(text.lower().replace(",", " ").split()))
    if match is None:
        return None
    parts = match.groupdict()
    clock = _clock(parts)
    if clock is None:
        return None
    half, zone = parts["half"] is not None, parts["zone"] or ""
    if parts["a"]:
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
        return Stamp(clock, None, (int(parts["a"]), int(parts["b"])), year, half, zone)
    if not (parts["iso"] or parts["month"] or parts["month2"]):
        return Stamp(clock, is_half_day=half, zone=zone)
    day = _clear_day(parts)
    return Stamp(clock, day, is_half_day=half, zone=zone) if day else None


def _clock(parts: dict[str, str]) -> int | None:
    """Return the time of day in seconds from midnight, None where there is no such time."""
    hour, half = int(parts["hour"]), parts["half"]
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    if hour > 23 or minute > 59 or second > 59 or not (half or parts["minute"]):
        return None
    if half == "a" and hour > 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 3600 + minute * 60 + second


def _clear_day(parts: dict[str, str]) -> date | None:
    """Return a date in which the order is clear: the year comes first, or the month is a word."""
    if parts["iso"]:
        return _date(int(parts["iso"]), int(parts["m"]), int(parts["d"]))
    month = month_of(parts["month"] or parts["month2"])
    year, day = parts["year"] or parts["year2"], parts["day"] or parts["day2"]
    return _date(int(year), month, int(day)) if month else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def day_of(stamp: Stamp, order: Order) -> date | None:
    """Return the date of a stamp, None where it has no date or none that exists in this order."""
    if stamp.numbers is None:
        return stamp.day
    first, second = stamp.numbers
    month, day = (first, second) if order is Order.MONTH_FIRST else (second, first)
    return _date(stamp.year, month, day)


def prove_order(stamps: Sequence[Stamp], noted: Sequence[Stamp], day: date | None) -> Order | None:
    """Return the order of day and month by the first proof, None where nothing proves one.

    The proofs are: a number above 12, by the majority of the dates that have one; AM or PM, which
    is written with the month first; and `day`, the day of the meeting, if it is among `stamps` in
    only one order. `noted` are dates that are not of the meeting, such as those of registration.
    """
    dates = [stamp for stamp in (*stamps, *noted) if stamp.numbers]
    pairs = [stamp.numbers for stamp in dates if stamp.numbers]
    day_first = sum(first > 12 >= second for first, second in pairs)
    month_first = sum(second > 12 >= first for first, second in pairs)
    if day_first != month_first:
        return Order.DAY_FIRST if day_first > month_first else Order.MONTH_FIRST
    if any(stamp.is_half_day for stamp in dates):
        return Order.MONTH_FIRST
    having = [order for order in Order if day in {day_of(stamp, order) for stamp in stamps}]
    return having[0] if day and len(having) == 1 else None


def needs_order(stamps: Iterable[Stamp]) -> bool:
    """Return whether any date is another one in the other order; 2/2 is not."""
    return any(stamp.numbers and stamp.numbers[0] != stamp.numbers[1] for stamp in stamps)


def read_duration(text: str, unit: int) -> tuple[int, ...]:
    """Return the seconds that a duration can mean, the longest first; () where it is unreadable.

    A bare number counts in units of `unit` seconds. `32:14` can be hours and minutes, or minutes
    and seconds.
    """
    words = " ".join(text.lower().split())
    if len(words) > _LONGEST or not words:
        return ()
    if match := _BARE.fullmatch(words):
        fraction = match[2] or match[3] or "0"
        return (int(match[1]) * unit + int(fraction) * unit // 10 ** len(fraction),)
    if match := _COLONS.fullmatch(words):
        first, second = int(match[1]), int(match[2])
        if match[3] is None:
            return (first * 3600 + second * 60, first * 60 + second)
        return (first * 3600 + second * 60 + int(match[3]),)
    match = _UNITS.fullmatch(words)
    if match is None:
        return ()
    hours, minutes, seconds = (int(match[part] or 0) for part in "hms")
    return (hours * 3600 + minutes * 60 + seconds,)


class Calendar:
    """Puts the stamps of one file on days, as naive times on the host's clock.

    Times without a date are on `day`, those before `turn` (seconds from midnight) on the day after.
    Where `day` is None, only the lengths between the times mean anything.
    """

    def __init__(self, order: Order, day: date | None, turn: int) -> None:
        self._order = order
        self._day = day or _NO_DAY
        self._turn = turn

    def place(self, stamp: Stamp) -> datetime | None:
        """Return the time of a stamp, None for a date that does not exist in this order."""
        if stamp.has_date:
            day = day_of(stamp, self._order)
        else:
            day = self._day + (_DAY if stamp.clock < self._turn else timedelta())
        return datetime.combine(day, time()) + timedelta(seconds=stamp.clock) if day else None


def turn_of_day(pairs: Sequence[tuple[int, int]]) -> int:
    """Return the time of day (seconds from midnight) before which times are of the next day.

    `pairs` are joins and leaves, in seconds from midnight. The turn is the end of the longest time
    in which nobody came or went. It is used only where more pairs then have their leave after
    their join, or as many do and all times then lie within half a day; else it is 0.
    """
    clocks = sorted({clock for pair in pairs for clock in pair})
    gaps = [(after - before, after) for before, after in pairwise(clocks)]
    gap, turn = max(gaps, default=(0, 0))
    if not gap or gap < clocks[0] + _ONE_DAY - clocks[-1]:
        return 0
    backwards = sum(leave < join for join, leave in pairs)
    turned = sum(_turned(leave, turn) < _turned(join, turn) for join, leave in pairs)
    fits = turned < backwards or (turned == backwards and gap > _ONE_DAY // 2)
    return turn if fits else 0


def _turned(clock: int, turn: int) -> int:
    return clock + _ONE_DAY if clock < turn else clock
