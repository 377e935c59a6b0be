"""Series of meetings: a recurrence rule (RFC 5545) over wall time and zone."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, WEEKLY, rrule, rrulestr

from sigbot.domain.bounds import REPEAT_LIMIT
from sigbot.domain.dates import weekday_of
from sigbot.domain.refusals import (
    FixedDaysError,
    RefusedError,
    TooFrequentRepeatError,
    UnreadableRepeatError,
)
from sigbot.domain.texts import check_length
from sigbot.domain.when import to_utc

HORIZON = timedelta(days=184)
"""How far ahead occurrences are made at least: six months."""

STRIDE = timedelta(days=14)
"""How much further than the horizon they are made each time, so that it is not done often."""

MOST_OCCURRENCES = 400
"""The most occurrences that one rule may give within the horizon; a daily one gives 185."""

SEARCHED = timedelta(days=366 * 5)
"""How far ahead the first occurrence of a rule is looked for."""

CHECKED = timedelta(days=3_653)
"""How far ahead all occurrences are worked out before a rule is accepted: ten years."""

_CALENDAR = 400
"""Years after which the calendar is the same again, weekdays too."""

_LATEST = 9_993
"""The latest year from which SEARCHED ends before dateutil's last year, 9999."""

_WEEKS_OF_MONTH, _WEEKS_OF_YEAR = 5, 53
"""How often a weekday comes in a month and in a year at most."""

_LARGEST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366}

_BY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FINER_THAN_DAYS = re.compile(r"(BYHOUR|BYMINUTE|BYSECOND)=")
_DAY = r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)"
_PART = re.compile(
    r"FREQ=[A-Z]+|(?:INTERVAL|COUNT)=[1-9]\d{0,3}|UNTIL=\d{8}(?:T\d{6}Z?)?|WKST=[A-Z]{2}"
    rf"|BYDAY={_DAY}(?:,{_DAY})*|BY(?:MONTHDAY|MONTH|SETPOS)=[+-]?\d{{1,3}}(?:,[+-]?\d{{1,3}})*"
    r"|BY(?:HOUR|MINUTE|SECOND)=[\d,]+",
    re.ASCII,
)


class Repeat(StrEnum):
    """The rhythms that are offered. Any other one is a rule of RFC 5545."""

    WEEKLY = "weekly"
    EVERY_2_WEEKS = "every 2 weeks"
    EVERY_4_WEEKS = "every 4 weeks"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


_WEEKS = {Repeat.WEEKLY: 1, Repeat.EVERY_2_WEEKS: 2, Repeat.EVERY_4_WEEKS: 4}
NOON = time(12)
_REPEATS = {repeat.value: repeat for repeat in Repeat} | {
    "every week": Repeat.WEEKLY,
    "biweekly": Repeat.EVERY_2_WEEKS,
    "every month": Repeat.MONTHLY,
    "every 3 months": Repeat.QUARTERLY,
}


@dataclass(frozen=True, slots=True)
class Series:
    """A series of meetings by an RRULE; `start` is the naive wall time in `zone` at which the rule
    begins."""

    id: int
    rule: str
    start: datetime
    zone: str
    title: str = ""
    duration: int = 0
    """Minutes."""

    @property
    def key(self) -> str:
        return series_key(self.id)


def series_key(series_id: int) -> str:
    return f"s{series_id}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When a meeting of a series takes place.

    `wall` is naive, on the clock of `zone`; `fold` says which one of two such times. `starts_at` is
    its instant. `rule` is the naive wall time that the rule of the series gives it.
    """

    rule: datetime
    wall: datetime
    zone: str
    starts_at: datetime
    fold: int = 0


def read_repeat(text: str, start: datetime) -> str:
    """Read a choice such as `weekly`, or an RRULE, for a series from the wall time `start`.

    Return the value of an RRULE. Raises UnreadableRepeatError, and TooFrequentRepeatError for a
    rule that gives more than one occurrence a day.
    """
    check_length("repeat", text, REPEAT_LIMIT)
    words = _without_own_day(" ".join(text.strip().lower().split()), start)
    if words in _REPEATS:
        return _rule_of(_REPEATS[words], start)
    rule = text.strip().upper().removeprefix("RRULE:")
    if "FREQ=" not in rule:
        raise UnreadableRepeatError(text)
    return check_rule(rule, start)


def check_repeat(text: str) -> None:
    """Raise as `read_repeat` does where `text` cannot be read, on whatever day a series begins."""
    monday, *days = (datetime.combine(date(2024, 1, day), NOON) for day in range(1, 8))
    for start in days:
        with suppress(UnreadableRepeatError):
            read_repeat(text, start)
            return
    read_repeat(text, monday)


def _without_own_day(words: str, start: datetime) -> str:
    """Leave the weekday of `start` out of `every week on thursday` and `every thursday`; a rule has
    it from its start.

    Another weekday, and one behind months, stays in the words.
    """
    if words.startswith("every ") and weekday_of(words.removeprefix("every ")) == start.weekday():
        return "weekly"
    rest, _, name = words.rpartition(" on ")
    is_own = weekday_of(name) == start.weekday() and _REPEATS.get(rest) in _WEEKS
    return rest if is_own else words


def _rule_of(repeat: Repeat, start: datetime) -> str:
    if repeat in _WEEKS:
        return f"FREQ=WEEKLY;INTERVAL={_WEEKS[repeat]}"
    months = "INTERVAL=3;" if repeat is Repeat.QUARTERLY else ""
    return f"FREQ=MONTHLY;{months}BYDAY={same_weekday_of_month(start)}"


def same_weekday_of_month(start: datetime) -> str:
    """Return the weekday of the month of a day, such as `2WE` for a second Wednesday.

    From the 29th on it is the last one of the month: not every month has a fifth.
    """
    nth = (start.day - 1) // 7 + 1
    return f"{-1 if nth == 5 else nth}{_BY_DAY[start.weekday()]}"


def check_rule(rule: str, start: datetime) -> str:
    """Return the rule itself where it is readable, not too frequent, and comes.

    Its occurrences can then be worked out without an exception, in a bounded number of steps.
    Raises as `read_repeat`.
    """
    _check_parts(rule)
    _check_numbers(rule)
    with _refusing(rule):
        frequency: int = _parse(rule, start)._freq  # type: ignore[attr-defined]  # noqa: SLF001
    if frequency > DAILY or _FINER_THAN_DAYS.search(rule):
        raise TooFrequentRepeatError(rule)
    if frequency >= WEEKLY:
        _check_narrowing(rule, frequency)
    _check_dates(rule, start)
    return rule


@contextmanager
def _refusing(rule: str) -> Iterator[None]:
    """Turn whatever dateutil raises about a rule into UnreadableRepeatError."""
    try:
        yield
    except RefusedError:
        raise
    except Exception as error:
        raise UnreadableRepeatError(rule) from error


def is_bounded(rule: str) -> bool:
    """Return whether the rule ends by itself."""
    return bool({"COUNT", "UNTIL"} & {*_names(rule)})


def moved_rule(rule: str, old: datetime, new: datetime, before: int) -> str:
    """Return the rule of a series whose occurrence at `old` and all later ones are moved.

    The new series starts at the wall time `new`; `before` occurrences came earlier and keep their
    times. On another day, a weekly rule goes on with its weekday, a monthly one with its weekday of
    the month. Raises FixedDaysError for a rule that names its days in any other way.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if "COUNT" in parts:
        parts["COUNT"] = str(max(1, int(parts["COUNT"]) - before))
    if "UNTIL" in parts:
        parts["UNTIL"] = _moved_until(parts["UNTIL"], new - old)
    if new.date() != old.date():
        _move_days(rule, parts, new)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _moved_until(until: str, by: timedelta) -> str:
    ends = datetime.strptime(_until_second(until), "%Y%m%dT%H%M%S") + by  # noqa: DTZ007
    return f"{ends:%Y%m%dT%H%M%S}"


def _until_second(until: str) -> str:
    """Return an UNTIL to the second, as a naive wall time.

    A last day counts with all its hours. An UNTIL in UTC is taken as a wall time of the series: it
    is the last day that is meant, not the instant.
    """
    return until.removesuffix("Z") if "T" in until else f"{until}T235959"


def ending_after(rule: str, start: datetime, left: int) -> str:
    """Return the rule from `start` on, with its UNTIL at the last of `left` occurrences."""
    far = start + timedelta(days=366 * 100)
    last = next(islice(occurrences(endless(rule), start, far), left - 1, None), start)
    kept = [part for part in rule.split(";") if not part.startswith("UNTIL=")]
    return ";".join([*kept, f"UNTIL={last:%Y%m%dT%H%M%S}"])


def endless(rule: str) -> str:
    """Return the rule without COUNT and UNTIL."""
    kept = [part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    return ";".join(kept)


def _move_days(rule: str, parts: dict[str, str], new: datetime) -> None:
    """Change the BYDAY in `parts` to the day of `new`. Raises FixedDaysError."""
    named = {*parts} & {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}
    if not named:
        return
    day = parts.get("BYDAY", "")
    if named != {"BYDAY"} or not re.fullmatch(_DAY, day):
        raise FixedDaysError(rule)
    nth = same_weekday_of_month(new)
    renamed = {("WEEKLY", False): nth[-2:], ("MONTHLY", True): nth}
    if (parts["FREQ"], len(day) > len("WE")) not in renamed:
        raise FixedDaysError(rule)
    parts["BYDAY"] = renamed[parts["FREQ"], len(day) > len("WE")]


def first_occurrence(rule: str, start: datetime) -> datetime | None:
    """Return the first wall time of the rule from `start` on, None without any in five years."""
    return next(occurrences(rule, start, start + SEARCHED), None)


def _names(rule: str) -> list[str]:
    return [part.partition("=")[0] for part in rule.split(";")]


def _check_parts(rule: str) -> None:
    """Refuse a rule with a part that is there twice or not as in RFC 5545, or with both COUNT and
    UNTIL, of which RFC 5545 allows one."""
    names = _names(rule)
    if len(set(names)) < len(names) or {*names} >= {"COUNT", "UNTIL"}:
        raise UnreadableRepeatError(rule)
    if len(rule) > REPEAT_LIMIT or not all(_PART.fullmatch(part) for part in rule.split(";")):
        raise UnreadableRepeatError(rule)


def _check_numbers(rule: str) -> None:
    """Refuse days, months and positions that no month or year has, such as a 17th Monday."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    weeks = [day[:-2] for day in parts.get("BYDAY", "").split(",") if day[:-2]]
    checked = [(weeks, _most_weeks(parts))] + [
        (parts[name].split(","), largest) for name, largest in _LARGEST.items() if name in parts
    ]
    in_range = all(
        0 < abs(int(number)) <= largest for numbers, largest in checked for number in numbers
    )
    if not in_range or "-" in parts.get("BYMONTH", ""):
        raise UnreadableRepeatError(rule)


def _most_weeks(parts: Mapping[str, str]) -> int:
    """Return how often a weekday comes at most in what a rule counts; zero if it counts nothing.

    A rule of years that names its months counts the weekdays of each month.
    """
    if parts.get("FREQ") == "YEARLY" and "BYMONTH" not in parts:
        return _WEEKS_OF_YEAR
    return _WEEKS_OF_MONTH if parts.get("FREQ") in {"MONTHLY", "YEARLY"} else 0


def _check_dates(rule: str, start: datetime) -> None:
    """Refuse a rule that does not come within SEARCHED, or fails within CHECKED.

    dateutil looks for a date until the year 9999. The calendar repeats, so whether a rule comes at
    all is asked as late as possible: the search ends after few steps. A rule that comes once comes
    again as the calendar repeats, and no later search is longer.
    """
    with _refusing(rule):
        repeats = max(0, (_LATEST - start.year) // _CALENDAR)
        late = start.replace(year=start.year + repeats * _CALENDAR)
        first = first_occurrence(endless(rule), late) and first_occurrence(rule, start)
        if first is None:
            raise UnreadableRepeatError(rule)
        for _ in occurrences(rule, start, start + CHECKED):
            pass


def _check_narrowing(rule: str, frequency: int) -> None:
    """Refuse to narrow a rule of days or weeks in a way that may leave no date at all.

    The search for the next date would go on until the year 9999. RFC 5545 allows such rules.
    """
    names = {*_names(rule)}
    if names & {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}:
        raise UnreadableRepeatError(rule)
    if frequency == DAILY and {"INTERVAL", "BYDAY"} <= names:
        raise UnreadableRepeatError(rule)


def _parse(rule: str, start: datetime) -> rrule:
    naive = re.sub(r"(?<=UNTIL=)\w+", lambda until: _until_second(until[0]), rule)
    parsed = rrulestr(naive, dtstart=start)
    if not isinstance(parsed, rrule):
        raise UnreadableRepeatError(rule)
    return parsed


def occurrences(rule: str, start: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the naive wall times of the rule from `start` to `until`, both included, in order.

    Raises UnreadableRepeatError for a rule that was never accepted, at once or after some of them.
    """
    with _refusing(rule):
        yield from takewhile(lambda wall: wall <= until, iter(_parse(rule, start)))


def next_occurrence(series: Series, after: datetime) -> datetime | None:
    """Return the first wall time whose instant is after `after`, None without any in five years."""
    far = after.astimezone(ZoneInfo(series.zone)).replace(tzinfo=None) + SEARCHED
    walls = occurrences(series.rule, series.start, far)
    return next((wall for wall in walls if to_utc(wall, series.zone) > after), None)


def occurrences_between(series: Series, after: datetime, until: datetime) -> list[datetime]:
    """Return the wall times of `series` with `after` < instant <= `until` (aware), in order."""
    # Around a clock change wall times and instants are not in the same order: look a day further.
    wall_until = until.astimezone(ZoneInfo(series.zone)).replace(tzinfo=None) + timedelta(days=1)
    return [
        wall
        for wall in occurrences(series.rule, series.start, wall_until)
        if after < to_utc(wall, series.zone) <= until
    ][:MOST_OCCURRENCES]
