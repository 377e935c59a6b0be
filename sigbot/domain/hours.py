"""When meetings suit somebody, on their own clocks."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sigbot.domain.dates import read_times
from sigbot.domain.refusals import UnreadableHoursError

DAY_MINUTES = 1_440
CAN, PREFERS = 1, 2


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody can (level 1) or likes to (level 2) meet, on their own clocks.

    `days` count from Monday = 0; minutes of the day. `end <= begin` runs past midnight and belongs
    to the day on which it begins.
    """

    days: tuple[int, ...]
    begin: int
    end: int
    level: int = CAN

    @property
    def length(self) -> int:
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
    """Minutes of the day; `end <= begin` runs past midnight. `days` count from Monday = 0."""

    begin: int
    end: int
    days: tuple[int, ...] = WORKDAYS

    def windows(self) -> tuple[Window, ...]:
        """What somebody says that suits them, they like."""
        return (Window(self.days, self.begin, self.end, PREFERS),)


USUAL = Hours(8 * 60, 22 * 60)
"""What is taken where nobody said anything: DEFAULT_WINDOWS, the middle of which is liked."""


def windows_of(hours: Hours | None) -> tuple[Window, ...]:
    return DEFAULT_WINDOWS if hours is None else hours.windows()


def read_hours(start: str, end: str, days: str | None) -> Hours:
    """Raises UnreadableHoursError, which says what could not be read."""
    return Hours(
        _read_time(start, ends=False) % DAY_MINUTES,
        _read_time(end, ends=True) % DAY_MINUTES,
        read_days(days) if days else WORKDAYS,
    )


def _read_time(text: str, *, ends: bool) -> int:
    """A bare hour is one of 24, as it is written in `commands`; quarter hours only."""
    word = text.strip().lower().replace(" ", "")
    if re.fullmatch(r"\d{1,2}", word):
        word = f"{word}:00"
    times = [timedelta(days=1)] if word == "24:00" and ends else list(read_times(word))
    minutes = times[-1 if ends else 0] // _MINUTE if times else -1
    if minutes < 0 or minutes % _QUARTER:
        raise UnreadableHoursError("time", text)
    return minutes


def read_days(text: str) -> tuple[int, ...]:
    """`Mon-Fri`, `Mon, Wed`, `weekdays`, `every day`."""
    days: set[int] = set()
    words = text.strip().lower().replace("every day", "everyday").replace("–", "-")
    for part in re.split(r"[,;/&\s]+|\band\b", re.sub(r"\s*(?:-|\bto\b)\s*", "-", words)):
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
    fitting = [day for day, name in enumerate(_NAMES) if len(word) >= 2 and name.startswith(word)]
    if len(fitting) != 1:
        raise UnreadableHoursError("days", text)
    return fitting[0]
