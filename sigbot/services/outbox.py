"""Taking what is due from the outbox, and noting what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import OF_THE_CHANNEL
from sigbot.domain.outbox.delivery import (
    FIRST_DELAY,
    LONGEST_OUTAGE,
    MOST_ATTEMPTS,
    Due,
    outage_delay,
    retry_delay,
)
from sigbot.domain.periods import Period, named_period
from sigbot.domain.reminders import Timing, timing
from sigbot.domain.report_data import ReportData
from sigbot.domain.series import HORIZON
from sigbot.services.announcements import correct_reminder, plan_refreshes, refresh_card
from sigbot.services.notices import give_up, mend_channel
from sigbot.services.turns import next_turns
from sigbot.store import community as communities
from sigbot.store import meetings, members, notices, outbox, reminders, reports
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class MeetingNews:
    """What a row about a meeting needs to be said. `card` is (channel id, message id)."""

    community: Community
    meeting: Meeting
    card: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ReminderNews:
    """`role_id` is the subgroup's role, the only one that is pinged; `card` as of MeetingNews."""

    community: Community
    meeting: Meeting
    timing: Timing
    role_id: int | None
    card: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CorrectionNews:
    """A reminder that was posted in `message` (channel id, message id), and its meeting now."""

    community: Community
    meeting: Meeting
    message: tuple[int, int]
    announced_start: datetime


@dataclass(frozen=True, slots=True)
class ReportNews:
    community: Community
    period: Period
    data: ReportData


async def take_due(
    db: Database, now: datetime, holder: str, busy: Collection[str] = (), limit: int = 20
) -> list[Due]:
    """Rows that are due, leased to `holder`, none of a `busy` lane; nobody else gets them before
    the lease runs out."""
    async with db.write() as tx:
        return await outbox.lease_due(tx, now, holder, busy, limit)


async def take_over(db: Database) -> None:
    """At the start: on SQLite, which one process has for itself, whoever held a row is gone."""
    if db.is_sqlite:
        async with db.write() as tx:
            await outbox.end_leases(tx)


async def meeting_news(db: Database, due: Due) -> MeetingNews | None:
    async with db.read() as tx:
        return await _meeting_news(tx, due)


async def _meeting_news(tx: Tx, due: Due) -> MeetingNews | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    meeting_id = int(due.payload["meeting"])
    meeting = community and await meetings.meeting(tx, community.id, meeting_id)
    if not community or not meeting:
        return None
    return MeetingNews(community, meeting, await meetings.card_of(tx, meeting_id))


async def own_dates(
    db: Database, due: Due, meeting: Meeting, now: datetime
) -> tuple[list[Meeting], str | None]:
    """For a direct message about a meeting of a series at rotating times: the next meetings, one of
    each time, and the zone of whoever it goes to, where they gave one."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community is None:
            return [], None
        person = await members.find_person(tx, community.id, int(due.payload["to"]))
        turns = await next_turns(tx, community.id, meeting, now)
        return turns, person.timezone if person else None


async def reminder_news(db: Database, due: Due, now: datetime) -> ReminderNews | None:
    """None when it need not be said: the meeting is cancelled, or a later reminder of it is due."""
    async with db.read() as tx:
        news = await _meeting_news(tx, due)
        if news is None or news.meeting.is_cancelled or await outbox.later_one_due(tx, due, now):
            return None
        group = news.meeting.subgroup_id
        role_id = await communities.role_of(tx, group) if group else None
        when = timing(news.meeting, due.due_at, now)
        return ReminderNews(news.community, news.meeting, when, role_id, news.card)


async def correction_news(db: Database, due: Due) -> CorrectionNews | None:
    async with db.read() as tx:
        news = await _meeting_news(tx, due)
        posted = await reminders.announcement(tx, int(due.payload["announcement"]))
        if news is None or posted is None:
            return None
        message = posted.channel_id, posted.message_id
        return CorrectionNews(news.community, news.meeting, message, posted.starts_at)


async def report_news(db: Database, due: Due) -> ReportNews | None:
    period = named_period(
        date.fromisoformat(str(due.payload["start"])), date.fromisoformat(str(due.payload["end"]))
    )
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        written = community and await reports.written_report(tx, community.id, period)
        if not community or not written or not written.published:
            return None
        return ReportNews(community, period, cast("ReportData", written.published))


async def finish(db: Database, due: Due, now: datetime) -> None:
    """Done, or not to be done any more."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)


async def finish_posted(db: Database, due: Due, now: datetime) -> None:
    """It was posted: then the channel is usable."""
    async with db.write() as tx:
        await _finish_posted(tx, due, now)


async def _finish_posted(tx: Tx, due: Due, now: datetime) -> Community | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    if community and await notices.mend(tx, community.id, OF_THE_CHANNEL, now):
        await mend_channel(tx, community.id, now)
    await outbox.mark_done(tx, due.id, now)
    return community


async def finish_card(
    db: Database, due: Due, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """The card of `meeting` was posted as `message` (channel id, message id): remember where, and
    refresh it as check-in opens and closes; soon, if the meeting was changed meanwhile."""
    async with db.write() as tx:
        community = await _finish_posted(tx, due, now)
        await meetings.remember_card(tx, meeting.id, *message)
        current = community and await meetings.meeting(tx, community.id, meeting.id)
        if community and current:
            await plan_refreshes(tx, community.id, current, now)
            if current != meeting:
                await refresh_card(tx, community.id, meeting.id, now)


async def finish_reminder(
    db: Database, due: Due, meeting: Meeting, message: tuple[int, int], now: datetime
) -> None:
    """The reminder of `meeting` was posted as `message`: remember where, to put it right after a
    move; at once, if the meeting was changed meanwhile."""
    async with db.write() as tx:
        community = await _finish_posted(tx, due, now)
        posted = await reminders.add_announcement(tx, meeting.id, *message, meeting.starts_at)
        current = community and await meetings.meeting(tx, community.id, meeting.id)
        if community and current and replace(current, counts=meeting.counts) != meeting:
            await correct_reminder(tx, community.id, meeting.id, posted, now)


async def forget_message(db: Database, due: Due, now: datetime) -> None:
    """Somebody deleted what was to be edited: there is nothing to keep up to date."""
    async with db.write() as tx:
        if "announcement" in due.payload:
            await reminders.forget_announcement(tx, int(due.payload["announcement"]))
        else:
            await meetings.forget_card(tx, int(due.payload["meeting"]))
        await outbox.mark_done(tx, due.id, now)


async def try_later(db: Database, due: Due, reason: str, now: datetime) -> None:
    """Put off what was refused this time; after MOST_ATTEMPTS it is set aside."""
    if due.attempts >= MOST_ATTEMPTS:
        await give_up(db, due, reason, now)
        return
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + retry_delay(due.attempts, due.id), reason)


async def wait_for_discord(db: Database, due: Due, reason: str, now: datetime) -> datetime:
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


async def slow_down(db: Database, due: Due, reason: str, until: datetime) -> datetime:
    """Discord wants to hear nothing before `until`."""
    async with db.write() as tx:
        await outbox.put_back(tx, due, until, reason)
    return until


async def put_back(db: Database, rows: Sequence[Due], until: datetime) -> None:
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
