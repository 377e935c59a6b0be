"""Writes that can safely be repeated: a row that exists already is not inserted again."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import sqlite

from sigbot.store.base import Base
from sigbot.store.database import Tx


async def insert_once(tx: Tx, row: type[Base], values: dict[str, Any], *unique: str) -> bool:
    """Insert `values` unless a row with the same `unique` columns exists; return whether it did."""
    inserting = _inserting_once(tx.get_bind().dialect.name, row, tuple(values), unique)
    result = cast("CursorResult[Any]", await tx.execute(inserting, values))
    return bool(result.rowcount)


async def insert_many_once(
    tx: Tx, row: type[Base], values: Sequence[dict[str, Any]], *unique: str
) -> list[int]:
    """Insert many rows at once as `insert_once` does; return the ids of the inserted rows."""
    if not values:
        return []
    inserting = _inserting_once(tx.get_bind().dialect.name, row, tuple(values[0]), unique)
    return list(await tx.scalars(inserting.returning(row.__table__.c.id), values))


@cache
def _inserting_once(
    dialect: str, row: type[Base], names: tuple[str, ...], unique: tuple[str, ...]
) -> Any:
    """Return the statement of `insert_once` for rows of these columns, which are its parameters."""
    return _insert(dialect, row, names).on_conflict_do_nothing(index_elements=unique)


async def insert_or_update(tx: Tx, row: type[Base], values: dict[str, Any], *unique: str) -> None:
    """Insert `values`, or overwrite the row with the same `unique` columns."""
    dialect, names = tx.get_bind().dialect.name, tuple(values)
    await tx.execute(_inserting_or_updating(dialect, row, names, unique), values)


@cache
def _inserting_or_updating(
    dialect: str, row: type[Base], names: tuple[str, ...], unique: tuple[str, ...]
) -> Any:
    """Return the statement of `insert_or_update`, with values as its parameters."""
    inserting = _insert(dialect, row, names)
    changed = {name: inserting.excluded[name] for name in names if name not in unique}
    return inserting.on_conflict_do_update(index_elements=unique, set_=changed)


def insert_for(tx: Tx, row: type[Base]) -> Any:
    """Return an INSERT of the database's own dialect, which knows `on_conflict_…`."""
    return _insert(tx.get_bind().dialect.name, row)


def _insert(dialect: str, row: type[Base], names: tuple[str, ...] = ()) -> Any:
    """Return an INSERT. Raises KeyError for a name that is no column: as a parameter it is lost."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101  (for the type checker)
    for name in names:
        table.c[name]
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow; most run on SQLite)

    return postgresql.insert(table)
