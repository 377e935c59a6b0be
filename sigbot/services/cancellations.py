"""Cancel one meeting, or it and all that follow in its series, and bring them back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sigbot.domain.bounds import LINE_LIMIT, LONGEST_MEETING, MOST_OPEN_SERIES, check_room
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Cancelling, Confirmation
from sigbot.domain.meetings import Meeting, Scope, check_can_cancel, check_can_restore
from sigbot.domain.outbox import MeetingCancelled, MeetingRestored, Told, Topic
from sigbot.domain.questions import Intent
from sigbot.domain.texts import check_text
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import find_meeting, lock_for_organizer, must_find
from sigbot.services.announcements import (
    refresh_announced,
    repost_cards,
    tell_of_cancellation,
    tell_of_restoration,
)
from sigbot.services.clocks import check_clocks_soon
from sigbot.services.confirmations import do_or_ask
from sigbot.services.reminders import schedule_reminders
from sigbot.store import audit, cards, changes, meetings, outbox
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """What an organizer typed to cancel a meeting."""

    meeting: str
    reason: str = ""
    scope: str = Scope.THIS


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The meetings that were cancelled, the first one first."""

    meetings: tuple[Meeting, ...]
    scope: Scope
    told: Told


@dataclass(frozen=True, slots=True)
class Restored:
    """The meetings that are back, the first one first.

    `left` is the number of later meetings that were cancelled with them and stay cancelled.
    """

    meetings: tuple[Meeting, ...]
    left: int
    told: Told


async def cancel_meeting(
    db: Database, actor: Actor, request: CancelRequest, now: datetime
) -> Cancelled | Confirmation:
    """Cancel a meeting, or it and all that follow in its series.

    Ask first where there are several, or where other people said that they would come. When a
    single meeting is cancelled, its series goes on with its other times unchanged.

    For organizers only. Raises NotFoundError, AlreadyCancelledError, MeetingOverError, and
    NotOfferedError for an unknown scope.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await cancel_in(tx, community, actor, request, now)


async def cancel_in(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: CancelRequest,
    now: datetime,
    agreed: str | None = None,
) -> Cancelled | Confirmation:
    """Do what `cancel_meeting` does within a transaction that has locked the community.

    `agreed` is the digest of what the actor confirmed.
    """

    async def cancel() -> tuple[Cancelled, Cancelling | None]:
        cancelled = await _cancel(tx, community, actor, request, now)
        return cancelled, await _reach(tx, community, actor, cancelled)

    asked = Intent.CONFIRM_CANCEL, asdict(request)
    return await do_or_ask(tx, community, actor, asked, cancel, now, agreed)


async def _cancel(
    tx: Tx, community: Community, actor: Actor, request: CancelRequest, now: datetime
) -> Cancelled:
    scope = read_word(Scope, request.scope)
    meeting = await find_meeting(tx, community.id, request.meeting, now)
    check_can_cancel(meeting, now)
    reason = check_text("reason", request.reason, LINE_LIMIT)
    chosen = [meeting]
    if scope is Scope.FOLLOWING and meeting.series_id is not None:
        chosen = await _following_ahead(tx, community.id, meeting, meeting.series_id, now)
        await meetings.end_series(tx, meeting.series_id, now)
    ids = [m.id for m in chosen]
    await changes.cancel_meetings(tx, ids, reason, now)
    await outbox.withdraw(tx, (Topic.REMINDER, Topic.DIRECT, Topic.CARD), ids)
    told = await _announce_cancelled(tx, community, meeting, ids, now)
    audit.record(tx, community.id, actor, "meeting.cancel", meeting.key, now, count=len(ids))
    cancelled = [replace(m, cancelled_at=now, cancel_reason=reason) for m in chosen]
    return Cancelled(tuple(cancelled), scope, told)


async def _reach(
    tx: Tx, community: Community, actor: Actor, cancelled: Cancelled
) -> Cancelling | None:
    """Return what the actor has to confirm, None for one meeting that nobody else comes to."""
    first, count = cancelled.meetings[0], len(cancelled.meetings)
    coming = await changes.coming(tx, [m.id for m in cancelled.meetings], actor.discord_id)
    if count == 1 and not coming.anybody:
        return None
    return Cancelling(
        first.title, first.starts_at, count, coming, community.announcements_channel_id
    )


async def _following_ahead(
    tx: Tx, community_id: int, meeting: Meeting, series_id: int, now: datetime
) -> list[Meeting]:
    """Return a meeting and those that follow it in its series, without meetings that are over.

    The order is that of the rule, wherever single meetings were moved.
    """
    since = now - timedelta(minutes=LONGEST_MEETING)
    recent = await meetings.series_meetings_after(tx, community_id, series_id, since)
    first = meeting.ruled
    return [later for later in recent if later.ruled >= first and later.ends_at > now]


async def _announce_cancelled(
    tx: Tx, community: Community, meeting: Meeting, ids: Sequence[int], now: datetime
) -> Told:
    told = await tell_of_cancellation(tx, community, ids, now)
    message = MeetingCancelled(meeting.id, len(ids), told.called)
    await outbox.post(tx, community.id, message, now, now)
    await refresh_announced(tx, community.id, ids, now)
    await check_clocks_soon(tx, community.id, now)
    return told


async def drop_meetings(tx: Tx, community: Community, ids: Sequence[int], now: datetime) -> None:
    """Cancel meetings that their series does not have any more.

    Those who heard of one of them are told; nobody has heard of the others yet.
    """
    await changes.cancel_meetings(tx, ids, "", now)
    await outbox.withdraw(tx, (Topic.REMINDER, Topic.DIRECT, Topic.CARD), ids)
    await refresh_announced(tx, community.id, ids, now)
    known = {*await cards.posted(tx, ids), *await changes.answered(tx, ids)}
    for meeting_id in sorted(known):
        told = await tell_of_cancellation(tx, community, [meeting_id], now)
        await outbox.post(tx, community.id, MeetingCancelled(meeting_id, 1, told.called), now, now)


async def restore_meeting(
    db: Database, actor: Actor, text: str, scope: str, now: datetime
) -> Restored:
    """Bring a cancelled meeting back, with its answers.

    With the scope `following`, bring back as well the later meetings of its series that were
    cancelled together with it, and let the series go on. The meeting itself may be back already.

    For organizers only. Raises NotFoundError, NotCancelledError, RestoredLateError once it would
    have started, FullError, and NotOfferedError for an unknown scope.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        wanted = read_word(Scope, scope)
        meeting = await _find_cancelled(tx, community, text, now)
        cancelled_at = await _cancelled_at(tx, meeting, wanted)
        together = [meeting.id]
        if meeting.series_id is not None and cancelled_at:
            series = meeting.series_id
            together = await changes.cancelled_with(tx, series, meeting.id, cancelled_at, now)
        if meeting.is_cancelled or cancelled_at is None or not together:
            check_can_restore(meeting, now)
        ids = together if wanted is Scope.FOLLOWING else [meeting.id]
        if wanted is Scope.FOLLOWING and meeting.series_id is not None and cancelled_at:
            await _reopen(tx, community, meeting.series_id, cancelled_at)
        await changes.restore_meetings(tx, ids, now)
        back = await meetings.counted_meetings(tx, community.id, ids)
        restored = [back[meeting_id] for meeting_id in ids]
        told = await _announce_restored(tx, community, restored, now)
        audit.record(tx, community.id, actor, "meeting.restore", meeting.key, now, count=len(ids))
        return Restored(tuple(restored), len(together) - len(ids), told)


async def _cancelled_at(tx: Tx, meeting: Meeting, scope: Scope) -> datetime | None:
    """Return when a meeting was cancelled, or those after it where it is back already."""
    if meeting.is_cancelled or scope is Scope.THIS or meeting.series_id is None:
        return meeting.cancelled_at
    return await changes.ended_at(tx, meeting.series_id)


async def _find_cancelled(tx: Tx, community: Community, text: str, now: datetime) -> Meeting:
    """Find a meeting; of several with the title `text`, the next one that is cancelled."""
    meeting = await find_meeting(tx, community.id, text, now)
    if meeting.is_cancelled:
        return meeting
    titled = await meetings.meetings_titled(tx, community.id, text.strip())
    ahead = [same for same in titled if same.is_cancelled and same.starts_at > now]
    return await must_find(tx, community.id, ahead[0].id) if ahead else meeting


async def _reopen(tx: Tx, community: Community, series_id: int, cancelled_at: datetime) -> None:
    """Let a series go on that ended when its meetings were cancelled. Raises FullError."""
    if await changes.ended_at(tx, series_id) == cancelled_at:
        check_room("series", await meetings.count_open_series(tx, community.id), MOST_OPEN_SERIES)
        await changes.reopen_series(tx, series_id)


async def _announce_restored(
    tx: Tx, community: Community, restored: Sequence[Meeting], now: datetime
) -> Told:
    """Tell people that meetings take place after all, with their cards and reminders."""
    ids = [meeting.id for meeting in restored]
    # Nobody has to hear of a cancellation any more that was not sent yet.
    await outbox.withdraw(tx, (Topic.CANCELLED, Topic.DIRECT_NEWS), ids)
    told, asks = await tell_of_restoration(tx, community, ids, now)
    message = MeetingRestored(ids[0], len(ids), told.called, asks)
    await outbox.post(tx, community.id, message, now, now)
    await refresh_announced(tx, community.id, ids, now)
    await repost_cards(tx, community.id, restored, now)
    await schedule_reminders(tx, ids, now)
    await check_clocks_soon(tx, community.id, now)
    return told
