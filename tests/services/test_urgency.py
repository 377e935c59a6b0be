"""At a full hour, what people wait for at that moment is sent before what is as good later."""

from datetime import datetime

from sqlalchemy import delete

from sigbot.domain.community import Community
from sigbot.domain.meetings import Answer
from sigbot.domain.outbox import DirectReminder, MeetingCard, MeetingReminder
from sigbot.services.meetings import answer_meeting
from sigbot.services.outbox import take_due
from sigbot.services.reminders import set_direct_messages
from sigbot.store.database import Database
from sigbot.store.rows.outbox import OutboxRow
from tests.services.world import ANA, DAY, HOUR, meeting_at, schedule, take_all


async def test_starts_and_direct_messages_come_before_reminders_of_tomorrow(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    """They are due at one instant, and were written in the opposite order."""
    at = now + 3 * DAY
    tomorrow = await meeting_at(db, at + DAY, now, title="Tomorrow")
    soon = await meeting_at(db, at + HOUR, now, title="In an hour")
    starting = await meeting_at(db, at, now, title="Now")
    await set_direct_messages(db, ANA, now, wanted=True, before="1h", changes="mention")
    await answer_meeting(db, ANA, soon.id, Answer.GOING, now)
    async with db.write() as tx:
        await tx.execute(delete(OutboxRow).where(OutboxRow.due_at < at))
    taken = await take_all(db, at)
    due = [(type(row.message), row.message.meeting_id) for row in taken]  # type: ignore[union-attr]
    assert due == [
        (MeetingReminder, starting.id),
        (DirectReminder, soon.id),
        (MeetingReminder, soon.id),
        (MeetingReminder, tomorrow.id),
    ]


async def test_what_was_due_earlier_comes_first_however_urgent_the_rest_is(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "tomorrow 9:00")
    rows = await take_due(db, now + DAY, "one", limit=10)
    assert isinstance(rows[0].message, MeetingCard)
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)
