"""Whether a rotation works: attendance of a series by weekly time, before the rotation and since.

Averages are people a meeting, rounded as in the report (`statistics.average`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean

from sigbot.domain.periods import Period, PeriodKind, calendar_period, named_period
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

FROZEN_AFTER = timedelta(days=7)
"""How long after its end the ledger of a quarter is frozen."""

FEWEST_REGIONS = 2
"""Of a quarter in which fewer regions than this can be told, nothing is told: of one region alone,
it would follow that everybody who came may be there."""

MINUTES_STEP, HOURS_STEP = 15, 5
"""Burdens of regions are rounded to these: exact ones, quarter by quarter, would be equations."""


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
    caught_up: int = 0
    """How many caught up with it afterwards; they did not attend."""


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
class FrozenBurden:
    """The burden of a region in one quarter: `minutes` of an average attendance, `hours` of all.

    Both are rounded, to MINUTES_STEP and HOURS_STEP. `people` of the region came.
    """

    people: int
    minutes: int
    hours: int


FrozenQuarter = Mapping[Region, FrozenBurden]
"""The ledger of one quarter, of the regions that are no small group."""


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


def frozen_from(quarter: Period) -> datetime:
    """Return when the ledger of a quarter is frozen: FROZEN_AFTER its end in every time zone."""
    over = datetime.combine(quarter.end + timedelta(days=1), time(12), UTC)
    return over + FROZEN_AFTER


def told_from(period: Period) -> datetime:
    """Return when the late hours of whole quarters are told.

    That is when the release of the half-year in which they end says which regions are shown.
    """
    return frozen_from(calendar_period(PeriodKind.HALF, period.end))


def last_to_freeze(now: datetime) -> Period:
    """Return the last quarter whose ledger is to be frozen by now."""
    start = _quarter_start((now - FROZEN_AFTER - timedelta(hours=12)).date())
    return quarter_at(start - timedelta(days=1))


def quarter_at(day: date) -> Period:
    """Return the calendar quarter of a day."""
    start = _quarter_start(day)
    return named_period(start, _quarter_start(start + timedelta(days=100)) - timedelta(days=1))


def told_regions(
    quarter: FrozenQuarter, published: Collection[Region], smallest_group: int
) -> FrozenQuarter:
    """Return what is told of a quarter: regions that are `published` by the release of its
    half-year and are no small group in the quarter, if there are FEWEST_REGIONS of them.

    Of a region that is withheld, late hours would tell that enough people are there.
    """
    told = {
        region: burden
        for region, burden in quarter.items()
        if region in published and burden.people >= smallest_group
    }
    return told if len(told) >= FEWEST_REGIONS else {}


def frozen_burdens(quarters: Sequence[FrozenQuarter]) -> list[RegionBurden]:
    """Return the burden of each region over quarters, the greatest first.

    It is worked out from what is told of single quarters only, so it tells no more than these.
    """
    told: dict[Region, list[FrozenBurden]] = defaultdict(list)
    for quarter in quarters:
        for region, burden in quarter.items():
            told[region].append(burden)
    summed = [_sum(region, told[region]) for region in Region if region in told]
    return sorted(summed, key=lambda burden: -burden.minutes)


def _sum(region: Region, quarters: Sequence[FrozenBurden]) -> RegionBurden:
    minutes = rounded(fmean(burden.minutes for burden in quarters), MINUTES_STEP)
    return RegionBurden(region, minutes, sum(burden.hours for burden in quarters))


def rounded(value: float, step: int) -> int:
    """Return the multiple of `step` that is nearest."""
    return round(value / step) * step


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
