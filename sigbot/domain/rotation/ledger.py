"""The ledger of late and early hours: how far from the hours that suit them people met.

The burden of an attendance is the minutes C of the model (docs/decisions/rotation.md), counted from
all hours that suit the person, worked out with the time zone and hours that they have set today.
"""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sigbot.domain.hours import Window, suiting, windows_of
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import Came, CameAlike, QuarterCame, RegionBurden
from sigbot.domain.rotation.optimizer import tabulate_weeks
from sigbot.domain.rotation.turns import minute_of_week


def burdens(attendances: Sequence[Came | CameAlike]) -> list[int | None]:
    """Return the burden of each attendance in minutes, None for a person without a time zone."""
    kinds = {_kind(attendance) for attendance in attendances}
    tables = {kind: tabulate_weeks((kind[0],), kind[1], 1).burden[0] for kind in kinds}
    return [_burden(attendance, tables[_kind(attendance)]) for attendance in attendances]


def _kind(attendance: Came | CameAlike) -> tuple[tuple[Window, ...], int]:
    """Return the person's windows and the minutes of the meeting: these share a table."""
    return suiting(windows_of(attendance.availability.hours)), attendance.minutes


def _burden(attendance: Came | CameAlike, table: Sequence[int]) -> int | None:
    """Look the local start up in a table of burdens by minute of the week."""
    zone = attendance.availability.zone
    if zone is None:
        return None
    local = attendance.starts_at.astimezone(ZoneInfo(zone))
    return int(table[minute_of_week(local)])


def by_region(quarters: Sequence[QuarterCame], smallest_group: int) -> list[RegionBurden]:
    """Return the burden of each region over whole quarters, the greatest first.

    A region is withheld where some, but fewer than `smallest_group`, of its people came in any one
    of the quarters: its figure could be had by subtracting two answers. No total is returned, as a
    withheld region would follow from it.
    """
    people = [_people(quarter) for quarter in quarters]
    hidden = {region for counts in people for region, n in counts.items() if n < smallest_group}
    count: dict[str, int] = defaultdict(int)
    minutes: dict[str, int] = defaultdict(int)
    attendances = [alike for quarter in quarters for alike in quarter.attendances]
    for alike, burden in zip(attendances, burdens(attendances), strict=True):
        region = alike.availability.place
        if region and burden is not None:
            count[region] += alike.count
            minutes[region] += burden * alike.count
    shown = [region for region in Region if count[region] and region not in hidden]
    burdens_of_regions = [_burden_of(region, minutes[region], count[region]) for region in shown]
    return sorted(burdens_of_regions, key=lambda region: -region.minutes)


def _burden_of(region: Region, minutes: int, count: int) -> RegionBurden:
    return RegionBurden(region, round(minutes / count), round(minutes / 60))


def _people(quarter: QuarterCame) -> dict[str, int]:
    """Return region → how many different people of it came."""
    people: dict[str, int] = defaultdict(int)
    for availability, count in quarter.people:
        if availability.zone and availability.place:
            people[availability.place] += count
    return dict(people)


def own(attendances: Sequence[Came]) -> tuple[int, int] | None:
    """Return one person's meetings outside of good hours, and their burden in minutes.

    None where all attendances are of a person without a time zone.
    """
    minutes = burdens(attendances)
    known = [burden for burden in minutes if burden is not None]
    return (sum(burden > 0 for burden in known), sum(known)) if known or not minutes else None
