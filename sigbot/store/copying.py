"""Copy all rows of a database into an empty one, of the other kind or of the same.

Numbers of rows stay, as cards and buttons on Discord carry them. Values cross as the database keeps
them: JSON as its text, so that nothing is read and written in another way.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Insert,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError

from sigbot.domain.backups import Fault, NotDoneError
from sigbot.domain.refusals import StoreOutError
from sigbot.store import loading
from sigbot.store.counters import counters, set_counters
from sigbot.store.database import Database, Tx, one_line, refusal_of
from sigbot.store.loading import BATCH, is_json, is_words, json_text
from sigbot.store.rows import all_tables

MODULUS = 1 << 128
MADE_BY_MIGRATIONS = "alembic_version"

PATIENT = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
KEEP_OUT = "LOCK TABLE state IN ACCESS EXCLUSIVE MODE"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and a sum over all values, in whichever order rows are read."""

    rows: int = 0
    checksum: int = 0

    def plus(self, rows: Sequence[Row]) -> "Sum":
        added = sum(_checksum(row) for row in rows)
        return Sum(self.rows + len(rows), (self.checksum + added) % MODULUS)


def _checksum(row: Row) -> int:
    """Return the checksum of one row, the same for both kinds of database."""
    written = repr(tuple(row.values()))
    return int.from_bytes(hashlib.blake2b(written.encode(), digest_size=16).digest(), "big")


async def is_empty(database: Database) -> bool:
    """Return whether a database has no tables, or those of the program without any row."""
    names = set(await database.run_sync(lambda connection: inspect(connection).get_table_names()))
    if not names:
        return True
    if MADE_BY_MIGRATIONS not in names:
        return False
    own = [table for table in all_tables().sorted_tables if table.name in names]
    async with database.read() as tx:
        return not any([await _has_rows(tx, table) for table in own])


async def _has_rows(tx: Tx, table: Table) -> bool:
    asked = select(text("1")).select_from(table).limit(1)
    return await tx.scalar(asked) is not None


async def begin_reading(tx: Tx) -> None:
    """See the database as it is at this moment until the end of the transaction."""
    if not _is_sqlite(tx):
        await tx.execute(text(ONE_MOMENT))
        await _be_patient(tx)


async def begin_writing(tx: Tx) -> None:
    """Keep others out of an empty database until the end of the transaction.

    Raises NotDoneError where somebody was faster.
    """
    if not _is_sqlite(tx):
        await _be_patient(tx)
        await tx.execute(text(KEEP_OUT))
    if any([await _has_rows(tx, table) for table in all_tables().sorted_tables]):
        raise NotDoneError(Fault.NOT_EMPTY)


async def _be_patient(tx: Tx) -> None:
    for setting in PATIENT:
        await tx.execute(text(setting))


async def copy_all(source: Tx, target: Tx) -> AsyncIterator[tuple[str, int]]:
    """Copy every table, and yield its name and how many rows it has, once it was compared.

    Raises NotDoneError; then the transaction of the target has to be rolled back.
    """
    loads = _is_sqlite(source) and not _is_sqlite(target)
    with _refused():
        parts = await loading.take_apart(target) if loads else loading.Parts()
    for table in all_tables().sorted_tables:
        with _refused(f"{table.name}: "):
            rows = await (_load if loads else _copy)(source, target, table)
        yield table.name, rows
    with _refused():
        if not _is_sqlite(target):
            await loading.put_together(target, parts)
        await set_counters(target, await counters(source))


@contextmanager
def _refused(where: str = "") -> Iterator[None]:
    """Raise NotDoneError for what cannot be kept, and for a database that is away."""
    try:
        yield
    except StoreOutError as error:
        raise NotDoneError(Fault.AWAY, error.reason) from error
    except (DBAPIError, ValueError, loading.UnfitError) as error:
        if isinstance(refusal := refusal_of(error), StoreOutError):
            raise NotDoneError(Fault.AWAY, refusal.reason) from error
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise NotDoneError(Fault.UNFIT, f"{where}{one_line(cause)}") from error


async def _load(source: Tx, target: Tx, table: Table) -> int:
    sent, kept = await loading.load_table(source, target, table)
    if sent != kept:
        raise NotDoneError(Fault.UNLIKE, table.name)
    return sent.lines


async def _copy(source: Tx, target: Tx, table: Table) -> int:
    copied = await _copy_table(source, target, table)
    if await _sum(target, table) != copied:
        raise NotDoneError(Fault.UNLIKE, table.name)
    return copied.rows


async def _copy_table(source: Tx, target: Tx, table: Table) -> Sum:
    """Copy the rows of a table; those that refer to others of it are joined at the end."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    into, copied = _insert(target, table), Sum()
    async for rows in _batches(source, table, for_server=not _is_sqlite(target)):
        copied = copied.plus(rows)
        await target.execute(into, [{**row, **dict.fromkeys(own)} for row in rows])
    for name in own:
        await _refer(source, target, table, table.c[name])
    return copied


async def _refer(source: Tx, target: Tx, table: Table, column: Column[Any]) -> None:
    """Let rows refer to other rows of their table."""
    [key] = table.primary_key
    referring = select(key, column).where(column.is_not(None))
    changed = (
        update(table).where(key == bindparam("its_key")).values({column.name: bindparam("its")})
    )
    async for rows in (await source.stream(referring)).partitions(BATCH):
        await target.execute(changed, [{"its_key": row[0], "its": row[1]} for row in rows])


async def _sum(tx: Tx, table: Table) -> Sum:
    whole = Sum()
    async for rows in _batches(tx, table, for_server=not _is_sqlite(tx)):
        whole = whole.plus(rows)
    return whole


async def _batches(tx: Tx, table: Table, *, for_server: bool) -> AsyncIterator[list[Row]]:
    """Yield the rows of a table, BATCH at once, as they are copied to a server or to a file."""
    stream = await tx.stream(_select(tx, table))
    texts = [column.name for column in table.columns if is_json(column)]
    words = [column.name for column in table.columns if is_words(column)]
    async for rows in stream.mappings().partitions(BATCH):
        batch = [dict(row) for row in rows]
        for values in batch if texts or words else ():
            _carry(values, texts, words, for_server=for_server)
        yield batch


def _select(tx: Tx, table: Table) -> Select[Any]:
    return select(*(_read(tx, column).label(column.name) for column in table.columns))


def _read(tx: Tx, column: Column[Any]) -> ColumnElement[Any]:
    if is_json(column):
        return type_coerce(column, String) if _is_sqlite(tx) else cast(column, String)
    if is_words(column) and not _is_sqlite(tx):
        return func.array_to_string(func.tsvector_to_array(column), " ")
    return column


def _insert(tx: Tx, table: Table) -> Insert:
    return insert(table).values({column.name: _written(tx, column) for column in table.columns})


def _written(tx: Tx, column: Column[Any]) -> ColumnElement[Any]:
    if not is_json(column) and not is_words(column):
        return bindparam(column.name, type_=column.type)
    value = bindparam(column.name, type_=String())
    if _is_sqlite(tx):
        return type_coerce(value, String())
    if is_json(column):
        return cast(value, JSON)
    return func.array_to_tsvector(func.string_to_array(value, " "))


def _carry(row: Row, texts: Sequence[str], words: Sequence[str], *, for_server: bool) -> None:
    """Let JSON and words of a row be as they are written and compared."""
    for name in texts:
        if row[name] is not None:
            row[name] = json_text(row[name]) if for_server else str(row[name])
    for name in words:
        row[name] = " ".join(sorted({*row[name].split()}))


def _is_sqlite(tx: Tx) -> bool:
    return tx.get_bind().dialect.name == "sqlite"
