"""The ledger of late and early hours: how far from hours that people like they met.

Of each attendance of a past meeting: the minutes C of the model (docs/decisions/rotation.md), by
the clock and hours that people have today.
"""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sigbot.domain.hours import windows_of
from sigbot.domain.members import REGIONS
from sigbot.domain.rotation_evidence import Came, RegionBurden
from sigbot.domain.rotation_masks import hours_of
from sigbot.domain.rotation_turns import minute_of_week


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


def by_region(attendances: Sequence[Came], smallest_group: int) -> list[RegionBurden]:
    """Regions with enough different people, the greatest burden first."""
    minutes: dict[str, list[int]] = defaultdict(list)
    people: dict[str, set[int]] = defaultdict(set)
    for one, burden in zip(attendances, burdens(attendances), strict=True):
        place = one.said.place
        if burden is not None and place:
            minutes[place].append(burden)
            people[place].add(one.person)
    found = [
        RegionBurden(
            region, round(sum(minutes[region]) / len(minutes[region])), sum(minutes[region]) // 60
        )
        for region in REGIONS
        if len(people[region]) >= smallest_group
    ]
    return sorted(found, key=lambda one: -one.minutes)


def own(attendances: Sequence[Came]) -> tuple[int, int] | None:
    """(meetings outside of good hours, minutes in all) of one person; None without a clock."""
    found = burdens(attendances)
    known = [burden for burden in found if burden is not None]
    return (sum(burden > 0 for burden in known), sum(known)) if known or not found else None
