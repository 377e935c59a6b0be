"""For whom a rotation is looked for: members by what they said, and people who are hoped for.

Two populations: the real one, for which the best rotation is found, and the one that is shown. In
the latter no group is small: a region with fewer people than the community's smallest group is
shown as people there usually are (`REGION_ZONES`, usual hours), whether anybody is there or not.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from sigbot.domain.hours import Hours, windows_of
from sigbot.domain.regions import REGION_ZONES, WORLD, Region, region_of
from sigbot.domain.rotation.model import Attendees

Name = TypeVar("Name", bound=str)


class ReachGoal(StrEnum):
    """Whom a community hopes for: every region alike, those without members, the world's
    people."""

    EVERY_REGION = "every"
    MISSING = "missing"
    POPULATION = "world"
    NOBODY = "nobody"


HOPED_FOR = Fraction(1, 10)
"""The share of the weight that people have who are hoped for. Without it, whoever comes already is
served, and nobody else."""


@dataclass(frozen=True, slots=True)
class Availability:
    """What one member said that matters here."""

    zone: str | None
    region: Region | None = None
    hours: Hours | None = None

    @property
    def place(self) -> Region | None:
        """The region they said, else that of their clock."""
        return self.region or (region_of(self.zone) if self.zone else None)


def members_of(people: Sequence[Availability]) -> list[Attendees]:
    """Equal ones together. Of whom only the region is known, they are a mix of its clocks; of whom
    nothing is known, they are left out."""
    found: dict[tuple[str, str, Hours | None], Fraction] = defaultdict(Fraction)
    for one in people:
        for zone, share in _zones(one).items():
            found[zone, one.place or "", one.hours] += share
    return [
        Attendees(zone, region, 1, weight, windows_of(hours))
        for (zone, region, hours), weight in found.items()
    ]


def _zones(one: Availability) -> Mapping[str, Fraction]:
    if one.zone:
        return {one.zone: Fraction(1)}
    return _mix(REGION_ZONES[one.region]) if one.region else {}


def _mix(percents: Mapping[Name, int]) -> dict[Name, Fraction]:
    return {name: Fraction(percent, 100) for name, percent in percents.items()}


def hoped_for(members: Sequence[Attendees], goal: ReachGoal) -> list[Attendees]:
    """People of a reach goal, with HOPED_FOR of the whole weight."""
    present = {one.region for one in members}
    missing = [region for region in Region if region not in present]
    shares: dict[Region, Fraction] = {
        ReachGoal.NOBODY: {},
        ReachGoal.EVERY_REGION: dict.fromkeys(Region, Fraction(1, len(Region))),
        ReachGoal.MISSING: {region: Fraction(1, len(missing)) for region in missing},
        ReachGoal.POPULATION: _mix(WORLD),
    }[goal]
    real = sum((one.weight * one.count for one in members), Fraction(0))
    weight = real * HOPED_FOR / (1 - HOPED_FOR)
    return [one for region, share in shares.items() for one in region_mix(region, weight * share)]


def region_mix(region: Region, weight: Fraction = Fraction(1)) -> list[Attendees]:
    """People of a region as they usually are."""
    mix = _mix(REGION_ZONES[region])
    return [Attendees(zone, region, 1, weight * share) for zone, share in mix.items()]


def shown(people: Sequence[Availability], smallest_group: int) -> list[Attendees]:
    """The population that is shown: all regions, and no small group in it."""
    by_region: dict[Region | None, list[Availability]] = defaultdict(list)
    for one in people:
        by_region[one.place].append(one)
    found: list[Attendees] = []
    for region in Region:
        mine = by_region[region]
        found += members_of(mine) if len(mine) >= smallest_group else region_mix(region)
    return found


def large_regions(people: Sequence[Availability], smallest_group: int) -> list[Region]:
    """Regions whose figures are those of their members."""
    places = [one.place for one in people]
    return [region for region in Region if places.count(region) >= smallest_group]


def common_zones(people: Sequence[Availability], smallest_group: int) -> list[str]:
    """Zones of at least so many people, which may be named."""
    zones = [one.zone for one in people if one.zone]
    return sorted({zone for zone in zones if zones.count(zone) >= smallest_group})
