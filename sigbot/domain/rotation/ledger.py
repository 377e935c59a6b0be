"""The ledger of late and early hours: how far from their preferred hours people met.

The burden of an attendance is the minutes C of the model (docs/decisions/rotation.md), worked out
with the time zone and hours that the person has set today.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from sigbot.domain.clocks import transitions
from sigbot.domain.hours import Window, windows_of
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import Alike, Came, RegionBurden
from sigbot.domain.rotation.optimizer import tabulate_weeks
from sigbot.domain.rotation.turns import minute_of_week
from sigbot.domain.turnouts import Turnout, everybody

Groups = Mapping[int, int]
"""Person → the number of the group of people who can meet alike."""


@dataclass(frozen=True, slots=True)
class _Time:
    """Attendances of meetings that last `minutes` and start at one time of everybody's week.

    `local` is zone → that minute of the week, `came` group → number of attendances.
    """

    minutes: int
    local: Mapping[str, int]
    came: Mapping[int | None, int]


def burdens(attendances: Sequence[Came]) -> list[int | None]:
    """Return the burden of each attendance in minutes, None for a person without a time zone."""
    kinds = {_kind(attendance) for attendance in attendances}
    tables = {kind: _table(*kind) for kind in kinds}
    return [_burden(attendance, tables[_kind(attendance)]) for attendance in attendances]


def _kind(attendance: Came) -> tuple[tuple[Window, ...], int]:
    """Return the person's windows and the minutes of the meeting: these share a table."""
    return windows_of(attendance.availability.hours), attendance.minutes


def _table(windows: tuple[Window, ...], minutes: int) -> list[int]:
    """Return the burden of a meeting of `minutes` by its local start, the minute of the week."""
    burden: list[int] = tabulate_weeks((windows,), minutes, 1).burden[0].tolist()
    return burden


def _burden(attendance: Came, table: Sequence[int]) -> int | None:
    zone = attendance.availability.zone
    return None if zone is None else table[_local_minute(attendance.starts_at, zone)]


def _local_minute(at: datetime, zone: str) -> int:
    return minute_of_week(at.astimezone(ZoneInfo(zone)))


def by_region(
    quarters: Sequence[Sequence[Turnout]], alike: Sequence[Alike], smallest_group: int
) -> list[RegionBurden]:
    """Return the burden of each region over whole quarters, the greatest first.

    `alike` are people with a time zone. A region is withheld where some, but fewer than
    `smallest_group`, of its people came in any one of the quarters: its figure could be had by
    subtracting two answers. No total is returned, as a withheld region would follow from it.
    """
    groups = {person: number for number, group in enumerate(alike) for person in group.people}
    people = [_people(quarter, alike, groups) for quarter in quarters]
    hidden = {region for counts in people for region, n in counts.items() if n < smallest_group}
    count: Counter[Region] = Counter()
    minutes: Counter[Region] = Counter()
    turnouts = [turnout for quarter in quarters for turnout in quarter]
    for number, came, burden in _sums(turnouts, alike, groups):
        region = alike[number].availability.place
        if region:
            count[region] += came
            minutes[region] += burden
    shown = [region for region in Region if count[region] and region not in hidden]
    burdens_of_regions = [_burden_of(region, minutes[region], count[region]) for region in shown]
    return sorted(burdens_of_regions, key=lambda region: -region.minutes)


def _burden_of(region: Region, minutes: int, count: int) -> RegionBurden:
    return RegionBurden(region, round(minutes / count), round(minutes / 60))


def _people(quarter: Sequence[Turnout], alike: Sequence[Alike], groups: Groups) -> Counter[Region]:
    """Return region → how many different people of it came."""
    people: Counter[Region] = Counter()
    for number, count in Counter(map(groups.get, everybody(quarter))).items():
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
    zones = {zone for group in alike if (zone := group.availability.zone)}
    times = [_time(meetings, zones, groups) for meetings in _at_one_time(turnouts, zones)]
    members: dict[tuple[Window, ...], list[int]] = defaultdict(list)
    for number, group in enumerate(alike):
        members[windows_of(group.availability.hours)].append(number)
    for windows, minutes in product(members, {time.minutes for time in times}):
        table = _table(windows, minutes)
        at = [time for time in times if time.minutes == minutes]
        for number in members[windows]:
            zone = alike[number].availability.zone or ""
            came = [(time.local[zone], n) for time in at if (n := time.came.get(number))]
            yield number, sum(n for _, n in came), sum(table[minute] * n for minute, n in came)


def _time(meetings: Sequence[Turnout], zones: Iterable[str], groups: Groups) -> _Time:
    came: Counter[int | None] = Counter()
    for turnout in meetings:
        came.update(map(groups.get, turnout.people))
    local = {zone: _local_minute(meetings[0].starts_at, zone) for zone in zones}
    return _Time(meetings[0].minutes, local, came)


def _at_one_time(turnouts: Sequence[Turnout], zones: Collection[str]) -> list[list[Turnout]]:
    """Put meetings together that have one length, and start at one time of everybody's week.

    They do where they start at one time of the week in UTC, and all clocks are alike.
    """
    if not turnouts:
        return []
    times: dict[tuple[int, int, int], list[Turnout]] = defaultdict(list)
    years = [turnout.starts_at.year for turnout in turnouts]
    changes, clocks = _clocks(min(years), max(years), zones)
    for turnout in turnouts:
        at = turnout.starts_at
        span = clocks[bisect(changes, at)]
        times[minute_of_week(at), span, turnout.minutes].append(turnout)
    return list(times.values())


def _clocks(first: int, last: int, zones: Collection[str]) -> tuple[list[datetime], list[int]]:
    """Return the changes of all clocks in some years, and a number for each span between them.

    Spans in which all clocks show the same have the same number; the first span ends at the first
    change.
    """
    years = range(first, last + 1)
    changes = sorted({at for zone, year in product(zones, years) for at in _changes(zone, year)})
    states: dict[tuple[timedelta | None, ...], int] = {}
    spans = [
        states.setdefault(
            tuple(at.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones), len(states)
        )
        for at in (datetime(first, 1, 1, tzinfo=UTC), *changes)
    ]
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
