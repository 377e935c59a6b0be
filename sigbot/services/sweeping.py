"""Delete what is old, as upkeep and a few rows at a time."""

from datetime import datetime

from sigbot.domain.sweeping import KEPT_FOR, MOST_SWEPT, Swept
from sigbot.store import sweeping
from sigbot.store.database import Database


async def old_kinds(db: Database, now: datetime) -> list[Swept]:
    """Return the kinds of which there are rows that are old enough to be deleted."""
    async with db.look() as tx:
        befores = {kind: now - kept_for for kind, kept_for in KEPT_FOR.items()}
        return await sweeping.old_kinds(tx, befores)


async def sweep(db: Database, kind: Swept, now: datetime, limit: int = MOST_SWEPT) -> int:
    """Delete some rows of a kind that are old enough, `limit` at most.

    Return how many, 0 where none is left.
    """
    async with db.write() as tx:
        return await sweeping.sweep(tx, kind, now - KEPT_FOR[kind], limit)
