"""Put a backup in the place of a database, and settle what happened after the backup."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sigbot.domain.backups import (
    ERASED_KEPT,
    Backup,
    Erasure,
    Fault,
    NotDoneError,
    Present,
    erased_since,
)
from sigbot.services.announcements import refresh_card
from sigbot.services.backups import COPY, STAMP, take_out
from sigbot.services.erasing import erase_community
from sigbot.services.erasures import digest_of
from sigbot.services.personal import erase_person
from sigbot.services.startup import COMMANDS, known_secret, prepare, print_of
from sigbot.store import afterwards, backup_files, backups, erasures, origins, restoring, state
from sigbot.store.database import Database


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done so that a database goes on after a backup was put back.

    `people` and `communities` were erased again. `has_secret` is whether the secret is the one of
    the backup, `knows_all` whether everybody is known who was erased after it.
    """

    people: int
    communities: int
    has_secret: bool
    knows_all: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `aside` is where the database before it is, None where there was none."""

    backup: Backup
    aside: Path | None
    settled: Settled


async def restore(db: Database, file: Path, now: datetime) -> Restored:
    """Put a backup in the place of an SQLite database that no bot uses.

    `db` need not be there, and is not opened; it has the secret, and the file of who was erased.
    Raises NotDoneError; then the database is as it was.
    """
    if db.file is None:
        raise NotDoneError(Fault.SERVER_RESTORE, str(file))
    path = db.file.path.resolve()
    if not db.file.hold():
        raise NotDoneError(Fault.RUNNING, str(path))
    with backup_files.workplace(path) as folder:
        copy = folder / COPY
        backup = take_out(file, copy)
        settled = await _settled_copy(db, copy, backup, backups.known_of(path), now)
        aside = _put_aside(path, now)
        backups.replace(path, copy)
    return Restored(backup, aside, settled)


def _put_aside(path: Path, now: datetime) -> Path | None:
    """Keep the database that is there under another name; return it, None where there is none.

    It is looked at once more: somebody may have opened it meanwhile.
    """
    if backups.known_of(path) is None:
        return None
    aside = path.with_name(f"{path.name}.before-restore.{now.astimezone(UTC).strftime(STAMP)}")
    backups.put_aside(path, aside)
    return aside


async def _settled_copy(
    db: Database, copy: Path, backup: Backup, present: Present | None, now: datetime
) -> Settled:
    """Bring the database of a backup up to date, in its own file."""
    url = db.url.set(database=str(copy)).render_as_string(hide_password=False)
    fresh = Database(url, db.secret)
    try:
        await prepare(fresh)
        settled = await settle(fresh, db.erased_file, present, backup.made_at, now)
    finally:
        await fresh.close()
    backups.end_journal(copy)
    return settled


async def settle_server(db: Database, now: datetime) -> Settled:
    """Let a database go on that PostgreSQL has put back from a dump of its own.

    Raises NotDoneError.
    """
    async with db.read() as tx:
        made_at = await restoring.last_moment(tx)
    return await settle(db, db.erased_file, None, made_at or now, now)


async def settle(
    db: Database, file: Path | None, present: Present | None, made_at: datetime, now: datetime
) -> Settled:
    """Let a database go on that was put back from a backup of `made_at`.

    Nothing is said again, no number is given twice, and whoever was erased is erased again: those
    in the `file`, and those that the database after the backup knew (`present`). Raises
    NotDoneError where they cannot be recognized.
    """
    known = erasures.read_file(file) if file else frozenset()
    async with db.read() as tx:
        kept = await erasures.erasures(tx)
    missing = erased_since(known | (present.erasures if present else frozenset()), kept, made_at)
    has_secret = await known_secret(db) in (None, print_of(db))
    if missing and not has_secret:
        raise NotDoneError(Fault.UNRECOGNIZED)
    await _go_on(db, present, made_at, now)
    people, gone = await _erase_again(db, missing, now)
    return Settled(people, gone, has_secret, knows_all=now - made_at < ERASED_KEPT)


async def _go_on(db: Database, present: Present | None, made_at: datetime, now: datetime) -> None:
    """Begin new numbers, and show on Discord what the database knows now."""
    async with db.write() as tx:
        origin, last = await origins.origin(tx), await restoring.last_said(tx)
    after = present if present and present.origin == origin.name else None
    taken = afterwards.rows_after(after.path, last) if after else {}
    async with db.write() as tx:
        await restoring.skip_numbers(tx, after.counters if after else None, made_at, now)
        await afterwards.add_rows(tx, taken)
        await restoring.raise_revisions(tx, made_at, now)
        await restoring.ask_for_events(tx, now)
        await state.forget(tx, COMMANDS)
        for community_id, meeting_id in await restoring.cards_ahead(tx, now):
            await refresh_card(tx, community_id, meeting_id, now)


async def _erase_again(db: Database, missing: frozenset[Erasure], now: datetime) -> tuple[int, int]:
    """Erase whom the list has; return how many people and communities."""
    digests = {erasure.digest for erasure in missing}
    if not missing:
        return 0, 0
    async with db.write() as tx:
        await erasures.add(tx, missing)
        guilds = await restoring.guilds(tx)
        accounts = await restoring.accounts(tx)
    gone = [
        await erase_community(db, guild_id, now)
        for guild_id in guilds
        if digest_of(db, guild_id) in digests
    ]
    people = [
        await erase_person(db, discord_id, guild_id, now)
        for guild_id, discord_id in accounts
        if digest_of(db, guild_id, discord_id) in digests
    ]
    return sum(map(bool, people)), sum(map(bool, gone))
