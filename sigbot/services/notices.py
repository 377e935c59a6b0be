"""Telling organizers, once, what did not go as it should."""

from datetime import datetime
from typing import Any

from sigbot.domain.community import Community
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
    """Tell organizers soon, together with whatever else is noticed until then; not again while it
    lasts."""
    if await notices.add_notice(tx, community_id, topic, subject, details, now):
        key = f"{Topic.GATHER}:{community_id}"
        await outbox.post(tx, community_id, GatherNotices(), now + GATHERED_FOR, now, key=key)


async def mend_channel(tx: Tx, community_id: int, now: datetime) -> None:
    """The channel for news is usable, as far as is known: what waits for it may be said."""
    await notices.mend(tx, community_id, OF_THE_CHANNEL, now)
    await outbox.release_lane(tx, news_lane(community_id))


async def hold_for_organizers(
    db: Database, due: AnyDue, topic: NoticeTopic, reason: str, now: datetime
) -> datetime:
    """Nothing can be said in this lane until an organizer mends it: it is put off, and they are
    told. That no channel was ever chosen they know already. Until when it waits."""
    again = now + HELD_FOR
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.put_back(tx, due, again, reason)
        await outbox.hold_lane(tx, due.lane, again, reason, now)
        if community and topic != NoticeTopic.NO_CHANNEL:
            channel = community.announcements_channel_id
            await notice(tx, community.id, topic, now, channel=channel)
    return again


async def note_missed(tx: Tx, community: Community, meeting: Meeting, now: datetime) -> None:
    """Tell organizers that a meeting is over of which nobody could be reminded."""
    starts = int(meeting.starts_at.timestamp())
    details = {"title": meeting.title, "starts": starts}
    await notice(tx, community.id, NoticeTopic.MISSED, now, meeting.key, **details)


async def give_up(db: Database, due: AnyDue, reason: str, now: datetime) -> None:
    """Set aside what can never be said, with the reason for the organizers."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.set_aside(tx, due, reason, now)
        if community and due.topic != Topic.NOTICE:
            details = {"what": due.topic, "reason": reason}
            await notice(tx, community.id, NoticeTopic.SET_ASIDE, now, f"{due.id}", **details)


async def note_direct_refused(
    db: Database, due: Due[Direct], now: datetime, *, closed: bool
) -> None:
    """A person takes no direct messages (`closed`): then none are sent any more. Else Discord
    refused them for another reason, which organizers are told."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        await outbox.mark_done(tx, due.id, now)
        if community and closed:
            await members.refuse_direct(tx, community.id, due.message.to, now)
            await outbox.withdraw_direct(tx, community.id, due.message.to)
        elif community and due.topic != Topic.NOTICE:
            await notice(tx, community.id, NoticeTopic.NO_DIRECT, now)


async def gather(db: Database, due: Due[GatherNotices], now: datetime) -> None:
    """Make one message of what was noticed, for each of the organizers who were active last."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        found = await notices.untold(tx, community.id) if community else []
        if community and found:
            notice_ids = tuple(one.id for one in found)
            for to in await notices.organizers_seen(tx, community.id, MOST_TOLD):
                message = OrganizerNotice(to, notice_ids)
                await outbox.post(tx, community.id, message, now, now)
            await notices.mark_told(tx, notice_ids, now)
        await outbox.mark_done(tx, due.id, now)
