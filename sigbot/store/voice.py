"""Keep stays in voice channels."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, delete, select, type_coerce, update

from sigbot.domain.attendance import Source
from sigbot.domain.bounds import LONGEST_MEETING
from sigbot.domain.voice import Stay, VoiceMeeting, channel_named
from sigbot.store.base import LONG_AGO, UtcOrLongAgo
from sigbot.store.database import Tx
from sigbot.store.once import insert_for
from sigbot.store.rows.attendance import PresenceRow, SightingRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow


async def meetings_between(tx: Tx, since: datetime, until: datetime) -> list[VoiceMeeting]:
    """Return the meetings of all communities that start in [since, until] and have a channel.

    Cancelled meetings are left out, and so are those whose times cannot be read.
    """
    rows = await tx.execute(_meetings_between(), {"since": since, "until": until})
    meetings: list[VoiceMeeting] = []
    for meeting_id, community_id, guild_id, place, link, starts_at, minutes in rows:
        channel_id = channel_named(place, link)
        if channel_id and starts_at != LONG_AGO and minutes <= LONGEST_MEETING:
            ends_at = starts_at + timedelta(minutes=minutes)
            meetings.append(
                VoiceMeeting(meeting_id, community_id, guild_id, channel_id, starts_at, ends_at)
            )
    return meetings


@cache
def _meetings_between() -> Select[int, int, int, str, str, datetime, int]:
    """Return the statement of `meetings_between`, which runs whenever the bot wakes up."""
    return (
        select(
            MeetingRow.id,
            MeetingRow.community_id,
            CommunityRow.guild_id,
            MeetingRow.place,
            MeetingRow.link,
            type_coerce(MeetingRow.starts_at, UtcOrLongAgo),
            MeetingRow.duration,
        )
        .join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        .where(
            MeetingRow.starts_at >= bindparam("since"),
            MeetingRow.starts_at <= bindparam("until"),
            MeetingRow.cancelled_at.is_(None),
        )
        .order_by(MeetingRow.id)
    )


async def staying(tx: Tx, meeting_id: int) -> set[int]:
    """Return the people whose stay in the channel has not ended."""
    staying_ids = await tx.scalars(
        select(PresenceRow.person_id).where(
            PresenceRow.meeting_id == meeting_id, PresenceRow.left_at.is_(None)
        )
    )
    return set(staying_ids)


async def come(tx: Tx, meeting_id: int, people: Collection[int], now: datetime) -> None:
    """Begin a stay of each of `people`."""
    if people:
        once = insert_for(tx, PresenceRow).on_conflict_do_update(
            index_elements=("meeting_id", "person_id", "joined_at"), set_={"left_at": None}
        )
        rows = [
            {"meeting_id": meeting_id, "person_id": person_id, "joined_at": now, "seen_until": now}
            for person_id in sorted(people)
        ]
        await tx.execute(once, rows)


async def stay(tx: Tx, meeting_id: int, people: Collection[int], now: datetime) -> None:
    """Note that people are still there; if the machine's time was set back, change nothing."""
    await tx.execute(
        update(PresenceRow)
        .where(
            PresenceRow.meeting_id == meeting_id,
            PresenceRow.person_id.in_(people),
            PresenceRow.left_at.is_(None),
            PresenceRow.seen_until < now,
        )
        .values(seen_until=now)
    )


async def leave(tx: Tx, meeting_id: int, people: Collection[int]) -> None:
    """End the stays of people at the instant at which they were last seen."""
    await tx.execute(
        update(PresenceRow)
        .where(
            PresenceRow.meeting_id == meeting_id,
            PresenceRow.person_id.in_(people),
            PresenceRow.left_at.is_(None),
        )
        .values(left_at=PresenceRow.seen_until)
    )


async def stays(tx: Tx, meeting_id: int, people: Collection[int]) -> defaultdict[int, list[Stay]]:
    """Return the stays of people at a meeting; the answer is person id → stays."""
    rows = await tx.execute(
        select(PresenceRow.person_id, PresenceRow.joined_at, PresenceRow.seen_until).where(
            PresenceRow.meeting_id == meeting_id, PresenceRow.person_id.in_(people)
        )
    )
    stays_of: defaultdict[int, list[Stay]] = defaultdict(list)
    for person_id, joined_at, until in rows:
        stays_of[person_id].append(Stay(joined_at, until))
    return stays_of


async def forget(tx: Tx, person_id: int) -> list[int]:
    """Delete all stays of a person, and their visits that were too brief to count.

    Return the meetings of these visits, in the order of their ids.
    """
    brief = (
        SightingRow.person_id == person_id,
        SightingRow.source == Source.VOICE,
        SightingRow.counts.is_(False),
    )
    meetings = sorted(await tx.scalars(select(SightingRow.meeting_id).where(*brief)))
    stays = delete(PresenceRow).where(PresenceRow.person_id == person_id)
    for gone in (delete(SightingRow).where(*brief), stays):
        await tx.execute(gone.execution_options(synchronize_session=False))
    return meetings
