"""Small things the bot remembers about itself."""

from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows import StateRow


async def recall(tx: Tx, key: str) -> str | None:
    row = await tx.get(StateRow, key)
    return row.value if row else None


async def remember(tx: Tx, key: str, value: str) -> None:
    await insert_or_update(tx, StateRow, {"key": key, "value": value}, "key")
