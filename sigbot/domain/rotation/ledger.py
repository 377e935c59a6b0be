"""The ledger of late and early hours: how far from hours that people like they met.

Of each attendance of a past meeting: the minutes C of the model (docs/decisions/rotation.md), by
the clock and hours that people have today.
"""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sigbot.domain.hours import windows_of
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import Came, RegionBurden
from sigbot.domain.rotation.optimizer import hours_of
from sigbot.domain.rotation.turns import minute_of_week


def burdens(attendances: Sequence[Came]) -> list[int | None]:
    """Minutes of each; None where no clock is known."""
    kinds = {(windows_of(one.said.hours), one.minutes) for one in attendances}
    tables = {kind: hours_of((kind[0],), kind[1], 1).burden[0] for kind in kinds}
    return [_burden(one, tables[windows_of(one.said.hours), one.minutes]) for one in attendances]


def _burden(one: Came, table: Sequence[int]) -> int | None:
    if one.said.zone is None:
        return None
    local = one.starts_at.astimezone(ZoneInfo(one.said.zone))
    return int(table[minute_of_week(local)])


def by_region(quarters: Sequence[Sequence[Came]], smallest_group: int) -> list[RegionBurden]:
    """Of whole quarters, the greatest burden first; without regions of which only a few came in one
    of them, as two looks could be subtracted. There is no total from which they would follow."""
    people = [_people(quarter) for quarter in quarters]
    hidden = {region for some in people for region, n in some.items() if n < smallest_group}
    minutes: dict[str, list[int]] = defaultdict(list)
    for one, burden in _known([one for quarter in quarters for one in quarter]):
        minutes[one.said.place or ""].append(burden)
    found = [
        _sum_of(region, minutes[region])
        for region in Region
        if minutes[region] and region not in hidden
    ]
    return sorted(found, key=lambda one: -one.minutes)


def _sum_of(region: Region, minutes: Sequence[int]) -> RegionBurden:
    total = sum(minutes)
    return RegionBurden(region, round(total / len(minutes)), round(total / 60))


def _known(attendances: Sequence[Came]) -> list[tuple[Came, int]]:
    """Those of whom clock and region are known."""
    found = zip(attendances, burdens(attendances), strict=True)
    return [(one, burden) for one, burden in found if burden is not None and one.said.place]


def _people(attendances: Sequence[Came]) -> dict[str, int]:
    """Region → how many different people of it came."""
    people: dict[str, set[int]] = defaultdict(set)
    for one, _ in _known(attendances):
        people[one.said.place or ""].add(one.person)
    return {region: len(some) for region, some in people.items()}


def own(attendances: Sequence[Came]) -> tuple[int, int] | None:
    """(meetings outside of good hours, minutes in all) of one person; None without a clock."""
    found = burdens(attendances)
    known = [burden for burden in found if burden is not None]
    return (sum(burden > 0 for burden in known), sum(known)) if known or not found else None
