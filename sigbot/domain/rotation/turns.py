"""Which slot of a rotation an occurrence of a series takes, and at which instant that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.regions import Region
from sigbot.domain.rotation.model import SLOT_MINUTES, WEEK_MINUTES
from sigbot.domain.series import Series, occurrences
from sigbot.domain.when import to_utc

NOTICE = timedelta(hours=24)
"""How long before a meeting people must hear that a rotation moves it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly time: minutes from Monday 00:00 on the clock of `zone`."""

    zone: str
    minute: int

    @property
    def number(self) -> int:
        """The half hour of the week in which it begins: 0 to 335."""
        return self.minute // SLOT_MINUTES


@dataclass(frozen=True, slots=True)
class Reach:
    """The figures of a rotation that were shown when it was adopted.

    `reached` are the regions it reaches, `gained` those of them that were not reached before;
    `share_before` and `share` are the percent of meetings that members of large regions can join,
    before the rotation and with it, None where no region is large.
    """

    reached: tuple[Region, ...] = ()
    gained: tuple[Region, ...] = ()
    share_before: int | None = None
    share: int | None = None


NO_REACH = Reach()


@dataclass(frozen=True, slots=True)
class Adopted:
    """A rotation that a series follows from its occurrence `begins` (a naive wall time) on."""

    id: int
    series_id: int
    begins: datetime
    slots: tuple[Slot, ...]
    adopted_at: datetime
    undone_at: datetime | None = None
    reach: Reach = NO_REACH

    @property
    def key(self) -> str:
        return f"r{self.id}"


def slot_of_series(series: Series, occurrence: datetime) -> Slot:
    """Return the weekly time that the series' own rule gives an occurrence."""
    return Slot(series.zone, minute_of_week(occurrence))


def minute_of_week(wall: datetime) -> int:
    """Return the minutes of a wall time from Monday 00:00."""
    return (wall.weekday() * 24 + wall.hour) * 60 + wall.minute


def moved_by(slot: Slot, minutes: int) -> Slot:
    """Return the slot that many minutes later, round the week."""
    return Slot(slot.zone, (slot.minute + minutes) % WEEK_MINUTES)


def rotation_at(rotations: Sequence[Adopted], occurrence: datetime) -> Adopted | None:
    """Return the rotation adopted last of those that hold at an occurrence, None without any."""
    holding = [
        rotation
        for rotation in rotations
        if rotation.begins <= occurrence and not rotation.undone_at
    ]
    return max(holding, key=lambda rotation: rotation.id, default=None)


def slots_by_occurrence(
    series: Series, rotation: Adopted, until: datetime, made: Iterable[datetime] = ()
) -> dict[datetime, Slot]:
    """Return occurrence → slot, from the rotation's `begins` to `until`, both included.

    An occurrence is the naive wall time that the series' rule gives it. Occurrence n, counted from
    `begins`, takes slot n mod k; a cancelled one takes its turn too, and so does one that was never
    made because the bot was not running. `made` are the occurrences that are stored: an earlier
    rule of the series may have given some of them.
    """
    walls = {*made, *occurrences(series.rule, series.start, until)}
    counted = enumerate(sorted(wall for wall in walls if rotation.begins <= wall <= until))
    return {wall: rotation.slots[n % len(rotation.slots)] for n, wall in counted}


def slot_wall(slot: Slot, occurrence: datetime) -> datetime:
    """Return the slot's naive wall time in the week (from Monday on) of an occurrence."""
    monday = occurrence - timedelta(days=occurrence.weekday())
    midnight = monday.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=slot.minute)


def can_rotate(walls: Sequence[datetime]) -> bool:
    """Return whether no two occurrences are in one week: a rotation has one slot a week."""
    weeks = [wall.isocalendar()[:2] for wall in walls]
    return len(set(weeks)) == len(weeks)


def next_instant(slot: Slot, after: datetime) -> datetime:
    """Return the first instant (UTC) after `after` at which the slot's clock shows its time."""
    local = after.astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None)
    for week in (-1, 0, 1):
        at = to_utc(slot_wall(slot, local + timedelta(weeks=week)), slot.zone)
        if at > after:
            return at
    return to_utc(slot_wall(slot, local + timedelta(weeks=2)), slot.zone)


def first_dates(
    slots: Sequence[Slot], walls: Sequence[datetime], earliest: datetime
) -> list[datetime]:
    """Return the first instants (UTC) at which occurrences take the slots in turn.

    They begin with the first of the occurrences at `walls` whose new time is not before `earliest`.
    Return [] where there are too few occurrences.
    """
    for begin in range(len(walls) - len(slots) + 1):
        turns = zip(slots, walls[begin:], strict=False)
        dates = [to_utc(slot_wall(slot, wall), slot.zone) for slot, wall in turns]
        if dates[0] >= earliest:
            return dates
    return []


def next_taken(slot: Slot, starts: Sequence[datetime], after: datetime) -> datetime:
    """Return the first of `starts` at which the slot's clock shows its time, else the first instant
    after `after`."""
    zone = ZoneInfo(slot.zone)
    taken = (at for at in starts if minute_of_week(at.astimezone(zone)) == slot.minute)
    return next(taken, None) or next_instant(slot, after)
