"""Take due rows from the outbox, and note what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import OF_THE_CHANNEL
from sigbot.domain.outbox import (
    FIRST_DELAY,
    LONGEST_OUTAGE,
    MOST_ATTEMPTS,
    AnyDue,
    Called,
    Calling,
    Due,
    MeetingRefresh,
    ReminderCorrection,
    Topic,
    outage_delay,
    retry_delay,
)
from sigbot.domain.series import HORIZON
from sigbot.domain.upkeep import Upkeep
from sigbot.services.announcements import (
    correct_reminder,
    refresh_card,
    schedule_corrections,
    schedule_refreshes,
)
from sigbot.services.notices import give_up, mend_channel
from sigbot.services.releases import free_releases
from sigbot.store import (
    cards,
    meetings,
    members,
    native_events,
    notices,
    outbox,
    reminders,
    upkeep,
)
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


async def take_due(
    db: Database, now: datetime, holder: str, busy: Collection[str] = (), limit: int = 20
) -> list[AnyDue]:
    """Lease due rows to `holder`, none of a `busy` lane.

    No other process gets them before the lease runs out.
    """
    async with db.write() as tx:
        return await outbox.lease_due(tx, now, holder, busy, limit)


async def take_over(db: Database, now: datetime) -> None:
    """End all leases when the bot starts on SQLite.

    Only one process uses the file, so that the process that held them has ended.
    """
    if db.is_sqlite:
        async with db.write() as tx:
            await outbox.end_leases(tx)
            await native_events.end_leases(tx, now)
            await free_releases(tx, now)


async def finish(db: Database, due: AnyDue, now: datetime) -> None:
    """Note that a row is done."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)


async def finish_posted(db: Database, due: AnyDue, now: datetime) -> None:
    """Note that a row was posted; mark notices about the channel as mended, as it works now."""
    async with db.write() as tx:
        await note_posted(tx, due, now)


async def finish_calling(
    db: Database, due: Due[Calling], rest: Called | None, message_id: int, now: datetime
) -> None:
    """Note that news was posted, and let a reply to it mention the `rest` of those it is for.

    Whoever was forgotten meanwhile is left out.
    """
    async with db.write() as tx:
        await note_called(tx, due, rest, message_id, now)


async def note_called(
    tx: Tx, due: Due[Calling], rest: Called | None, message_id: int, now: datetime
) -> Community | None:
    """Do as `finish_calling` in a transaction; return the community, None where it is gone."""
    community = await note_posted(tx, due, now)
    if community and rest:
        known = await members.known_accounts(tx, community.id, rest.people)
        called = replace(
            rest,
            going=tuple(to for to in rest.going if to in known),
            maybe=tuple(to for to in rest.maybe if to in known),
            replies_to=rest.replies_to or message_id,
        )
        if called.people or called.is_crowd:
            reply = replace(due.message, called=called)
            await outbox.post(tx, community.id, reply, now, now)
    return community


async def note_posted(tx: Tx, due: AnyDue, now: datetime) -> Community | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    if community and await notices.mend(tx, community.id, OF_THE_CHANNEL, now):
        await mend_channel(tx, community.id, now)
    await outbox.mark_done(tx, due.id, now)
    return community


async def finish_card(
    db: Database, due: AnyDue, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """Note that the card of a meeting was posted as `message` (channel id, message id).

    Schedule its updates for when check-in opens and closes. Where the meeting was changed while it
    was posted, update it soon.
    """
    async with db.write() as tx:
        community = await note_posted(tx, due, now)
        await cards.remember(tx, meeting.id, *message)
        await native_events.touch_of(tx, [meeting.id], now)
        current = community and await meetings.meeting(tx, community.id, meeting.id)
        if community and current:
            await schedule_refreshes(tx, community.id, current, now)
            if current != meeting:
                await refresh_card(tx, community.id, meeting.id, now)


async def finish_reminder(
    db: Database, due: AnyDue, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """Note that the reminder of a meeting was posted as `message` (channel id, message id).

    It is corrected when the meeting is moved. Where the meeting was changed while it was posted,
    correct it at once. The reminder before it loses its buttons.
    """
    async with db.write() as tx:
        await note_reminder(tx, due, meeting, message, now)


async def note_reminder(
    tx: Tx, due: AnyDue, meeting: Meeting, message: tuple[int, int], now: datetime
) -> tuple[Community, Meeting] | None:
    """Do as `finish_reminder` in a transaction; return the meeting as it is now, without counting
    its answers, with its community, None where it is gone."""
    community = await note_posted(tx, due, now)
    earlier = await reminders.announcements(tx, [meeting.id])
    posted = await reminders.add_announcement(tx, meeting.id, *message, meeting.starts_at)
    current = community and await meetings.meeting_alone(tx, community.id, meeting.id)
    if not community or not current:
        return None
    await schedule_corrections(tx, community.id, current, posted, now)
    for last in sorted(earlier, key=lambda reminder: reminder.id)[-1:]:
        await correct_reminder(tx, community.id, meeting.id, last.id, now)
    if replace(current, counts=meeting.counts) != meeting:
        await correct_reminder(tx, community.id, meeting.id, posted, now)
    return community, current


async def forget_card(db: Database, due: Due[MeetingRefresh], now: datetime) -> None:
    """Note that the card was deleted on Discord, so that it is not edited any more."""
    async with db.write() as tx:
        await cards.forget(tx, due.message.meeting_id)
        await outbox.mark_done(tx, due.id, now)


async def forget_reminder(db: Database, due: Due[ReminderCorrection], now: datetime) -> None:
    """Note that the reminder was deleted on Discord, so that it is not corrected any more."""
    async with db.write() as tx:
        await reminders.forget_announcement(tx, due.message.announcement_id)
        await outbox.withdraw(tx, (Topic.CORRECTION,), [due.message.meeting_id], after=now)
        await outbox.mark_done(tx, due.id, now)


async def try_later(db: Database, due: AnyDue, reason: str, now: datetime) -> None:
    """Put off a row that was refused; after MOST_ATTEMPTS, set it aside."""
    if due.attempts >= MOST_ATTEMPTS:
        await give_up(db, due, reason, now)
        return
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + retry_delay(due.attempts, due.id), reason)


async def wait_for_discord(db: Database, due: AnyDue, reason: str, now: datetime) -> datetime:
    """Put off a row because Discord does not answer, for about as long as the outage has lasted.

    After LONGEST_OUTAGE, set it aside. Return when the next row of its lane may be tried; that is
    earlier, as the reason may be this row after all.
    """
    since = due.tried_at or now
    if now - since > LONGEST_OUTAGE:
        await give_up(db, due, reason, now)
        return now
    async with db.write() as tx:
        again = now + outage_delay(since, now, due.id)
        await outbox.put_off(tx, due, again, reason, counted=False)
    return now + FIRST_DELAY


async def slow_down(db: Database, due: AnyDue, reason: str, until: datetime) -> datetime:
    """Put a row back until `until`, as Discord asked for a pause; return `until`."""
    async with db.write() as tx:
        await outbox.put_back(tx, due, until, reason)
    return until


async def put_back(db: Database, rows: Sequence[AnyDue], until: datetime) -> None:
    """Put rows that were taken but not tried back until `until`."""
    async with db.write() as tx:
        for due in rows:
            await outbox.put_back(tx, due, until)


@dataclass(frozen=True, slots=True)
class Ahead:
    """When the next message is due, None for never; and the next step of each kind of upkeep,
    without those that have nothing to do."""

    message_at: datetime | None
    upkeep: Mapping[Upkeep, datetime]

    @property
    def upkeep_at(self) -> datetime | None:
        """Return when upkeep is due next."""
        return min(self.upkeep.values(), default=None)

    @property
    def first(self) -> datetime | None:
        """Return when something is due next."""
        return min((at for at in (self.message_at, self.upkeep_at) if at), default=None)


async def look_ahead(
    db: Database,
    now: datetime,
    upkeep_from: datetime | None = None,
    *,
    makes_release: bool = False,
    has_all_mirrors: bool = False,
) -> Ahead:
    """Return when the next row is due, and upkeep of a series or a community.

    Upkeep that is due does not count before `upkeep_from`; nor does the next release while one is
    being made, or the next look after events while as many run as may.
    """
    async with db.look() as tx:
        first = await upkeep.next_moments(tx, now)
    extended_at = first.made_until - HORIZON if first.made_until else None
    of_series = [at for at in (extended_at, first.series_retry) if at]
    moments = {
        Upkeep.CLOCKS: first.community_retry,
        Upkeep.SERIES: min(of_series, default=None),
        Upkeep.FORGETTING: first.forget_at,
        Upkeep.REPORTS: first.report_at,
        Upkeep.RELEASES: None if makes_release else first.release_at,
        Upkeep.EVENTS: None if has_all_mirrors else first.events_at,
    }
    rested = {kind: max(at, upkeep_from or at) for kind, at in moments.items() if at}
    return Ahead(first.due, rested)
