"""Keep the random id of a database: messages of a new one are not taken for those of the old.

Ids of rows begin anew in a new database, so that they alone would not tell its messages apart.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from sigbot.store import state
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.state import StateRow

KEY = "origin"
BYTES = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """The random id of a database; rows up to `earlier` were written before it had one."""

    name: str
    earlier: int

    def of(self, row_id: int) -> str:
        """Return the id that counts for a row, "" for a row from before.

        Such a row may be on Discord already, under the nonce and mark that it had then.
        """
        return self.name if row_id > self.earlier else ""


async def origin(tx: Tx) -> Origin:
    """Return the id of the database; make one up where it has none."""
    kept = await state.recall(tx, KEY)
    if kept is None:
        tried = or_(OutboxRow.attempts > 0, OutboxRow.tried_at.is_not(None))
        earlier = await tx.scalar(select(func.max(OutboxRow.id)).where(tried)) or 0
        fresh = f"{secrets.token_hex(BYTES)} {earlier}"
        await insert_once(tx, StateRow, {"key": KEY, "value": fresh}, "key")
        # Another process may have been faster.
        kept = await tx.scalar(select(StateRow.value).where(StateRow.key == KEY)) or fresh
    name, _, last = kept.partition(" ")
    return Origin(name, int(last))
