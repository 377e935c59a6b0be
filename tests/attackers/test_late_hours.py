"""Late hours of regions, and who looks at them: an organizer who takes a member off the lists, and
anybody who wants to know how many people a region has that is withheld."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Came, FrozenQuarter, RegionBurden
from sigbot.domain.rotation.ledger import burdens, by_region
from sigbot.services.corrections import remove_attendance
from sigbot.services.late_hours import burdens_of, freeze_next
from sigbot.services.members import set_hours, set_timezone
from sigbot.services.periods import period_of
from sigbot.store import attendance, late_hours, releases
from sigbot.store import rotation as rotations
from sigbot.store.database import Database
from tests.services.conftest import here_on_sqlite
from tests.services.releasing import publish_regions
from tests.services.rotating import came
from tests.services.world import DAY, OLGA, WEEK, meeting_at, member, rows

__all__ = ["here_on_sqlite"]

FIRST = datetime(2026, 1, 8, 18, tzinfo=UTC)
MEETINGS = 8
FROZEN = datetime(2026, 4, 8, 12, tzinfo=UTC)
TOLD = datetime(2026, 7, 8, 12, tzinfo=UTC)
BERLINERS = [member(n) for n in range(6)]
AMERICANS = [member(10 + n) for n in range(6)]
VICTIM = BERLINERS[0]
SECRETS = {"6": "8", "11": "13", "17": "19"}
"""When the victim is free, such as from 11 to 13; a meeting is from 19 to 20 there."""


async def _quarter(db: Database, here: Community, begin: str) -> list[str]:
    """All six are at every meeting; return the keys of the meetings."""
    await _live_in(db, "Berlin", BERLINERS)
    await set_hours(db, VICTIM, begin, SECRETS[begin], "daily", FIRST - DAY)
    return await _meet(db, here, BERLINERS)


async def _live_in(db: Database, city: str, people: Sequence[Actor]) -> None:
    for someone in people:
        await set_timezone(db, someone, city, FIRST - DAY)


async def _meet(
    db: Database, here: Community, people: Sequence[Actor], times: int = MEETINGS
) -> list[str]:
    """People are at some meetings of a quarter; return the keys of the meetings."""
    calls = [
        await meeting_at(db, FIRST + n * WEEK, FIRST - DAY, title=f"Call {n}") for n in range(times)
    ]
    for call in calls:
        await came(db, here, call, people)
    return [call.key for call in calls]


async def _take_off(db: Database, keys: list[str]) -> None:
    for key in keys:
        await remove_attendance(db, OLGA, key, VICTIM, None, FROZEN)


async def _by_the_old_rule(db: Database, here: Community) -> int:
    """Return the minutes of an average attendance, counted anew from the lists as they are."""
    async with db.read() as tx:
        turnouts = await attendance.turnouts(tx, here.id, FROZEN)
        alike = await rotations.alike(tx, here.id)
    who = {person: group.availability for group in alike for person in group.people}
    attended = [
        Came(person, who[person], turnout.starts_at, turnout.minutes)
        for turnout in turnouts
        for person in turnout.people
    ]
    minutes = [burden or 0 for burden in burdens(attended)]
    return round(sum(minutes) / len(minutes))


def _guess(before: int, after: int) -> float:
    """Return the minutes of the victim at a meeting: who came how often is no secret."""
    all_, others = len(BERLINERS) * MEETINGS, (len(BERLINERS) - 1) * MEETINGS
    return (before * all_ - after * others) / MEETINGS


@pytest.mark.parametrize("begin", SECRETS)
async def test_the_victims_hours_followed_from_lists_with_and_without_them(
    sqlite_db: Database, here_on_sqlite: Community, begin: str
) -> None:
    keys = await _quarter(sqlite_db, here_on_sqlite, begin)
    before = await _by_the_old_rule(sqlite_db, here_on_sqlite)
    await _take_off(sqlite_db, keys)
    guessed = _guess(before, await _by_the_old_rule(sqlite_db, here_on_sqlite))
    # The meeting begins at 19, and would have to an hour before the end of the victim's time.
    truth = min(8 * 60, (19 - int(SECRETS[begin]) + 1) * 60)
    assert abs(guessed - truth) <= 6


@pytest.mark.parametrize("begin", SECRETS)
async def test_late_hours_that_are_frozen_show_nothing_of_the_correction(
    sqlite_db: Database, here_on_sqlite: Community, begin: str
) -> None:
    db, here = sqlite_db, here_on_sqlite
    await _live_in(db, "New York", AMERICANS)
    keys = await _quarter(db, here, begin)
    for call in await rows(db, "meetings"):
        await came(db, here, call, AMERICANS)
    await freeze_next(db, FROZEN)
    await publish_regions(db, "H1 2026", [Region.EUROPE, Region.NORTH_AMERICA])
    before = await _shown(db, here)
    assert before
    await _take_off(db, keys)
    await freeze_next(db, FROZEN + timedelta(days=100))
    assert await _shown(db, here) == before


async def _shown(db: Database, here: Community) -> Sequence[RegionBurden]:
    async with db.read() as tx:
        return await burdens_of(tx, here, period_of("Q1 2026", here, TOLD), TOLD) or ()


async def _by_the_quarter_alone(db: Database, here: Community) -> set[Region]:
    """Return the regions that were named before: all of five people or more who came."""
    async with db.read() as tx:
        frozen = await late_hours.quarters(tx, here.id, period_of("Q1 2026", here, TOLD).quarters())
    [quarter] = frozen.values()
    return {*quarter}


@pytest.mark.parametrize(
    ("indians", "named_before"), [(0, False), (4, False), (5, True), (9, True)]
)
async def test_a_withheld_region_was_named_from_its_fifth_member_on_and_is_not(
    sqlite_db: Database, here_on_sqlite: Community, indians: int, named_before: bool
) -> None:
    db, here = sqlite_db, here_on_sqlite
    there = {
        "Berlin": BERLINERS,
        "New York": AMERICANS,
        "Kolkata": [member(20 + n) for n in range(indians)],
    }
    for city, people in there.items():
        await _live_in(db, city, people)
    await _meet(db, here, [someone for people in there.values() for someone in people], times=1)
    await freeze_next(db, FROZEN)
    assert (Region.SOUTH_ASIA in await _by_the_quarter_alone(db, here)) is named_before
    await publish_regions(db, "H1 2026", [Region.EUROPE, Region.NORTH_AMERICA])
    shown = await _shown(db, here)
    assert {burden.region for burden in shown} == {Region.EUROPE, Region.NORTH_AMERICA}


async def test_where_only_five_came_all_their_regions_were_told_and_are_not(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    """In a half-year with a second region, whose people did not come in this quarter."""
    db, here = sqlite_db, here_on_sqlite
    await _live_in(db, "Berlin", BERLINERS)
    await _meet(db, here, BERLINERS[:5], times=1)
    await freeze_next(db, FROZEN)
    assert await _by_the_quarter_alone(db, here) == {Region.EUROPE}
    await publish_regions(db, "H1 2026", [Region.EUROPE, Region.NORTH_AMERICA])
    assert await _shown(db, here) == ()


HEAVY = 60
"""Lines of one person in a file, beside five people who came once."""


async def test_lines_that_an_organizer_adds_before_a_quarter_is_frozen_weigh_nothing(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    """With them, the average of a region would be that of one person."""
    db, here = sqlite_db, here_on_sqlite
    keys = await _quarter(db, here, "11")
    plain = await _as_if_frozen(db, here)
    for n in range(HEAVY):
        at = FIRST + timedelta(hours=n)
        added = await meeting_at(db, at, FIRST - DAY, title=f"Added {n}")
        await came(db, here, added, [VICTIM], Source.IMPORT if n % 2 else Source.MANUAL)
        keys.append(added.key)
    assert abs(await _by_the_old_rule(db, here) - plain[Region.EUROPE].minutes) > 60
    assert await _as_if_frozen(db, here) == plain
    await _take_off(db, keys)
    assert await _as_if_frozen(db, here) == plain


async def _as_if_frozen(db: Database, here: Community) -> FrozenQuarter:
    """Return what freezing now would keep."""
    async with db.read() as tx:
        turnouts = await releases.turnouts(tx, here.id, FIRST, FROZEN)
        alike = await rotations.alike(tx, here.id)
    return by_region(turnouts, alike, here.smallest_group)
