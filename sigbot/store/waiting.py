"""Tell what else of the outbox is due about a meeting."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from sigbot.domain.outbox import AnyDue, Topic
from sigbot.store.database import Tx
from sigbot.store.rows.outbox import OutboxRow


async def later_one_due(tx: Tx, due: AnyDue, now: datetime) -> bool:
    """Return whether another row of the same meeting, topic and person was due after this row."""
    return await tx.scalar(_later_ones(), {"row_id": due.id, "now": now}) is not None


@cache
def _later_ones() -> Select[int]:
    """Return the statement of `later_one_due`; to make it takes longer than to run it."""
    own = aliased(OutboxRow)
    return (
        select(OutboxRow.id)
        .join(own, OutboxRow.meeting_id == own.meeting_id)
        .where(
            own.id == bindparam("row_id"),
            OutboxRow.topic == own.topic,
            OutboxRow.person_id.is_not_distinct_from(own.person_id),
            OutboxRow.due_at > own.due_at,
            OutboxRow.due_at <= bindparam("now"),
        )
        .limit(1)
    )


async def is_due(tx: Tx, topic: Topic, meeting_id: int, now: datetime) -> bool:
    """Return whether a row of a topic about a meeting is due and waits to be sent."""
    waiting_id = await tx.scalar(
        select(OutboxRow.id)
        .where(
            OutboxRow.meeting_id == meeting_id,
            OutboxRow.topic == topic,
            OutboxRow.done_at.is_(None),
            OutboxRow.due_at <= now,
        )
        .limit(1)
    )
    return waiting_id is not None
