"""Writes that can safely be repeated: a row that exists already is not inserted again."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import sqlite

from sigbot.store.base import Base
from sigbot.store.database import Tx


async def insert_once(tx: Tx, row: type[Base], values: dict[str, Any], *unique: str) -> bool:
    """Insert `values` unless a row with the same `unique` columns exists; return whether it did."""
    statement = insert_for(tx, row).values(values).on_conflict_do_nothing(index_elements=unique)
    result = cast("CursorResult[Any]", await tx.execute(statement))
    return bool(result.rowcount)


async def insert_many_once(
    tx: Tx, row: type[Base], values: Sequence[dict[str, Any]], *unique: str
) -> list[int]:
    """Insert many rows at once as `insert_once` does; return the ids of the inserted rows."""
    if not values:
        return []
    statement = insert_for(tx, row).on_conflict_do_nothing(index_elements=unique)
    # The rows are parameters: a statement that contains them would be compiled anew each time.
    return list(await tx.scalars(statement.returning(row.__table__.c.id), values))


async def insert_or_update(tx: Tx, row: type[Base], values: dict[str, Any], *unique: str) -> None:
    """Insert `values`, or overwrite the row with the same `unique` columns."""
    changed = {name: value for name, value in values.items() if name not in unique}
    await tx.execute(
        insert_for(tx, row)
        .values(values)
        .on_conflict_do_update(index_elements=unique, set_=changed)
    )


def insert_for(tx: Tx, row: type[Base]) -> Any:
    """Return an INSERT of the database's own dialect, which knows `on_conflict_…`."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101  (for the type checker)
    if tx.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow; most run on SQLite)

    return postgresql.insert(table)
