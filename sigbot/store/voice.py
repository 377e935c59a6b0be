"""Stays in voice channels, kept."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from sigbot.domain.attendance import Source
from sigbot.domain.voice import Stay, VoiceMeeting, channel_named
from sigbot.store.database import Tx
from sigbot.store.once import insert_for
from sigbot.store.rows.attendance import PresenceRow, SightingRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow


async def meetings_between(tx: Tx, since: datetime, until: datetime) -> list[VoiceMeeting]:
    """Meetings of all communities that start then, were not cancelled, and are in a channel."""
    rows = await tx.execute(
        select(MeetingRow, CommunityRow.guild_id)
        .join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        .where(
            MeetingRow.starts_at >= since,
            MeetingRow.starts_at <= until,
            MeetingRow.cancelled_at.is_(None),
        )
        .order_by(MeetingRow.id)
    )
    found = [(row, guild_id, channel_named(row.place, row.link)) for row, guild_id in rows]
    return [
        VoiceMeeting(
            id=row.id,
            community_id=row.community_id,
            guild_id=guild_id,
            channel_id=channel_id,
            starts_at=row.starts_at,
            ends_at=row.starts_at + timedelta(minutes=row.duration),
        )
        for row, guild_id, channel_id in found
        if channel_id
    ]


async def staying(tx: Tx, meeting_id: int) -> set[int]:
    """People who are in the channel, as far as is known."""
    found = await tx.scalars(
        select(PresenceRow.person_id).where(
            PresenceRow.meeting_id == meeting_id, PresenceRow.left_at.is_(None)
        )
    )
    return set(found)


async def come(tx: Tx, meeting_id: int, people: Collection[int], now: datetime) -> None:
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
    """They are still there. A clock that was set back does not take time away."""
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
    """They are not there any more: they left when they were last seen."""
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
    """Every stay at a meeting by person."""
    rows = await tx.execute(
        select(PresenceRow.person_id, PresenceRow.joined_at, PresenceRow.seen_until).where(
            PresenceRow.meeting_id == meeting_id, PresenceRow.person_id.in_(people)
        )
    )
    found: defaultdict[int, list[Stay]] = defaultdict(list)
    for person_id, joined_at, until in rows:
        found[person_id].append(Stay(joined_at, until))
    return found


async def forget(tx: Tx, person_id: int) -> list[int]:
    """Every stay of a person, and visits that were too brief to count; at which meetings these
    were, in the order of their ids."""
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
