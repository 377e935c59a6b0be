"""Small things the bot remembers about itself."""

from sqlalchemy import select

from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.state import StateRow


async def recall(tx: Tx, key: str) -> str | None:
    row = await tx.get(StateRow, key)
    return row.value if row else None


async def recall_to_change(tx: Tx, key: str) -> str:
    """As `recall`, "" for nothing; whoever else wants to change it waits until this transaction
    ends."""
    await insert_once(tx, StateRow, {"key": key, "value": ""}, "key")
    kept = await tx.scalar(select(StateRow.value).where(StateRow.key == key).with_for_update())
    return kept or ""


async def remember(tx: Tx, key: str, value: str) -> None:
    await insert_or_update(tx, StateRow, {"key": key, "value": value}, "key")
