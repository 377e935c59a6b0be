"""The file of a backup: a zip archive with the database and what is known of it.

Its last characters are a checksum of all before them, kept as the archive's comment. So each byte
counts, and any program for zip archives can take the database out.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sigbot.domain.backups import Backup, Fault, NotDoneError
from sigbot.store.sqlite_file import OWNER_ONLY

DATABASE, ABOUT = "sigbot.db", "about.json"
OF_ARCHIVES, OF_DUMPS = b"PK\x03\x04", b"PGDMP"
CHECKSUM = 64
PART = 1 << 20
FASTEST = 1
OWNER_FOLDER = 0o700


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """Make a folder of the owner's beside a file, and remove it at the end.

    What a killed process has left there is removed first. Raises NotDoneError.
    """
    folder = beside.with_name(f".{beside.name}.part")
    with named_faults():
        if folder.is_dir():
            shutil.rmtree(folder)
        folder.mkdir(mode=OWNER_FOLDER)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def named_faults() -> Iterator[None]:
    """Raise NotDoneError for a file that cannot be read or written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        name = f"{error.filename}: {reason}" if error.filename else reason
        raise NotDoneError(Fault.UNWRITABLE, name) from error


def write_backup(path: Path, database: Path, about: Backup) -> None:
    """Write the file of a backup, for its owner only. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as archive:
            archive.writestr(ABOUT, _as_json(about))
            archive.write(database, DATABASE)
            archive.comment = bytes(CHECKSUM)
        length = file.seek(-CHECKSUM, os.SEEK_END)
        checksum = _checksum(file, length)
        file.seek(length)
        file.write(checksum)
        file.flush()
        os.fsync(file.fileno())


def _checksum(file: BinaryIO, length: int) -> bytes:
    """Return the checksum of the first `length` bytes of an open file."""
    file.seek(0)
    digest = hashlib.sha256()
    while length > 0:
        part = file.read(min(PART, length))
        digest.update(part)
        length -= len(part) or length
    return digest.hexdigest().encode()


def _as_json(about: Backup) -> str:
    return json.dumps(
        {
            "made_at": about.made_at.isoformat(),
            "schema": about.schema,
            "program": about.program,
            "communities": about.communities,
        }
    )


def take_out(path: Path, database: Path) -> Backup:
    """Write the database of a backup to `database`, and return what the backup says of itself.

    Raises NotDoneError for a file that is no backup, was cut short or changed, or cannot be read.
    """
    try:
        _check_whole(path)
        with zipfile.ZipFile(path) as archive:
            about = _read_about(archive.read(ABOUT))
            with archive.open(DATABASE) as kept, _private(database) as copy:
                shutil.copyfileobj(kept, copy, PART)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise NotDoneError(Fault.DAMAGED, str(path)) from error
    return about


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as file:
        yield file


def _check_whole(path: Path) -> None:
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotDoneError(Fault.UNREADABLE, f"{path}: {error.strerror}") from error
    with file:
        beginning = file.read(len(OF_DUMPS))
        length = file.seek(0, os.SEEK_END) - CHECKSUM
        if beginning == OF_DUMPS:
            raise NotDoneError(Fault.SERVER_RESTORE, str(path))
        if not OF_ARCHIVES.startswith(beginning[: len(OF_ARCHIVES)]):
            raise NotDoneError(Fault.NO_BACKUP, str(path))
        checksum = _checksum(file, length)
        file.seek(max(0, length))
        if file.read() != checksum:
            raise NotDoneError(Fault.DAMAGED, str(path))


def _read_about(kept: bytes) -> Backup:
    """Raises KeyError or ValueError for what is not from `_as_json`."""
    about = json.loads(kept)
    made_at = datetime.fromisoformat(str(about["made_at"]))
    if made_at.tzinfo is None:
        raise ValueError(made_at)
    schema, program = str(about["schema"]), str(about["program"])
    return Backup(made_at, schema, program, int(about["communities"]))


def put_in_place(fresh: Path, path: Path, *, replaces: bool) -> None:
    """Give a finished file its name in one step; it never takes that of another unless it may.

    Raises NotDoneError, OSError.
    """
    if replaces:
        fresh.replace(path)
    else:
        try:
            os.link(fresh, path)
        except FileExistsError:
            raise NotDoneError(Fault.THERE, str(path)) from None
        except OSError:  # a file system without links
            if path.exists():
                raise NotDoneError(Fault.THERE, str(path)) from None
            fresh.replace(path)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Wait until the disk has the names of a folder, on systems that can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def copy_aside(path: Path, aside: Path) -> None:
    """Copy a file under another name, whole or not at all, for its owner only. Raises OSError."""
    fresh = aside.with_name(f".{aside.name}.part")
    fresh.unlink(missing_ok=True)
    with path.open("rb") as kept, _private(fresh) as copy:
        shutil.copyfileobj(kept, copy, PART)
        copy.flush()
        os.fsync(copy.fileno())
    fresh.replace(aside)
    keep_names(aside.parent)
