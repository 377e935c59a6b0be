"""Load an empty PostgreSQL with the rows of an SQLite database, by COPY.

Rows are compared as lines of COPY's text: those that the server was given, and those that it gives
back. Indexes and foreign keys are made after the rows: that is several times as fast.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Table, select, text
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from sigbot.domain.refusals import StoreOutError
from sigbot.store.base import Utc
from sigbot.store.database import OUT_STATES, Tx, one_line
from sigbot.store.rows import all_tables
from sigbot.store.rows.journal_search import JournalSearchRow
from sigbot.store.rows.outbox import Payload

BATCH = 500
"""Rows that are in memory at once; a file under review may have some MiB."""

LIMIT_S = 86_400.0
"""How long one statement may take: an index of a large table takes minutes."""

SQLITE = sqlite_dialect()
MODULUS = 1 << 64
NULL, NEW_LINE = "\\N", b"\n"
ESCAPES = str.maketrans(
    {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
)
QUOTES = str.maketrans({"\\": "\\\\", "'": "''"})
BOOLEANS = {0: "f", 1: "t"}
LENGTH = len("0000-00-00 00:00:00.000000")
"""Of an instant as the program keeps it on SQLite."""

SETTINGS = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    # For indexes. A small server has so much, too.
    "SET LOCAL maintenance_work_mem = '128MB'",
)
OF_TABLES = "(SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name)"
FOREIGN_KEYS = f"""
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS dropping,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
        pg_get_constraintdef(oid)) AS making
FROM pg_constraint WHERE contype = 'f' AND conrelid IN {OF_TABLES} ORDER BY conname
"""  # noqa: S608  (no text of anybody is in it)
INDEXES = f"""
SELECT format('DROP INDEX %s', indexrelid::regclass) AS dropping,
    pg_get_indexdef(indexrelid) AS making
FROM pg_index WHERE indrelid IN {OF_TABLES}
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY indexrelid
"""  # noqa: S608

Write = Callable[[Any], str]
"""Writes a value that SQLite keeps, and which is not NULL, as COPY has it."""


class UnfitError(Exception):
    """The server cannot keep something; the text is one line."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The statements that make indexes and foreign keys."""

    indexes: Sequence[str] = ()
    foreign_keys: Sequence[str] = ()


@dataclass(slots=True)
class Tally:
    """How many lines there were, and a sum over them, in whichever order they come.

    The sum is of Python's own hashes, so it is compared within one process only.
    """

    lines: int = 0
    total: int = 0
    _begun: bytes = b""

    async def add(self, sent: bytes) -> None:
        """Add what came next; a line may begin in one part and end in another."""
        *lines, self._begun = (self._begun + sent).split(NEW_LINE)
        self.lines += len(lines)
        self.total = (self.total + sum(map(hash, lines))) % MODULUS


async def take_apart(target: Tx) -> Parts:
    """Take indexes and foreign keys from all tables. Raises UnfitError, StoreOutError."""
    server, names = await _server(target), [*all_tables().tables]
    with _named(server):
        foreign_keys = await server.fetch(FOREIGN_KEYS, names)
        indexes = await server.fetch(INDEXES, names)
        drops = [part["dropping"] for part in (*foreign_keys, *indexes)]
        await _run(server, [*SETTINGS, *drops])
    return Parts(*([part["making"] for part in parts] for parts in (indexes, foreign_keys)))


async def put_together(target: Tx, parts: Parts) -> None:
    """Make indexes and foreign keys again, and let the server know its tables: before its first
    statistics, its plans are for empty ones.

    Raises UnfitError where rows do not fit to one of them; StoreOutError.
    """
    server = await _server(target)
    with _named(server):
        await _run(server, [*parts.indexes, "ANALYZE", *parts.foreign_keys])


async def load_table(source: Tx, target: Tx, table: Table) -> tuple[Tally, Tally]:
    """Load the rows of a table; return a tally of what was sent, and one of what is there.

    Raises UnfitError, StoreOutError, DBAPIError of the source, ValueError.
    """
    server = await _server(target)
    names, given, kept = [column.name for column in table.columns], Tally(), Tally()
    sending, options = _batches(source, table, given), {"columns": names, "timeout": LIMIT_S}
    with _named(server), _woken(server):
        await server.copy_to_table(table.name, source=_while_open(server, sending), **options)
        await server.copy_from_table(table.name, output=kept.add, **options)
    return given, kept


@contextmanager
def _woken(server: Any) -> Iterator[None]:
    """Wake a COPY that waits until it may send more, once the server is away.

    The driver wakes nobody then, and the command would stand still for ever.
    """
    protocol = server._protocol  # noqa: SLF001

    def wake(_connection: Any) -> None:
        protocol.resume_writing()

    server.add_termination_listener(wake)
    try:
        yield
    finally:
        server.remove_termination_listener(wake)


async def _while_open(server: Any, batches: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the batches until the server is away; the driver raises what is wrong."""
    async for batch in batches:
        if server.is_closed():
            return
        yield batch


async def _server(target: Tx) -> Any:
    """Return the driver's connection of a transaction that was begun."""
    connection = await (await target.connection()).get_raw_connection()
    return connection.driver_connection


async def _run(server: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        await server.execute(statement, timeout=LIMIT_S)


@contextmanager
def _named(server: Any) -> Iterator[None]:
    """Tell apart what the server refuses, and that it is away."""
    import asyncpg  # noqa: PLC0415  (not everybody has it)

    try:
        yield
    except asyncpg.PostgresError as error:
        if str(error.sqlstate).startswith(OUT_STATES):
            raise StoreOutError(one_line(error)) from error
        raise UnfitError(one_line(error)) from error
    except (asyncpg.InterfaceError, OSError) as error:
        raise StoreOutError(one_line(error)) from error
    except asyncpg.InternalClientError as error:
        # The server went away between two messages; the driver does not know it yet.
        server.terminate()
        raise StoreOutError(one_line(error)) from error


async def _batches(source: Tx, table: Table, tally: Tally) -> AsyncIterator[bytes]:
    """Yield the rows of a table as COPY's text, BATCH at once, and count them."""
    writes = [_write_of(column) for column in table.columns]
    asked = str(select(*table.columns).compile(dialect=SQLITE))
    stream = await source.stream(text(asked))
    async for rows in stream.partitions(BATCH):
        columns = [
            [NULL if value is None else write(value) for value in values]
            for write, values in zip(writes, zip(*rows, strict=True), strict=True)
        ]
        lines = "\n".join(map("\t".join, zip(*columns, strict=True)))
        part = lines.encode() + NEW_LINE
        await tally.add(part)
        yield part


def _write_of(column: Column[Any]) -> Write:
    kind = column.type
    if is_json(column):
        return lambda value: json_text(value).translate(ESCAPES)
    if is_words(column):
        return _write_words
    if isinstance(kind, Boolean):
        return _write_boolean
    if isinstance(kind, DateTime | Utc):
        return _write_time(column)
    if isinstance(kind, Date):
        return _write_day(column)
    return _write_plain


def _write_plain(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, bytes):
        msg = "bytes in the place of a text"
        raise ValueError(msg)  # noqa: TRY004  (as of every value that cannot be read)
    return str(value).translate(ESCAPES)


def _write_boolean(value: Any) -> str:
    return BOOLEANS.get(value) or _write_plain(value)


def _write_words(value: Any) -> str:
    """Write each word in quotes, in the order in which the server gives them."""
    words = sorted({*str(value).split()})
    return " ".join(f"'{word.translate(QUOTES)}'" for word in words).translate(ESCAPES)


def _write_time(column: Column[Any]) -> Write:
    """Write instants and wall times."""
    zone = "+00" if isinstance(column.type, Utc) else ""
    read = _reader(column)

    def write(value: Any) -> str:
        kept = value if _is_as_kept(value) else _as_kept(read(value))
        return f"{kept.rstrip('0').rstrip('.')}{zone}"

    return write


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """Return what reads a value of SQLite as the program does."""
    read: Any = column.type.dialect_impl(SQLITE).result_processor(SQLITE, None)
    return read  # type: ignore[no-any-return]


def _is_as_kept(value: Any) -> bool:
    """Return whether an instant has the program's own shape."""
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) == LENGTH and value[10] == " " and value[19] == "." and value[20:].isdigit()


def _as_kept(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(" ", "microseconds")


def _write_day(column: Column[Any]) -> Write:
    read = _reader(column)
    return lambda value: str(read(value))


def json_text(kept: Any) -> str:
    """Return the text of a value of JSON; broken JSON, which a server refuses, becomes a text."""
    written = str(kept)
    try:
        json.loads(written)
    except ValueError:
        return json.dumps(written)
    return written


def is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON | Payload)


def is_words(column: Column[Any]) -> bool:
    return column is JournalSearchRow.__table__.c.words
