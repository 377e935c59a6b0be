"""Instants go in with a zone and come out in UTC, on both databases; wall times stay naive."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from sigbot.store.database import Database
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from tests.store.samples import a_community, a_meeting

INSTANTS = [
    datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
async def test_an_instant_comes_back_as_the_same_instant_in_utc(
    db: Database, instant: datetime
) -> None:
    async with db.write() as tx:
        await a_community(tx, instant)
    async with db.read() as tx:
        found = await tx.scalar(select(CommunityRow.created_at))
    assert found is not None
    assert found.tzinfo is UTC
    # Python calls a time in a fold unequal to everything outside of its own zone.
    assert found == instant.astimezone(UTC)


async def test_a_naive_instant_is_refused_and_nothing_is_kept(db: Database) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        async with db.write() as tx:
            await a_community(tx, datetime(2026, 3, 2))  # noqa: DTZ001
    async with db.read() as tx:
        assert await tx.scalar(select(CommunityRow.id)) is None


async def test_a_naive_instant_is_refused_in_a_question_too(db: Database, now: datetime) -> None:
    before = CommunityRow.created_at < now.replace(tzinfo=None)
    async with db.read() as tx:
        with pytest.raises(StatementError, match="needs a time zone"):
            await tx.scalar(select(CommunityRow.id).where(before))


async def test_nothing_stays_nothing(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        await a_meeting(tx, await a_community(tx, now), now)
        assert await tx.scalar(select(MeetingRow.cancelled_at)) is None


async def test_instants_of_any_zone_are_in_order(db: Database, now: datetime) -> None:
    """Also where seconds have fractions and where they have none, as SQLite compares texts."""
    zones = [UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")]
    steps = [timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=20)]
    instants = [now, *(now + step for step in steps)]
    async with db.write() as tx:
        here = await a_community(tx, now)
        for number, instant in enumerate(reversed(instants)):
            await a_meeting(tx, here, instant.astimezone(zones[number % 3]))
        found = await tx.scalars(select(MeetingRow.starts_at).order_by(MeetingRow.starts_at))
    assert list(found) == instants


async def test_a_wall_time_stays_as_it_was_meant(db: Database, now: datetime) -> None:
    in_the_fold = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001
    async with db.write() as tx:
        meeting_id = await a_meeting(tx, await a_community(tx, now), now)
        row = await tx.get_one(MeetingRow, meeting_id)
        row.wall = in_the_fold
    async with db.read() as tx:
        assert await tx.scalar(select(MeetingRow.wall)) == in_the_fold


async def test_sqlite_keeps_instants_as_utc_text(sqlite_db: Database, now: datetime) -> None:
    async with sqlite_db.write() as tx:
        await a_community(tx, now.astimezone(ZoneInfo("Asia/Tokyo")))
        kept = await tx.scalar(text("SELECT created_at FROM communities"))
    assert kept == "2026-03-02 12:00:00.000000"
