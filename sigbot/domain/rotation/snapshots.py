"""The community as suggestions see it: a snapshot, so that no change of a single member shows.

Two suggestions that differ by one member would tell the hours of that member.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.community import SMALLEST_GROUP
from sigbot.domain.regions import Region
from sigbot.domain.rotation.people import Availability, by_place, without_hours

FEWEST_KNOWN = 10
"""A rotation for fewer members than this is not adopted with one press; snapshots begin with so
many."""

SNAPSHOT_EVERY = timedelta(days=30)
"""A snapshot is taken at most this often."""

FEWEST_CHANGED = 5
"""So many members have to change before a snapshot is renewed, and before those of a region are."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The members of whom a zone or a region was known at `taken_at`, without their names."""

    taken_at: datetime
    people: tuple[Availability, ...]


def next_snapshot(
    last: Snapshot | None, people: Sequence[Availability], now: datetime
) -> Snapshot | None:
    """Return the snapshot that is due now of the known members, None where the last one stays."""
    if len(people) < FEWEST_KNOWN:
        return None
    if last is None:
        return Snapshot(now, tuple(people))
    is_early = now < last.taken_at + SNAPSHOT_EVERY
    if is_early or _count_changed(last.people, people) < FEWEST_CHANGED:
        return None
    renewed = tuple(_renewed(last.people, people))
    return None if Counter(renewed) == Counter(last.people) else Snapshot(now, renewed)


def seen(last: Snapshot | None, people: Sequence[Availability]) -> Sequence[Availability]:
    """Return the members as a suggestion sees them.

    While few are known, they are seen as they are, with usual hours.
    """
    if last is None or len(people) < FEWEST_KNOWN:
        return without_hours(people)
    return last.people


def _renewed(
    before: Sequence[Availability], people: Sequence[Availability]
) -> Iterable[Availability]:
    """Yield the members for a new snapshot, region by region.

    A region stays as it was where fewer than FEWEST_CHANGED of its members changed. That does not
    hold for one that was too small to be shown: nothing was told of the members it had.
    """
    old, new = by_place(before), by_place(people)
    for place in (*Region, None):
        was, now = old.get(place, []), new.get(place, [])
        is_told = len(was) >= SMALLEST_GROUP
        yield from was if is_told and _count_changed(was, now) < FEWEST_CHANGED else now


def _count_changed(before: Iterable[Availability], after: Iterable[Availability]) -> int:
    """Return how many members at least must have come, gone or changed what they said."""
    old, new = Counter(before), Counter(after)
    return max((old - new).total(), (new - old).total())
