"""Which slot of a rotation an occurrence of a series has, and when that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.regions import Region
from sigbot.domain.rotation.model import SLOT_MINUTES, WEEK_MINUTES
from sigbot.domain.series import Series, occurrences
from sigbot.domain.when import to_utc


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
    """What was shown of a rotation when it was adopted: the regions it reaches, those of them that
    were not reached before, and the percent of meetings that members can join, before and then."""

    reached: tuple[Region, ...] = ()
    gained: tuple[Region, ...] = ()
    share_before: int | None = None
    share: int | None = None


NO_REACH = Reach()


@dataclass(frozen=True, slots=True)
class Adopted:
    """A rotation that a series follows from its occurrence `begins` (a wall time) on."""

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
    """The weekly time of an occurrence as the series itself means it."""
    return Slot(series.zone, minute_of_week(occurrence))


def minute_of_week(wall: datetime) -> int:
    return (wall.weekday() * 24 + wall.hour) * 60 + wall.minute


def moved_by(slot: Slot, minutes: int) -> Slot:
    """Later by so many minutes, round the week."""
    return Slot(slot.zone, (slot.minute + minutes) % WEEK_MINUTES)


def rotation_at(rotations: Sequence[Adopted], occurrence: datetime) -> Adopted | None:
    """The one that was adopted last, of those that hold at an occurrence."""
    holding = [one for one in rotations if one.begins <= occurrence and not one.undone_at]
    return max(holding, key=lambda one: one.id, default=None)


def slots_by_occurrence(
    series: Series, rotation: Adopted, until: datetime, made: Iterable[datetime] = ()
) -> dict[datetime, Slot]:
    """Occurrence (its wall time in the series) → slot, from `begins` up to and with `until`.

    Occurrence n, counted from `begins`, has slot n mod k. A cancelled one has its turn too, and so
    has one that was not made while the bot slept. `made` are those that are kept: some of them may
    be of an earlier rule.
    """
    walls = {*made, *occurrences(series.rule, series.start, until)}
    counted = enumerate(sorted(wall for wall in walls if rotation.begins <= wall <= until))
    return {wall: rotation.slots[n % len(rotation.slots)] for n, wall in counted}


def slot_wall(slot: Slot, occurrence: datetime) -> datetime:
    """The slot's wall time in the week (from Monday on) of an occurrence."""
    monday = occurrence - timedelta(days=occurrence.weekday())
    midnight = monday.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=slot.minute)


def can_rotate(walls: Sequence[datetime]) -> bool:
    """No two occurrences are in one week, so that a slot a week is enough."""
    weeks = [wall.isocalendar()[:2] for wall in walls]
    return len(set(weeks)) == len(weeks)


def next_instant(slot: Slot, after: datetime) -> datetime:
    """The first time after an instant that it is this time of the week there."""
    local = after.astimezone(ZoneInfo(slot.zone)).replace(tzinfo=None)
    for week in (-1, 0, 1):
        at = to_utc(slot_wall(slot, local + timedelta(weeks=week)), slot.zone)
        if at > after:
            return at
    return to_utc(slot_wall(slot, local + timedelta(weeks=2)), slot.zone)
