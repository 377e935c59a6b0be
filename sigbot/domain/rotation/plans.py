"""What organizers ask for, and what they are shown of each plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sigbot.domain.regions import Region
from sigbot.domain.rotation.people import Availability, ReachGoal
from sigbot.domain.rotation.turns import Slot


class PlanKind(StrEnum):
    """What a plan is: the time of today, that and its opposite, or the best for all, for the
    worst-off region, or of those that keep today's time."""

    TODAY = "today"
    FLIP = "flip"
    BEST = "best"
    FAIR = "fair"
    KEEPING = "keeping"


class PlanLabel(StrEnum):
    """By what people name a plan."""

    TODAY = "today"
    FLIP = "flip"
    A = "A"
    B = "B"
    C = "C"


LETTERS = (PlanLabel.A, PlanLabel.B, PlanLabel.C)
"""Labels of rotations that were found, the best first."""

REACHED = 0.5
"""A region is reached when at least half of the people there can come to one of the slots."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What organizers ask for. `hosts` are people, of whom one can come to every meeting; days
    count from Monday = 0; `distance` in hours."""

    hosts: tuple[int, ...] = ()
    blocked_days: tuple[int, ...] = (5, 6)
    distance: int = 6
    goal: ReachGoal = ReachGoal.EVERY_REGION


@dataclass(frozen=True, slots=True)
class Ask:
    """For whom, and instead of what, a rotation of `k` slots is looked for."""

    people: Sequence[Availability]
    hosts: Sequence[Availability]
    today: Sequence[Slot]
    minutes: int
    k: int
    wishes: Wishes
    first_monday: date
    smallest_group: int


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """Of a region: shares between 0 and 1, and minutes a meeting outside of good hours."""

    reached: float
    share: float
    burden: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`reached`, `share` and `unevenness` (Gini) are of all members in regions that are no small
    group; `regions` are all there are."""

    label: PlanLabel
    kind: PlanKind
    slots: tuple[Slot, ...]
    reached: float
    share: float
    burden: float
    unevenness: float
    regions: dict[Region, RegionFigures]

    @property
    def reached_regions(self) -> list[Region]:
        return [name for name, one in self.regions.items() if one.reached >= REACHED]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`week`: region → the share of people there who can meet, for each half hour of the week on
    the clock of `zone`. `refused`: constraints in the way, where there is no rotation."""

    plans: tuple[Plan, ...]
    week: dict[Region, list[float]]
    zone: str
    refused: tuple[str, ...] = ()
