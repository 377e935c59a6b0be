"""`sigbot backup`, `sigbot restore`, `sigbot db copy` and `sigbot db restored`."""

import asyncio
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from sigbot.chat.bot import system_time
from sigbot.config import CHECKS, SettingError, Settings
from sigbot.domain.backups import Fault, NotDoneError, SecretPlace
from sigbot.runtime.run import database_of, opened_database
from sigbot.runtime.secret import erased_file, key_file, unlock
from sigbot.runtime.upgrading import bring_up
from sigbot.services.backups import back_up, check_backup
from sigbot.services.copying import check_source, copy_database
from sigbot.services.restoring import Restored, Settled, restore, settle_server
from sigbot.services.silence import check_unused
from sigbot.store.database import Database
from sigbot.wording import backups as say

SOURCE, TARGET = "SOURCE", "TARGET"
ANY_SERVER = "--dbname=…"


def backup_lines(settings: Settings, file: Path, *, replaces: bool) -> Iterator[str]:
    """Make a backup; yield the lines to print. Raises NotDoneError, SettingError."""
    db = database_of(settings)
    if db.file is None:
        command = say.PG_DUMP.format(file=shlex.quote(str(file)), address=server_options(db))
        raise NotDoneError(Fault.SERVER_BACKUP, command)
    made = back_up(db, file, version("sigbot"), system_time(), replaces=replaces)
    yield say.MADE.format(file=file)
    yield say.about(made)
    yield told(say.SECRET_APART, settings, db)


def check_lines(settings: Settings, file: Path) -> Iterator[str]:
    """Look into a backup; yield the lines to print. Raises NotDoneError, SettingError."""
    try:
        backup = check_backup(file)
    except NotDoneError as refusal:
        raise with_command(database_of(settings), file, refusal) from None
    yield say.WHOLE.format(file=file)
    yield say.about(backup)


def restore_lines(settings: Settings, file: Path) -> Iterator[str]:
    """Put a backup back; yield the lines to print. Raises NotDoneError, SettingError."""
    db = database_of(settings)
    unlock_if_known(settings, db)
    try:
        restored = asyncio.run(_restore(db, file))
    except NotDoneError as refusal:
        raise with_command(db, file, refusal) from None
    yield say.RESTORED
    yield say.about(restored.backup)
    if restored.aside:
        yield say.ASIDE.format(file=restored.aside)
    yield from settled_lines(settings, db, restored.settled)


async def _restore(db: Database, file: Path) -> Restored:
    try:
        return await restore(db, file, system_time())
    finally:
        await db.close()


async def restored_lines(settings: Settings) -> Iterator[str]:
    """Let a database go on that PostgreSQL has put back; return the lines to print.

    Raises NotDoneError, SettingError.
    """
    async with opened_database(settings) as db:
        await check_unused(db)
        await bring_up(db)
        unlock_if_known(settings, db)
        settled = await settle_server(db, system_time())
        return settled_lines(settings, db, settled)


def settled_lines(settings: Settings, db: Database, settled: Settled) -> Iterator[str]:
    """Yield what was done so that the database goes on."""
    yield from say.erased_again(settled.people, settled.communities)
    if not settled.knows_all:
        yield say.too_old()
    yield told(say.SECRET_APART if settled.has_secret else say.OTHER_SECRET, settings, db)
    yield say.SETTLED


async def copy_lines(
    settings: Settings, source: str, target: str, *, tells_all: bool
) -> Iterator[str]:
    """Copy a database into an empty one; return the lines to print.

    Raises NotDoneError, SettingError.
    """
    tables: list[str] = []

    def tell(table: str, rows: int) -> None:
        tables.append(say.TABLE_COPIED.format(table=table, rows=rows))

    to = {
        name: addressed(settings, name, url) for name, url in ((SOURCE, source), (TARGET, target))
    }
    check_source(database_of(to[SOURCE], SOURCE))
    async with (
        opened_database(to[SOURCE], SOURCE) as source_db,
        opened_database(to[TARGET], TARGET) as target_db,
    ):
        rows = await copy_database(source_db, target_db, tell)
        total = say.COPIED.format(tables=len(tables), rows=rows)
        secret = told(say.SAME_SECRET, settings, source_db, key_file(target_db).absolute())
    return iter([*(tables if tells_all else ()), total, secret])


def addressed(settings: Settings, name: str, url: str) -> Settings:
    """Return the settings with another database. Raises SettingError that names the argument."""
    try:
        return replace(settings, database_url=CHECKS["database_url"](url))
    except ValueError as error:
        raise SettingError(f"{name} {error}") from None


def told(
    shapes: Mapping[SecretPlace, str], settings: Settings, db: Database, target: Path | None = None
) -> str:
    """Return the sentence that fits the place of the database's secret."""
    file = key_file(db).absolute()
    place = SecretPlace.FILE if file.exists() else SecretPlace.NOWHERE
    place = SecretPlace.SETTING if settings.sigbot_secret else place
    return shapes[place].format(file=file, target=target)


def unlock_if_known(settings: Settings, db: Database) -> None:
    """Give a database its secret where there is one: none is made up. Raises SettingError."""
    if settings.sigbot_secret or key_file(db).exists():
        unlock(settings, db)
    db.erased_file = erased_file(db)


def with_command(db: Database, file: Path, refusal: NotDoneError) -> NotDoneError:
    """Return a refusal; where PostgreSQL has its own way, with the command for it."""
    if refusal.fault is not Fault.SERVER_RESTORE:
        return refusal
    address = ANY_SERVER if db.file else server_options(db)
    command = say.PG_RESTORE.format(file=shlex.quote(str(file)), address=address)
    return NotDoneError(Fault.SERVER_RESTORE, command)


def server_options(db: Database) -> str:
    """Return where a PostgreSQL database is, as options of its tools; never with the password."""
    url = db.url
    parts = {"host": url.host, "port": url.port, "username": url.username, "dbname": url.database}
    return " ".join(f"--{name}={shlex.quote(str(part))}" for name, part in parts.items() if part)
