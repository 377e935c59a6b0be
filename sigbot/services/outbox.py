"""Taking what is due from the outbox, and noting what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import OF_THE_CHANNEL
from sigbot.domain.outbox import (
    FIRST_DELAY,
    LONGEST_OUTAGE,
    MOST_ATTEMPTS,
    AnyDue,
    Due,
    MeetingRefresh,
    ReminderCorrection,
    outage_delay,
    retry_delay,
)
from sigbot.domain.series import HORIZON
from sigbot.services.announcements import correct_reminder, refresh_card, schedule_refreshes
from sigbot.services.notices import give_up, mend_channel
from sigbot.store import community as communities
from sigbot.store import meetings, notices, outbox, reminders
from sigbot.store.database import Database, Tx


async def take_due(
    db: Database, now: datetime, holder: str, busy: Collection[str] = (), limit: int = 20
) -> list[AnyDue]:
    """Rows that are due, leased to `holder`, none of a `busy` lane; nobody else gets them before
    the lease runs out."""
    async with db.write() as tx:
        return await outbox.lease_due(tx, now, holder, busy, limit)


async def take_over(db: Database) -> None:
    """At the start: on SQLite, which one process has for itself, whoever held a row is gone."""
    if db.is_sqlite:
        async with db.write() as tx:
            await outbox.end_leases(tx)


async def finish(db: Database, due: AnyDue, now: datetime) -> None:
    """Note that a row is done."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)


async def finish_posted(db: Database, due: AnyDue, now: datetime) -> None:
    """It was posted: then the channel is usable."""
    async with db.write() as tx:
        await _finish_posted(tx, due, now)


async def _finish_posted(tx: Tx, due: AnyDue, now: datetime) -> Community | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    if community and await notices.mend(tx, community.id, OF_THE_CHANNEL, now):
        await mend_channel(tx, community.id, now)
    await outbox.mark_done(tx, due.id, now)
    return community


async def finish_card(
    db: Database, due: AnyDue, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """The card of `meeting` was posted as `message` (channel id, message id): remember where, and
    refresh it as check-in opens and closes; soon, if the meeting was changed meanwhile."""
    async with db.write() as tx:
        community = await _finish_posted(tx, due, now)
        await meetings.remember_card(tx, meeting.id, *message)
        current = community and await meetings.meeting(tx, community.id, meeting.id)
        if community and current:
            await schedule_refreshes(tx, community.id, current, now)
            if current != meeting:
                await refresh_card(tx, community.id, meeting.id, now)


async def finish_reminder(
    db: Database, due: AnyDue, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """The reminder of `meeting` was posted as `message`: remember where, to put it right after a
    move; at once, if the meeting was changed meanwhile."""
    async with db.write() as tx:
        community = await _finish_posted(tx, due, now)
        posted = await reminders.add_announcement(tx, meeting.id, *message, meeting.starts_at)
        current = community and await meetings.meeting(tx, community.id, meeting.id)
        if community and current and replace(current, counts=meeting.counts) != meeting:
            await correct_reminder(tx, community.id, meeting.id, posted, now)


async def forget_card(db: Database, due: Due[MeetingRefresh], now: datetime) -> None:
    """Note that the card was deleted: it is edited no more."""
    async with db.write() as tx:
        await meetings.forget_card(tx, due.message.meeting_id)
        await outbox.mark_done(tx, due.id, now)


async def forget_reminder(db: Database, due: Due[ReminderCorrection], now: datetime) -> None:
    """Note that the reminder was deleted: it is corrected no more."""
    async with db.write() as tx:
        await reminders.forget_announcement(tx, due.message.announcement_id)
        await outbox.mark_done(tx, due.id, now)


async def try_later(db: Database, due: AnyDue, reason: str, now: datetime) -> None:
    """Put off what was refused this time; after MOST_ATTEMPTS it is set aside."""
    if due.attempts >= MOST_ATTEMPTS:
        await give_up(db, due, reason, now)
        return
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + retry_delay(due.attempts, due.id), reason)


async def wait_for_discord(db: Database, due: AnyDue, reason: str, now: datetime) -> datetime:
    """Discord does not answer: no fault of the row, which is put off for as long as it lasts
    already; after LONGEST_OUTAGE it is set aside. When its lane may be gone on with: sooner, as it
    may be this row after all."""
    since = due.tried_at or now
    if now - since > LONGEST_OUTAGE:
        await give_up(db, due, reason, now)
        return now
    async with db.write() as tx:
        again = now + outage_delay(since, now, due.id)
        await outbox.put_off(tx, due, again, reason, counted=False)
    return now + FIRST_DELAY


async def slow_down(db: Database, due: AnyDue, reason: str, until: datetime) -> datetime:
    """Discord wants to hear nothing before `until`."""
    async with db.write() as tx:
        await outbox.put_back(tx, due, until, reason)
    return until


async def put_back(db: Database, rows: Sequence[AnyDue], until: datetime) -> None:
    """Rows that were taken and not begun with: nobody takes them before `until`."""
    async with db.write() as tx:
        for due in rows:
            await outbox.put_back(tx, due, until)


async def next_wake(db: Database, now: datetime) -> datetime | None:
    """When there is something to do next: a row due, or a series to extend."""
    async with db.read() as tx:
        due = await outbox.next_due(tx, now)
        extension = await meetings.next_extension(tx)
    moments = [due, extension - HORIZON if extension else None]
    return min((at for at in moments if at is not None), default=None)
