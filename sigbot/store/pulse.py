"""Tell since when the outbox has waited for its process."""

from datetime import datetime

from sqlalchemy import func, select, type_coerce

from sigbot.store.base import UtcOrLongAgo
from sigbot.store.database import Tx
from sigbot.store.rows.outbox import OutboxRow


async def waiting_since(tx: Tx, now: datetime) -> datetime | None:
    """Return since when a row that is due could have been taken, None where none could.

    What a process has taken does not wait, nor does what was put off; from the end of its lease or
    delay on, a row waits anew.
    """
    never_taken = (
        select(OutboxRow.due_at)
        .where(OutboxRow.done_at.is_(None), OutboxRow.leased_until.is_(None))
        .order_by(OutboxRow.due_at)
        .limit(1)
    )
    free_again = select(type_coerce(func.min(OutboxRow.leased_until), UtcOrLongAgo)).where(
        OutboxRow.leased_until.is_not(None)
    )
    moments = await tx.execute(select(never_taken.scalar_subquery(), free_again.scalar_subquery()))
    return min((at for at in moments.one() if at and at <= now), default=None)
