"""The secret that seals what is kept as a hash: SIGBOT_SECRET, or a file for the owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from sigbot.config import SHORTEST_SECRET, SettingError, Settings
from sigbot.store.database import Database
from sigbot.store.sqlite_file import OWNER_ONLY
from sigbot.wording import cli as say

ENDING, ENDING_OF_ERASED = ".key", ".erased"
BYTES = 32


def key_file(db: Database) -> Path:
    """Return where the secret is kept unless it is a setting: beside an SQLite file, or here."""
    return Path(f"{db.file.path}{ENDING}" if db.file else f"sigbot{ENDING}")


def unlock(settings: Settings, db: Database) -> None:
    """Give a database its secret, and the file of who was erased. Raises SettingError."""
    db.secret = read_secret(settings, db)
    db.erased_file = erased_file(db)


def erased_file(db: Database) -> Path:
    """Return where it is noted who was erased: beside the key, as both outlive the database."""
    return key_file(db).with_suffix(ENDING_OF_ERASED)


def read_secret(settings: Settings, db: Database) -> bytes:
    """Return the secret; make one up at the first start without one. Raises SettingError."""
    if settings.sigbot_secret:
        return settings.sigbot_secret.encode()
    path = key_file(db)
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SettingError(say.SECRET_UNUSABLE.format(file=path, reason=error.strerror)) from None
    if len(secret) < SHORTEST_SECRET:
        raise SettingError(say.SECRET_UNUSABLE.format(file=path, reason=say.TOO_SHORT))
    return secret


def _make(path: Path) -> None:
    """Write a new secret in one step, so that nobody reads half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{secrets.token_hex(BYTES)}\n")
    try:
        with suppress(FileExistsError):  # another process was faster
            os.link(fresh, path)
    finally:
        fresh.unlink()
