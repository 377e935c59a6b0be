"""Rotations: what is asked for, and what was found. The model is in docs/decisions/rotation.md.

A rotation is a set of 1 to 4 weekly slots which a series walks through. A slot is a number from 0
(Monday 00:00) to 335 (Sunday 23:30), half an hour each, on the clocks of the anchor zone.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sigbot.domain.hours import DEFAULT_WINDOWS, Window

SLOT_MINUTES = 30
DAY_SLOTS = 48
WEEK_SLOTS = 336
WEEK_MINUTES = 10_080
MOST_SLOTS = 4
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WORST_BURDEN = 480
"""Minutes; further away from good hours than eight hours nobody can be."""


class Order(StrEnum):
    """What is best first: the most coverage, or that of the region that is worst off."""

    COVERAGE = "cov"
    FAIR = "fair"


class ConstraintName(StrEnum):
    """What may be in the way of a rotation."""

    BLOCKED = "blocked"
    ORGANISERS = "organisers"
    QUORUM = "quorum"
    CHANGES = "changes"
    SEPARATION = "separation"


@dataclass(frozen=True, slots=True)
class Attendees:
    """`count` people with the same clock, region and windows, each of `weight`."""

    zone: str
    region: str = ""
    count: int = 1
    weight: Fraction = Fraction(1)
    windows: tuple[Window, ...] = DEFAULT_WINDOWS


@dataclass(frozen=True, slots=True)
class Constraints:
    """What organizers ask of every slot, and of the set of them.

    In every week each slot has at least `organisers_min` of the organisers, and people of the
    weight `quorum`. At most `max_changes` slots are not among `current`. Any two slots start at
    least `separation` minutes apart on the circle of the week.
    """

    blocked: frozenset[int] = frozenset()
    organisers: tuple[Attendees, ...] = ()
    organisers_min: int = 0
    quorum: Fraction = Fraction(0)
    current: frozenset[int] = frozenset()
    max_changes: int | None = None
    separation: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """`weeks` weeks from the Monday `year_start`; the best rotation is that of all of them."""

    k: int
    attendees: tuple[Attendees, ...]
    year_start: date
    order: Order = Order.COVERAGE
    eps: Fraction = Fraction(0)
    meeting_minutes: int = 60
    anchor_zone: str = "UTC"
    weeks: int = 52
    constraints: Constraints = field(default_factory=Constraints)


@dataclass(frozen=True, slots=True)
class Rotation:
    """Slots in order, and what they give.

    Shares are between 0 and 1: `cov` of the members who can come to at least one of the slots,
    averaged over the weeks; `share` of the meetings that a member can come to. `burden` is the
    average of minutes between a meeting and hours that its members like.
    """

    slots: tuple[int, ...]
    anchor_zone: str
    cov: float
    share: float
    burden: float
    region_cov: dict[str, float]
    region_share: dict[str, float]
    region_burden: dict[str, float]

    @property
    def min_region_cov(self) -> float:
        return min(self.region_cov.values())

    @property
    def min_region_share(self) -> float:
        return min(self.region_share.values())

    def keys(self, order: Order, enough: float) -> tuple[float, ...]:
        """What rotations in several anchor zones are compared by: greater is better. More coverage
        than `enough` does not matter."""
        first = (min(self.cov, enough), self.min_region_cov)
        firsts = first if order is Order.COVERAGE else first[::-1]
        return (*firsts, self.min_region_share, self.share, -self.burden)


def slot_name(slot: int) -> str:
    """`Mon 15:30`."""
    day, start = divmod(slot, DAY_SLOTS)
    hour, minute = divmod(start * SLOT_MINUTES, 60)
    return f"{WEEKDAYS[day]} {hour:02}:{minute:02}"
