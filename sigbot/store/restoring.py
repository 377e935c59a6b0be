"""Prepare a database that is put back from a backup for what happened after the backup."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, insert, literal, select, update

from sigbot.domain.backups import skipped_to
from sigbot.store import origins
from sigbot.store.counters import counters, set_counters
from sigbot.store.database import Tx
from sigbot.store.rows.attendance import GuessRow
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, QuestionRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.native_events import EventMirrorRow, NativeEventRow
from sigbot.store.rows.outbox import OutboxRow

CHANGED_AT_MOST = 1_000
"""Calendars follow a meeting only as its number of changes rises. Between a backup and the day it
is put back no meeting changes so often."""

RECENT = timedelta(days=31)


async def last_said(tx: Tx) -> int:
    """Return the last number of a row of the outbox."""
    return (await counters(tx))[OutboxRow.__tablename__]


async def skip_numbers(
    tx: Tx, given: Mapping[str, int] | None, made_at: datetime, now: datetime
) -> None:
    """Let no number, nonce or mark be given twice.

    `given` are the counters of the database after the backup, None where nobody knows them.
    """
    own, outbox = await counters(tx), OutboxRow.__tablename__
    skipped = {
        table: skipped_to(number, None if given is None else given.get(table, 0))
        for table, number in own.items()
    }
    await origins.note_put_back(tx, own[outbox], skipped[outbox], made_at, now)
    await set_counters(tx, skipped)


async def raise_revisions(tx: Tx, made_at: datetime, now: datetime) -> None:
    """Let calendars follow meetings that are as they were before some change."""
    await tx.execute(
        update(MeetingRow)
        .where(MeetingRow.starts_at > made_at - RECENT)
        .values(revision=MeetingRow.revision + CHANGED_AT_MOST, changed_at=now)
        .execution_options(synchronize_session=False)
    )


async def ask_for_events(tx: Tx, now: datetime) -> None:
    """Let Discord be asked at once which events each server has.

    After the backup, events may have been made, changed and deleted, also where there were none. So
    what they were told to say is not known, but for what somebody changed by hand before.
    """
    looked_after = select(EventMirrorRow.community_id)
    unwatched = select(CommunityRow.id, literal(now, EventMirrorRow.look_at.type)).where(
        CommunityRow.id.not_in(looked_after), CommunityRow.removed_at.is_(None)
    )
    await tx.execute(insert(EventMirrorRow).from_select(["community_id", "look_at"], unwatched))
    await tx.execute(update(EventMirrorRow).values(look_at=now, leased_by=None, failures=0))
    for row in await tx.scalars(select(NativeEventRow)):
        row.sent = {name: sent for name, sent in row.sent.items() if name in row.held}


async def cards_ahead(tx: Tx, now: datetime) -> list[tuple[int, int]]:
    """Return (community, meeting) of the cards that may show what was answered after the backup."""
    rows = await tx.execute(
        select(MeetingRow.community_id, MeetingRow.id)
        .where(MeetingRow.card_message_id.is_not(None), MeetingRow.starts_at > now)
        .order_by(MeetingRow.id)
    )
    return [(community_id, meeting_id) for community_id, meeting_id in rows]


async def last_moment(tx: Tx) -> datetime | None:
    """Return the newest instant that the database knows, None for an empty one.

    A dump of PostgreSQL does not say when it was made: not before this.
    """
    moments = [await tx.scalar(select(func.max(at))) for at in (AuditRow.at, OutboxRow.created_at)]
    return max((moment for moment in moments if moment), default=None)


async def guilds(tx: Tx) -> list[int]:
    """Return the servers of all communities."""
    return list(await tx.scalars(select(CommunityRow.guild_id).order_by(CommunityRow.id)))


async def accounts(tx: Tx) -> list[tuple[int, int]]:
    """Return (server, account) of everybody about whom something is stored."""
    known: set[tuple[int, int]] = set()
    for row in (PersonRow, AuditRow, GuessRow, QuestionRow):
        asked = (
            select(CommunityRow.guild_id, row.discord_id)
            .join(row, row.community_id == CommunityRow.id)
            .where(row.discord_id.is_not(None))
            .distinct()
        )
        known.update((row.guild_id, row.discord_id or 0) for row in await tx.execute(asked))
    return sorted(known)
