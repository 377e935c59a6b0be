"""Periods of a report: whole days in the community's zone, first and last day included."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from sigbot.domain.bounds import LONGEST_PERIOD, PERIOD_LIMIT
from sigbot.domain.refusals import BackwardPeriodError, UnreadableError, UnreadablePeriodError
from sigbot.domain.texts import check_length

_HALF_OR_QUARTER = re.compile(r"([hq])([1-4])[ -]?(\d{4})|(\d{4})[ -]?([hq])([1-4])")
_LAST = re.compile(r"last (\d{1,3}) (day|week|month|year)s?")
_MONTH = re.compile(r"([a-z]+)[.,]? (\d{4})|(\d{4}) ([a-z]+)\.?|(\d{4})-(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|…|to)\s*(\d{4}-\d\d-\d\d))?")


class LongPeriodError(UnreadableError):
    """A period of more years than a report, an export or a list may have."""


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month.lower(), month.lower()[:3])
} | {"sept": 9}


class PeriodKind(StrEnum):
    """The periods of the calendar that have a name."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        return _MONTHS[self]


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.YEAR: 12,
}
_KINDS = {kind.value: kind for kind in PeriodKind} | {
    "half-year": PeriodKind.HALF,
    "half year": PeriodKind.HALF,
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included. `label` is the name people give the period."""

    label: str
    start: date
    end: date

    @property
    def months(self) -> int:
        """The length in whole months, rounded, at least 1."""
        days = (self.end - self.start).days + 1
        return max(1, round(days / 30.44))

    @property
    def key(self) -> str:
        """A text that reads back as these days, on whatever day it is read."""
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def slug(self) -> str:
        """The label as part of a file name."""
        return re.sub(r"[^\w.-]+", "-", self.label).strip("-")

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Return the instants (UTC) at which the period begins and is over, in `zone`."""
        info = ZoneInfo(zone)
        begin = datetime.combine(self.start, time(), info)
        until = datetime.combine(self.end + timedelta(days=1), time(), info)
        return begin.astimezone(UTC), until.astimezone(UTC)

    def previous(self) -> "Period":
        """Return the period of the same length that ends the day before this one starts.

        A period of whole months is preceded by as many whole months.
        """
        if self.start.day == 1 and (self.end + timedelta(days=1)).day == 1:
            whole_months = (
                (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
            )
            start = self.start - relativedelta(months=whole_months + 1)
        else:
            start = self.start - (self.end - self.start) - timedelta(days=1)
        return named_period(start, self.start - timedelta(days=1))

    def quarters(self) -> tuple["Period", ...]:
        """Return the calendar quarters of the period, () where it is not made of whole ones."""
        quarters: list[Period] = []
        start = self.start
        while start <= self.end:
            if start.day != 1 or start.month % 3 != 1:
                return ()
            end = start + relativedelta(months=3) - timedelta(days=1)
            quarters.append(Period(f"Q{(start.month + 2) // 3} {start.year}", start, end))
            start = end + timedelta(days=1)
        return tuple(quarters) if quarters[-1].end == self.end else ()


def named_period(start: date, end: date) -> Period:
    """Return the period with its calendar name where it has one, else with `start..end`.

    A month is called `June 2021`, a day `2021-06-30`.
    """
    if start == end:
        return Period(start.isoformat(), start, end)
    if start.day == 1 and end == start + relativedelta(months=1) - timedelta(days=1):
        return Period(f"{MONTHS[start.month - 1]} {start.year}", start, end)
    for label, months in (("Q", 3), ("H", 6), ("", 12)):
        if start.day != 1 or (start.month - 1) % months:
            continue
        if end == start + relativedelta(months=months) - timedelta(days=1):
            number = (start.month - 1) // months + 1
            return Period(f"{label}{number} {start.year}" if label else f"{start.year}", start, end)
    return Period(f"{start.isoformat()}..{end.isoformat()}", start, end)


def read_period(text: str, today: date) -> Period:
    """Read `H1 2021`, `Q3 2026`, `2026`, `June 2021`, `last 6 months`, `this quarter`, or days.

    A month is also read as `Jun 2021` or `2021-06`; days are `start..end`, or one alone.

    `today` is the date in the community's zone, on which `last 6 months` ends. Raises
    UnreadablePeriodError, BackwardPeriodError, TooLongError, and LongPeriodError for a period of
    more than LONGEST_PERIOD years.
    """
    check_length("period", text, PERIOD_LIMIT)
    period = _read(text, today)
    if period.end >= _years_after(period.start, LONGEST_PERIOD):
        raise LongPeriodError(text)
    return period


def _years_after(day: date, years: int) -> date:
    """Return the same date so many years later; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _read(text: str, today: date) -> Period:
    words = " ".join(text.strip().lower().split())
    for pattern, read in _SHAPES:
        if match := pattern.fullmatch(words):
            return read(match, text)
    if match := _LAST.fullmatch(words):
        return _last(match, today)
    which, _, unit = words.partition(" ")
    if which in {"this", "last"} and unit in _KINDS:
        return _current(_KINDS[unit], today, back=which == "last")
    raise UnreadablePeriodError(text)


def _year(match: re.Match[str], _text: str) -> Period:
    return _calendar(int(match[0]), 1, 12)


def _half_or_quarter(match: re.Match[str], text: str) -> Period:
    letter, number, year = match[1] or match[5], int(match[2] or match[6]), match[3] or match[4]
    months = 6 if letter == "h" else 3
    if number * months > 12 or not 1900 <= int(year) <= 9000:
        raise UnreadablePeriodError(text)
    return _calendar(int(year), (number - 1) * months + 1, months)


def _month(match: re.Match[str], text: str) -> Period:
    """Return the month of a name and a year, or of `2021-06`."""
    year = int(match[2] or match[3] or match[5])
    number = int(match[6]) if match[6] else _MONTH_NUMBERS.get(match[1] or match[4], 0)
    if not 1 <= number <= 12 or not 1900 <= year <= 9000:
        raise UnreadablePeriodError(text)
    return _calendar(year, number, 1)


def _calendar(year: int, month: int, months: int) -> Period:
    start = date(year, month, 1)
    return named_period(start, start + relativedelta(months=months) - timedelta(days=1))


def _last(match: re.Match[str], today: date) -> Period:
    count, unit = int(match[1]), match[2]
    if count == 0:
        raise UnreadablePeriodError(match[0])
    try:
        start = today - relativedelta(**{f"{unit}s": count}) + timedelta(days=1)  # type: ignore[arg-type]
    except (ValueError, OverflowError) as error:
        raise UnreadablePeriodError(match[0]) from error
    if start.year < 1900:
        raise UnreadablePeriodError(match[0])
    return Period(f"last {count} {unit}{'' if count == 1 else 's'}", start, today)


def _days(match: re.Match[str], text: str) -> Period:
    """Return the period of two dates, or of one."""
    try:
        start, end = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError as error:
        raise UnreadablePeriodError(text) from error
    if end < start:
        raise BackwardPeriodError(text)
    if start.year < 1900 or end.year > 9000:
        raise UnreadablePeriodError(text)
    return named_period(start, end)


_SHAPES = (
    (_HALF_OR_QUARTER, _half_or_quarter),
    (_YEAR, _year),
    (_MONTH, _month),
    (_DAYS, _days),
)
"""How periods that are the same on every day are written, and what reads each."""


def calendar_period(kind: PeriodKind, day: date) -> Period:
    """Return the calendar period of a kind that has a day."""
    return _calendar(day.year, (day.month - 1) // kind.months * kind.months + 1, kind.months)


def _current(kind: PeriodKind, today: date, *, back: bool) -> Period:
    """Return the calendar period of a kind that `today` is in, or the one before it."""
    period = calendar_period(kind, today)
    return period.previous() if back else period


def suggest_periods(today: date) -> list[Period]:
    """Return the periods to offer on `today`: of each length the running one, then the last."""
    this_half = _current(PeriodKind.HALF, today, back=False)
    this_quarter = _current(PeriodKind.QUARTER, today, back=False)
    return [
        this_half,
        this_half.previous(),
        this_quarter,
        this_quarter.previous(),
        _calendar(today.year, 1, 12),
        _calendar(today.year - 1, 1, 12),
    ]
