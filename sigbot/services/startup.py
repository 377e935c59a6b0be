"""Prepare the database when the bot starts."""

from sigbot.store import database, migrate, state
from sigbot.store.database import (
    HEAD,
    SQLITE_VERSION,
    Database,
    StoreTakenError,
    StoreUnusableError,
)

COMMANDS = "commands"
UNREADABLE = "it cannot be read as an address"

__all__ = [
    "HEAD",
    "SQLITE_VERSION",
    "StoreTakenError",
    "StoreUnusableError",
    "claim",
    "open_database",
    "prepare",
    "registered_commands",
    "remember_commands",
    "schema_revision",
]


def open_database(url: str) -> Database:
    """Return the database at `url`.

    Raises StoreUnusableError for a file that cannot be opened or an address that cannot be read,
    ModuleNotFoundError for a driver that is not installed.
    """
    try:
        db = Database(url)
    except ModuleNotFoundError:
        raise
    except Exception as error:
        # Without its text, which may repeat the password.
        raise StoreUnusableError(UNREADABLE) from error
    database.check_file(db)
    return db


def claim(db: Database) -> None:
    """Keep other bots away from an SQLite file until the database is closed.

    Raises StoreTakenError where another bot runs on it, StoreUnusableError where it cannot be
    written. Does nothing for PostgreSQL, which several bots share.
    """
    database.claim_file(db)


async def prepare(db: Database) -> None:
    """Bring the schema up to date. Raises StoreUnusableError."""
    await migrate.prepare(db)


async def schema_revision(db: Database) -> str | None:
    """Return the migration that a database is at, None for an empty database.

    Raises StoreUnusableError.
    """
    return await database.current_revision(db)


async def registered_commands(db: Database) -> str | None:
    """Return the digest of the commands that were registered with Discord last, None for never."""
    async with db.read() as tx:
        return await state.recall(tx, COMMANDS)


async def remember_commands(db: Database, digest: str) -> None:
    async with db.write() as tx:
        await state.remember(tx, COMMANDS, digest)
