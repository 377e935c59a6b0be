"""What organizers ask for, and the alternatives that a suggestion compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor
from statistics import fmean

from sigbot.domain.regions import Region
from sigbot.domain.rotation.people import Availability, ReachGoal
from sigbot.domain.rotation.turns import Slot


class AlternativeKind(StrEnum):
    """What an alternative is: the time of today, that and its opposite, or the best for all, for
    the worst-off region, or of those that keep the time of today."""

    TODAY = "today"
    FLIP = "flip"
    BEST = "best"
    FAIR = "fair"
    KEEPING = "keeping"


class Claim(StrEnum):
    """What an alternative with a letter may be called, by the figures that are shown beside it."""

    MOST = "most"
    LESS_OFTEN = "most, less often"
    COUNTED = "counted"
    FAIREST = "fairest"
    FAIR = "fair"
    KEEPING = "keeping"


class AlternativeLabel(StrEnum):
    """The name of an alternative for people."""

    TODAY = "today"
    FLIP = "flip"
    A = "A"
    B = "B"
    C = "C"


LETTERS = (AlternativeLabel.A, AlternativeLabel.B, AlternativeLabel.C)
"""The labels of rotations that were found, the best first."""

FLIP_HOURS = 12
"""The flip is the time of today and that time moved by half a day."""

SHADES = 5
"""The picture of the week has so many shades, each for a fifth of a region's people. Finer ones
would show the hours of single members."""

REACHED = 0.5
"""A region is reached when at least this share of its people can come to one of the slots."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What organizers ask for.

    `hosts` are ids of people: at least one of them can come to every meeting. `blocked_days` count
    from Monday = 0. `distance` is the least time between two slots, in hours.
    """

    hosts: tuple[int, ...] = ()
    blocked_days: tuple[int, ...] = (5, 6)
    distance: int = 6
    goal: ReachGoal = ReachGoal.EVERY_REGION


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for suggestions: for whom, and in place of which slots, `k` slots are wanted.

    The slots that are found are on the clock of `zone`. `minutes` is the length of a meeting; the
    year that counts begins on `first_monday`.
    """

    people: Sequence[Availability]
    hosts: Sequence[Availability]
    today: Sequence[Slot]
    zone: str
    minutes: int
    k: int
    wishes: Wishes
    first_monday: date
    smallest_group: int


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """Figures of a region: `reached` and `share` between 0 and 1.

    `burdens` are the minutes between each slot and the hours that suit the region's people.
    """

    reached: float
    share: float
    burdens: tuple[float, ...]

    @property
    def burden(self) -> float:
        """The minutes of an average meeting."""
        return fmean(self.burdens)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A set of slots, and whom it reaches.

    `label` is TODAY, FLIP or a letter; `kind` is TODAY, FLIP, BEST, FAIR or KEEPING. `reached`,
    `share` (0 to 1), `burden` (minutes a meeting) and `unevenness` (Gini) are of all members of
    the regions that are no small group; `regions` has the figures of every region.
    `improvable` (0 to 1) is how much more of the members another rotation may reach at most: 0
    where this one is proven, None where that is not known. Where every region is a small group,
    `counts_members` is False, and the figures are of people as they usually are.
    """

    label: AlternativeLabel
    kind: AlternativeKind
    slots: tuple[Slot, ...]
    reached: float
    share: float
    burden: float
    unevenness: float
    regions: dict[Region, RegionFigures]
    improvable: float | None = 0.0
    counts_members: bool = True

    @property
    def reached_regions(self) -> list[Region]:
        return [name for name, figures in self.regions.items() if figures.reached >= REACHED]

    @property
    def burdened_regions(self) -> list[Region]:
        """The regions that can come to some meetings and have a burden, the greatest first."""
        coming = [
            region
            for region, figures in self.regions.items()
            if figures.share > 0 and figures.burden >= 1
        ]
        return sorted(coming, key=lambda region: -self.regions[region].burden)

    @property
    def percent_reached(self) -> int:
        return round(100 * self.reached)

    @property
    def percent_joined(self) -> int:
        """The percent of the meetings that people can join."""
        return round(100 * self.share)

    @property
    def percent_of_worst(self) -> int:
        """The percent of its people that are reached of the region of which the fewest are."""
        return min(round(100 * figures.reached) for figures in self.regions.values())

    def reaches_as_many(self, rival: "Alternative") -> bool:
        """Return whether as many people and as many regions are reached, or more."""
        is_as_wide = len(self.reached_regions) >= len(rival.reached_regions)
        return is_as_wide and self.percent_reached >= rival.percent_reached

    def worst_slot(self, region: Region) -> Slot:
        """Return the slot that is furthest from the hours that suit a region."""
        burdens = self.regions[region].burdens
        return self.slots[burdens.index(max(burdens))]


def shade_of(share: float) -> int:
    """Return the shade of a share (0 to 1), from 0 for the lightest to SHADES - 1."""
    return min(floor(share * SHADES + 1e-9), SHADES - 1)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The alternatives of a request, and who can meet when.

    `week` is region → the shade of the share of its people who can come to a meeting that starts
    then (`shade_of`), for each half hour of the week on the clock of `zone`. `refused` names the
    constraints in the way where there is no rotation.
    """

    alternatives: tuple[Alternative, ...]
    week: dict[Region, list[int]]
    zone: str
    refused: tuple[str, ...] = ()

    @property
    def today(self) -> Alternative:
        """The time of today."""
        return self.alternatives[0]

    @property
    def lettered(self) -> list[Alternative]:
        """The rotations that were found and can be adopted, the best first."""
        return [each for each in self.alternatives if each.label in LETTERS]

    def claim(self, alternative: Alternative) -> Claim:
        """Return what a rotation that was found may be called beside the others.

        The search counts more people than the shown figures do: those hoped for, and members of
        small groups. So what is best for all of them may be shown with lower figures than another.
        """
        rivals = [rival for rival in self.lettered if rival.label != alternative.label]
        if alternative.kind is AlternativeKind.KEEPING:
            return Claim.KEEPING
        if alternative.kind is AlternativeKind.FAIR:
            worst = max((rival.percent_of_worst for rival in rivals), default=0)
            return Claim.FAIREST if alternative.percent_of_worst >= worst else Claim.FAIR
        joined_more = [r for r in rivals if r.percent_joined > alternative.percent_joined]
        if not all(alternative.reaches_as_many(rival) for rival in rivals) or any(
            alternative.percent_reached == rival.percent_reached for rival in joined_more
        ):
            return Claim.COUNTED
        return Claim.LESS_OFTEN if joined_more else Claim.MOST
