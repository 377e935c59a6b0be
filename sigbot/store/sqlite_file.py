"""The file of an SQLite database: for its owner only, used by one bot only, and not replaced."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

OWNER_ONLY = 0o600
LOCK = ".lock"
COMPANIONS = ("-wal", "-shm")


class DatabaseFile:
    """The file at `path`, which a process has open."""

    def __init__(self, path: str) -> None:
        self.path = Path(path).absolute()
        self._known: tuple[int, int] | None = None
        self._lock: sqlite3.Connection | None = None

    def open_once(self) -> None:
        """Make the file if it is missing, and read from it. Raises sqlite3.Error."""
        create_private(self.path)
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA schema_version")

    def check_writable(self) -> None:
        """Raise sqlite3.Error if nobody can write to it; another writer is no reason.

        A page is changed and put back: to begin to write is allowed in any file.
        """
        self._mend_companions()
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("PRAGMA user_version=0")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise

    def _mend_companions(self) -> None:
        """Give the files that SQLite keeps beside the database the rights of the database.

        They were made while it could only be read, so that they can only be read, too.
        """
        for ending in COMPANIONS:
            beside = Path(f"{self.path}{ending}")
            with suppress(OSError):
                if os.access(self.path, os.W_OK) and not os.access(beside, os.W_OK):
                    beside.chmod(self.path.stat().st_mode & 0o777)

    def hold(self) -> bool:
        """Hold the file for this process until it ends, however it ends.

        Return False if another process holds it. Raises sqlite3.Error where no lock can be made.

        The lock is SQLite's own on an empty file beside the database. The system frees it when the
        process is killed, and no process that was forked from it inherits it.
        """
        if self._lock is None:
            beside = Path(f"{os.path.realpath(self.path)}{LOCK}")
            create_private(beside)
            lock = sqlite3.connect(beside, isolation_level=None, timeout=0)
            try:
                lock.execute("PRAGMA journal_mode=MEMORY")
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                lock.close()
                if _is_busy(error):
                    return False
                raise
            self._lock = lock
        return True

    def let_go(self) -> None:
        """Let others hold the file, and forget which file it was."""
        self._known = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def is_same(self) -> bool:
        """Return whether it is still the file that was there when this was asked first."""
        try:
            status = os.stat(self.path)  # noqa: PTH116  (asked in each transaction)
        except OSError:
            return self._known is None
        if self._known is None:
            self._known = status.st_dev, status.st_ino
        return self._known == (status.st_dev, status.st_ino)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def create_private(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is one.

    What prevents that is told by whoever opens the file next.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
