"""What was kept before a migration goes on after it as if nothing had been."""

from datetime import UTC, datetime

from sqlalchemy import delete

from sigbot.domain.community import Community
from sigbot.domain.outbox import Topic
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.meetings import answer_meeting
from sigbot.services.names import link_name
from sigbot.services.reminders import set_direct_messages
from sigbot.store.database import Database
from sigbot.store.migrate import downgrade, upgrade
from sigbot.store.rows.outbox import OutboxRow
from tests.services.attending import Came, Line, a_call, check_ledger, imported, ledger_of
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    OLGA,
    cancel_meeting,
    check_in,
    check_reminders,
    edit,
    meeting_at,
    reminders_of,
    rows,
    schedule,
    series_at,
    waiting,
)

BEFORE_REMINDERS, BEFORE_LEDGER = "0001", "0002"
TOPICS_THEN = (Topic.CARD, Topic.REFRESH, Topic.CANCELLED, Topic.PUBLISHED)


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
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    assert len(await reminders_of(db, made, "direct_reminder")) == 1


async def test_a_card_from_before_is_not_posted_for_a_meeting_that_is_cancelled(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _upgraded(db, now)
    await cancel_meeting(db, OLGA, found[3].key, "", scope="this", now=now)
    cards = [row.payload["meeting"] for row in await waiting(db, Topic.CARD)]
    assert sorted(cards) == [meeting.id for meeting in found if meeting.id != found[3].id]


async def test_a_card_from_before_follows_its_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _upgraded(db, now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    cards = [row.payload["meeting"] for row in await waiting(db, Topic.CARD)]
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


async def test_the_ledger_from_before_stays_as_it_is_and_can_be_corrected(
    db: Database, here: Community, now: datetime
) -> None:
    """Twice: what is known of a line has then come from the line itself."""
    first, second = await a_call(db, now), await a_call(db, now)
    await check_in(db, ANA, first.id, "button", first.starts_at)
    await check_in(db, BEN, second.id, "code", second.starts_at)
    for call in (first, second):
        await imported(db, call, Came("Ana", 2, 50), Came("Ben B.", 5, 60))
    await link_name(db, OLGA, "Ben B.", BEN, now)
    await add_attendance(db, OLGA, first.key, None, "Neha", first.ends_at)
    await remove_attendance(db, OLGA, second.key, ANA, None, second.ends_at)
    before = await rows(db, "attendances")
    for _ in range(2):
        await downgrade(db, BEFORE_LEDGER)
        await upgrade(db)
        assert await rows(db, "attendances") == before
        await check_ledger(db)
    await remove_attendance(db, OLGA, first.key, None, "Neha", now)
    assert (await check_in(db, BEN, first.id, "button", first.starts_at)).first
    assert not (await check_in(db, BEN, second.id, "code", second.starts_at)).first
    lines = [Line("Ana", "button", 0, 48), Line("Ben", "button", 0, 55)]
    assert await ledger_of(db, first) == lines
    assert await ledger_of(db, second) == [Line("Ben", "code", 0, 55)]
