"""Keep which processes live, who answers a press, and when a shard may identify."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, inspect, select, text, update

from sigbot.domain.processes import Process, Shards
from sigbot.store.database import Database, Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.processes import ClaimRow, ProcessRow

IDENTIFY = text(
    """INSERT INTO identifies (bucket, next_at)
    VALUES (:bucket, clock_timestamp() + make_interval(secs => :pause))
    ON CONFLICT (bucket) DO UPDATE SET next_at = make_interval(secs => :pause) + greatest(
        clock_timestamp(),
        least(identifies.next_at, clock_timestamp() + make_interval(secs => :longest))
    )
    RETURNING extract(epoch FROM next_at - clock_timestamp())::float - :pause"""
)
"""One clock counts for all machines, that of the server. A moment too far ahead is from before that
clock was set back."""


async def add(tx: Tx, process: Process, now: datetime) -> int:
    """Add a process; return its id."""
    row = ProcessRow(
        holder=process.holder,
        shard_ids=",".join(map(str, process.shards.ids)),
        shard_count=process.shards.count,
        version=process.version,
        secret=process.secret,
        beats=0,
        started_at=now,
        beat_at=now,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def count_beat(tx: Tx, process_id: int, now: datetime) -> None:
    """Note that a process lives."""
    own = update(ProcessRow).where(ProcessRow.id == process_id)
    await tx.execute(own.values(beats=ProcessRow.beats + 1, beat_at=now))


async def all_processes(tx: Tx) -> list[Process]:
    rows = await tx.scalars(select(ProcessRow).order_by(ProcessRow.id))
    return [_process(row) for row in rows]


async def beats(db: Database) -> dict[int, int]:
    """Return process → its beats; nothing where the database has no such table yet."""
    names = await db.run_sync(lambda connection: inspect(connection).get_table_names())
    if ProcessRow.__tablename__ not in names:
        return {}
    async with db.read() as tx:
        rows = await tx.execute(select(ProcessRow.id, ProcessRow.beats))
        return dict(rows.all())


def _process(row: ProcessRow) -> Process:
    ids = tuple(int(number) for number in row.shard_ids.split(",") if number)
    return Process(
        row.holder,
        Shards(ids, row.shard_count),
        row.version,
        row.secret,
        row.id,
        row.beats,
        row.is_replaced,
    )


async def mark_replaced(tx: Tx, ids: Sequence[int]) -> None:
    """Tell processes that others have their shards now."""
    await tx.execute(update(ProcessRow).where(ProcessRow.id.in_(ids)).values(is_replaced=True))


async def remove(tx: Tx, process_id: int, beats: int | None = None) -> bool:
    """Remove a process, with `beats` only if it was not heard of since; return whether it was."""
    gone = delete(ProcessRow).where(ProcessRow.id == process_id)
    if beats is not None:
        gone = gone.where(ProcessRow.beats == beats)
    return bool(cast("CursorResult[Any]", await tx.execute(gone)).rowcount)


async def free_leases(tx: Tx, holder: str) -> None:
    """Free the rows of the outbox that a process held.

    They were due by its clock; by that of another machine they may not be due yet.
    """
    await tx.execute(
        update(OutboxRow)
        .where(OutboxRow.leased_until.is_not(None), OutboxRow.leased_by == holder)
        .values(leased_by=None, leased_until=None)
    )


async def claim(tx: Tx, interaction_id: int, now: datetime) -> bool:
    """Return whether nobody has claimed an interaction before."""
    values = {"interaction_id": interaction_id, "at": now}
    return await insert_once(tx, ClaimRow, values, "interaction_id")


async def forget_claims(tx: Tx, before: datetime) -> None:
    await tx.execute(delete(ClaimRow).where(ClaimRow.at < before))


async def identify_turn(tx: Tx, bucket: int, pause: float, longest: float) -> float:
    """Take the next turn of a bucket on PostgreSQL; return in how many seconds it comes."""
    values = {"bucket": bucket, "pause": pause, "longest": longest}
    return max(0.0, float(await tx.scalar(IDENTIFY, values) or 0))
