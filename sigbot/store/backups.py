"""Copy an SQLite database while it is used, look whether a copy is whole, and exchange files."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sigbot.domain.backups import Backup, Erasure, Fault, NotDoneError, Present
from sigbot.store import origins
from sigbot.store.backup_files import copy_aside, keep_names
from sigbot.store.database import HEAD, KNOWN, sqlite_code
from sigbot.store.sqlite_file import COMPANIONS, create_private

PAGES, PAUSE_S = 512, 0.005
"""A backup reads so many pages at once, then leaves the disk to the bot."""

BUSY_S = 5.0
MAGIC = b"SQLite format 3\0"
BROKEN_FILES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

REVISION = "SELECT version_num FROM alembic_version"
COMMUNITIES = "SELECT count(*) FROM communities"
COUNTERS = "SELECT name, seq FROM sqlite_sequence"
ERASURES = "SELECT digest, at FROM erasures"
ORIGIN = "SELECT value FROM state WHERE key = ?"


@contextmanager
def opened_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file without a transaction; raise NotDoneError for what goes wrong with it."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_S)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise NotDoneError(_fault_of(error), f"{path}: {error}") from error


def _fault_of(error: sqlite3.Error) -> Fault:
    code = sqlite_code(error)
    if code in BROKEN_FILES:
        return Fault.BROKEN
    busy = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return Fault.IN_USE if code in busy else Fault.UNWRITABLE


def copy_in_use(source: Path, target: Path) -> None:
    """Copy a database as it is at this moment into a new file of its owner's.

    Nobody who writes to it has to wait. The copy has no journal beside it, and nothing of rows that
    were deleted. Raises NotDoneError.
    """
    if not source.is_file():
        raise NotDoneError(Fault.NO_DATABASE, str(source))
    create_private(target)
    with opened_file(source) as kept, opened_file(target) as copy:
        # One transaction for all steps: else each change begins the copy anew.
        kept.execute("BEGIN")
        kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
        kept.backup(copy, pages=PAGES, progress=lambda *_: time.sleep(PAUSE_S))
        kept.execute("ROLLBACK")
        _end_journal(copy)
        copy.execute("VACUUM")


def _end_journal(connection: sqlite3.Connection) -> None:
    """Write all of the journal into the file, and remove the journal.

    Raises sqlite3.OperationalError while others use the file.
    """
    connection.execute("PRAGMA journal_mode=DELETE")


def end_journal(path: Path) -> None:
    """Let a database be its file alone, and wait until the disk has it. Raises NotDoneError."""
    with opened_file(path) as connection:
        _end_journal(connection)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def look_into(path: Path, made_at: datetime, program: str) -> Backup:
    """Look whether a database is whole and of this program; return what is in it.

    Raises NotDoneError, for a newer one, too.
    """
    with opened_file(path) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise NotDoneError(Fault.BROKEN, str(path))
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise NotDoneError(Fault.BROKEN, str(path))
        schema = _revision(connection)
        if schema is None:
            raise NotDoneError(Fault.NO_DATABASE, str(path))
        if schema not in KNOWN:
            raise NotDoneError(Fault.NEWER, f"{schema} > {HEAD}")
        return Backup(made_at, schema, program, connection.execute(COMMUNITIES).fetchone()[0])


def _revision(connection: sqlite3.Connection) -> str | None:
    with suppress(sqlite3.OperationalError):
        row = connection.execute(REVISION).fetchone()
        return str(row[0]) if row else None
    return None


def known_of(path: Path) -> Present | None:
    """Return what is known of the database that is to be replaced, None where there is none.

    Its journal is written into it before. Raises NotDoneError while others use it.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            # SQLite would remove the journal, which may have the only changes that are left.
            return Present(path, None, {}, frozenset())
    try:
        end_journal(path)
        with opened_file(path) as connection:
            counters, erasures = _counters(connection), _erasures(connection)
            return Present(path, _origin(connection), counters, erasures)
    except NotDoneError as refusal:
        if refusal.fault is not Fault.BROKEN:
            raise
        return Present(path, None, {}, frozenset())


def _origin(connection: sqlite3.Connection) -> str | None:
    with suppress(sqlite3.OperationalError):
        row = connection.execute(ORIGIN, (origins.KEY,)).fetchone()
        return str(row[0]).split()[0] if row else None
    return None


def _counters(connection: sqlite3.Connection) -> dict[str, int]:
    with suppress(sqlite3.OperationalError):
        return dict(connection.execute(COUNTERS).fetchall())
    return {}


def _erasures(connection: sqlite3.Connection) -> frozenset[Erasure]:
    """Return whom a database has erased; earlier versions did not note it."""
    with suppress(sqlite3.OperationalError):
        rows = connection.execute(ERASURES).fetchall()
        return frozenset(Erasure(digest, _instant(at)) for digest, at in rows)
    return frozenset()


def _instant(kept: str) -> datetime:
    return datetime.fromisoformat(f"{kept}+00:00")


def put_aside(path: Path, aside: Path) -> None:
    """Copy a database with its journal under another name. Raises OSError."""
    for ending in ("", *COMPANIONS):
        beside = Path(f"{path}{ending}")
        if beside.exists():
            copy_aside(beside, Path(f"{aside}{ending}"))


def replace(path: Path, fresh: Path) -> None:
    """Put a database in the place of another in one step. Raises OSError.

    A journal of the other one would be played back into it, so that it goes first.
    """
    for ending in COMPANIONS:
        Path(f"{path}{ending}").unlink(missing_ok=True)
    fresh.replace(path)
    keep_names(path.parent)
