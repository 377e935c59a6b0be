"""Keep what the bot remembers about itself, as text by key."""

from sqlalchemy import delete, select

from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.state import StateRow


async def recall(tx: Tx, key: str) -> str | None:
    row = await tx.get(StateRow, key)
    return row.value if row else None


async def recall_all(tx: Tx, beginning: str) -> list[tuple[str, str]]:
    """Return (key, what is kept) of all keys with this beginning."""
    of = StateRow.key.startswith(beginning, autoescape=True)
    rows = await tx.execute(select(StateRow.key, StateRow.value).where(of))
    return [(key, value) for key, value in rows]


async def recall_to_change(tx: Tx, key: str) -> str:
    """Lock and return what is kept under a key, "" for nothing.

    Other transactions that want to change it wait until this one ends.
    """
    await insert_once(tx, StateRow, {"key": key, "value": ""}, "key")
    kept = await tx.scalar(select(StateRow.value).where(StateRow.key == key).with_for_update())
    return kept or ""


async def remember(tx: Tx, key: str, value: str) -> None:
    await insert_or_update(tx, StateRow, {"key": key, "value": value}, "key")


async def forget(tx: Tx, key: str) -> None:
    """Forget what is kept under a key."""
    await tx.execute(delete(StateRow).where(StateRow.key == key))


async def forget_all(tx: Tx, beginning: str) -> None:
    """Forget what is kept under all keys with this beginning."""
    await tx.execute(delete(StateRow).where(StateRow.key.startswith(beginning, autoescape=True)))
