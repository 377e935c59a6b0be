"""Did it work? Attendance of a series by its times, before a rotation and since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sigbot.domain.periods import Period, named_period
from sigbot.domain.regions import Region
from sigbot.domain.rotation.people import Availability
from sigbot.domain.rotation.turns import Slot, minute_of_week
from sigbot.domain.statistics import Figure, Number, average, mean

LOOKED_BACK = timedelta(days=184)
"""What was before a rotation: six months."""

ENOUGH = timedelta(days=182)
"""Less time than this since says little: half a year."""

MOST_QUARTERS = 2


@dataclass(frozen=True, slots=True)
class HeldAt:
    """A meeting that was held: at which weekly time, unless it was moved there by itself; the wall
    time of its series' rule, when it was, how many came."""

    slot: Slot
    was_moved: bool
    occurrence: datetime
    starts_at: datetime
    attended: int


@dataclass(frozen=True, slots=True)
class SlotFigures:
    """Attendance at one weekly time; `slot` is None for meetings that were moved elsewhere."""

    slot: Slot | None
    meetings: int
    average: Number


@dataclass(frozen=True, slots=True)
class Came:
    """One attendance: who, what they said, and the meeting's start and minutes."""

    person: int
    said: Availability
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class RegionBurden:
    """Minutes outside of good hours of an average attendance, and hours of all of them."""

    region: Region
    minutes: int
    hours: int


def by_slot(held: Iterable[HeldAt]) -> list[SlotFigures]:
    """In the order of the week."""
    counts: dict[Slot | None, list[int]] = defaultdict(list)
    for one in held:
        counts[None if one.was_moved else one.slot].append(one.attended)
    found = [
        SlotFigures(slot, len(some), mean(sum(some), len(some))) for slot, some in counts.items()
    ]
    return sorted(found, key=lambda one: (one.slot is None, one.slot.minute if one.slot else 0))


def total_average(held: Sequence[HeldAt]) -> Figure:
    return average(sum(one.attended for one in held), len(held))


def slot_of(wall: datetime, zone: str) -> Slot:
    return Slot(zone, minute_of_week(wall))


def quarters_before(day: date) -> Period:
    """The whole quarters just before the one with `day`: people are counted by whole quarters."""
    first = _quarter_start(day)
    begin = first
    for _ in range(MOST_QUARTERS):
        begin = _quarter_start(begin - timedelta(days=1))
    return named_period(begin, first - timedelta(days=1))


def quarters_since(day: date, today: date) -> Period | None:
    """The whole quarters after the one with `day` that are over by `today`; the last ones."""
    end = _quarter_start(today) - timedelta(days=1)
    begin = _quarter_start(end)
    for _ in range(MOST_QUARTERS - 1):
        earlier = _quarter_start(begin - timedelta(days=1))
        begin = earlier if earlier > day else begin
    return named_period(begin, end) if begin > day else None


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
