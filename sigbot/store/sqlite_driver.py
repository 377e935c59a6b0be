"""SQLite in a thread, with one trip to the thread a statement.

SQLAlchemy over aiosqlite goes to the connection's thread four times for each statement: to open a
cursor, to execute, to fetch, to close. Each trip wakes both threads, which costs more than most
statements do. Here the cursor does all of it in one trip. A transaction is begun in the trip of its
first statement, and ended in one trip. It is handed to SQLAlchemy by the `async_creator_fn` of its
dialect (docs/decisions/README.md).
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Self

import aiosqlite

AT_ONCE = 500
"""Rows that are fetched in the trip that executes; a longer answer needs further trips."""

Parameters = Sequence[Any] | dict[str, Any]


class OneTripCursor:
    """A cursor as SQLAlchemy's asyncio connectors use it. Raises what sqlite3 raises."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._connection = connection
        self._rows: deque[Any] = deque()
        self._rest: sqlite3.Cursor | None = None
        """Where further rows come from, None where all were fetched."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def execute(self, operation: str, parameters: Parameters = ()) -> Self:
        """Execute a statement, and fetch its first AT_ONCE rows."""
        await self._connection.in_thread(self._execute, operation, parameters)
        return self

    def _execute(self, operation: str, parameters: Parameters) -> None:
        cursor = self._connection.begun().execute(operation, parameters)
        rows = cursor.fetchmany(AT_ONCE) if cursor.description else []
        self._rows = deque(rows)
        self._note(cursor)
        if len(rows) < AT_ONCE:
            cursor.close()
        else:
            self._rest = cursor

    async def executemany(self, operation: str, parameters: Iterable[Parameters]) -> Self:
        """Execute a statement once for each of `parameters`."""
        await self._connection.in_thread(self._execute_many, operation, parameters)
        return self

    def _execute_many(self, operation: str, parameters: Iterable[Parameters]) -> None:
        cursor = self._connection.begun().executemany(operation, parameters)
        self._note(cursor)
        cursor.close()

    def _note(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount = cursor.description, cursor.rowcount
        self.lastrowid = cursor.lastrowid

    async def fetchone(self) -> Any:
        """Return the next row, None where there is none."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next `size` rows, less where there are less."""
        wanted = self.arraysize if size is None else size
        if self._rest and len(self._rows) < wanted:
            missing = max(wanted - len(self._rows), AT_ONCE)
            rows = await self._connection.in_thread(self._rest.fetchmany, missing)
            self._rows.extend(rows)
            if len(rows) < missing:
                await self.close()
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> list[Any]:
        """Return all rows that were not returned yet."""
        if self._rest:
            self._rows.extend(await self._connection.in_thread(self._rest.fetchall))
            await self.close()
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def close(self) -> None:
        """Fetch no further rows from the database; those that were fetched stay."""
        if self._rest:
            rest, self._rest = self._rest, None
            await self._connection.in_thread(rest.close)

    async def __aiter__(self) -> AsyncIterator[Any]:
        while rows := await self.fetchmany(AT_ONCE):
            for row in rows:
                yield row


class OneTripConnection(aiosqlite.Connection):
    """A connection of aiosqlite whose cursors need one trip a statement."""

    _begin = ""
    """The statement that begins a transaction, until it is executed."""

    _may_be_open = False
    """Whether a transaction may be open: something was executed since the last one ended."""

    def begin_with(self, statement: str) -> None:
        """Begin a transaction by `statement` when the next statement is executed."""
        self._begin = statement

    def begun(self) -> sqlite3.Connection:
        """Return the connection itself, for use in its thread, after beginning what is to begin.

        Raises ValueError when it was closed, and what sqlite3 raises.
        """
        if statement := self._begin:
            self._begin = ""
            self._conn.execute(statement)
        return self._conn

    async def in_thread(self, work: Any, *arguments: Any) -> Any:
        """Run `work` in the connection's thread and return its result."""
        self._may_be_open = True
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Commit the transaction, if there is one."""
        self._begin = ""
        if self._may_be_open:
            await super().commit()
            self._may_be_open = False

    async def rollback(self) -> None:
        """Roll the transaction back, if there is one."""
        self._begin = ""
        if self._may_be_open:
            await super().rollback()
            self._may_be_open = False

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)


def connect(path: str, **options: Any) -> OneTripConnection:
    """Return a connection to the file at `path`, to be awaited; `options` as of sqlite3.connect."""
    connection = OneTripConnection(lambda: sqlite3.connect(path, **options), iter_chunk_size=64)
    # A process ends although a thread of it waits; SQLAlchemy sets it for connections it makes.
    connection._thread.daemon = True  # noqa: SLF001
    return connection
