"""The ledger of late and early hours: how far from their preferred hours people met.

The burden of an attendance is the minutes C of the model (docs/decisions/rotation.md), worked out
with the time zone and hours that the person has set today.
"""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sigbot.domain.hours import Window, windows_of
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import Came, RegionBurden
from sigbot.domain.rotation.optimizer import tabulate_weeks
from sigbot.domain.rotation.turns import minute_of_week


def burdens(attendances: Sequence[Came]) -> list[int | None]:
    """Return the burden of each attendance in minutes, None for a person without a time zone."""
    kinds = {_kind(attendance) for attendance in attendances}
    tables = {kind: tabulate_weeks((kind[0],), kind[1], 1).burden[0] for kind in kinds}
    return [_burden(attendance, tables[_kind(attendance)]) for attendance in attendances]


def _kind(attendance: Came) -> tuple[tuple[Window, ...], int]:
    """Return the person's windows and the minutes of the meeting: these share a table."""
    return windows_of(attendance.availability.hours), attendance.minutes


def _burden(attendance: Came, table: Sequence[int]) -> int | None:
    """Look the local start up in a table of burdens by minute of the week."""
    zone = attendance.availability.zone
    if zone is None:
        return None
    local = attendance.starts_at.astimezone(ZoneInfo(zone))
    return int(table[minute_of_week(local)])


def by_region(quarters: Sequence[Sequence[Came]], smallest_group: int) -> list[RegionBurden]:
    """Return the burden of each region over whole quarters, the greatest first.

    A region is withheld where some, but fewer than `smallest_group`, of its people came in any one
    of the quarters: its figure could be had by subtracting two answers. No total is returned, as a
    withheld region would follow from it.
    """
    people = [_people(quarter) for quarter in quarters]
    hidden = {region for counts in people for region, n in counts.items() if n < smallest_group}
    minutes: dict[str, list[int]] = defaultdict(list)
    for attendance, burden in _known([came for quarter in quarters for came in quarter]):
        minutes[attendance.availability.place or ""].append(burden)
    burdens_of_regions = [
        _sum_of(region, minutes[region])
        for region in Region
        if minutes[region] and region not in hidden
    ]
    return sorted(burdens_of_regions, key=lambda region: -region.minutes)


def _sum_of(region: Region, minutes: Sequence[int]) -> RegionBurden:
    total = sum(minutes)
    return RegionBurden(region, round(total / len(minutes)), round(total / 60))


def _known(attendances: Sequence[Came]) -> list[tuple[Came, int]]:
    """Return the attendances of people whose time zone and region are known, with burdens."""
    pairs = zip(attendances, burdens(attendances), strict=True)
    return [
        (attendance, burden)
        for attendance, burden in pairs
        if burden is not None and attendance.availability.place
    ]


def _people(attendances: Sequence[Came]) -> dict[str, int]:
    """Return region → how many different people of it came."""
    people: dict[str, set[int]] = defaultdict(set)
    for attendance, _ in _known(attendances):
        people[attendance.availability.place or ""].add(attendance.person)
    return {region: len(ids) for region, ids in people.items()}


def own(attendances: Sequence[Came]) -> tuple[int, int] | None:
    """Return one person's meetings outside of good hours, and their burden in minutes.

    None where all attendances are of a person without a time zone.
    """
    minutes = burdens(attendances)
    known = [burden for burden in minutes if burden is not None]
    return (sum(burden > 0 for burden in known), sum(known)) if known or not minutes else None
