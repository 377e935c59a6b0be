"""The last number that each table has given to a row, so that none is given twice."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Column, Table, func, select, text

from sigbot.store.database import Tx
from sigbot.store.rows import all_tables

SEQUENCE = "SELECT pg_get_serial_sequence(:table, :column)"
LAST = "SELECT last_value FROM pg_sequences WHERE schemaname || '.' || sequencename = :name"
COUNT_ON = text("SELECT setval(:name, :last)")


def counted_tables() -> Iterator[tuple[Table, Column[int]]]:
    """Yield the tables whose ids the database gives, with the column of the id."""
    for table in all_tables().sorted_tables:
        if table.autoincrement_column is not None:
            yield table, table.autoincrement_column


async def counters(tx: Tx) -> dict[str, int]:
    """Return table → the last number that was given to a row, also to one that is gone."""
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    given = await _of_sqlite(tx) if is_sqlite else await _of_postgresql(tx)
    return {
        table.name: max(given.get(table.name, 0), await tx.scalar(select(func.max(column))) or 0)
        for table, column in counted_tables()
    }


async def _of_sqlite(tx: Tx) -> dict[str, int]:
    rows = await tx.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in rows}


async def _of_postgresql(tx: Tx) -> dict[str, int]:
    given = {}
    for table, column in counted_tables():
        name = await _sequence(tx, table, column)
        given[table.name] = await tx.scalar(text(LAST), {"name": name}) or 0
    return given


async def _sequence(tx: Tx, table: Table, column: Column[int]) -> str:
    asked = {"table": table.name, "column": column.name}
    return str(await tx.scalar(text(SEQUENCE), asked))


async def set_counters(tx: Tx, numbers: Mapping[str, int]) -> None:
    """Let each table go on after a number; 0 leaves it as it is."""
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    for table, column in counted_tables():
        last = numbers.get(table.name, 0)
        if last and is_sqlite:
            await _set_on_sqlite(tx, table.name, last)
        elif last:
            name = await _sequence(tx, table, column)
            await tx.execute(COUNT_ON, {"name": name, "last": last})


async def _set_on_sqlite(tx: Tx, table: str, last: int) -> None:
    values = {"name": table, "seq": last}
    await tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    await tx.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), values)
