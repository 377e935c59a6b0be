"""What takes long to make is made once in a session and copied into the databases of other tests.

A copy has all rows, and its numbers go on from those of the original. What a test is given besides,
such as ids, is the same object each time: it must not be changed.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import text

from sigbot.store.database import Database, Tx
from sigbot.store.rows import all_tables

P = ParamSpec("P")
Made = TypeVar("Made")

COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
COUNT_ON = "SELECT setval(quote_ident(:name)::regclass, :last)"


@dataclass(frozen=True, slots=True)
class Contents:
    """All rows of a PostgreSQL database, and the last number of each sequence."""

    tables: Mapping[str, bytes]
    """Those that have rows."""
    sequences: Mapping[str, int]

    @classmethod
    async def of(cls, db: Database) -> "Contents":
        async with db.read() as tx:
            sequences = {
                row.sequencename: row.last_value for row in await tx.execute(text(COUNTED))
            }
            driver = await _driver(tx)
            tables = {}
            for table in all_tables().tables:
                rows = BytesIO()
                copied: str = await driver.copy_from_table(table, output=rows, format="binary")
                if copied != "COPY 0":
                    tables[table] = rows.getvalue()
        return cls(tables, sequences)

    async def copy_to(self, db: Database) -> None:
        """Replace all rows that are there."""
        async with db.write() as tx:
            # No foreign keys meanwhile.
            await tx.execute(text("SET LOCAL session_replication_role = replica"))
            driver = await _driver(tx)
            await driver.execute("; ".join(f"DELETE FROM {name}" for name in all_tables().tables))
            for table, rows in self.tables.items():
                await driver.copy_to_table(table, source=BytesIO(rows), format="binary")
            numbers = [{"name": name, "last": last} for name, last in self.sequences.items()]
            await tx.execute(text(COUNT_ON), numbers)


async def _driver(tx: Tx) -> Any:
    connection = await (await tx.connection()).get_raw_connection()
    return connection.driver_connection


@dataclass(frozen=True, slots=True)
class File:
    """A copy of an SQLite database, which is a file, too."""

    path: Path

    async def copy_of(self, db: Database) -> None:
        _copy(_path(db), self.path)

    async def copy_to(self, db: Database) -> None:
        """Replace everything that is there; the file stays the same one."""
        _copy(self.path, _path(db))


def _path(db: Database) -> Path:
    return Path(db.url.database or "")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(target)) as copy:
        kept.backup(copy)


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What was made in this session: by what made it, what that was given, and what was there."""

    folder: Path
    made: dict[str, tuple[Contents | File, object]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    async def fill(
        self,
        db: Database,
        make: Callable[P, Awaitable[Made]],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Made:
        """Let `make` write into a database, or copy what it has written before; its answer.

        `make` gets the database as one of its arguments.
        """
        others = [argument for argument in arguments if argument is not db]
        what = f"{make.__module__}.{make.__qualname__}({others}, {named})"
        key = f"{what} on {db.url.get_backend_name()} after {await _row_counts(db)}"
        if key in self.made:
            contents, answer = self.made[key]
            await contents.copy_to(db)
            return cast("Made", answer)
        answer = await make(*arguments, **named)
        self.made[key] = await self._taken(db), answer
        return answer

    async def _taken(self, db: Database) -> Contents | File:
        if not db.is_sqlite:
            return await Contents.of(db)
        file = File(self.folder / f"snapshot_{next(self.numbers)}.db")
        await file.copy_of(db)
        return file


async def _row_counts(db: Database) -> list[int]:
    """Return how many rows each table has: a copy replaces them, and would lose others."""
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in all_tables().tables)
    async with db.read() as tx:
        return [*(await tx.execute(text(f"SELECT {counts}"))).one()]
