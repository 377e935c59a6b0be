"""Reading a moment from what a person typed. Two readings stay two; nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sigbot.domain.refusals import (
    AmbiguousWhenError,
    AmbiguousZoneError,
    FixedOffsetError,
    NonexistentWhenError,
    UnreadableWhenError,
)
from sigbot.domain.zones import read_zone

Status = Literal["ok", "ambiguous", "nonexistent", "unreadable"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
UNITS = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
    "h": 60, "hour": 60, "hours": 60,
    "d": 1440, "day": 1440, "days": 1440,
    "w": 10080, "week": 10080, "weeks": 10080,
}  # fmt: skip

_CHOICE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d)?([+-]\d\d:\d\d)\[([\w/+-]+)\]")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ,]+(?:at )?([\d:.apm ]+?))?(z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::[0-5]\d)?\s*(am|pm|a\.m\.|p\.m\.)?|(noon|midnight)"
)
_IN = re.compile(r"in (\d{1,4}|an?) ?([a-z]+)")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?")
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that are read; instants can be worked out in all of them, in every zone."""

_ORDINAL_SUFFIX = re.compile(r"(?<=\d)(st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time in a zone. `at` is aware, in that zone; `fixed` says the offset was given."""

    at: datetime
    zone: str

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    @property
    def wall(self) -> datetime:
        return self.at.replace(tzinfo=None, fold=0)

    @property
    def choice(self) -> str:
        """A text that reads back as exactly this moment, whatever the reader's zone."""
        return f"{self.at.isoformat(timespec='minutes')}[{self.zone}]"


@dataclass(frozen=True, slots=True)
class WhenReading:
    """How a text was read; for a gap the reading is shifted forward, as an offer."""

    status: Status
    readings: tuple[Moment, ...] = ()


UNREADABLE = WhenReading("unreadable")


def resolve_when(text: str, zone: str, now: datetime) -> Moment:
    """The one moment meant by `text`, read in `zone` at the aware instant `now`.

    Raises UnreadableWhenError, AmbiguousWhenError, NonexistentWhenError, and the refusals of
    zones for a zone named in the text.
    """
    reading = read_when(text, zone, now)
    if reading.status == "ok":
        return reading.readings[0]
    if reading.status == "ambiguous":
        raise AmbiguousWhenError(text, tuple(m.at for m in reading.readings))
    if reading.status == "nonexistent":
        raise NonexistentWhenError(text, reading.readings[0].at)
    raise UnreadableWhenError(text)


def read_when(text: str, zone: str, now: datetime) -> WhenReading:
    """Read `text` as a moment in `zone`. `now` is aware; bare times and dates look ahead of it."""
    if match := _CHOICE.fullmatch(text.strip()):
        return _read_choice(match)
    words, zone = _split_zone(_normalize(text), zone)
    if match := _IN.fullmatch(words):
        return _read_delay(match, zone, now)
    local_now = now.astimezone(ZoneInfo(zone))
    if match := _ISO.fullmatch(words):
        return _read_iso(match, zone)
    if bare := _read_time(words):
        return _next_time(bare, zone, now)
    candidates = _read_words(words, local_now.replace(tzinfo=None))
    if not candidates:
        return UNREADABLE
    return _place(candidates, zone)


def _normalize(text: str) -> str:
    lowered = " ".join(text.strip().lower().replace(",", " ").split())
    return _ORDINAL_SUFFIX.sub("", lowered)


def _split_zone(words: str, zone: str) -> tuple[str, str]:
    """Take a zone named at the end ("11:00 new york", "16:00 utc") off the words."""
    parts = words.split(" ")
    for size in (4, 3, 2, 1):
        tail = " ".join(parts[-size:]).removeprefix("in ").removesuffix(" time")
        if len(parts) <= size or _is_a_word_of_dates(tail):
            continue
        reading = read_zone(tail)
        if reading.status == "ok":
            return " ".join(parts[:-size]), reading.zones[0]
        if reading.status == "ambiguous":
            raise AmbiguousZoneError(tail.upper(), reading.zones)
        if reading.status == "fixed":
            raise FixedOffsetError(tail.upper(), reading.suggest)
    return words, zone


def _is_a_word_of_dates(tail: str) -> bool:
    return bool(
        _month_of(tail)
        or _weekday_of(tail) is not None
        or _TIME.fullmatch(tail)
        or re.fullmatch(r"[-+]?[\d:.]+", tail)
    )


def _read_choice(match: re.Match[str]) -> WhenReading:
    try:
        zone = ZoneInfo(match[3])
        at = datetime.fromisoformat(match[1] + match[2]).astimezone(zone)
    except (ValueError, OverflowError, OSError, KeyError):
        return UNREADABLE
    wall = datetime.fromisoformat(match[1])
    if at.replace(tzinfo=None) != wall or not FIRST_YEAR <= wall.year <= LAST_YEAR:
        return UNREADABLE
    return WhenReading("ok", (Moment(at, match[3]),))


def _read_delay(match: re.Match[str], zone: str, now: datetime) -> WhenReading:
    unit = UNITS.get(match[2])
    if unit is None:
        return UNREADABLE
    count = 1 if match[1].startswith("a") else int(match[1])
    local = now.astimezone(ZoneInfo(zone))
    if unit >= UNITS["day"]:
        wall = local.replace(tzinfo=None) + timedelta(minutes=count * unit)
        return _place([wall.replace(second=0, microsecond=0)], zone)
    at = (now.astimezone(UTC) + timedelta(minutes=count * unit)).astimezone(local.tzinfo)
    return WhenReading("ok", (Moment(at.replace(second=0, microsecond=0), zone),))


def _read_iso(match: re.Match[str], zone: str) -> WhenReading:
    at_time = _read_time(match[4]) if match[4] else None
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    if day is None or at_time is None:
        return UNREADABLE
    wall = datetime.combine(day, at_time)
    if not match[5]:
        return _place([wall], zone)
    offset = "+00:00" if match[5].lower() == "z" else match[5]
    try:
        at = datetime.fromisoformat(wall.isoformat() + offset).astimezone(ZoneInfo(zone))
    except ValueError:
        return UNREADABLE
    return WhenReading("ok", (Moment(at, zone),))


def _place(walls: list[datetime], zone: str) -> WhenReading:
    """Put wall times on the clock of `zone`: a fold is two readings, a gap is shifted forward."""
    moments: list[Moment] = []
    gaps = 0
    for wall in walls:
        first = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
        second = first.replace(fold=1)
        if first.utcoffset() == second.utcoffset():
            moments.append(Moment(first, zone))
        elif is_in_gap(wall, zone):
            gaps += 1
            moments.append(Moment(first.astimezone(UTC).astimezone(first.tzinfo), zone))
        else:
            moments += [Moment(first, zone), Moment(second, zone)]
    if len(moments) > 1:
        return WhenReading("ambiguous", tuple(moments))
    return WhenReading("nonexistent" if gaps else "ok", tuple(moments))


def _next_time(at: time, zone: str, now: datetime) -> WhenReading:
    """The next time the clock shows `at`: as an instant, as walls come twice in a fold."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for days in (0, 1):
        reading = _place([datetime.combine(today + timedelta(days=days), at)], zone)
        ahead = tuple(moment for moment in reading.readings if moment.utc > now)
        if ahead == reading.readings:
            return reading
        if ahead:
            return WhenReading("ok", ahead)
    return UNREADABLE


def is_in_gap(wall: datetime, zone: str) -> bool:
    """True when the clock of `zone` never shows the naive time `wall`."""
    info = ZoneInfo(zone)
    return wall.replace(tzinfo=info).astimezone(UTC).astimezone(info).replace(tzinfo=None) != wall


def to_utc(wall: datetime, zone: str) -> datetime:
    """The instant of a naive wall time: in a gap the offset before it, in a fold the first."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def _read_words(words: str, now: datetime) -> list[datetime]:
    """Naive candidates, soonest meaning first; more than one is ambiguous, none is unreadable."""
    for date_words, time_words in _splits(words):
        at_time = _read_time(time_words)
        if at_time is None:
            continue
        dates = _read_date(date_words, now, at_time)
        if dates:
            return [datetime.combine(day, at_time) for day in dates]
    return []


def _splits(words: str) -> list[tuple[str, str]]:
    """Every way to cut the words into a date and a time, the time at the end or at the start."""
    parts = words.split(" ")
    cuts: list[tuple[str, str]] = []
    for size in (2, 1):
        if len(parts) > size:
            cuts.append((" ".join(parts[:-size]).removesuffix(" at"), " ".join(parts[-size:])))
            cuts.append((" ".join(parts[size:]).removeprefix("on "), " ".join(parts[:size])))
    return [(day.removeprefix("on "), at.removeprefix("at ")) for day, at in cuts]


def _read_time(words: str) -> time | None:
    match = _TIME.fullmatch(words.strip())
    if match is None:
        return None
    if match[4]:
        return time(12 if match[4] == "noon" else 0)
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        return None
    if not half and match[2] is None:
        return time(hour) if words.strip().isdigit() and 0 < hour < 24 else None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _read_date(words: str, now: datetime, at: time) -> list[date]:
    relative = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}
    if words in relative:
        return [now.date() + timedelta(days=relative[words])]
    return (
        _read_weekday(words, now, at)
        or _read_slashed(words, now, at)
        or _read_ordinal_weekday(words, now, at)
        or _read_named_month(words, now, at)
        or _read_iso_date(words)
    )


def _read_iso_date(words: str) -> list[date]:
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words)
    day = match and _date(int(match[1]), int(match[2]), int(match[3]))
    return [day] if day else []


def _read_weekday(words: str, now: datetime, at: time) -> list[date]:
    parts = words.split(" ")
    weekday = _weekday_of(parts[-1])
    if weekday is None or len(parts) > 2 or parts[0] not in {"next", "this", parts[-1]}:
        return []
    ahead = (weekday - now.weekday()) % 7
    day = now.date() + timedelta(days=ahead)
    if ahead == 0 and (parts[0] == "next" or datetime.combine(day, at) <= now):
        day += timedelta(days=7)
    return [day]


def _read_slashed(words: str, now: datetime, at: time) -> list[date]:
    """`03/04` is two dates; a number above 12, or equal numbers, leave one."""
    match = _SLASHED.fullmatch(words)
    if match is None:
        return []
    first, second, year = int(match[1]), int(match[2]), match[3]
    orders = dict.fromkeys([(second, first), (first, second)])
    days = [_next_date(month, day, year, now, at) for month, day in orders]
    return [day for day in days if day]


def _read_ordinal_weekday(words: str, now: datetime, at: time) -> list[date]:
    match = re.fullmatch(r"(\w+) (\w+) of (\w+)(?: (\d{4}))?", words)
    if match is None or match[1] not in ORDINALS:
        return []
    weekday, month = _weekday_of(match[2]), _month_of(match[3])
    if weekday is None or month is None:
        return []
    years = [int(match[4])] if match[4] else [now.year, now.year + 1]
    for year in years:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return []
        day = nth_weekday(year, month, weekday, ORDINALS[match[1]])
        if day and (match[4] or datetime.combine(day, at) > now):
            return [day]
    return []


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth (1-5, or -1 for the last) `weekday` (Monday = 0) of a month, or None."""
    if nth == -1:
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        last = first_of_next - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def _read_named_month(words: str, now: datetime, at: time) -> list[date]:
    parts = [part for part in words.split(" ") if part != "of"]
    weekday = _weekday_of(parts[0])
    if weekday is not None:
        parts = parts[1:]
    year = parts.pop() if len(parts) == 3 and re.fullmatch(r"\d{4}", parts[-1]) else None
    if len(parts) != 2:
        return []
    month, day = _month_of(parts[0]), parts[1]
    if month is None:
        month, day = _month_of(parts[1]), parts[0]
    if month is None or not re.fullmatch(r"\d{1,2}", day):
        return []
    found = _next_date(month, int(day), year, now, at)
    if found is None or weekday not in (None, found.weekday()):
        return []
    return [found]


def _next_date(month: int, day: int, year: str | None, now: datetime, at: time) -> date | None:
    """The date in its year, or without one the next such date that is still ahead."""
    if year:
        return _date(int(year), month, day)
    for candidate in range(now.year, now.year + 9):
        found = _date(candidate, month, day)
        if found and datetime.combine(found, at) > now:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday_of(word: str) -> int | None:
    return _named(word, WEEKDAYS, 3)


def _month_of(word: str) -> int | None:
    found = _named(word, MONTHS, 3)
    return None if found is None else found + 1


def _named(word: str, names: tuple[str, ...], shortest: int) -> int | None:
    word = word.removesuffix(".")
    if len(word) < shortest or not word.isalpha():
        return None
    return next((i for i, name in enumerate(names) if name.startswith(word)), None)
