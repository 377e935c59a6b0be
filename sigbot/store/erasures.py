"""Keep who was erased, as keyed hashes: in a table, and in a small file that outlives it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from sigbot.domain.backups import Erasure
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.erasures import ErasureRow
from sigbot.store.sqlite_file import OWNER_ONLY


async def erasures(tx: Tx) -> frozenset[Erasure]:
    """Return all that the table has."""
    rows = await tx.execute(select(ErasureRow.digest, ErasureRow.at))
    return frozenset(Erasure(digest, at) for digest, at in rows)


async def add(tx: Tx, added: Iterable[Erasure]) -> None:
    """Add to the table what it does not have yet."""
    for erasure in added:
        values = {"digest": erasure.digest, "at": erasure.at}
        await insert_once(tx, ErasureRow, values, "digest", "at")


async def drop_before(tx: Tx, at: datetime) -> None:
    """Drop from the table what is older."""
    await tx.execute(delete(ErasureRow).where(ErasureRow.at < at))


def read_file(path: Path) -> frozenset[Erasure]:
    """Return what the file has, without lines that cannot be read; nothing where there is none."""
    with suppress(FileNotFoundError):
        text = path.read_text(encoding="ascii", errors="replace")
        read = (_read_line(line) for line in text.splitlines())
        return frozenset(erasure for erasure in read if erasure)
    return frozenset()


def _read_line(line: str) -> Erasure | None:
    digest, _, moment = line.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Erasure(digest, at) if digest and at.tzinfo else None


def append_to_file(path: Path, erasure: Erasure) -> None:
    """Write a line at the end of the file, for its owner only, and wait until the disk has it.

    It begins with a line break: the line before may have been cut short. Raises OSError.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"\n{_line(erasure)}")
        file.flush()
        os.fsync(file.fileno())


def write_file(path: Path, kept: Iterable[Erasure]) -> None:
    """Write the file anew, in one step. Raises OSError."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(map(_line, sorted(kept, key=lambda erasure: (erasure.at, erasure.digest))))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _line(erasure: Erasure) -> str:
    return f"{erasure.digest} {erasure.at.isoformat()}\n"
