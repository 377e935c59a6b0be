"""Taking what is due from the outbox, and noting what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import MOST_ATTEMPTS, Due, retry_delay
from sigbot.domain.periods import Period, named_period
from sigbot.domain.reports import ReportData
from sigbot.domain.series import HORIZON
from sigbot.services.meetings import REFRESH
from sigbot.store import community as communities
from sigbot.store import meetings, outbox, reports
from sigbot.store.database import Database

JUST_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class MeetingNews:
    """What a row about a meeting needs to be said. `card` is (channel id, message id)."""

    community: Community
    meeting: Meeting
    card: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ReportNews:
    community: Community
    period: Period
    data: ReportData


async def take_due(db: Database, now: datetime, holder: str) -> list[Due]:
    """Rows that are due, leased to `holder`; nobody else gets them before the lease runs out."""
    async with db.write() as tx:
        return await outbox.lease_due(tx, now, holder)


async def meeting_news(db: Database, due: Due) -> MeetingNews | None:
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        meeting_id = int(due.payload["meeting"])
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        if not community or not meeting:
            return None
        return MeetingNews(community, meeting, await meetings.card_of(tx, meeting_id))


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
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)


async def finish_card(
    db: Database, due: Due, meeting: Meeting, channel_id: int, message_id: int, now: datetime
) -> None:
    """The card was posted: remember where, and refresh it as check-in opens and closes."""
    async with db.write() as tx:
        await meetings.remember_card(tx, meeting.id, channel_id, message_id)
        community = await communities.community_of_guild(tx, due.guild_id)
        for moment in (meeting.opens_at, meeting.closes_at + JUST_AFTER):
            if community and moment > now:
                payload = {"meeting": meeting.id}
                await outbox.post(tx, community.id, REFRESH, payload, moment, now)
        await outbox.mark_done(tx, due.id, now)


async def give_up(db: Database, due: Due, reason: str, now: datetime) -> None:
    """Set aside what can never be said, with the reason for the organizers."""
    async with db.write() as tx:
        await outbox.set_aside(tx, due, reason, now)


async def try_later(db: Database, due: Due, reason: str, now: datetime) -> None:
    """Put off what failed this time; after MOST_ATTEMPTS it is set aside."""
    if due.attempts >= MOST_ATTEMPTS:
        await give_up(db, due, reason, now)
        return
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + retry_delay(due.attempts), reason)


async def next_wake(db: Database) -> datetime | None:
    """When there is something to do next: a row due, or a series to extend."""
    async with db.read() as tx:
        due = await outbox.next_due(tx)
        extension = await meetings.next_extension(tx)
    moments = [due, extension - HORIZON if extension else None]
    return min((at for at in moments if at is not None), default=None)
