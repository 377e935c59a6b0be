"""Read what a due message must say now, and whether it is still worth sending.

Every function `…_news` returns None for a message that is not.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sigbot.domain.clock_changes import ClockChange, clock_changes
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.notices import Notice
from sigbot.domain.outbox import (
    AboutMeeting,
    AnyDue,
    ClockWarning,
    DirectNews,
    DirectReminder,
    Due,
    MeetingCancelled,
    MeetingMoved,
    MeetingReminder,
    OrganizerNotice,
    ReminderCorrection,
    ReportPublished,
    RotationAdopted,
    Topic,
    ZonesWanted,
    holds,
    is_change_ahead,
    is_rotation_current,
    is_worth_sending,
    was_missed,
)
from sigbot.domain.periods import Period, named_period
from sigbot.domain.reminders import Timing, timing
from sigbot.domain.rotation import RotationNews
from sigbot.later import later
from sigbot.services.clocks import zones_of
from sigbot.services.notices import note_missed
from sigbot.services.turns import is_replaced, next_turns
from sigbot.store import (
    agenda,
    changes,
    clocks,
    discussions,
    meetings,
    members,
    notices,
    outbox,
    reminders,
    waiting,
)
from sigbot.store import community as communities
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx

if TYPE_CHECKING:
    from sigbot.domain.report_data import ReportData
    from sigbot.store import reports
else:
    reports = later("sigbot.store.reports")

NOTIFYING = (MeetingKind.GENERAL, MeetingKind.GUEST)
"""The kinds of meetings whose reminders notify the role that organizers chose."""

_MOST_BEFORE = 4
"""How many meetings that were cancelled before a cancelled one its news list at most."""


@dataclass(frozen=True, slots=True)
class MeetingNews:
    """A meeting as it is now. `card` is (channel id, message id)."""

    community: Community
    meeting: Meeting
    card: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ChangeNews:
    """A meeting that was cancelled or moved, as it is now.

    `following` is the start of the next meeting of its series; `card` is as in MeetingNews.
    `before` are the starts of the meetings ahead that were cancelled before it, whose news named it
    as the next one.
    """

    community: Community
    meeting: Meeting
    card: tuple[int, int] | None
    following: datetime | None
    before: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderNews:
    """A meeting to remind people of.

    `role_id` is the only role that is notified: that of the subgroup, or for a General Meeting or a
    guest the one that organizers chose. `card` is as in MeetingNews.
    """

    community: Community
    meeting: Meeting
    timing: Timing
    role_id: int | None
    card: tuple[int, int] | None
    papers: tuple[str, ...] = ()
    """The titles of the papers on its agenda."""
    points: tuple[str, ...] = ()
    """The points on its agenda that are still ahead."""


@dataclass(frozen=True, slots=True)
class CorrectionNews:
    """A reminder that was posted as `message` (channel id, message id), and its meeting now.

    `announced_start` is the start that the reminder was posted with. `role_id` is as in
    ReminderNews: the edit names the role again, and notifies nobody. A reminder that is not
    `is_plain` is a card, from an earlier version.
    """

    community: Community
    meeting: Meeting
    timing: Timing
    role_id: int | None
    message: tuple[int, int]
    announced_start: datetime
    is_plain: bool
    is_newest: bool
    """Whether it has buttons: older ones lead to the same answers, and would stay for ever."""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockNews:
    """A clock change, as it is now. `common` are the zones of as many members as may be named."""

    community: Community
    title: str
    change: ClockChange
    common: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportNews:
    community: Community
    period: Period
    data: "ReportData"


@dataclass(frozen=True, slots=True)
class NoticeNews:
    community: Community
    notices: Sequence[Notice]


async def meeting_news(db: Database, due: Due[AboutMeeting], now: datetime) -> MeetingNews | None:
    """Return the meeting as it is now, for its card."""
    async with db.read() as tx:
        return await _meeting_news(tx, due, now)


async def _meeting_news(tx: Tx, due: Due[AboutMeeting], now: datetime) -> MeetingNews | None:
    news = await _as_it_is(tx, due)
    if news is None:
        return None
    has_card = news.card is not None
    return news if is_worth_sending(due.message, news.meeting, now, has_card=has_card) else None


async def _as_it_is(tx: Tx, due: Due[AboutMeeting]) -> MeetingNews | None:
    community = await communities.community_of_guild(tx, due.guild_id)
    meeting_id = due.message.meeting_id
    shown = community and await meetings.meeting_and_card(tx, community.id, meeting_id)
    return MeetingNews(community, *shown) if community and shown else None


async def change_news(
    db: Database, due: Due[MeetingCancelled | MeetingMoved | DirectNews], now: datetime
) -> ChangeNews | None:
    async with db.read() as tx:
        news = await _meeting_news(tx, due, now)
        if news is None:
            return None
        meeting, following = news.meeting, None
        if meeting.series_id is not None:
            since = max(now, meeting.starts_at)
            ahead = await meetings.series_meetings_after(
                tx, news.community.id, meeting.series_id, since
            )
            following = next((m.starts_at for m in ahead if m.id != meeting.id), None)
        before = await changes.cancelled_before(tx, meeting.id, now)
        starts = tuple(starts_at for _, starts_at in before[-_MOST_BEFORE:])
        return ChangeNews(news.community, meeting, news.card, following, starts)


async def own_dates(
    db: Database, due: Due[DirectReminder | DirectNews], meeting: Meeting, now: datetime
) -> tuple[list[Meeting], str | None]:
    """Return what a direct message says of a rotation: the next meetings, and the reader's zone.

    There is one meeting at each time of the rotation, and none where the series has no rotation.
    The zone is None for a person who gave none.
    """
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community is None:
            return [], None
        person = await members.find_person(tx, community.id, due.message.to)
        turns = await next_turns(tx, community.id, meeting, now)
        return turns, person.timezone if person else None


async def reminder_news(
    db: Database, due: Due[MeetingReminder | DirectReminder], now: datetime
) -> ReminderNews | None:
    """Return the meeting and how it stands, None also when a later reminder of it is due."""
    async with db.read() as tx:
        news = await _meeting_news(tx, due, now)
        if news is None or await waiting.later_one_due(tx, due, now):
            return None
        role_id = await _role_to_notify(tx, news)
        when = timing(news.meeting, due.due_at, now)
        papers = await discussions.titles_for(tx, news.meeting.id)
        points = await agenda.points_of(tx, news.meeting.id)
        return ReminderNews(news.community, news.meeting, when, role_id, news.card, papers, points)


async def _role_to_notify(tx: Tx, news: MeetingNews) -> int | None:
    meeting = news.meeting
    if meeting.subgroup_id:
        return await communities.role_of(tx, meeting.subgroup_id)
    return news.community.ping_role_id if meeting.kind in NOTIFYING else None


async def correction_news(
    db: Database, due: Due[ReminderCorrection], now: datetime
) -> CorrectionNews | None:
    async with db.read() as tx:
        news = await _meeting_news(tx, due, now)
        posted = await reminders.announcement(tx, due.message.announcement_id)
        if news is None or posted is None:
            return None
        if due.message.if_newest and await _is_followed(tx, due.message, now):
            return None
        message = posted.channel_id, posted.message_id
        when, role_id = timing(news.meeting, now, now), await _role_to_notify(tx, news)
        same = await reminders.announcements(tx, [news.meeting.id])
        return CorrectionNews(
            news.community,
            news.meeting,
            when,
            role_id,
            message,
            posted.starts_at,
            posted.is_plain,
            is_newest=posted.id == max(reminder.id for reminder in same),
            papers=await discussions.titles_for(tx, news.meeting.id),
        )


async def _is_followed(tx: Tx, message: ReminderCorrection, now: datetime) -> bool:
    """Return whether a newer reminder of the meeting was posted, or is due."""
    posted = await reminders.announcements(tx, [message.meeting_id])
    if any(reminder.id > message.announcement_id for reminder in posted):
        return True
    return await waiting.is_due(tx, Topic.REMINDER, message.meeting_id, now)


async def clock_news(db: Database, due: Due[ClockWarning], now: datetime) -> ClockNews | None:
    """Return the clock change as it is now, None when it affects nobody any more."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community is None:
            return None
        zones = await zones_of(tx, community)
        common = await clocks.common_zones(tx, community.id, community.smallest_group)
        since = min(due.message.changes_at - timedelta(seconds=1), now)
        tables = await clocks.timetables(tx, community.id, since, due.message.series_id)
    for table in tables:
        # In a thread: members may be in hundreds of zones.
        changes = await asyncio.to_thread(clock_changes, table.starts, table.zone, zones)
        for change in changes:
            if is_change_ahead(due.message, change, now):
                return ClockNews(community, table.title, change, common)
    return None


async def rotation_news(
    db: Database, due: Due[RotationAdopted], now: datetime
) -> RotationNews | None:
    """Return the rotation and the next meetings, None also when no meeting is ahead."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        rotation = community and await rotations.rotation(tx, community.id, due.message.rotation_id)
        if not community or not rotation:
            return None
        replaced = await is_replaced(tx, rotation)
        if not is_rotation_current(due.message, rotation, is_replaced=replaced):
            return None
        title = (await meetings.series(tx, rotation.series_id)).title
        ahead = await meetings.series_meetings_after(tx, community.id, rotation.series_id, now)
        turning = [meeting for meeting in ahead if meeting.ruled >= rotation.begins]
        if not turning:
            return None
        listed = ahead if rotation.undone_at else turning
        before = ahead[0] if ahead[0].starts_at < listed[0].starts_at else None
        count = len(rotation.slots)
        return RotationNews(community, rotation, title, tuple(listed[:count]), before)


async def zones_news(db: Database, due: Due[ZonesWanted]) -> Community | None:
    """Return the community whose members are asked where they live."""
    async with db.read() as tx:
        return await communities.community_of_guild(tx, due.guild_id)


async def report_news(db: Database, due: Due[ReportPublished]) -> ReportNews | None:
    period = named_period(due.message.start, due.message.end)
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        written = community and await reports.written_report(tx, community.id, period)
        if not community or not written or not written.published:
            return None
        return ReportNews(community, period, written.published)


async def notice_news(
    db: Database, due: Due[OrganizerNotice], reader: Actor | None
) -> NoticeNews | None:
    """Return the notices for an organizer.

    `reader` is the person it goes to, None for a person who has left the server. Return None for a
    person who is not an organizer any more.
    """
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if not community or not reader or not may_organize(community.organizer_role_id, reader):
            return None
        return NoticeNews(community, await notices.notices(tx, due.message.notice_ids))


async def let_go(db: Database, due: AnyDue, now: datetime) -> None:
    """Note that a message is not worth sending any more.

    Where it was a reminder of a meeting that is over by now, tell the organizers; not in doubt, as
    it may have been said.
    """
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        if due.doubted_since or not holds(due, MeetingReminder):
            return
        if await waiting.later_one_due(tx, due, now):
            return
        news = await _as_it_is(tx, due)
        if news and was_missed(news.meeting, now):
            await note_missed(tx, news.community, news.meeting, now)
