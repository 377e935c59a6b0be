"""Make a backup of an SQLite database while it is used, and look into one."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sigbot.domain.backups import KEPT_AT_UPGRADES, Backup, Fault, NotDoneError
from sigbot.store import backup_files, backups
from sigbot.store.database import Database

COPY, FILE = "sigbot.db", "backup"
STAMP = "%Y%m%dT%H%M%SZ"


def back_up(
    db: Database, file: Path, program: str, now: datetime, *, replaces: bool = False
) -> Backup:
    """Make a backup of a database; return what is in it. `program` is the version of sigbot.

    An existing file is replaced only if that is wanted. Slow, and nobody has to wait for it. Raises
    NotDoneError; then no file was made.
    """
    if db.file is None:
        raise NotDoneError(Fault.SERVER_BACKUP)
    if file.exists() and not replaces:
        raise NotDoneError(Fault.THERE, str(file))
    with backup_files.workplace(file) as folder:
        backups.copy_in_use(db.file.path, folder / COPY)
        about = backups.look_into(folder / COPY, now, program)
        backup_files.write_backup(folder / FILE, folder / COPY, about)
        backup_files.put_in_place(folder / FILE, file, replaces=replaces)
    return about


def check_backup(file: Path) -> Backup:
    """Return what is in a backup, once it has been looked at whether all of it is whole.

    It is taken out into a folder for temporary files meanwhile. Raises NotDoneError.
    """
    with backup_files.named_faults(), TemporaryDirectory(prefix="sigbot-") as folder:
        return take_out(file, Path(folder) / COPY)


def take_out(file: Path, copy: Path) -> Backup:
    """Write the database of a backup to `copy`, if it is whole, of a known schema.

    Raises NotDoneError.
    """
    about = backup_files.take_out(file, copy)
    return backups.look_into(copy, about.made_at, about.program)


def back_up_before_upgrade(db: Database, schema: str, program: str, now: datetime) -> Path:
    """Make a backup beside an SQLite database that is about to be upgraded from a schema.

    The newest KEPT_AT_UPGRADES of these are kept. Raises NotDoneError.
    """
    if db.file is None:
        raise NotDoneError(Fault.SERVER_BACKUP)
    path = db.file.path
    stamp = now.astimezone(UTC).strftime(STAMP)
    file = path.with_name(f"{path.name}.schema-{schema}.{stamp}.backup")
    back_up(db, file, program, now, replaces=True)
    made = path.parent.glob(f"{path.name}.schema-*.backup")
    newest = sorted(made, key=lambda older: older.name.split(".")[-2])
    for older in newest[:-KEPT_AT_UPGRADES]:
        older.unlink(missing_ok=True)
    return file
