"""What was kept before a migration goes on after it as if nothing had been."""

from datetime import UTC, datetime

from sqlalchemy import delete

from sigbot.domain.community import Community
from sigbot.domain.outbox import CANCELLED, CARD, PUBLISHED, REFRESH
from sigbot.services.changes import cancel_meeting
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.meetings import answer_meeting
from sigbot.services.reminders import set_direct_reminders
from sigbot.store.database import Database
from sigbot.store.migrate import downgrade, upgrade
from sigbot.store.rows import OutboxRow
from tests.services.world import (
    ANA,
    DAY,
    OLGA,
    check_reminders,
    edit,
    meeting_at,
    reminders_of,
    rows,
    schedule,
    series_at,
    waiting,
)

BEFORE_REMINDERS = "0001"
TOPICS_THEN = (CARD, REFRESH, CANCELLED, PUBLISHED)


async def _upgraded(db: Database, now: datetime) -> None:
    """The database as it was before there were reminders, and brought up to date again."""
    async with db.write() as tx:
        await tx.execute(delete(OutboxRow).where(OutboxRow.topic.not_in(TOPICS_THEN)))
    await downgrade(db, BEFORE_REMINDERS)
    await upgrade(db)
    await follow_zone_rules(db, "2026a", now)


async def test_meetings_from_before_have_reminders(
    db: Database, here: Community, now: datetime
) -> None:
    await series_at(db, now)
    made = await meeting_at(db, now + 3 * DAY, now)
    await answer_meeting(db, ANA, made.id, "going", now)
    await _upgraded(db, now)
    await check_reminders(db, now)
    await set_direct_reminders(db, ANA, None, now, wanted=True)
    assert len(await reminders_of(db, made, "direct_reminder")) == 1


async def test_a_card_from_before_is_not_posted_for_a_meeting_that_is_cancelled(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _upgraded(db, now)
    await cancel_meeting(db, OLGA, found[3].key, "", following=False, now=now)
    cards = [row.payload["meeting"] for row in await waiting(db, CARD)]
    assert sorted(cards) == [meeting.id for meeting in found if meeting.id != found[3].id]


async def test_a_card_from_before_follows_its_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _upgraded(db, now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    cards = [row.payload["meeting"] for row in await waiting(db, CARD)]
    assert sorted(cards) == [meeting.id for meeting in found]


async def test_the_second_of_two_equal_times_from_before_stays_the_second(
    db: Database, here: Community, now: datetime
) -> None:
    later = now + 200 * DAY
    await schedule(db, later, "2026-11-01T01:30-05:00[America/New_York]")
    await _upgraded(db, later)
    [row] = await rows(db, "meetings")
    assert row["starts_at"] == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert await rows(db, "notices") == []


async def test_what_waits_from_before_is_in_the_lane_of_its_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await meeting_at(db, now + 3 * DAY, now)
    await downgrade(db, BEFORE_REMINDERS)
    await upgrade(db)
    assert {row["lane"] for row in await rows(db, "outbox")} == {f"c{here.id}"}
