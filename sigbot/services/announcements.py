"""What is said of meetings in the channel and to those who go, and how it is put right."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sigbot.domain.meetings import ANNOUNCED_BEFORE, Meeting
from sigbot.domain.outbox import (
    REFRESH_AFTER,
    DirectNews,
    MeetingCard,
    MeetingRefresh,
    Outgoing,
    ReminderCorrection,
    Topic,
)
from sigbot.store import meetings, outbox, reminders
from sigbot.store.database import Tx

JUST_AFTER = timedelta(seconds=1)


async def post_card(
    tx: Tx, community_id: int, meeting_id: int, due_at: datetime, now: datetime
) -> None:
    await outbox.post(tx, community_id, MeetingCard(meeting_id), max(due_at, now), now)


async def schedule_cards(
    tx: Tx,
    community_id: int,
    starts: Sequence[tuple[int, datetime]],
    length: timedelta,
    now: datetime,
    *,
    free_from: datetime | None = None,
) -> None:
    """A card comes a week before its meeting, but not before the one ahead of it is over; `starts`
    are ids and instants, in order."""
    rows = []
    free = free_from or now
    for meeting_id, starts_at in starts:
        due_at = max(starts_at - ANNOUNCED_BEFORE, free, now)
        rows.append(Outgoing(community_id, MeetingCard(meeting_id), due_at))
        free = starts_at + length
    await outbox.post_many(tx, rows, now)


async def refresh_card(
    tx: Tx, community_id: int, meeting_id: int, now: datetime, *, at_once: bool = False
) -> None:
    """Ask for a fresh card; many wishes within a few seconds are one edit."""
    message = MeetingRefresh(meeting_id)
    due_at = now if at_once else now + REFRESH_AFTER
    await outbox.post(tx, community_id, message, due_at, now, key=f"refresh:{meeting_id}")


async def schedule_refreshes(tx: Tx, community_id: int, meeting: Meeting, now: datetime) -> None:
    """The posted card changes by itself as check-in opens and closes."""
    await outbox.withdraw(tx, (Topic.REFRESH,), [meeting.id], after=now + REFRESH_AFTER)
    for moment in (meeting.opens_at, meeting.closes_at + JUST_AFTER):
        if moment > now:
            await outbox.post(tx, community_id, MeetingRefresh(meeting.id), moment, now)


async def refresh_announced(
    tx: Tx, community_id: int, meeting_ids: Collection[int], now: datetime
) -> None:
    """Put right what was posted about meetings that were changed: their cards and reminders."""
    for meeting_id in await meetings.posted_cards(tx, meeting_ids):
        await refresh_card(tx, community_id, meeting_id, now, at_once=True)
        meeting = await meetings.meeting(tx, community_id, meeting_id)
        if meeting:
            await schedule_refreshes(tx, community_id, meeting, now)
    for one in await reminders.announcements(tx, meeting_ids):
        await correct_reminder(tx, community_id, one.meeting_id, one.id, now)


async def correct_reminder(
    tx: Tx, community_id: int, meeting_id: int, announcement_id: int, now: datetime
) -> None:
    """Put a reminder right that was posted."""
    message = ReminderCorrection(meeting_id, announcement_id)
    await outbox.post(tx, community_id, message, now, now)


async def tell_those_going(
    tx: Tx, community_id: int, meeting_ids: Collection[int], now: datetime
) -> None:
    """A direct message to those who are going and asked for such, about a move or a cancellation:
    of several meetings about the first one they go to."""
    told: dict[int, Outgoing] = {}
    for meeting_id, person_id, discord_id, _ in await reminders.going_to(tx, meeting_ids):
        message = DirectNews(meeting_id, discord_id, len(meeting_ids))
        told.setdefault(person_id, Outgoing(community_id, message, now, person_id))
    await outbox.post_many(tx, list(told.values()), now)


async def repost_cards(tx: Tx, community_id: int, moved: Sequence[Meeting], now: datetime) -> None:
    """Cards that wait for meetings that were moved come as they would for new ones."""
    posted = await meetings.posted_cards(tx, [one.id for one in moved])
    held = sorted((m for m in moved if not m.is_cancelled), key=lambda m: m.starts_at)
    waiting = [one for one in held if one.id not in posted]
    await outbox.withdraw(tx, (Topic.CARD,), [one.id for one in waiting])
    for one in waiting:
        ahead = [other.ends_at for other in held if other.starts_at < one.starts_at]
        before = ahead or await _end_before(tx, one)
        free_from = max(before, default=now)
        starts = [(one.id, one.starts_at)]
        await schedule_cards(tx, community_id, starts, timedelta(), now, free_from=free_from)


async def _end_before(tx: Tx, meeting: Meeting) -> list[datetime]:
    """When the meeting ahead of it in its series is over, if there is one."""
    if meeting.series_id is None:
        return []
    before = await meetings.last_end_before(tx, meeting.series_id, meeting.starts_at)
    return [before] if before else []
