"""Announce meetings in the channel and to people who go, and correct what was announced."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sigbot.domain.community import Community
from sigbot.domain.meetings import ANNOUNCED_BEFORE, Meeting, is_far
from sigbot.domain.members import HearsBy
from sigbot.domain.outbox import (
    REFRESH_AFTER,
    DirectNews,
    MeetingCard,
    MeetingRefresh,
    Message,
    Outgoing,
    ReminderCorrection,
    Told,
    Topic,
    call,
)
from sigbot.services.papers import refresh_papers
from sigbot.store import answers, cards, changes, meetings, outbox, reminders
from sigbot.store.database import Tx
from sigbot.store.reminders import Concerned

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
    """Post each meeting's card ANNOUNCED_BEFORE its start, once the meeting before it is over.

    `starts` are (id, instant) of the meetings, in order; `length` is how long each is. The first
    card waits until `free_from`.
    """
    rows = []
    free = free_from or now
    for meeting_id, starts_at in starts:
        rows.append(_card(community_id, meeting_id, starts_at, max(free, now)))
        free = starts_at + length
    await outbox.post_many(tx, rows, now)


def _card(community_id: int, meeting_id: int, starts_at: datetime, free_from: datetime) -> Outgoing:
    due_at = max(starts_at - ANNOUNCED_BEFORE, free_from)
    return Outgoing(community_id, MeetingCard(meeting_id), due_at)


async def refresh_card(
    tx: Tx, community_id: int, meeting_id: int, now: datetime, *, at_once: bool = False
) -> None:
    """Update a meeting's card soon; several requests within REFRESH_AFTER become one edit."""
    message = MeetingRefresh(meeting_id)
    due_at = now if at_once else now + REFRESH_AFTER
    await outbox.post(tx, community_id, message, due_at, now, key=f"refresh:{meeting_id}")


async def schedule_refreshes(tx: Tx, community_id: int, meeting: Meeting, now: datetime) -> None:
    """Update a meeting's posted card whenever its buttons change by themselves."""
    await outbox.withdraw(tx, (Topic.REFRESH,), [meeting.id], after=now + REFRESH_AFTER)
    await _post_at_turns(tx, community_id, meeting, MeetingRefresh(meeting.id), now)


async def _post_at_turns(
    tx: Tx, community_id: int, meeting: Meeting, message: Message, now: datetime
) -> None:
    """Post a message whenever something else can be done about a meeting."""
    moments = _turning_points(meeting, now)
    await outbox.post_many(tx, [Outgoing(community_id, message, at) for at in moments], now)


def _turning_points(meeting: Meeting, now: datetime) -> list[datetime]:
    """Return when something else can be done about a meeting, without what is past."""
    joined_from = [meeting.joined_from] if meeting.link else []
    ends = (meeting.ends_at + JUST_AFTER, meeting.closes_at + JUST_AFTER)
    moments = (*joined_from, meeting.opens_at, *ends)
    return [moment for moment in moments if moment > now and not meeting.is_cancelled]


async def schedule_corrections(
    tx: Tx, community_id: int, meeting: Meeting, newest: int, now: datetime
) -> None:
    """Update the newest reminder of a meeting as `schedule_refreshes` updates its card.

    `newest` is the id of its announcement. Older reminders have no buttons any more: Discord limits
    the edits in a channel.
    """
    await outbox.withdraw(tx, (Topic.CORRECTION,), [meeting.id], after=now)
    message = ReminderCorrection(meeting.id, newest, if_newest=True)
    await _post_at_turns(tx, community_id, meeting, message, now)


async def renew_last_reminder(tx: Tx, community_id: int, meeting: Meeting, now: datetime) -> None:
    """Update the newest reminder of a meeting that is over soon: it says how many were there.

    Several requests within REFRESH_AFTER become one edit.
    """
    posted = await reminders.announcements(tx, [meeting.id]) if now > meeting.closes_at else []
    if posted:
        newest = max(announcement.id for announcement in posted)
        message, key = ReminderCorrection(meeting.id, newest), f"reminder:{newest}"
        await outbox.post(tx, community_id, message, now + REFRESH_AFTER, now, key=key)


async def refresh_announced(
    tx: Tx, community_id: int, meeting_ids: Collection[int], now: datetime
) -> None:
    """Correct the cards, reminders and papers that were posted of meetings that have changed."""
    await refresh_papers(tx, meeting_ids, now)
    for meeting_id in await cards.posted(tx, meeting_ids):
        await refresh_card(tx, community_id, meeting_id, now, at_once=True)
        meeting = await meetings.meeting(tx, community_id, meeting_id)
        if meeting:
            await schedule_refreshes(tx, community_id, meeting, now)
    posted = await reminders.announcements(tx, meeting_ids)
    for reminder in posted:
        await correct_reminder(tx, community_id, reminder.meeting_id, reminder.id, now)
    in_order = sorted(posted, key=lambda reminder: reminder.id)
    for meeting_id, newest in {reminder.meeting_id: reminder.id for reminder in in_order}.items():
        meeting = await meetings.meeting(tx, community_id, meeting_id)
        if meeting:
            await schedule_corrections(tx, community_id, meeting, newest, now)


async def correct_reminder(
    tx: Tx, community_id: int, meeting_id: int, announcement_id: int, now: datetime
) -> None:
    """Correct a reminder that was posted."""
    message = ReminderCorrection(meeting_id, announcement_id)
    await outbox.post(tx, community_id, message, now, now)


async def tell_of_cancellation(
    tx: Tx, community: Community, meeting_ids: Sequence[int], now: datetime
) -> Told:
    """Tell those who said Going or Maybe to cancelled meetings, if they want direct messages.

    So are those who said so to the meetings cancelled before them: the news of these named the
    first one as the next. Return whom the news must mention, and how many are written to.
    """
    concerned = await reminders.concerned_by(tx, meeting_ids)
    pointed_to = [each for each, _ in await changes.cancelled_before(tx, meeting_ids[0], now)]
    pointed = await reminders.concerned_by(tx, pointed_to)
    first = [replace(each, meeting_id=meeting_ids[0], is_asked=False) for each in pointed]
    return await _tell(tx, community, [*concerned, *first], len(meeting_ids), now)


async def tell_of_restoration(
    tx: Tx, community: Community, meeting_ids: Collection[int], now: datetime
) -> tuple[Told, bool]:
    """Tell those who said Going or Maybe that meetings take place after all, as `tell_of_move`."""
    concerned = await reminders.concerned_by(tx, meeting_ids)
    told = await _tell(tx, community, concerned, len(meeting_ids), now, restored=True)
    return told, any(each.is_asked for each in concerned)


async def tell_of_move(
    tx: Tx, community: Community, moves: Sequence[tuple[datetime, Meeting]], now: datetime
) -> tuple[Told, bool]:
    """Tell those who said Going or Maybe to moved meetings, if they want direct messages.

    `moves` are (earlier start, meeting). Those who said Going to a meeting that moved far count as
    asked from now on. Return who is told, and whether the news must ask them.
    """
    await answers.ask_again(tx, moves, is_far)
    concerned = await reminders.concerned_by(tx, [meeting.id for _, meeting in moves])
    told = await _tell(tx, community, concerned, len(moves), now)
    return told, any(each.is_asked for each in concerned)


async def _tell(
    tx: Tx,
    community: Community,
    concerned: Sequence[Concerned],
    count: int,
    now: datetime,
    *,
    restored: bool = False,
) -> Told:
    """Write direct messages for those who want them; return also the others, to mention them.

    A person who said Going or Maybe to several of the `count` meetings is told once, about the
    first.
    """
    going = {each.person_id for each in concerned if each.is_going}
    asked = {each.person_id for each in concerned if each.is_asked}
    first: dict[int, Concerned] = {}
    for each in concerned:
        first.setdefault(each.person_id, each)
    rows = [
        Outgoing(
            community.id,
            DirectNews(each.meeting_id, each.discord_id, count, each.person_id in asked, restored),
            now,
            each.person_id,
        )
        for each in first.values()
        if each.hears_by is HearsBy.DIRECT
    ]
    await outbox.post_many(tx, rows, now)
    mentioned = [each for each in first.values() if each.hears_by is HearsBy.MENTION]
    called = call(
        [each.discord_id for each in mentioned if each.person_id in going],
        [each.discord_id for each in mentioned if each.person_id not in going],
    )
    return Told(called, len(rows), community.announcements_channel_id)


async def repost_cards(tx: Tx, community_id: int, moved: Sequence[Meeting], now: datetime) -> None:
    """Schedule the waiting cards of meetings that were moved again, as for new meetings."""
    posted = await cards.posted(tx, [meeting.id for meeting in moved])
    held = sorted((m for m in moved if not m.is_cancelled), key=lambda m: m.starts_at)
    waiting = [meeting for meeting in held if meeting.id not in posted]
    await outbox.withdraw(tx, (Topic.CARD,), [meeting.id for meeting in waiting])
    rows = []
    for meeting in waiting:
        ahead = [earlier.ends_at for earlier in held if earlier.starts_at < meeting.starts_at]
        before = ahead or await _end_before(tx, meeting)
        rows.append(_card(community_id, meeting.id, meeting.starts_at, max([*before, now])))
    await outbox.post_many(tx, rows, now)


async def _end_before(tx: Tx, meeting: Meeting) -> list[datetime]:
    """Return the end of the meeting before it in its series, [] where there is none."""
    if meeting.series_id is None:
        return []
    before = await meetings.last_end_before(tx, meeting.series_id, meeting.starts_at)
    return [before] if before else []
