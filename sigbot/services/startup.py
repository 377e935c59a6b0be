"""Prepare the database when the bot starts."""

from sigbot.store import database, migrate, state
from sigbot.store.database import HEAD, SQLITE_VERSION, Database, StoreUnusableError

COMMANDS = "commands"

__all__ = [
    "HEAD",
    "SQLITE_VERSION",
    "StoreUnusableError",
    "open_database",
    "prepare",
    "registered_commands",
    "remember_commands",
    "schema_revision",
]


def open_database(url: str) -> Database:
    """Return the database at `url`.

    Raises StoreUnusableError for a file that cannot be opened, ModuleNotFoundError for a driver
    that is not installed.
    """
    db = Database(url)
    database.check_file(db)
    return db


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
