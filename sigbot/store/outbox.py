"""The outbox, kept: what is due, who is at it, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select, type_coerce, update

from sigbot.domain.outbox import LEASE, Due
from sigbot.store.base import Utc
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows import CommunityRow, OutboxRow


async def post(
    tx: Tx,
    community_id: int,
    topic: str,
    payload: Mapping[str, Any],
    due_at: datetime,
    now: datetime,
    key: str | None = None,
) -> None:
    """Say `topic` at `due_at`. With a `key`, nothing is added while such a row still waits."""
    values = {
        "community_id": community_id,
        "topic": topic,
        "payload": dict(payload),
        "key": key,
        "due_at": due_at,
        "attempts": 0,
        "created_at": now,
    }
    if key is None:
        tx.add(OutboxRow(**values))
    else:
        await insert_once(tx, OutboxRow, values, "key")


async def lease_due(tx: Tx, now: datetime, holder: str, limit: int = 20) -> list[Due]:
    """Take rows that are due and that nobody holds; a lease that ran out is taken over."""
    free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now)
    rows = await tx.execute(
        select(OutboxRow, CommunityRow.guild_id)
        .join(CommunityRow, CommunityRow.id == OutboxRow.community_id)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now, free)
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    taken: list[Due] = []
    for row, guild_id in rows:
        row.leased_until, row.leased_by = now + LEASE, holder
        row.attempts += 1
        # From here on a new wish of the same key is a new row: this one may be too late to see it.
        row.key = None
        taken.append(
            Due(row.id, guild_id, row.topic, dict(row.payload), row.due_at, row.attempts, holder)
        )
    return taken


async def mark_done(tx: Tx, row_id: int, now: datetime) -> None:
    """Said: whoever held it meanwhile need not say it again."""
    await tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id)
        .values(done_at=now, failure=None, leased_until=None, leased_by=None)
    )


async def set_aside(tx: Tx, due: Due, failure: str, now: datetime) -> None:
    """Never to be said, with the reason; unless somebody else holds it by now."""
    await tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == due.id, OutboxRow.leased_by == due.holder)
        .values(done_at=now, failure=failure, leased_until=None, leased_by=None)
    )


async def put_off(tx: Tx, due: Due, due_at: datetime, failure: str) -> None:
    """To be said at `due_at`; unless somebody else holds it by now."""
    await tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == due.id, OutboxRow.leased_by == due.holder)
        .values(due_at=due_at, failure=failure, leased_until=None, leased_by=None)
    )


async def next_due(tx: Tx) -> datetime | None:
    """When the first row wants attention: its due time, or the end of the lease on it."""
    held = OutboxRow.leased_until > OutboxRow.due_at
    wanted = case((held, OutboxRow.leased_until), else_=OutboxRow.due_at)
    return await tx.scalar(
        select(type_coerce(func.min(wanted), Utc)).where(OutboxRow.done_at.is_(None))
    )


async def failures(tx: Tx, community_id: int, limit: int = 5) -> list[tuple[str, str]]:
    """(topic, reason) of what was set aside, the newest first."""
    rows = await tx.execute(
        select(OutboxRow.topic, OutboxRow.failure)
        .where(
            OutboxRow.community_id == community_id,
            OutboxRow.done_at.is_not(None),
            OutboxRow.failure.is_not(None),
        )
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    return [(topic, failure or "") for topic, failure in rows]
