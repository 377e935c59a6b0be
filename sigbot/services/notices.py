"""Tell organizers, once, when something did not go as it should."""

from datetime import datetime
from typing import Any

from sigbot.domain.community import Community
from sigbot.domain.measures import Outcome
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import GATHERED_FOR, HELD_FOR, MOST_TOLD, OF_THE_CHANNEL, NoticeTopic
from sigbot.domain.outbox import (
    AnyDue,
    Direct,
    Due,
    GatherNotices,
    OrganizerNotice,
    Topic,
    news_lane,
)
from sigbot.store import community as communities
from sigbot.store import members, notices, outbox
from sigbot.store.database import Database, Tx


async def notice(
    tx: Tx, community_id: int, topic: NoticeTopic, now: datetime, subject: str = "", **details: Any
) -> None:
    """Tell organizers soon, in one message with the other notices until then.

    The same notice is not told again before it is mended.
    """
    if await notices.add_notice(tx, community_id, topic, subject, details, now):
        key = f"{Topic.GATHER}:{community_id}"
        await outbox.post(tx, community_id, GatherNotices(), now + GATHERED_FOR, now, key=key)


async def note_stuck(
    tx: Tx, community_id: int, now: datetime, subject: str = "", title: str = ""
) -> None:
    """Tell organizers that upkeep failed for a series or a meeting, or without a `title` for all
    meetings of a community."""
    await notice(tx, community_id, NoticeTopic.UPKEEP, now, subject, title=title)


async def note_unstuck(tx: Tx, community_id: int, now: datetime, subject: str = "") -> None:
    """Mark the notice of `note_stuck` as mended, if there was one."""
    await notices.mend_one(tx, community_id, NoticeTopic.UPKEEP, subject, now)


async def mend_channel(tx: Tx, community_id: int, now: datetime) -> None:
    """Mark the notices about the channel for news as mended, and send what waits for it.

    For a channel that was set or used just now, so that it most likely works.
    """
    await notices.mend(tx, community_id, (*OF_THE_CHANNEL, NoticeTopic.NO_THREAD), now)
    await outbox.release_lane(tx, news_lane(community_id))


async def hold_for_organizers(
    db: Database, due: AnyDue, topic: NoticeTopic, reason: str, now: datetime
) -> datetime:
    """Put off a lane in which nothing can be sent until an organizer acts; return until when.

    Tell the organizers, unless no channel was ever chosen: they know that.
    """
    again = now + HELD_FOR
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.put_back(tx, due, again, reason)
        await outbox.hold_lane(tx, due.lane, again, reason, now)
        if community and topic != NoticeTopic.NO_CHANNEL:
            channel = community.announcements_channel_id
            await notice(tx, community.id, topic, now, channel=channel)
    return again


async def note_no_thread(
    db: Database, due: AnyDue, now: datetime, *, in_thread: bool = False
) -> None:
    """Tell organizers that the bot may not start threads, or with `in_thread` not write in them.

    Then the row is done: its message would have been in a thread.
    """
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community:
            channel = community.announcements_channel_id
            subject = _of_threads(in_thread=in_thread)
            await notice(tx, community.id, NoticeTopic.NO_THREAD, now, subject, channel=channel)
        if in_thread:
            await outbox.mark_done(tx, due.id, now)


async def note_thread(db: Database, due: AnyDue, now: datetime, *, in_thread: bool = False) -> None:
    """Mark the notice of `note_no_thread` as mended: a thread was started, or written in."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community:
            subject = _of_threads(in_thread=in_thread)
            await notices.mend_one(tx, community.id, NoticeTopic.NO_THREAD, subject, now)


def _of_threads(*, in_thread: bool) -> str:
    """Return which of the two permissions a notice is about: one may work without the other."""
    return "write" if in_thread else "start"


async def note_missed(tx: Tx, community: Community, meeting: Meeting, now: datetime) -> None:
    """Tell organizers that a meeting is over, and that its reminder was never sent."""
    starts = int(meeting.starts_at.timestamp())
    details = {"title": meeting.title, "starts": starts}
    await notice(tx, community.id, NoticeTopic.MISSED, now, meeting.key, **details)


async def give_up(db: Database, due: AnyDue, reason: str, now: datetime) -> None:
    """Set aside a row that can never be sent, and tell the organizers why."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.set_aside(tx, due, reason, now)
        if community and due.topic != Topic.NOTICE:
            details = {"what": due.topic, "reason": reason}
            await notice(tx, community.id, NoticeTopic.SET_ASIDE, now, f"{due.id}", **details)
    db.measures.messages[Outcome.GIVEN_UP] += 1


async def note_direct_refused(
    db: Database, due: Due[Direct], now: datetime, *, closed: bool
) -> None:
    """Note that Discord refused a direct message, and do not try again.

    Where the person takes no direct messages (`closed`), send them none from now on. Where Discord
    refused for another reason, tell the organizers.
    """
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.mark_done(tx, due.id, now)
        if community and closed:
            await _make_known(tx, community.id, due.message.to, now)
            await members.refuse_direct(tx, community.id, due.message.to, now)
            await outbox.withdraw_direct(tx, community.id, due.message.to, now)
        elif community and due.topic != Topic.NOTICE:
            await notice(tx, community.id, NoticeTopic.NO_DIRECT, now)


async def _make_known(tx: Tx, community_id: int, discord_id: int, now: datetime) -> None:
    """Add an organizer who is no person of the community yet, by the name in the audit trail.

    Whoever is not there either was forgotten meanwhile.
    """
    if await members.find_person(tx, community_id, discord_id) is None and (
        name := await notices.name_in_audit(tx, community_id, discord_id)
    ):
        await members.meet_person(tx, community_id, discord_id, name, now)


async def organizers_of_lost_database(db: Database) -> list[int]:
    """Return the Discord ids of those who organized last in each community.

    They are read from a file that was deleted while it was open, as long as it still is.
    """
    organizers: dict[int, None] = {}
    async with db.read_what_is_left() as tx:
        for community_id in await communities.community_ids(tx):
            seen = await notices.organizers_seen(tx, community_id, MOST_TOLD)
            organizers |= dict.fromkeys(seen)
    return list(organizers)


async def gather(db: Database, due: Due[GatherNotices], now: datetime) -> None:
    """Send the new notices in one message to each organizer who was active last."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        untold = await notices.untold(tx, community.id) if community else []
        if community and untold:
            notice_ids = tuple(item.id for item in untold)
            for to in await notices.organizers_seen(tx, community.id, MOST_TOLD):
                message = OrganizerNotice(to, notice_ids)
                await outbox.post(tx, community.id, message, now, now)
            await notices.mark_told(tx, notice_ids, now)
        await outbox.mark_done(tx, due.id, now)
