"""Engines and transactions: one writer on SQLite, one pool on PostgreSQL."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from sigbot.domain.measures import Measures, Timing
from sigbot.domain.refusals import RefusedError, StoreBusyError, StoreOutError
from sigbot.later import later
from sigbot.store.patience import BUSY_TIMEOUT_MS, POOL_TIMEOUT_S, Door, lock_wait_ms
from sigbot.store.sqlite_file import DatabaseFile

if TYPE_CHECKING:
    from sigbot.store import postgresql, sqlite_driver
else:
    postgresql = later("sigbot.store.postgresql")
    sqlite_driver = later("sigbot.store.sqlite_driver")

Tx = AsyncSession
"""A running transaction, handed from a service to the functions of the store."""

LOCK_STATES = ("55P03", "40P01", "57014")
"""PostgreSQL's SQLSTATE of a lock that did not become free in time, of a deadlock, and of a
statement that took too long."""

OUT_STATES = ("08", "25006", "25P03", "53", "57P", "58")
"""How PostgreSQL's SQLSTATE begins when a server cannot be used: it is not reached, only to be
read, full, shutting down, its disk fails, or it gave up a process that stood still."""

OUT_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
)
"""SQLite's codes when a file cannot be used."""

READER_POOL = 4
WAIT = "busy_timeout"
"""Where a connection says how long it waits for a lock, in milliseconds."""

IN_MEMORY = ":memory:"
FILE_IS_GONE = "the database file was deleted or replaced"
REFUSED_LIMITS = "startup parameter"
BEHIND_POOLER = "behind PgBouncer, the address ends in ?pooler=transaction"

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"

KNOWN = frozenset(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))
"""All migrations, by their files' names: starting does not need to import Alembic."""

HEAD = max(KNOWN)
"""The newest migration."""

SQLITE_VERSION = sqlite3.sqlite_version_info


class StoreUnusableError(Exception):
    """The database cannot be opened or reached; the text says why, in one line."""


class StoreNewerError(StoreUnusableError):
    """The schema is one that this version of the program does not know; the text is its number."""


class StoreTakenError(Exception):
    """Another process runs the bot on the same SQLite file."""


class Database:
    """Transactions of one database. On SQLite there is one writer at a time."""

    def __init__(self, url: str, secret: bytes = b"") -> None:
        """`secret` is the key of what is kept as a hash only."""
        self.url = make_url(url)
        self.secret = secret
        self.measures = Measures()
        """What is counted of the process that uses the database."""
        self.erased_file: Path | None = None
        """Where it is noted who was erased, beside the table: None for nowhere."""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        path = self.url.database if self.is_sqlite else None
        self.file = DatabaseFile(path) if path and path != IN_MEMORY else None
        self.is_pooled = False
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, self._connect, begin="BEGIN IMMEDIATE", size=1)
            self._reader = _sqlite_engine(url, self._connect, begin="BEGIN", size=READER_POOL)
        else:
            self.is_pooled = postgresql.is_pooled(self.url)
            self._writer = postgresql.server_engine(self.url)
            # The same connections; the server refuses to write.
            self._reader = self._writer.execution_options(postgresql_readonly=True)
        self._looker = self._reader if self.is_sqlite or self.is_pooled else self._no_transactions()
        self._set_doors()

    def _no_transactions(self) -> AsyncEngine:
        """Return an engine of PostgreSQL that begins no transactions, and only reads."""
        engine = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(engine.sync_engine, "before_execute", _check_reads)
        return engine

    def _set_doors(self) -> None:
        self._writers = Door(1 if self.is_sqlite else 2 * postgresql.POOL)
        self._readers = Door(READER_POOL) if self.is_sqlite else self._writers

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Open a transaction for reading.

        Raises StoreBusyError when it had to wait too long, StoreOutError when the database cannot
        be used.
        """
        async with self._transaction(self._reader, self._readers, self.measures.reads) as tx:
            yield tx

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Tx]:
        """Open what a statement that reads needs, for what is asked all the time.

        On PostgreSQL that is no transaction: its begin and its end would be a trip each. Raises as
        `read` does, and RuntimeError for what writes.
        """
        async with self._transaction(self._looker, self._readers, self.measures.reads) as tx:
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open a transaction that commits at the end and rolls back on any exception.

        Raises as `read` does; then nothing was changed.
        """
        async with self._transaction(self._writer, self._writers, self.measures.writes) as tx:
            yield tx

    @asynccontextmanager
    async def read_what_is_left(self) -> AsyncIterator[Tx]:
        """Open a transaction for reading, also from a file that was deleted while it was open."""
        async with AsyncSession(self._reader) as session, session.begin():
            yield session

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, door: Door, timing: Timing
    ) -> AsyncIterator[Tx]:
        self.check_there()
        try:
            async with (
                door.passed(timing),
                AsyncSession(engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                if self.is_pooled:
                    await session.execute(text(postgresql.pooled_limits(lock_wait_ms())))
                elif not self.is_sqlite and engine is not self._looker:
                    await _limit_lock_wait(session)
                yield session
        except RefusedError:
            raise
        except Exception as error:
            if _is_readonly(error):
                # A connection that was opened while the file could only be read stays so.
                await self._writer.dispose()
            if refusal := refusal_of(error):
                raise refusal from error
            raise
        self.check_there()

    def _connect(self, path: str, **options: Any) -> Any:
        """Connect to the file; never make another one instead of the one that was there."""
        self.check_there()
        return sqlite_driver.connect(path, **options)

    def check_there(self) -> None:
        """Raise StoreOutError if the file is not the one that was opened.

        Asked before and after each transaction: what is written to a deleted file is lost, so that
        nothing that was written there may be confirmed.
        """
        if self.file and not self.file.is_same():
            raise StoreOutError(FILE_IS_GONE)

    async def run_sync(self, work: Callable[[Connection], Any]) -> Any:
        """Run synchronous `work` on the writer, without opening a transaction."""
        async with self._writer.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close all connections, and let another process use the file."""
        await self._reader.dispose()
        await self._writer.dispose()
        self._set_doors()
        if self.file:
            self.file.let_go()


def _check_reads(_connection: Connection, statement: Any, *_: object) -> None:
    """Raise RuntimeError for a statement that writes: without a transaction it would stay."""
    if not statement.is_select:
        msg = "only what reads can do without a transaction"
        raise RuntimeError(msg)


async def _limit_lock_wait(session: AsyncSession) -> None:
    """Wait for locks of PostgreSQL no longer than the person who waits."""
    wait = lock_wait_ms()
    if wait != BUSY_TIMEOUT_MS:
        await session.execute(text(f"SET LOCAL lock_timeout = {max(1, wait)}"))


async def plan_for_values(tx: Tx) -> None:
    """Let PostgreSQL plan each statement of a transaction for the values that it gets.

    It may use one plan for all values otherwise. Where a table has just grown, that plan compares
    each row of a community with each value of a long list.
    """
    if tx.get_bind().dialect.name == "postgresql":
        await tx.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def refusal_of(error: Exception) -> StoreBusyError | StoreOutError | None:
    """Return what an error means for the person who waits, None for a bug.

    Compare codes, not messages: messages are translated.
    """
    if isinstance(error, PoolTimeoutError):
        return StoreBusyError()
    cause, sqlite = _cause(error), sqlite_code(error)
    state = str(getattr(cause, "sqlstate", None) or "")
    if sqlite in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or state in LOCK_STATES:
        return StoreBusyError()
    is_closed = isinstance(error, DBAPIError) and error.connection_invalidated
    if (
        sqlite in OUT_CODES
        or state.startswith(OUT_STATES)
        or isinstance(cause, OSError)
        or is_closed
    ):
        return StoreOutError(one_line(cause))
    return None


def _is_readonly(error: Exception) -> bool:
    return sqlite_code(error) == sqlite3.SQLITE_READONLY


def sqlite_code(error: Exception) -> int:
    """Return the code of an error of SQLite, without what it adds to say more; else 0."""
    return getattr(_cause(error), "sqlite_errorcode", 0) & 0xFF


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def one_line(error: BaseException | None) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _sqlite_engine(url: str, connect: Callable[..., Any], *, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={
            "isolation_level": None,
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "async_creator_fn": connect,
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
        wait = lock_wait_ms()
        if connection.info.get(WAIT, BUSY_TIMEOUT_MS) != wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
            connection.info[WAIT] = wait
        driver: Any = connection.connection.driver_connection
        driver.begin_with(begin)

    return engine


def check_file(database: Database) -> None:
    """Open an SQLite file once, without starting a thread. Raises StoreUnusableError."""
    if database.file:
        with _unusable():
            database.file.open_once()


def claim_file(database: Database) -> None:
    """Make sure that this process may write to an SQLite file, and is the only bot that does.

    Raises StoreUnusableError, StoreTakenError.
    """
    if database.file:
        with _unusable():
            database.file.check_writable()
            if not database.file.hold():
                raise StoreTakenError


@contextmanager
def _unusable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnusableError(str(error)) from error


async def current_revision(database: Database) -> str | None:
    """Return the migration that a database is at, None for an empty database.

    Raises StoreUnusableError, whatever is wrong with the database or its address.
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
    except Exception as error:
        raise StoreUnusableError(_without_password(database, error)) from error


def _without_password(database: Database, error: Exception) -> str:
    """Return one line that says what is wrong; drivers may repeat parts of the address."""
    known = error.reason if isinstance(error, StoreOutError) else None
    reason, password = known or one_line(_cause(error)), database.url.password
    if REFUSED_LIMITS in reason:
        reason = f"{reason} ({BEHIND_POOLER})"
    return reason.replace(password, "***") if password else reason
