"""Find out as which message a row may have been said by another database.

A database that was put back from a backup says again what the database after the backup has said:
rows that waited, and rows that are written anew because their time has come. Such a row looks for
its message by the mark of the row that said it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from sigbot.domain.outbox import Topic
from sigbot.store.database import Tx
from sigbot.store.origins import Origin, PutBack
from sigbot.store.rows.outbox import OutboxRow

WRITTEN_AGAIN = frozenset(
    (
        Topic.OPENED,
        Topic.CLOSED,
        Topic.MISSING,
        Topic.CLOCKS,
        Topic.REPORT_DUE,
        Topic.PROMISED,
        Topic.DISCUSSION,
        Topic.OPINIONS,
        Topic.OPINIONS_CLOSED,
        Topic.READERS,
        Topic.PAPER,
    )
)
"""What is written when its time has come; what people do is said again when they do it again."""

AGAIN_WITHIN = timedelta(days=2)
"""What fell due before a database was put back is written within this time after that."""


@dataclass(frozen=True, slots=True)
class SaidAs:
    """The number and origin that nonce and mark of a row are made of, and since when a message
    with them may be there; None for a row that is not in doubt."""

    number: int
    origin: str
    doubted_since: datetime | None


async def said_as(tx: Tx, origin: Origin, row: OutboxRow) -> SaidAs:
    """Return as which message a row is said, or was said already."""
    earlier = await _earlier(tx, origin, row)
    if earlier:
        return SaidAs(earlier.id, origin.of(earlier.id), earlier.due_at)
    return SaidAs(row.id, origin.of(row.id), origin.doubted_since(row.id, row.due_at))


async def _earlier(tx: Tx, origin: Origin, row: OutboxRow) -> OutboxRow | None:
    """Return the row of the database after the backup that said the same, None without any."""
    for put_back in origin.put_back:
        if _is_written_again(row, put_back):
            asked = select(OutboxRow).where(
                OutboxRow.id > put_back.last,
                OutboxRow.id <= put_back.skipped,
                OutboxRow.community_id == row.community_id,
                OutboxRow.topic == row.topic,
                OutboxRow.lane == row.lane,
                OutboxRow.done_at.is_not(None),
            )
            for earlier in await tx.scalars(asked.order_by(OutboxRow.id)):
                if earlier.payload == row.payload:
                    return earlier
    return None


def _is_written_again(row: OutboxRow, put_back: PutBack) -> bool:
    is_new = row.id > put_back.skipped and row.created_at < put_back.at + AGAIN_WITHIN
    return is_new and row.topic in WRITTEN_AGAIN
