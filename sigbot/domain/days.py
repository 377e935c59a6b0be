"""Read a date without a time of day, as it is typed for an activity or for planned work."""

import re
from datetime import date, datetime, time, timedelta

from sigbot.domain.bounds import DATE_LIMIT
from sigbot.domain.dates import FIRST_YEAR, LAST_YEAR, read_dates, tidy, weekday_of
from sigbot.domain.refusals import UnreadableDateError, UnreadableError
from sigbot.domain.texts import check_length

_AGO = re.compile(r"(?:(\d{1,3})|an?) (day|week)s? ago")
_LAST = re.compile(r"last (\S+)")
_COUNTED = re.compile(r"(?:on )?(?:today|tonight|tomorrow|day after tomorrow|in |(?:\S+ )?next )")
"""What is counted from today, also where dates are looked for in the past."""

_DAYS_BACK = (6, 30, *(365 * years - 1 for years in range(1, 9)))
"""How far back a date is looked for: a weekday, a day of the month, and a date of any year.

29 February can be eight years away.
"""
_SOON = timedelta(minutes=1)


class AmbiguousDateError(UnreadableError):
    """A date with several readings; `days` are all of them."""

    def __init__(self, text: str, days: tuple[date, ...]) -> None:
        super().__init__(text)
        self.days, self.args = days, (text, days)


def read_day(text: str, today: date, *, is_past: bool = False) -> date:
    """Return the one date that a text means: `2 dec`, `last friday`, `2026-12-02`.

    Without a year it is the next such date, today included; with `is_past`, the last one. Raises
    UnreadableDateError, AmbiguousDateError and TooLongError.
    """
    check_length("date", text, DATE_LIMIT)
    days = read_days_of(text, today, is_past=is_past)
    if not days:
        raise UnreadableDateError(text)
    if len(days) > 1:
        raise AmbiguousDateError(text, days)
    return days[0]


def read_days_of(text: str, today: date, *, is_past: bool) -> tuple[date, ...]:
    """Return all dates that a text can mean, in order; none where it cannot be read."""
    try:
        return (date.fromisoformat(text.strip()),)
    except ValueError:
        words = tidy(text)
    ago = _days_ago(words, today)
    if ago is not None:
        return (today - timedelta(days=ago),)
    days = _last_days(words, today) if is_past else []
    return tuple(sorted({*(days or _days_from(words, today))}))


def _days_ago(words: str, today: date) -> int | None:
    """Return how many days ago `yesterday`, `3 days ago` and `last friday` were."""
    if words == "yesterday":
        return 1
    if match := _AGO.fullmatch(words):
        return int(match[1] or 1) * (7 if match[2] == "week" else 1)
    match = _LAST.fullmatch(words)
    weekday = weekday_of(match[1]) if match else None
    return None if weekday is None else (today.weekday() - weekday - 1) % 7 + 1


def _last_days(words: str, today: date) -> list[date]:
    """Return the last dates up to today that the words can mean."""
    if _COUNTED.match(f"{words} "):
        return []
    for back in _DAYS_BACK:
        days = _days_from(words, today - timedelta(days=back))
        if days and max(days) <= today:
            return days
    return []


def _days_from(words: str, first: date) -> list[date]:
    """Return the next dates from `first` on that the words can mean."""
    if not FIRST_YEAR <= first.year < LAST_YEAR:
        return []
    return read_dates(words, datetime.combine(first, time()), _SOON)
