"""Whether a rotation works: attendance of a series by weekly time, before the rotation and since.

Averages are people a meeting, rounded as in the report (`statistics.average`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sigbot.domain.periods import Period, named_period
from sigbot.domain.regions import Region
from sigbot.domain.rotation.people import Availability
from sigbot.domain.rotation.turns import Slot, minute_of_week
from sigbot.domain.statistics import Figure, average_recorded
from sigbot.domain.turnouts import People

LOOKED_BACK = timedelta(days=184)
"""How far back attendance before a rotation is counted: six months."""

ENOUGH = timedelta(days=182)
"""How long a rotation has to run before its figures say much: half a year."""

MOST_QUARTERS = 2
"""How many whole quarters are looked at, before a rotation and since."""


@dataclass(frozen=True, slots=True)
class HeldAt:
    """A meeting that was held.

    `slot` is its weekly time; `was_moved`: this one meeting was moved away from its series' time.
    `occurrence` is the naive wall time of the series' rule, `starts_at` the instant (UTC) at which
    it was held, `attended` how many people came.
    """

    slot: Slot
    was_moved: bool
    occurrence: datetime
    starts_at: datetime
    attended: int


@dataclass(frozen=True, slots=True)
class SlotFigures:
    """Attendance at one weekly time; `slot` is None for meetings that were moved elsewhere.

    `average` is people a meeting; `meetings` are those at which anybody was recorded.
    """

    slot: Slot | None
    meetings: int
    average: Figure


@dataclass(frozen=True, slots=True)
class Came:
    """One attendance: the person's id, where and when they can meet, and the meeting's start (UTC)
    and length in minutes."""

    person: int
    availability: Availability
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Alike:
    """People who can meet at the same times, as far as they told the bot."""

    availability: Availability
    people: People


@dataclass(frozen=True, slots=True)
class RegionBurden:
    """The burden of a region: `minutes` of an average attendance, `hours` of all together."""

    region: Region
    minutes: int
    hours: int


def by_slot(held: Iterable[HeldAt]) -> list[SlotFigures]:
    """Return the figures of each weekly time in the order of the week, moved meetings last."""
    counts: dict[Slot | None, list[int]] = defaultdict(list)
    for meeting in held:
        counts[None if meeting.was_moved else meeting.slot].append(meeting.attended)
    figures = [
        SlotFigures(slot, len(attended) - attended.count(0), average_recorded(attended))
        for slot, attended in counts.items()
    ]
    return sorted(figures, key=lambda row: (row.slot is None, row.slot.minute if row.slot else 0))


def total_average(held: Sequence[HeldAt]) -> Figure:
    """Return the average attendance of all meetings at which anybody was recorded."""
    return average_recorded(meeting.attended for meeting in held)


def slot_of(wall: datetime, zone: str) -> Slot:
    """Return the weekly time of a naive wall time in `zone`."""
    return Slot(zone, minute_of_week(wall))


def quarters_before(day: date) -> Period:
    """Return the whole quarters just before the one that `day` is in.

    Figures about people are worked out for whole quarters only.
    """
    first = _quarter_start(day)
    begin = first
    for _ in range(MOST_QUARTERS):
        begin = _quarter_start(begin - timedelta(days=1))
    return named_period(begin, first - timedelta(days=1))


def quarters_since(day: date, today: date) -> Period | None:
    """Return the last whole quarters that begin after `day` and are over by `today`.

    None where there is no such quarter yet.
    """
    end = _quarter_start(today) - timedelta(days=1)
    begin = _quarter_start(end)
    for _ in range(MOST_QUARTERS - 1):
        earlier = _quarter_start(begin - timedelta(days=1))
        begin = earlier if earlier > day else begin
    return named_period(begin, end) if begin > day else None


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
