"""The people a rotation is for: members by what they told the bot, and people hoped for.

There are two populations: the one for which the best rotation is found, and the one whose figures
are shown. Neither has small groups: in place of the members of a region with fewer people than the
community's smallest group stands a usual mix of people (`REGION_ZONES`, usual hours). In the first,
it weighs as much as they do; in the second, it weighs as much as one person, with members or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from sigbot.domain.hours import Hours, windows_of
from sigbot.domain.regions import REGION_ZONES, WORLD, Region, region_of
from sigbot.domain.rotation.model import Attendees

Name = TypeVar("Name", bound=str)


class ReachGoal(StrEnum):
    """Whom a community hopes for: people of every region alike, of the regions without members, or
    as the people of the world live; or nobody."""

    EVERY_REGION = "every"
    MISSING = "missing"
    POPULATION = "world"
    NOBODY = "nobody"


HOPED_FOR = Fraction(1, 10)
"""The share of the whole weight that people hoped for have. Without them a rotation would serve
only those who come already."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Where and when one member can meet, as far as they told the bot."""

    zone: str | None
    region: Region | None = None
    hours: Hours | None = None

    @property
    def place(self) -> Region | None:
        """The region the member gave, else the region of their zone."""
        return self.region or (region_of(self.zone) if self.zone else None)


def members_of(people: Sequence[Availability]) -> list[Attendees]:
    """Return the members as attendees, equal people as one entry with their weights added.

    A member with a region but no zone is spread over the zones of the region; a member with
    neither is left out.
    """
    weights: dict[tuple[str, str, Hours | None], Fraction] = defaultdict(Fraction)
    for person in people:
        for zone, share in _zones(person).items():
            weights[zone, person.place or "", person.hours] += share
    return [
        Attendees(zone, region, 1, weight, windows_of(hours))
        for (zone, region, hours), weight in weights.items()
    ]


def _zones(person: Availability) -> Mapping[str, Fraction]:
    """Return zone → the share of the person's weight, empty where nothing is known."""
    if person.zone:
        return {person.zone: Fraction(1)}
    return _mix(REGION_ZONES[person.region]) if person.region else {}


def _mix(percents: Mapping[Name, int]) -> dict[Name, Fraction]:
    return {name: Fraction(percent, 100) for name, percent in percents.items()}


def hoped_for(members: Sequence[Attendees], goal: ReachGoal) -> list[Attendees]:
    """Return the people of a reach goal, who together have HOPED_FOR of the whole weight."""
    present = {group.region for group in members}
    missing = [region for region in Region if region not in present]
    shares = {
        ReachGoal.NOBODY: {},
        ReachGoal.EVERY_REGION: dict.fromkeys(Region, Fraction(1, len(Region))),
        ReachGoal.MISSING: {region: Fraction(1, len(missing)) for region in missing},
        ReachGoal.POPULATION: _mix(WORLD),
    }[goal]
    real = sum((group.weight * group.count for group in members), Fraction(0))
    weight = real * HOPED_FOR / (1 - HOPED_FOR)
    return [
        group for region, share in shares.items() for group in region_mix(region, weight * share)
    ]


def region_mix(region: Region, weight: Fraction = Fraction(1)) -> list[Attendees]:
    """Return the usual mix of a region's people: its zones, usual hours, `weight` in all."""
    mix = _mix(REGION_ZONES[region])
    return [Attendees(zone, region, 1, weight * share) for zone, share in mix.items()]


def searched(people: Sequence[Availability], smallest_group: int) -> list[Attendees]:
    """Return the population for which the best rotation is found: members, without small groups.

    So the best times tell nothing of the clock and the hours of a few. A few members without a
    region, as in UTC, have usual hours on their clock.
    """
    attendees: list[Attendees] = []
    for region, members in by_place(people).items():
        if len(members) >= smallest_group:
            attendees += members_of(members)
        elif region:
            attendees += region_mix(region, Fraction(len(members)))
        else:
            attendees += members_of(without_hours(members))
    return attendees


def shown(people: Sequence[Availability], smallest_group: int) -> list[Attendees]:
    """Return the population whose figures are shown: all regions, without small groups."""
    places = by_place(people)
    attendees: list[Attendees] = []
    for region in Region:
        members = places.get(region, [])
        attendees += members_of(members) if len(members) >= smallest_group else region_mix(region)
    return attendees


def by_place(people: Iterable[Availability]) -> dict[Region | None, list[Availability]]:
    """Return region → the members of whom that is known; None for those without a region."""
    places: dict[Region | None, list[Availability]] = defaultdict(list)
    for person in people:
        if person.zone or person.region:
            places[person.place].append(person)
    return dict(places)


def without_hours(people: Iterable[Availability]) -> list[Availability]:
    """Return the members with usual hours in place of their own."""
    return [replace(person, hours=None) for person in people]


def large_regions(people: Sequence[Availability], smallest_group: int) -> list[str]:
    """Return the regions with enough members for their own figures to be shown."""
    places = [person.place for person in people]
    return [region for region in Region if places.count(region) >= smallest_group]
