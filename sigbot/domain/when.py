"""Read a moment from what a person typed. Where a text has two readings, both are returned."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from sigbot.domain.bare_hours import day_meant, in_the_evening
from sigbot.domain.bounds import WHEN_LIMIT
from sigbot.domain.date_formats import read_formats
from sigbot.domain.dates import (
    make_date,
    read_bare_times,
    read_delay,
    read_walls,
    tidy,
)
from sigbot.domain.exact_moments import is_choice, is_stamp, read_choice, read_stamp
from sigbot.domain.refusals import (
    AmbiguousZoneError,
    RefusedError,
    UnreadableWhenError,
)
from sigbot.domain.spans import without_own
from sigbot.domain.spelling import (
    A_FIRST,
    A_TIME,
    ImpossibleWhenError,
    LacksTimeError,
    RepeatedWhenError,
    made_possible,
    respelled,
    without_how_often,
)
from sigbot.domain.texts import check_length
from sigbot.domain.weekdays import names_next_weekday, read_weekday_of
from sigbot.domain.zones import ZonedWords, split_zone


class WhenStatus(StrEnum):
    """How well a text was read as a moment."""

    OK = "ok"
    AMBIGUOUS = "ambiguous"
    NONEXISTENT = "nonexistent"
    UNREADABLE = "unreadable"


class Doubt(StrEnum):
    """Why a moment is asked about before anything happens."""

    AMBIGUOUS = "ambiguous"
    NONEXISTENT = "nonexistent"
    PAST = "past"
    SPELLING = "spelling"
    FAR = "far"
    MOVED = "moved"
    DAY = "day"


FAR = timedelta(days=184)
"""A moment further ahead than this is asked about first: often the date meant has just gone by."""

A_MONTH = timedelta(days=31)
"""So far ahead a bare number behind a weekday may be the day of the month."""

MOVED_FAR = timedelta(days=3)
"""A move by more than this is asked about first: often another week was meant."""

_OWN_YEAR = re.compile(r"(?<![\d:+-])\d{4}(?!\d)")
_YESTERDAY = re.compile(r"\byesterday\b")
_ONE_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_LONGEST_DAY = timedelta(hours=26)
"""The length of a day on which the clock goes back by two hours, as in Troll."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time in a zone: `at` is aware, in that zone."""

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
        """A text that reads back as exactly this moment, in whatever zone it is read."""
        return f"{self.at.isoformat(timespec='minutes')}[{self.zone}]"


@dataclass(frozen=True, slots=True)
class WhenReading:
    """How a text was read.

    `shifted` are those of the readings that do not exist as they were typed: the clock jumps over
    them, and the time after the jump is offered.
    """

    status: WhenStatus
    readings: tuple[Moment, ...] = ()
    shifted: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsure:
    """A text that has to be asked about first. `readings` are offered, the best one first."""

    reason: Doubt
    text: str
    readings: tuple[Moment, ...]


UNREADABLE = WhenReading(WhenStatus.UNREADABLE)


def understand(text: str, zone: str, now: datetime, *, day: date | None = None) -> Moment | Unsure:
    """Return the one moment ahead that `text` means, or what has to be asked about.

    The text is read in `zone` at the aware instant `now`. A moment picked from a list is taken as
    it is while it is ahead. `day` is the date of the meeting that is moved: a bare time of day and
    `next Tuesday` can be counted from that day too, and a weekday is meant in its week. A text with
    typing errors is asked about. Raises UnreadableWhenError, TooLongError, and for a zone named in
    the text the refusals of `zones`.
    """
    check_length("when", text, WHEN_LIMIT)
    reading = _read_halves(text, zone, now, day)
    if not reading.readings:
        return _almost_read(text, zone, now, day)
    ahead = _ahead(reading.readings, now)
    if not ahead:
        return Unsure(Doubt.PAST, text, _meant_instead(text, zone, now, reading.readings))
    doubt = _doubt(text, zone, now, reading, ahead)
    return Unsure(doubt, text, ahead) if doubt else ahead[0]


def _doubt(
    text: str, zone: str, now: datetime, reading: WhenReading, ahead: Sequence[Moment]
) -> Doubt | None:
    """Return why the readings that are ahead have to be asked about, None for one sure moment."""
    if _may_be_a_day(text, zone, now):
        return Doubt.DAY
    if len(ahead) > 1:
        return Doubt.AMBIGUOUS
    [moment] = ahead
    if moment in reading.shifted:
        return Doubt.NONEXISTENT
    return Doubt.FAR if moment.utc - now > FAR and not is_choice(text) else None


def _read_halves(text: str, zone: str, now: datetime, day: date | None) -> WhenReading:
    """Do as `_read`; an hour from 7 to 9 may be in the evening, too."""

    def read(words: str) -> WhenReading:
        return _read(words, zone, now, day)

    readings = [read(words) for words in (text, *in_the_evening(text, read))]
    return readings[0] if len(readings) == 1 else _merged(readings, in_order=day is None)


def _may_be_a_day(text: str, zone: str, now: datetime) -> bool:
    """Return whether a text such as `fri 7` names a day that comes within A_MONTH."""
    meant = day_meant(text)
    days = read_when(f"{meant} {A_TIME}", zone, now).readings if meant else ()
    return any(moment.utc - now <= A_MONTH for moment in days)


def _almost_read(text: str, zone: str, now: datetime, day: date | None) -> Unsure:
    """Return what may be meant by a text that is not read as it is: `thurday 11`, `yesterday 11`.

    Raises RepeatedWhenError, LacksTimeError, ImpossibleWhenError and UnreadableWhenError.
    """
    once = without_how_often(text)
    if once is not None:
        raise RepeatedWhenError(text, once if can_be_read(once, zone, now) else A_FIRST)
    spelled = respelled(text)
    is_yesterday = _YESTERDAY.search(spelled) is not None
    meant = _YESTERDAY.sub("today", spelled)
    readings = _read_halves(meant, zone, now, day).readings
    if readings:
        offers = _ahead(readings, now) or _meant_instead(meant, zone, now, readings)
        return Unsure(Doubt.PAST if is_yesterday else Doubt.SPELLING, text, offers)
    lacking = LacksTimeError(text, day_meant(spelled) or spelled)
    if not is_yesterday and can_be_read(f"{lacking.date} {lacking.time}", zone, now):
        raise lacking
    possible = made_possible(spelled)
    if possible != spelled and can_be_read(possible, zone, now):
        raise ImpossibleWhenError(text)
    raise UnreadableWhenError(text)


def read_when(text: str, zone: str, now: datetime) -> WhenReading:
    """Read `text` as a moment in `zone`.

    A time alone, or a date without a year, is the next one after `now` (aware). Several readings
    are in the order of time; a name of several zones, such as CST, has one in each of them. Raises
    the refusals of `zones` for a zone named in the text.
    """
    return _read(text, zone, now, None)


def can_be_read(text: str, zone: str, now: datetime) -> bool:
    """Return whether a text is a moment, also a past one, or has several readings."""
    try:
        return bool(read_when(text, zone, now).readings)
    except RefusedError:
        return False


def _read(text: str, zone: str, now: datetime, day: date | None) -> WhenReading:
    if is_choice(text) or is_stamp(text):
        exact = read_choice(text) or read_stamp(text, zone)
        return WhenReading(WhenStatus.OK, (Moment(*exact),)) if exact else UNREADABLE
    zoned = split_zone(without_own(tidy(text)))
    if zoned.zones and zoned.offset is not None:
        return _read_settled(zoned, zoned.offset, now, day)
    if zoned.offset is not None:
        return _read_words(zoned.words, timezone(zoned.offset), zone, now, day)
    named = zoned.zones or (zone,)
    readings = [_read_words(zoned.words, ZoneInfo(name), name, now, day) for name in named]
    return readings[0] if len(readings) == 1 else _merged(readings, in_order=True)


def _read_settled(
    zoned: ZonedWords, offset: timedelta, now: datetime, day: date | None
) -> WhenReading:
    """Read a time with a zone and an offset: only what the zone's clock shows with this offset."""
    fitting: dict[str, WhenReading] = {}
    for zone in zoned.zones:
        reading = _read_words(zoned.words, ZoneInfo(zone), zone, now, day)
        kept = [m for m in reading.readings if m in reading.shifted or _has_offset(m, offset)]
        if kept:
            fitting[zone] = _reading(kept, reading.shifted)
    if len(fitting) > 1:
        raise AmbiguousZoneError(zoned.name.upper(), tuple(fitting))
    return next(iter(fitting.values()), UNREADABLE)


def _has_offset(moment: Moment, offset: timedelta) -> bool:
    """Compare offsets to the minute, as they are shown."""
    return (moment.at.utcoffset() or timedelta()) // _MINUTE == offset // _MINUTE


def _read_words(
    words: str, clock: tzinfo, zone: str, now: datetime, day: date | None
) -> WhenReading:
    """Read words without a zone on `clock`; return the moments in `zone`."""
    local = now.astimezone(clock).replace(tzinfo=None)
    if delay := read_delay(words):
        return _after(delay, local, clock, zone, now)
    times = read_bare_times(words)
    if not times:
        in_its_week = read_weekday_of(words, day, local) if day else []
        if not in_its_week or names_next_weekday(words):
            from_now = _place(read_walls(words, local) or read_formats(words, local), clock, zone)
            return _merged([_place(in_its_week, clock, zone), from_now], in_order=False)
        return _place(in_its_week, clock, zone)
    midnight = datetime.combine(day or local, time())
    ahead = [_next_time((midnight + at).time(), clock, zone, now) for at in times]
    next_ones = _merged(ahead, in_order=True)
    if day is None:
        return next_ones
    on_day = _place([midnight + at for at in times], clock, zone)
    return _merged([on_day, next_ones], in_order=False)


def _after(
    delay: tuple[int, int], local: datetime, clock: tzinfo, zone: str, now: datetime
) -> WhenReading:
    """Read a delay of (days, minutes): days keep the hour on the clock, minutes elapse."""
    days, minutes = delay
    if not days:
        at = (now.astimezone(UTC) + minutes * _MINUTE).astimezone(ZoneInfo(zone))
        return WhenReading(WhenStatus.OK, (Moment(at.replace(second=0, microsecond=0), zone),))
    wall = local.replace(second=0, microsecond=0) + days * _ONE_DAY
    on_day = _place([wall], clock, zone)
    if not minutes:
        return on_day
    later = [(m.utc + minutes * _MINUTE).astimezone(ZoneInfo(zone)) for m in on_day.readings]
    return _reading([Moment(at, zone) for at in later], ())


def _place(walls: Iterable[datetime], clock: tzinfo, zone: str) -> WhenReading:
    """Put wall times on `clock`: a fold gives two readings, a gap shifts a time forward."""
    readings: list[Moment] = []
    shifted: list[Moment] = []
    for wall in walls:
        first = wall.replace(tzinfo=clock, fold=0).astimezone(UTC)
        second = wall.replace(tzinfo=clock, fold=1).astimezone(UTC)
        instants = [first, second] if first < second else [first]
        moments = [Moment(at.astimezone(ZoneInfo(zone)), zone) for at in instants]
        readings += moments
        if first > second:
            shifted += moments
    return _reading(sorted(readings, key=lambda moment: moment.utc), shifted)


def _reading(moments: Sequence[Moment], shifted: Sequence[Moment]) -> WhenReading:
    """Return the reading with these moments in their order, each instant once."""
    # Compare instants: the two times of a fold are equal as datetimes of one zone.
    kept = tuple({moment.utc: moment for moment in moments}.values())
    if not kept:
        return UNREADABLE
    if len(kept) > 1:
        return WhenReading(WhenStatus.AMBIGUOUS, kept, tuple(shifted))
    status = WhenStatus.NONEXISTENT if kept[0] in shifted else WhenStatus.OK
    return WhenReading(status, kept, tuple(shifted))


def _merged(readings: Sequence[WhenReading], *, in_order: bool) -> WhenReading:
    moments = [moment for reading in readings for moment in reading.readings]
    if in_order:
        moments.sort(key=lambda moment: moment.utc)
    return _reading(moments, [moment for reading in readings for moment in reading.shifted])


def _next_time(at: time, clock: tzinfo, zone: str, now: datetime) -> WhenReading:
    """Return the next time that `clock` shows `at`.

    Instants are compared, as in a fold the clock shows a wall time twice.
    """
    today = now.astimezone(clock).date()
    for days in range(3):
        wall = datetime.combine(today + days * _ONE_DAY, at)
        reading = _place([wall], clock, zone)
        if ahead := _ahead(reading.readings, now):
            return _reading(ahead, reading.shifted)
    return UNREADABLE


def _ahead(moments: Iterable[Moment], now: datetime) -> tuple[Moment, ...]:
    return tuple(moment for moment in moments if moment.utc > now)


def _meant_instead(
    text: str, zone: str, now: datetime, past: Sequence[Moment]
) -> tuple[Moment, ...]:
    """Return what may be meant by a text whose moments are past.

    That is the next time with this hour for a moment of today, or of the last day where no year was
    typed; and the next such date where a year was typed, or where nothing else is offered.
    """
    has_year = is_choice(text) or _OWN_YEAR.search(text) is not None
    offers: list[Moment] = []
    for moment in past:
        clock = ZoneInfo(moment.zone)
        is_today = moment.wall.date() == now.astimezone(clock).date()
        if is_today or (not has_year and now - moment.utc < _LONGEST_DAY):
            offers += _next_time(moment.wall.time(), clock, moment.zone, now).readings
        if has_year or not offers:
            offers += _without_year(text, zone, now) or _next_year(moment, now)
    return _reading(offers, ()).readings


def _without_year(text: str, zone: str, now: datetime) -> tuple[Moment, ...]:
    """Read the text again without its year: `first monday of december` is another date then."""
    try:
        return _ahead(read_when(_OWN_YEAR.sub("", text), zone, now).readings, now)
    except RefusedError:
        return ()


def _next_year(moment: Moment, now: datetime) -> tuple[Moment, ...]:
    """Return the same date and time in the next year in which it is ahead.

    29 February is looked for in the years to come.
    """
    wall, clock = moment.wall, ZoneInfo(moment.zone)
    days = [make_date(year, wall.month, wall.day) for year in range(now.year - 1, now.year + 10)]
    for day in days:
        placed = [datetime.combine(day, wall.time())] if day else []
        if ahead := _ahead(_place(placed, clock, moment.zone).readings, now):
            return ahead
    return ()


def is_in_gap(wall: datetime, zone: str) -> bool:
    """Return whether the clock of `zone` never shows the naive wall time."""
    info = ZoneInfo(zone)
    return wall.replace(tzinfo=info).astimezone(UTC).astimezone(info).replace(tzinfo=None) != wall


def to_utc(wall: datetime, zone: str, *, fold: int = 0) -> datetime:
    """Return the instant (UTC) of a naive wall time.

    In a gap the offset before it holds; in a fold the first time is taken, the second with fold=1.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
