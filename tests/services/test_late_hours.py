"""Late hours of regions are frozen once, a week after each quarter, one community at a time."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.regions import Region
from sigbot.domain.rotation import FrozenBurden, FrozenQuarter, RegionBurden
from sigbot.services.corrections import remove_attendance
from sigbot.services.late_hours import burdens_of, freeze_next, next_freezing
from sigbot.services.members import set_hours, set_timezone
from sigbot.services.periods import period_of
from sigbot.store import releases
from sigbot.store.database import Database
from sigbot.store.late_hours import quarters
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from tests.services.releasing import publish_regions
from tests.services.rotating import came
from tests.services.world import DAY, OLGA, SECOND, meeting_at, member, rows

AT = datetime(2026, 2, 3, 20, tzinfo=UTC)
"""The evening in Berlin is over: 21:00 to 23:00 there."""
Q1_FROZEN = datetime(2026, 4, 8, 12, tzinfo=UTC)
Q2_FROZEN = datetime(2026, 7, 8, 12, tzinfo=UTC)
BERLINERS = [member(n) for n in range(6)]
TOKYO = [member(10 + n) for n in range(6)]
FROZEN = {
    date(2026, 1, 1): {
        Region.EUROPE: FrozenBurden(6, 60, 5),
        Region.EAST_ASIA: FrozenBurden(6, 180, 20),
    }
}


async def _call(db: Database, here: Community, at: datetime = AT) -> Meeting:
    """Six from Berlin and six from Tokyo are there; it is early there."""
    for someone in BERLINERS:
        await set_timezone(db, someone, "Berlin", AT - DAY)
    for someone in TOKYO:
        await set_timezone(db, someone, "Tokyo", AT - DAY)
    call = await meeting_at(db, at, at - DAY, duration="2 h")
    await came(db, here, call, [*BERLINERS, *TOKYO])
    return call


async def _freeze_all(db: Database, now: datetime) -> list[int]:
    """Return how many quarters each step has frozen."""
    steps = []
    while (frozen := await freeze_next(db, now)) is not None:
        steps.append(frozen)
    return steps


async def _frozen(db: Database, here: Community) -> dict[date, FrozenQuarter]:
    async with db.read() as tx:
        return await quarters(tx, here.id, period_of("H1 2026", here, Q2_FROZEN).quarters())


async def _told(
    db: Database, here: Community, text: str, now: datetime
) -> tuple[RegionBurden, ...] | None:
    async with db.read() as tx:
        return await burdens_of(tx, here, period_of(text, here, now), now)


async def _starts(db: Database) -> list[tuple[int, str]]:
    found = await rows(db, "late_hours")
    return [(row["community_id"], row["quarter"].isoformat()) for row in found]


async def test_nothing_that_happens_later_changes_a_frozen_quarter(
    db: Database, here: Community
) -> None:
    call = await _call(db, here)
    assert await _freeze_all(db, Q1_FROZEN - SECOND) == [1]
    assert await _frozen(db, here) == {}
    assert await _freeze_all(db, Q1_FROZEN) == [1]
    frozen = await _frozen(db, here)
    assert frozen == FROZEN
    await remove_attendance(db, OLGA, call.key, BERLINERS[0], None, Q1_FROZEN)
    await set_hours(db, BERLINERS[1], "3", "5", "Sun", Q1_FROZEN)
    await set_timezone(db, BERLINERS[2], "Tokyo", Q1_FROZEN)
    await _call(db, here, AT + DAY)
    await _freeze_all(db, Q2_FROZEN)
    assert await _frozen(db, here) == {**frozen, date(2026, 4, 1): {}}


async def test_each_meeting_is_read_once_with_all_its_people(db: Database, here: Community) -> None:
    call = await _call(db, here)
    async with db.read() as tx:
        [turnout] = await releases.turnouts(tx, here.id, AT - DAY, AT + DAY)
    assert (turnout.id, turnout.starts_at, turnout.minutes) == (call.id, AT, 120)
    assert len({*turnout.people}) == len(BERLINERS) + len(TOKYO)


async def test_late_hours_are_told_of_regions_that_the_release_of_their_half_year_shows(
    db: Database, here: Community
) -> None:
    await _call(db, here)
    await _freeze_all(db, Q2_FROZEN)
    assert await _told(db, here, "Q1 2026", Q2_FROZEN - SECOND) is None
    assert await _told(db, here, "Q1 2026", Q2_FROZEN) == (), "there is no release yet"
    await publish_regions(db, "H2 2025", [Region.EUROPE, Region.EAST_ASIA])
    assert await _told(db, here, "Q1 2026", Q2_FROZEN) == ()
    await publish_regions(db, "H1 2026", [Region.EUROPE, Region.EAST_ASIA])
    late = RegionBurden(Region.EAST_ASIA, 180, 20), RegionBurden(Region.EUROPE, 60, 5)
    for period in ("Q1 2026", "H1 2026", "last 12 months"):
        told = late if period != "last 12 months" else ()
        assert await _told(db, here, period, Q2_FROZEN) == told


async def test_a_step_is_one_community_and_each_quarter_since_its_first_meeting(
    db: Database, here: Community, elsewhere: Community
) -> None:
    await _call(db, here)
    assert await freeze_next(db, Q2_FROZEN) == 2
    assert await _starts(db) == [(here.id, "2026-01-01"), (here.id, "2026-04-01")]
    assert await freeze_next(db, Q2_FROZEN) == 1
    assert (await _starts(db))[2:] == [(elsewhere.id, "2026-04-01")]
    assert await freeze_next(db, Q2_FROZEN) is None
    assert await freeze_next(db, next_freezing(Q2_FROZEN) - SECOND) is None
    assert await freeze_next(db, next_freezing(Q2_FROZEN)) == 1


async def test_a_community_with_meetings_of_decades_has_the_last_ten_years(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    await meeting_at(sqlite_db, AT, AT - DAY)
    async with sqlite_db.write() as tx:
        await tx.execute(update(MeetingRow).values(starts_at=datetime(1990, 1, 1, tzinfo=UTC)))
    assert await _freeze_all(sqlite_db, Q1_FROZEN) == [41]


async def test_a_community_that_fails_holds_up_no_other_and_is_tried_with_the_next_quarter(
    db: Database, here: Community, elsewhere: Community
) -> None:
    await _call(db, here)
    await _set_zone(db, here, "Mars/Olympus_Mons")
    assert await _freeze_all(db, Q1_FROZEN) == [0, 1]
    assert await _starts(db) == [(elsewhere.id, "2026-01-01")]
    await _set_zone(db, here, "America/New_York")
    assert await freeze_next(db, Q1_FROZEN) is None
    assert await _freeze_all(db, Q2_FROZEN) == [2, 1]
    assert (await _frozen(db, here))[date(2026, 1, 1)] == FROZEN[date(2026, 1, 1)]


async def _set_zone(db: Database, here: Community, zone: str) -> None:
    """Behind the bot's back."""
    async with db.write() as tx:
        changed = update(CommunityRow).where(CommunityRow.id == here.id)
        await tx.execute(changed.values(timezone=zone))


async def test_processes_that_freeze_at_once_freeze_each_quarter_once(
    three: tuple[Database, Database, Database],
) -> None:
    steps = await asyncio.gather(*(freeze_next(side, Q1_FROZEN) for side in three))
    assert sum(frozen or 0 for frozen in steps) == 1
    assert len(await _starts(three[0])) == 1


async def test_a_busy_database_is_tried_again_and_no_community_is_passed_over(
    opened: Callable[[str], Database], sqlite_db: Database, here_on_sqlite: Community
) -> None:
    async with opened(str(sqlite_db.url)).write() as tx:
        await tx.execute(update(CommunityRow).values(name="Held"))
        with pytest.raises(StoreBusyError):
            await freeze_next(sqlite_db, Q1_FROZEN)
    assert await _freeze_all(sqlite_db, Q1_FROZEN) == [1]
