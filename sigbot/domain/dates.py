"""Read dates and times of day in words, without a zone. All meanings of a text are returned."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sigbot.domain.bounds import WHEN_LIMIT
from sigbot.domain.weekday_dates import next_weekdays, nth_weekday

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
UNITS = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60,
    "d": 1440, "day": 1440, "days": 1440,
    "w": 10080, "week": 10080, "weeks": 10080,
}  # fmt: skip
DAY = 1440
"""Minutes."""

PARTS_OF_DAY = {"morning": (0, 12), "afternoon": (12, 19), "evening": (16, 24), "night": (16, 29)}
"""From which hour to before which; the night of a day goes on to hour 29, 05:00 of the next day."""

END_OF_NIGHT = 5
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years that are read: in every zone, instants can be worked out in all of them."""

_CHARACTERS = str.maketrans({
    **dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys(",;", " "), **dict.fromkeys("‘’`", "'"),
    "@": " at ",
})  # fmt: skip
_SPELLINGS = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^(\d{4}-\d\d?-\d\d?)t(?=\d)", r"\1 "),
        (r"\bhalf an hour\b", "30 minutes"),
        (r"\ban hour and a half\b", "90 minutes"),
        (r"(?<![a-z\d.:])(\d\d?(?::\d\d)?)(?=[a-z]{3})", r"\1 "),  # 2dec, 16:00utc
        (r"(?<=\d) ?([ap])\.? ?m\b\.?", r"\1m"),
        (r"(?<=:\d\d) ?(?:hrs?|hours?|h|o'?clock)\b", ""),
        (r"(?<![\d.])(\d\d?) ?(?:hrs?|hours?|h|o'?clock)\b", r"\1h"),
        (r"\b(\d\d?)h (\d\d)(?!\S)(?! ?m(?:in|\b))", r"\1h\2"),
        (r"\b12(?::00)? (?=noon|midday|midnight)", ""),
    )
]
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})(?::[0-5]\d(?:\.\d{1,6})?)?|(h))?(am|pm)?|(noon|midday|midnight)"
)
_PART_OF_DAY = re.compile(
    rf"\b(?:(this) |in |at )?(?:the )?({'|'.join(PARTS_OF_DAY)})\b|\b(tonight)\b"
)
_DELAY = re.compile(r"(\d{1,4}h\d\d)(?:min|m)?|(?:(\d{1,4}(?:\.5)?) ?|an? )([a-z]+)")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:\.|[/.](\d{4}))?|(\d{1,2})-(\d{1,2})-(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NTH = r"(\d{1,2})(?:st|nd|rd|th)"


def tidy(text: str) -> str:
    """Return one spelling for all: lower case, plain digits, a time as one word; "" if too long."""
    plain = unicodedata.normalize("NFKC", text[: WHEN_LIMIT + 1])
    if len(plain) > WHEN_LIMIT:
        return ""
    shown = "".join(c for c in plain.lower() if unicodedata.category(c) != "Cf")
    words = " ".join(NUMBERS.get(w, w) for w in shown.translate(_CHARACTERS).split())
    if len(words) > WHEN_LIMIT:  # each @ has become a word
        return ""
    for pattern, replacement in _SPELLINGS:
        words = pattern.sub(replacement, words)
    return words.rstrip(" .!?")


def is_a_word_of_dates(word: str) -> bool:
    """Return whether a word such as `sat` or `11:00`, beside a date, is never a zone's name."""
    named = month_of(word) is not None or weekday_of(word) is not None
    return named or bool(_TIME.fullmatch(word) or re.fullmatch(r"[-+]?[\d:.]+", word))


def read_delay(words: str) -> tuple[int, int] | None:
    """Read `in 2 days and 3 hours` as days, which keep the hour, and minutes, which elapse."""
    if not words.startswith("in ") and not words.endswith(" from now"):
        return None
    pieces = words.removeprefix("in ").removesuffix(" from now").replace(" and ", " ")
    matches = list(_DELAY.finditer(pieces))
    if not 1 <= len(matches) <= 3 or pieces != " ".join(match[0] for match in matches):
        return None
    if any(match[3] and match[3] not in UNITS for match in matches):
        return None
    lengths = [_length(match) for match in matches]
    return sum(days for days, _ in lengths), sum(minutes for _, minutes in lengths)


def _length(match: re.Match[str]) -> tuple[int, int]:
    """Return days and minutes: 24 hours stay minutes, and half a day is twelve hours."""
    if match[1]:
        hours, minutes = match[1].split("h")
        return 0, int(hours) * 60 + int(minutes)
    unit = UNITS[match[3]]
    length = int(float(match[2] or 1) * unit)
    return (length // DAY, length % DAY) if unit >= DAY else (0, length)


def read_bare_times(words: str) -> tuple[timedelta, ...]:
    """Read a text that is a time of day and nothing else, as `read_times` does."""
    rest, part = _take_part_of_day(words)
    return read_times(rest.removeprefix("at "), part)


def read_times(word: str, part: str | None = None) -> tuple[timedelta, ...]:
    """Return the times of day that `word` can mean, counted from the midnight that begins the day.

    A bare hour from 1 to 6 is in the morning or in the afternoon; a midnight begins the day or ends
    it. The time has to be in the part of the day, such as `evening`.
    """
    match = _TIME.fullmatch(word)
    if match is None:
        return ()
    if match[5]:
        hours: tuple[int, ...] = (0, 24) if match[5] == "midnight" else (12,)
        minute = 0
    else:
        hours, minute = _hours(match, part), int(match[2] or 0)
    times = [timedelta(hours=hour, minutes=minute) for hour in hours if minute < 60]
    return tuple(at for at in times if part is None or _is_in(part, at))


def _hours(match: re.Match[str], part: str | None) -> tuple[int, ...]:
    """Return the hours that a match of _TIME can mean; with a part, those of the next day too."""
    hour, half = int(match[1]), match[4]
    if hour >= 24 or (half and not 1 <= hour <= 12):
        return ()
    if half:
        halves = [hour % 12 + (12 if half == "pm" else 0)]
    elif hour <= 12 and (part or (1 <= hour <= 6 and not match[2])):
        halves = [hour % 12, hour % 12 + 12]
    else:
        halves = [hour] if hour or match[2] or match[3] else []
    return (*halves, *(hour + 24 for hour in halves)) if part else tuple(halves)


def _is_in(part: str, at: timedelta) -> bool:
    first, end = PARTS_OF_DAY[part]
    return timedelta(hours=first) <= at < timedelta(hours=end)


def _take_part_of_day(words: str) -> tuple[str, str | None]:
    """Take a part of the day, such as `in the evening`, out of the words; return both.

    `this evening` leaves `today` in the words, and `tonight` stays in them.
    """
    match = _PART_OF_DAY.search(words)
    if match is None:
        return words, None
    day = match[3] or ("today" if match[1] else "")
    rest = f"{words[: match.start()]} {day} {words[match.end() :]}"
    return " ".join(rest.split()), match[2] or "night"


def read_walls(words: str, now: datetime) -> list[datetime]:
    """Return the naive wall times that a date and a time of day can mean, in order.

    The list is empty where the words cannot be read. `now` is what the clock shows, naive.
    """
    rest, part = _take_part_of_day(words)
    walls = {
        _wall(day, at)
        for date_words, time_word in _cuts(rest)
        for at in read_times(time_word, part)
        for day in read_dates(date_words, now, at)
    }
    return sorted(walls)


def _wall(day: date, at: timedelta) -> datetime:
    return datetime.combine(day, time()) + at


def _cuts(words: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut words into a date and a time: the time at the end, or at the start."""
    parts = words.split(" ")
    yield " ".join(parts[:-1]).removesuffix(" at"), parts[-1]
    has_at = parts[0] == "at"
    at, *rest = parts[1:] if has_at and len(parts) > 1 else parts
    # In `2 dec 11` the 2 is the day.
    if has_at or not (at.isdigit() and rest and month_of(rest[0])):
        yield " ".join(rest), at


def read_dates(words: str, now: datetime, at: timedelta) -> list[date]:
    """Return the dates that tidy words can mean on the day `now` (naive), for the time `at`."""
    plain = words.removeprefix("on ")
    plain = " ".join(word for word in plain.split(" ") if word != "the")
    return _read_date(plain, now, at) or _read_date_and_weekday(plain, now, at)


def _read_date(words: str, now: datetime, at: timedelta) -> list[date]:
    return (
        _read_relative(words, now, at)
        or _read_weekday(words, now, at)
        or _read_weekday_of_week(words, now)
        or _read_slashed(words, now, at)
        or _read_ordinal_weekday(words, now, at)
        or _read_named_month(words, now, at)
        or _read_day_of_month(words, now, at)
        or _read_year_first(words)
    )


def _read_date_and_weekday(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `wed 2 dec` or `12/2 wed`; dates that are not on this weekday are left out."""
    parts = words.split(" ")
    for name, rest in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        weekday = weekday_of(name)
        if weekday is not None and rest:
            return [d for d in _read_date(" ".join(rest), now, at) if d.weekday() == weekday]
    return []


def _read_relative(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `today`, `tonight`, `tomorrow`, `in 3 days`."""
    today = now.date()
    if words == "tonight":
        last = today - timedelta(days=1)  # before dawn, this night began yesterday
        still_night = now.hour < END_OF_NIGHT and _wall(last, at) > now
        return [last, today] if still_night else [today]
    relative = {"today": 0, "tomorrow": 1, "day after tomorrow": 2}
    if words in relative:
        return [today + timedelta(days=relative[words])]
    delay = read_delay(words) if words.startswith("in ") else None
    if delay is None or delay[1]:
        return []
    return [today + timedelta(days=delay[0])]


def _read_weekday(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `wed` or `this wed`, the next one ahead, and `next wed`, which may be a week later."""
    match = re.fullmatch(r"(?:(next) |this |(?:this )?coming )?(\S+)", words)
    weekday = match and weekday_of(match[2])
    if match is None or weekday is None:
        return []
    ahead = (weekday - now.weekday()) % 7
    day = now.date() + timedelta(days=ahead)
    if match[1]:
        return next_weekdays(weekday, now.date())
    return [day + timedelta(days=7)] if ahead == 0 and _wall(day, at) <= now else [day]


def _read_weekday_of_week(words: str, now: datetime) -> list[date]:
    """Read `next week wednesday`, for weeks that begin on Monday, and on Sunday as in America."""
    match = re.fullmatch(r"next week (?:on )?(\S+)|(\S+) (?:of )?next week", words)
    weekday = match and weekday_of(match[1] or match[2])
    if weekday is None:
        return []
    monday = now.date() - timedelta(days=now.weekday())
    sunday = now.date() - timedelta(days=(now.weekday() + 1) % 7)
    from_monday = monday + timedelta(days=7 + weekday)
    from_sunday = sunday + timedelta(days=7 + (weekday + 1) % 7)
    return sorted({from_monday, from_sunday})


def _read_slashed(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `03/04`, which can be two dates; with a number above 12 or equal numbers, it is one."""
    match = _SLASHED.fullmatch(words)
    if match is None:
        return []
    first, second = int(match[1] or match[4]), int(match[2] or match[5])
    year = match[3] or match[6]
    days = {
        next_date(month, day, year, now, at) for month, day in ((second, first), (first, second))
    }
    return [day for day in days if day]


def _read_ordinal_weekday(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `first monday of december`, `last fri of next month`."""
    match = re.fullmatch(r"(\w+) (\S+) (?:of |in )?((?:next )?\S+)(?: (\d{4}))?", words)
    if match is None or match[1] not in ORDINALS:
        return []
    weekday = weekday_of(match[2])
    if weekday is None:
        return []
    for year, month in _months(match[3], match[4], now):
        day = nth_weekday(year, month, weekday, ORDINALS[match[1]])
        if day and (match[4] or _wall(day, at) > now):
            return [day]
    return []


def _months(word: str, year: str | None, now: datetime) -> list[tuple[int, int]]:
    """Return the months that may be meant, as year and month, the soonest first."""
    following = (now.year + now.month // 12, now.month % 12 + 1)
    if word in {"month", "next month"} and year is None:
        return [following] if word == "next month" else [(now.year, now.month), following]
    month = month_of(word)
    years = [int(year)] if year else [now.year, now.year + 1]
    return [(y, month) for y in years if month and FIRST_YEAR <= y <= LAST_YEAR]


def _read_named_month(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `2 dec`, `december 2nd 2026`."""
    spaced = re.sub(r"(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)", " ", words)
    number = rf"(?:{_NTH}|(\d{{1,2}})\.?)"
    match = re.fullmatch(rf"{number} (?:of )?(\S+)(?: (\d{{4}}))?", spaced)
    if match:
        day, month, year = match[1] or match[2], month_of(match[3]), match[4]
    else:
        match = re.fullmatch(rf"(\S+) {number}(?: (\d{{4}}))?", spaced)
        if match is None:
            return []
        month, day, year = month_of(match[1]), match[2] or match[3], match[4]
    named = month and next_date(month, int(day), year, now, at)
    return [named] if named else []


def _read_day_of_month(words: str, now: datetime, at: timedelta) -> list[date]:
    """Read `5th`: the next one ahead."""
    match = re.fullmatch(_NTH, words)
    if match is None:
        return []
    months = [divmod(now.year * 12 + now.month - 1 + ahead, 12) for ahead in range(13)]
    days = (make_date(year, month + 1, int(match[1])) for year, month in months)
    return [day for day in days if day and _wall(day, at) > now][:1]


def _read_year_first(words: str) -> list[date]:
    """Read `2026-12-02`, `2026/12/2`."""
    match = _YEAR_FIRST.fullmatch(words)
    day = match and make_date(int(match[1]), int(match[3]), int(match[4]))
    return [day] if day else []


def next_date(month: int, day: int, year: str | None, now: datetime, at: timedelta) -> date | None:
    """Return the date in the year given, or without one the next such date that is ahead."""
    if year:
        return make_date(int(year), month, day)
    for next_year in range(now.year, now.year + 9):
        candidate = make_date(next_year, month, day)
        if candidate and _wall(candidate, at) > now:
            return candidate
    return None


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, None where there is no such date or its year is not read."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_of(word: str) -> int | None:
    """Return the weekday that a word names, Monday = 0; three letters are enough."""
    return WEEKDAYS.index("wednesday") if word == "weds" else _named(word, WEEKDAYS)


def month_of(word: str) -> int | None:
    """Return the month that a word names, January = 1; three letters are enough."""
    place = _named(word, MONTHS)
    return None if place is None else place + 1


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """Return the place of the name that begins with the word."""
    word = word.removesuffix(".")
    if len(word) < 3 or not word.isalpha():
        return None
    return next((i for i, name in enumerate(names) if name.startswith(word)), None)
