"""The problem of a rotation, and its solution. The model is in docs/decisions/rotation.md.

A rotation is a set of 1 to 4 weekly slots that a series takes in turn. A slot is a number from 0
(Monday 00:00) to 335 (Sunday 23:30), half an hour each, on the clock of the anchor zone.
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
USUAL_SLOTS, MOST_SLOTS = 2, 4
"""How many times take turns."""
SEARCH_SECONDS = 8
"""A search for a suggestion takes no longer, proven or not; with all around it, ten seconds."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WORST_BURDEN = 480
"""Minutes: a burden is at most eight hours, however far away good hours are."""


class Order(StrEnum):
    """What comes first: the coverage of all members, or that of the worst-off region."""

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
    """`count` people with the same zone, region and windows, each of the same `weight`."""

    zone: str
    region: str = ""
    count: int = 1
    weight: Fraction = Fraction(1)
    windows: tuple[Window, ...] = DEFAULT_WINDOWS


@dataclass(frozen=True, slots=True)
class Constraints:
    """What organizers ask of every slot, and of the set of them.

    No slot is in `blocked`. In every week, at least `organisers_min` of the organisers and people
    of a total weight of `quorum` can come to each slot. At most `max_changes` slots are not among
    `current`. Any two slots start at least `separation` minutes apart, round the week.
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
    """For whom, and within which constraints, the best set of `k` slots is wanted.

    The best on average over the `weeks` weeks from the Monday `year_start`. Coverage of `1 - eps`
    times the greatest, or more, counts as equally good.
    """

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
    """Slots in the order of the week, and their figures.

    Shares are between 0 and 1: `cov` is the share of members who can come to at least one of the
    slots, averaged over the weeks; `share` is the share of meetings that a member can come to.
    `burden` is the average of the minutes between a meeting and the hours its members prefer;
    `region_burdens` has it by region for each slot.
    `is_proven` says whether no set of slots is better; `most_cov` is a share that no set of slots
    covers more than.
    """

    slots: tuple[int, ...]
    anchor_zone: str
    cov: float
    share: float
    burden: float
    region_cov: dict[str, float]
    region_share: dict[str, float]
    region_burdens: dict[str, tuple[float, ...]]
    is_proven: bool = True
    most_cov: float = 1.0

    @property
    def min_region_cov(self) -> float:
        return min(self.region_cov.values())

    @property
    def min_region_share(self) -> float:
        return min(self.region_share.values())

    def keys(self, order: Order, enough: float) -> tuple[float, ...]:
        """Return the keys by which rotations in several anchor zones are compared.

        Greater is better. Coverage beyond `enough` does not count.
        """
        first = (min(self.cov, enough), self.min_region_cov)
        firsts = first if order is Order.COVERAGE else first[::-1]
        return (*firsts, self.min_region_share, self.share, -self.burden)


def slot_name(slot: int) -> str:
    """Write a slot as `Mon 15:30`."""
    day, start = divmod(slot, DAY_SLOTS)
    hour, minute = divmod(start * SLOT_MINUTES, 60)
    return f"{WEEKDAYS[day]} {hour:02}:{minute:02}"
