"""Run the migrations from code, without an alembic.ini that would repeat the database's address.

Alembic is imported only when there is something to migrate: it is slow, and rarely needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from sigbot.store.database import HEAD, KNOWN, Database, StoreNewerError, current_revision

if TYPE_CHECKING:
    from alembic.config import Config


LOCK = 7_446_228
"""The number of the PostgreSQL lock that a process holds while it migrates; any number will do."""


async def prepare(database: Database) -> None:
    """Bring the schema to HEAD. Raises StoreUnusableError; StoreNewerError for a newer one."""
    revision = await current_revision(database)
    if revision not in {None, *KNOWN}:
        raise StoreNewerError(revision)
    if revision != HEAD:
        await upgrade(database)


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    await database.run_sync(lambda connection: _run(connection, revision, up=True))


async def downgrade(database: Database, revision: str) -> None:
    await database.run_sync(lambda connection: _run(connection, revision, up=False))


def _run(connection: Connection, revision: str, *, up: bool) -> None:
    """Migrate up or down in one transaction, one process after the other.

    On SQLite, turn foreign keys off: batch migrations drop and rebuild tables, and a cascade would
    delete the rows that refer to them. Check the foreign keys before the end.
    """
    from alembic import command  # noqa: PLC0415

    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _pragma(connection, "foreign_keys=OFF")
    try:
        with connection.begin():
            if not sqlite:
                # Nobody's press waits for this, so a second process waits as long as it takes.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            (command.upgrade if up else command.downgrade)(_config(connection), revision)
            if sqlite:
                _check_foreign_keys(connection)
    finally:
        if sqlite:
            _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, pragma: str) -> None:
    """Set a pragma outside of any transaction: inside, it would have no effect."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    """Raise RuntimeError if any row refers to a row that does not exist."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        msg = f"{len(broken)} rows would lose their parent; nothing was changed"
        raise RuntimeError(msg)
