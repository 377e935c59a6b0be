"""The ledger of late and early hours: how far from the hours that suit them people met.

The burden of an attendance is the minutes C of the model (docs/decisions/rotation.md), counted from
all hours that suit the person, worked out with the time zone and hours that they have set when it
is: for a region when its quarter is frozen, for a person whenever they ask.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import product
from math import gcd
from zoneinfo import ZoneInfo

from sigbot.domain.clocks import transitions
from sigbot.domain.hours import DAY_MINUTES, Window, suiting, windows_of
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import (
    HOURS_STEP,
    MINUTES_STEP,
    Alike,
    Came,
    FrozenBurden,
    rounded,
)
from sigbot.domain.rotation.optimizer import tabulate_weeks
from sigbot.domain.rotation.turns import minute_of_week
from sigbot.domain.turnouts import Turnout, everybody

Kind = tuple[tuple[Window, ...], int]
"""The windows of people and the minutes of a meeting: these share a table of burdens."""

Groups = Mapping[int, int]
"""Person → the number of the group of people who can meet alike."""


def burdens(attendances: Sequence[Came]) -> list[int | None]:
    """Return the burden of each attendance in minutes, None for a person without a time zone."""
    starts: dict[Kind, set[int]] = defaultdict(set)
    came = [(_kind(attendance), _local_start(attendance)) for attendance in attendances]
    for kind, start in came:
        if start is not None:
            starts[kind].add(start)
    tables = {kind: _table(kind, minutes) for kind, minutes in starts.items()}
    return [None if start is None else tables[kind][start] for kind, start in came]


def _kind(attendance: Came) -> Kind:
    return suiting(windows_of(attendance.availability.hours)), attendance.minutes


def _local_start(attendance: Came) -> int | None:
    """Return the minute of the person's week, None for a person without a time zone."""
    zone = attendance.availability.zone
    return minute_of_week(attendance.starts_at.astimezone(ZoneInfo(zone))) if zone else None


def _table(kind: Kind, starts: Collection[int]) -> dict[int, int]:
    """Return start → burden, both in minutes.

    The week is looked at in steps of the largest unit in which everything is a whole number: most
    often half an hour, which is much faster than minutes.
    """
    windows, minutes = kind
    edges = [edge for window in windows for edge in (window.begin, window.end)]
    unit = gcd(DAY_MINUTES, minutes, *edges, *starts)
    burden = tabulate_weeks((windows,), minutes, unit).burden[0].tolist()
    return {start: burden[start // unit] for start in starts}


def by_region(
    turnouts: Sequence[Turnout], alike: Sequence[Alike], smallest_group: int
) -> dict[Region, FrozenBurden]:
    """Return the burden of each region in a quarter, without regions of which fewer people than
    `smallest_group` came.

    `alike` are people with a time zone. No total is returned, as a region that is left out would
    follow from it.
    """
    groups = {person: number for number, group in enumerate(alike) for person in group.people}
    people = _people(turnouts, alike, groups)
    count: Counter[Region] = Counter()
    minutes: Counter[Region] = Counter()
    for number, came, burden in _sums(turnouts, alike, groups):
        region = alike[number].availability.place
        if region:
            count[region] += came
            minutes[region] += burden
    return {
        region: FrozenBurden(
            people[region],
            rounded(minutes[region] / count[region], MINUTES_STEP),
            rounded(minutes[region] / 60, HOURS_STEP),
        )
        for region in Region
        if people[region] >= smallest_group
    }


def _people(turnouts: Sequence[Turnout], alike: Sequence[Alike], groups: Groups) -> Counter[Region]:
    """Return region → how many different people of it came."""
    people: Counter[Region] = Counter()
    for number, count in Counter(map(groups.get, everybody(turnouts))).items():
        region = None if number is None else alike[number].availability.place
        if region:
            people[region] += count
    return people


def _sums(
    turnouts: Sequence[Turnout], alike: Sequence[Alike], groups: Groups
) -> Iterator[tuple[int, int, int]]:
    """Yield (group, attendances, minutes of all their burdens), a group once or several times.

    Each table of burdens is worked out once, and only one is kept at a time: there may be
    thousands.
    """
    kinds: dict[Kind, list[int]] = defaultdict(list)
    times = _times(turnouts, alike, groups)
    for number, minutes in times:
        kinds[suiting(windows_of(alike[number].availability.hours)), minutes].append(number)
    for kind, numbers in kinds.items():
        came = [(number, times[number, kind[1]]) for number in numbers]
        burden = _table(kind, {start for _, starts in came for start in starts})
        for number, starts in came:
            minutes = sum(burden[start] * count for start, count in starts.items())
            yield number, sum(starts.values()), minutes


def _times(
    turnouts: Sequence[Turnout], alike: Sequence[Alike], groups: Groups
) -> dict[tuple[int, int], Counter[int]]:
    """Return (group, minutes of the meeting) → local start, the minute of the week → attendances.

    Meetings that start at one time of everybody's week are counted first, and then placed.
    """
    # Kept here: ZoneInfo itself keeps no more than eight zones, and would read the others again.
    clocks = {zone: ZoneInfo(zone) for group in alike if (zone := group.availability.zone)}
    times: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for meetings in _at_one_time(turnouts, clocks):
        came: Counter[int | None] = Counter()
        for turnout in meetings:
            came.update(map(groups.get, turnout.people))
        first = meetings[0]
        local = {
            zone: minute_of_week(first.starts_at.astimezone(clock))
            for zone, clock in clocks.items()
        }
        for number, count in came.items():
            if number is not None:
                zone = alike[number].availability.zone or ""
                times[number, first.minutes][local[zone]] += count
    return times


def _at_one_time(
    turnouts: Sequence[Turnout], clocks: Mapping[str, ZoneInfo]
) -> list[list[Turnout]]:
    """Put meetings together that have one length, and start at one time of everybody's week.

    They do where they start at one time of the week in UTC, and all clocks are alike.
    """
    if not turnouts:
        return []
    times: dict[tuple[int, int, int], list[Turnout]] = defaultdict(list)
    years = [turnout.starts_at.year for turnout in turnouts]
    changes, spans = _spans(min(years), max(years), clocks)
    for turnout in turnouts:
        at = turnout.starts_at
        times[minute_of_week(at), spans[bisect(changes, at)], turnout.minutes].append(turnout)
    return list(times.values())


def _spans(
    first: int, last: int, clocks: Mapping[str, ZoneInfo]
) -> tuple[list[datetime], list[int]]:
    """Return the changes of all clocks in some years, and a number for each span between them.

    Spans in which all clocks show the same have the same number; the first span ends at the first
    change.
    """
    years = range(first, last + 1)
    changes = sorted({at for zone, year in product(clocks, years) for at in _changes(zone, year)})
    numbers: dict[tuple[timedelta | None, ...], int] = {}
    spans = []
    for at in (datetime(first, 1, 1, tzinfo=UTC), *changes):
        offsets = tuple(at.astimezone(clock).utcoffset() for clock in clocks.values())
        spans.append(numbers.setdefault(offsets, len(numbers)))
    return changes, spans


@lru_cache(maxsize=4_096)
def _changes(zone: str, year: int) -> tuple[datetime, ...]:
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return tuple(transitions(zone, start, end))


def own(attendances: Sequence[Came]) -> tuple[int, int] | None:
    """Return one person's meetings outside of good hours, and their burden in minutes.

    None where all attendances are of a person without a time zone.
    """
    minutes = burdens(attendances)
    known = [burden for burden in minutes if burden is not None]
    return (sum(burden > 0 for burden in known), sum(known)) if known or not minutes else None
