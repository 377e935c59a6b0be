"""Prepare the database when the bot starts."""

from typing import TYPE_CHECKING

from sigbot.domain.seals import seal_digest
from sigbot.later import later
from sigbot.store import database, migrate, state
from sigbot.store.database import (
    HEAD,
    KNOWN,
    SQLITE_VERSION,
    Database,
    StoreNewerError,
    StoreTakenError,
    StoreUnusableError,
)

if TYPE_CHECKING:
    from sigbot.store import emails, origins
else:
    emails, origins = later("sigbot.store.emails"), later("sigbot.store.origins")

COMMANDS, SECRET = "commands", "secret"
UNREADABLE = "it cannot be read as an address"

__all__ = [
    "HEAD",
    "KNOWN",
    "SQLITE_VERSION",
    "StoreNewerError",
    "StoreTakenError",
    "StoreUnusableError",
    "adopt_secret",
    "claim",
    "known_database",
    "open_database",
    "open_file",
    "prepare",
    "registered_commands",
    "remember_commands",
    "schema_revision",
]


def known_database(url: str) -> Database:
    """Return the database at `url`, which is not opened.

    Raises StoreUnusableError for an address that cannot be read, ModuleNotFoundError for a driver
    that is not installed.
    """
    try:
        return Database(url)
    except ModuleNotFoundError:
        raise
    except Exception as error:
        # Without its text, which may repeat the password.
        raise StoreUnusableError(UNREADABLE) from error


def open_database(url: str) -> Database:
    """Return the database at `url`, once its file was opened. Raises as the two functions here."""
    db = known_database(url)
    open_file(db)
    return db


def open_file(db: Database) -> None:
    """Open an SQLite file once. Raises StoreUnusableError where that is not possible."""
    database.check_file(db)


def claim(db: Database) -> None:
    """Keep other bots away from an SQLite file until the database is closed.

    Raises StoreTakenError where another bot runs on it, StoreUnusableError where it cannot be
    written. Does nothing for PostgreSQL, which several bots share.
    """
    database.claim_file(db)


async def prepare(db: Database) -> None:
    """Bring the schema up to date. Raises StoreUnusableError; StoreNewerError for a newer one."""
    await migrate.prepare(db)


async def schema_revision(db: Database) -> str | None:
    """Return the migration that a database is at, None for an empty database.

    Raises StoreUnusableError.
    """
    return await database.current_revision(db)


async def adopt_secret(db: Database) -> bool:
    """Seal the hashes of an earlier version with the database's secret, once.

    The database gets its random id then, too: a backup without it would say its messages again.

    Return False if another secret was used before: then no address is recognized any more.
    """
    print_of_secret = print_of(db)
    known = await known_secret(db)
    if known is None:
        async with db.write() as tx:
            if not await state.recall_to_change(tx, SECRET):
                await emails.seal_all(tx, lambda digest: seal_digest(db.secret, digest))
                await state.remember(tx, SECRET, print_of_secret)
                await origins.origin(tx)
        known = await known_secret(db)
    return known == print_of_secret


def print_of(db: Database) -> str:
    """Return what the database's secret can be recognized by."""
    return seal_digest(db.secret, SECRET)


async def known_secret(db: Database) -> str | None:
    """Return what the secret that was used before can be recognized by, None for none."""
    async with db.read() as tx:
        return await state.recall(tx, SECRET) or None


async def registered_commands(db: Database) -> str | None:
    """Return the digest of the commands that were registered with Discord last, None for never."""
    async with db.read() as tx:
        return await state.recall(tx, COMMANDS)


async def remember_commands(db: Database, digest: str) -> None:
    async with db.write() as tx:
        await state.remember(tx, COMMANDS, digest)
