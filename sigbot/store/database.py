"""Engines and transactions: one writer on SQLite, one pool on PostgreSQL."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from sigbot.domain.refusals import StoreBusyError
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.store import sqlite_driver
else:
    sqlite_driver = later("sigbot.store.sqlite_driver")

Tx = AsyncSession
"""A running transaction, handed from a service to the functions of the store."""

BUSY_TIMEOUT_MS = 1_500
POOL_TIMEOUT_S = 1.0
"""How long a person waits for a connection (in seconds), and then for a lock (BUSY_TIMEOUT_MS):
Discord wants its first answer within 3 s."""

LOCK_STATES = ("55P03", "40P01")
"""PostgreSQL's SQLSTATE of a lock that did not become free in time, and of a deadlock."""

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"

HEAD = max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))
"""The newest migration, by its file's name: starting does not need to import Alembic."""

SQLITE_VERSION = sqlite3.sqlite_version_info


class StoreUnusableError(Exception):
    """The database cannot be opened or reached; the text says why, in one line."""


class Database:
    """Transactions of one database. On SQLite there is one writer at a time."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", size=1)
            self._reader = _sqlite_engine(url, begin="BEGIN", size=4)
        else:
            patience = {"lock_timeout": str(BUSY_TIMEOUT_MS)}
            self._writer = self._reader = create_async_engine(
                url,
                pool_pre_ping=True,
                pool_size=10,
                pool_timeout=POOL_TIMEOUT_S,
                connect_args={"server_settings": patience},
            )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Open a transaction for reading. Raises StoreBusyError when it had to wait too long."""
        async with _transaction(self._reader) as tx:
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open a transaction that commits at the end and rolls back on any exception.

        Raises StoreBusyError when it had to wait too long; then nothing was changed.
        """
        async with _transaction(self._writer) as tx:
            yield tx

    async def run_sync(self, work: Callable[[Connection], Any]) -> Any:
        """Run synchronous `work` on the writer, without opening a transaction."""
        async with self._writer.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[Tx]:
    try:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except PoolTimeoutError as error:
        raise StoreBusyError from error
    except DBAPIError as error:
        if _is_lock(error.orig):
            raise StoreBusyError from error
        raise


def _is_lock(error: BaseException | None) -> bool:
    """Return whether a database error means that another transaction held a lock for too long.

    Compare codes, not messages: messages are translated.
    """
    sqlite = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite adds to a code
    return (
        sqlite in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        or getattr(error, "sqlstate", None) in LOCK_STATES
    )


def _sqlite_engine(url: str, *, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={
            "isolation_level": None,
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "async_creator_fn": sqlite_driver.connect,
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def check_file(database: Database) -> None:
    """Open an SQLite file once, without starting a thread. Raises StoreUnusableError."""
    if not database.is_sqlite or not database.url.database:
        return
    try:
        with closing(sqlite3.connect(database.url.database)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise StoreUnusableError(str(error)) from error


async def current_revision(database: Database) -> str | None:
    """Return the migration that a database is at, None for an empty database.

    Raises StoreUnusableError.
    """
    probe = (
        "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if database.is_sqlite
        else "SELECT to_regclass('alembic_version')"
    )
    try:
        async with database.read() as tx:
            if (await tx.execute(text(probe))).scalar() is None:
                return None
            return str(await tx.scalar(text("SELECT version_num FROM alembic_version")))
    except (DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreUnusableError(" ".join(str(cause).split())) from error
