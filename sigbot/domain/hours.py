"""Hours: when meetings suit a person, on their own clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sigbot.domain.bounds import CLOCK_LIMIT, DAYS_LIMIT
from sigbot.domain.dates import read_times
from sigbot.domain.refusals import UnreadableHoursError
from sigbot.domain.texts import check_length

DAY_MINUTES = 1_440
LONGEST_DISTANCE = 84
"""Hours: half a week; two weekly times cannot be further apart."""

CAN, PREFERS = 1, 2


@dataclass(frozen=True, slots=True)
class Window:
    """A time of day at which a person can meet (level CAN) or prefers to (level PREFERS).

    `days` count from Monday = 0; `begin` and `end` are minutes of the day on the person's clock.
    With `end <= begin` it runs past midnight and belongs to the day on which it begins.
    """

    days: tuple[int, ...]
    begin: int
    end: int
    level: int = CAN

    @property
    def length(self) -> int:
        """Return the length in minutes."""
        return (self.end - self.begin - 1) % DAY_MINUTES + 1


WORKDAYS = (0, 1, 2, 3, 4)
DEFAULT_WINDOWS = (
    Window(WORKDAYS, 8 * 60, 22 * 60, CAN),
    Window(WORKDAYS, 9 * 60, 18 * 60, PREFERS),
)


_MINUTE = timedelta(minutes=1)
_QUARTER = 15
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    "weekdays": WORKDAYS,
    "workdays": WORKDAYS,
    "weekend": (5, 6),
    "weekends": (5, 6),
    "daily": tuple(range(7)),
    "everyday": tuple(range(7)),
    "all": tuple(range(7)),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that a person gave: `begin` and `end` in minutes of the day on their clock.

    With `end <= begin` they run past midnight. `days` count from Monday = 0.
    """

    begin: int
    end: int
    days: tuple[int, ...] = WORKDAYS

    def windows(self) -> tuple[Window, ...]:
        """Return the hours a person gave as hours they prefer."""
        return (Window(self.days, self.begin, self.end, PREFERS),)


USUAL = Hours(8 * 60, 22 * 60)
"""The hours of a person who gave none. To give exactly these is the same as to give none, so that
DEFAULT_WINDOWS count, in which only a part of these hours is preferred."""


def windows_of(hours: Hours | None) -> tuple[Window, ...]:
    """Return the windows of a person's hours, DEFAULT_WINDOWS for a person who gave none."""
    return DEFAULT_WINDOWS if hours is None else hours.windows()


def suiting(windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return the windows with every hour preferred at which the person can meet.

    Late and early are told from these: people are shown only the hours that suit them.
    """
    return tuple(replace(window, level=PREFERS) for window in windows)


def read_hours(start: str, end: str, days: str | None) -> Hours:
    """Read hours from two times of day and days; without days, from Monday to Friday.

    Raises UnreadableHoursError, which says what could not be read, and TooLongError.
    """
    return Hours(
        _read_time(start, ends=False) % DAY_MINUTES,
        _read_time(end, ends=True) % DAY_MINUTES,
        read_days(days) if days else WORKDAYS,
    )


def _read_time(text: str, *, ends: bool) -> int:
    """Read a time of day in whole quarters of an hour, as minutes from midnight.

    A bare hour is one of 24, as the command's description says. `24:00` is read where it `ends`
    the hours.
    """
    check_length("time", text, CLOCK_LIMIT)
    word = text.strip().lower().replace(" ", "")
    if re.fullmatch(r"\d{1,2}", word):
        word = f"{word}:00"
    times = [timedelta(days=1)] if word == "24:00" and ends else list(read_times(word))
    minutes = times[-1 if ends else 0] // _MINUTE if times else -1
    if minutes < 0 or minutes % _QUARTER:
        raise UnreadableHoursError("time", text)
    return minutes


def read_days(text: str) -> tuple[int, ...]:
    """Read days such as `Mon-Fri`, `Mon, Wed`, `weekdays` or `every day`.

    Return them sorted, Monday = 0. Raises UnreadableHoursError, TooLongError.
    """
    check_length("days", text, DAYS_LIMIT)
    days: set[int] = set()
    spaced = " ".join(text.lower().replace("–", "-").split())
    words = spaced.replace("every day", "everyday")
    for part in re.split(r"[,;/& ]+|\band\b", re.sub(r" ?(?:-|\bto\b) ?", "-", words)):
        if part:
            days |= set(_days_of(part, text))
    if not days:
        raise UnreadableHoursError("days", text)
    return tuple(sorted(days))


def _days_of(part: str, text: str) -> tuple[int, ...]:
    if part in _GROUPS:
        return _GROUPS[part]
    first, dash, last = part.partition("-")
    begin = _day_of(first, text)
    end = _day_of(last, text) if dash else begin
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _day_of(word: str, text: str) -> int:
    """Return the weekday that the word begins; two letters are enough."""
    fitting = [day for day, name in enumerate(_NAMES) if len(word) >= 2 and name.startswith(word)]
    if len(fitting) != 1:
        raise UnreadableHoursError("days", text)
    return fitting[0]
