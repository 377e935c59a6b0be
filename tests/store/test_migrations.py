"""The migrations: there and back, equal to the rows' own tables, and gentle with what is kept."""

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, insert, inspect, select, table, text, update
from sqlalchemy.exc import IntegrityError

from sigbot.domain.search import read_query
from sigbot.services.startup import StoreNewerError, prepare, schema_revision
from sigbot.store import journal_search, migrate
from sigbot.store.database import HEAD, Database
from sigbot.store.migrate import downgrade, upgrade
from sigbot.store.patience import BUSY_TIMEOUT_MS
from sigbot.store.rows import all_tables
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import JournalItemRow
from sigbot.store.rows.journal_search import INDEX as FULL_TEXT
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow
from tests.postgres import Server
from tests.store.samples import counted, one_of_each

REBUILDS_PARENTS = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def rebuilt():
    always = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    for table in ("communities", "people", "meetings", "series", "reports"):
        with op.batch_alter_table(table, recreate=always) as batch:
            yield batch


def upgrade() -> None:
    for batch in rebuilt():
        batch.add_column(sa.Column("motto", sa.String(), nullable=True))


def downgrade() -> None:
    for batch in rebuilt():
        batch.drop_column("motto")
"""

BEFORE_LEDGER, BEFORE_ROTATIONS, BEFORE_LINKS = "0002", "0003", "0011"
BEFORE_SEARCH = "0018"
ROTATIONS = {"hours", "suggestions", "rotations"}
REBUILT = {"sightings", "journal_works", "journal_votes", "journal_search"}
"""Tables that a migration fills from what there was before."""

NARRATED = {"narrative_versions"}
"""What is filled from the sentences that were written before."""

LEDGER = {"sightings", "corrections", "presences", "codes", "guesses", "emails", "imports"}

START = """
import asyncio, sys
from sigbot.store.database import Database
from sigbot.store.migrate import prepare

async def start():
    db = Database(sys.argv[1])
    await prepare(db)
    await db.close()

asyncio.run(start())
"""


@pytest.fixture
def add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on there is one more migration, which rebuilds tables that others point to.

    Not before: the databases that tests start from are built by the migrations there are.
    """

    def add() -> None:
        own = Path(migrate.__file__)
        shutil.copytree(own.parent / "migrations", tmp_path / "migrations")
        migration = tmp_path / "migrations" / "versions" / "9999_rebuilds_parents.py"
        migration.write_text(REBUILDS_PARENTS.format(head=HEAD))
        monkeypatch.setattr(migrate, "__file__", str(tmp_path / own.name))

    return add


async def _tables(db: Database) -> set[str]:
    """The tables, without those in which SQLite keeps an index of full text."""
    names = await db.run_sync(lambda connection: inspect(connection).get_table_names())
    return {name for name in names if not name.startswith(FULL_TEXT)}


async def _tables_at(empty_db: Database, revision: str) -> set[str]:
    """The tables of an earlier version, in a database that never had a later one."""
    await upgrade(empty_db, revision)
    return await _tables(empty_db)


async def _columns(db: Database, table: str) -> set[str]:
    found = await db.run_sync(lambda connection: inspect(connection).get_columns(table))
    return {column["name"] for column in found}


def _differences(connection: Connection) -> list[Any]:
    sqlite = connection.dialect.name == "sqlite"

    def is_compared(thing: Any, name: str | None, kind: str, *_: object) -> bool:
        """Leave out what a database has no need of, or keeps for itself."""
        if kind == "index":
            return not (sqlite and thing.dialect_options["postgresql"]["using"] == "gin")
        return not (kind == "table" and (name or "").startswith(FULL_TEXT))

    options = {"compare_type": True, "include_object": is_compared}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, all_tables()))


def _orphan(db: Database) -> None:
    """An answer to no meeting, as a program without foreign keys would leave it."""
    connection = sqlite3.connect(str(db.url.database))
    connection.execute(
        "INSERT INTO rsvps (meeting_id, person_id, answer, at) "
        "VALUES (77, 77, 'going', '2026-01-01 00:00:00.000000')"
    )
    connection.commit()
    connection.close()


async def test_an_empty_database_comes_to_the_newest_schema(empty_db: Database) -> None:
    assert await schema_revision(empty_db) is None
    await prepare(empty_db)
    assert await schema_revision(empty_db) == HEAD
    assert await _tables(empty_db) == {*all_tables().tables, "alembic_version"}


async def test_preparing_again_changes_nothing(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        await one_of_each(tx, now)
        before = await counted(tx)
    await prepare(db)
    async with db.read() as tx:
        assert await counted(tx) == before


async def test_all_migrations_can_be_taken_back_and_made_again(db: Database) -> None:
    await downgrade(db, "base")
    assert await _tables(db) == {"alembic_version"}
    await upgrade(db)
    assert await db.run_sync(_differences) == []


async def test_the_migrations_build_exactly_the_tables_of_the_rows(db: Database) -> None:
    assert await db.run_sync(_differences) == []


async def test_sqlite_never_gives_a_deleted_id_again_where_the_rows_say_so(
    sqlite_db: Database,
) -> None:
    async with sqlite_db.read() as tx:
        found = await tx.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        built = {name for name, sql in found if "AUTOINCREMENT" in (sql or "")}
    meant = {
        table.name
        for table in all_tables().sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert built == meant


def test_the_head_that_starting_looks_for_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migrate._config()).get_heads() == [HEAD]


def test_a_migration_s_file_is_named_after_its_revision() -> None:
    """By the names of files the newest is known without Alembic; so they are counted up."""
    revisions = [*ScriptDirectory.from_config(migrate._config()).walk_revisions()]
    assert len(revisions) == int(HEAD)
    for number, migration in enumerate(reversed(revisions), 1):
        assert migration.revision == f"{number:04}"
        assert Path(migration.path).name.startswith(f"{migration.revision}_")


async def test_the_samples_cover_every_table(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        await one_of_each(tx, now)
        assert set((await counted(tx)).values()) == {1}


async def test_rebuilding_parents_leaves_their_children_alone(
    db: Database, now: datetime, add_migration: Callable[[], None]
) -> None:
    add_migration()
    async with db.write() as tx:
        await one_of_each(tx, now)
        before = await counted(tx)
    await upgrade(db)
    assert "motto" in await _columns(db, "communities")
    async with db.read() as tx:
        assert await counted(tx) == before
    await downgrade(db, HEAD)
    assert await db.run_sync(_differences) == []
    async with db.read() as tx:
        assert await counted(tx) == before


async def test_attendances_from_before_the_ledger_are_what_was_seen(
    db: Database, empty_db: Database, now: datetime
) -> None:
    """And back: what only the ledger knows is gone, and nothing else."""
    earlier = await _tables_at(empty_db, BEFORE_LEDGER)
    assert not earlier & (LEDGER | ROTATIONS)
    async with db.write() as tx:
        await one_of_each(tx, now)
        before = await counted(tx)
    await downgrade(db, BEFORE_LEDGER)
    assert await _tables(db) == earlier
    await upgrade(db)
    assert await db.run_sync(_differences) == []
    async with db.read() as tx:
        fresh = dict.fromkeys(before.keys() - earlier - REBUILT - NARRATED, 0)
        assert await counted(tx) == before | fresh
        [sighting] = await tx.scalars(select(SightingRow))
        [attendance] = await tx.scalars(select(AttendanceRow))
        [person] = await tx.scalars(select(PersonRow))
        [community] = await tx.scalars(select(CommunityRow))
    assert (sighting.meeting_id, sighting.person_id, sighting.source) == (1, 1, "button")
    assert (sighting.seen_at, sighting.counts) == (attendance.checked_in_at, True)
    assert (person.voice_tracking, person.same_as, community.voice_minutes) == (True, None, 10)


async def test_who_was_moved_before_there_were_rotations_is_known(
    db: Database, empty_db: Database, now: datetime
) -> None:
    """There, back and there again."""
    earlier = await _tables_at(empty_db, BEFORE_ROTATIONS)
    assert not earlier & ROTATIONS
    async with db.write() as tx:
        await one_of_each(tx, now)
        before = await counted(tx)
        moved = now.replace(tzinfo=None) + timedelta(hours=3)
        await tx.execute(update(MeetingRow).values(wall=moved))
    for _ in range(2):
        await downgrade(db, BEFORE_ROTATIONS)
        assert "moved" not in await _columns(db, "meetings")
        assert await _tables(db) == earlier
        await upgrade(db)
        assert await db.run_sync(_differences) == []
        async with db.read() as tx:
            [meeting] = await tx.scalars(select(MeetingRow))
            assert await counted(tx) == before | dict.fromkeys(
                before.keys() - earlier - REBUILT - NARRATED, 0
            )
        assert (meeting.occurrence, meeting.wall) == (now.replace(tzinfo=None), moved)
        assert meeting.moved


async def test_items_that_were_there_are_found_by_ids_and_notes_of_voters(
    db: Database, now: datetime
) -> None:
    async with db.write() as tx:
        await one_of_each(tx, now)
    await downgrade(db, BEFORE_SEARCH)
    async with db.write() as tx:
        await tx.execute(text("UPDATE journal_works SET work = 'doi:10.1000/xyz'"))
        await tx.execute(text("UPDATE journal_votes SET note = 'A zwieback'"))
    await upgrade(db)
    async with db.read() as tx:
        [community_id] = set(await tx.scalars(select(JournalItemRow.community_id)))
        for asked in ("zwieback", "10.1000/xyz"):
            fits = journal_search.found(tx, community_id, read_query(asked))
            assert len(list(await tx.scalars(select(JournalItemRow.id).where(fits)))) == 1


async def test_links_of_the_journal_get_the_ids_of_their_works_and_none_is_lost(
    db: Database, now: datetime
) -> None:
    """Of two items of one work the first one gets the id."""
    async with db.write() as tx:
        await one_of_each(tx, now)
    await downgrade(db, BEFORE_LINKS)
    links = {
        "https://doi.org/10.1000/ABC": "doi.org/10.1000/abc",
        "https://dl.acm.org/doi/10.1000/abc": "dl.acm.org/doi/10.1000/abc",
        "http://www.example.org/a/": "example.org/a",
        "https://example.org@evil.example/": "evil.example",
    }
    async with db.write() as tx:
        await tx.execute(text("DELETE FROM journal_items"))
        known = ("community_id", "link", "link_key", "title", "note", "tags", "shared_at", "status")
        columns = (JournalItemRow.__table__.c[name] for name in known)
        earlier = table("journal_items", *(column(c.name, c.type) for c in columns))
        values = {"community_id": 1, "title": "A paper", "note": "", "tags": [], "shared_at": now}
        for link, key in links.items():
            row = insert(earlier).values(**values, link=link, link_key=key, status="shared")
            await tx.execute(row)
    await upgrade(db)
    async with db.read() as tx:
        rows = await tx.execute(select(JournalItemRow.link, JournalItemRow.link_key))
        assert {row.link: row.link_key for row in rows} == links | {
            "https://doi.org/10.1000/ABC": "doi:10.1000/abc",
            "http://www.example.org/a/": "url:example.org/a",
        }


async def test_foreign_keys_hold_again_after_a_migration(
    sqlite_db: Database, add_migration: Callable[[], None]
) -> None:
    add_migration()
    await upgrade(sqlite_db)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with sqlite_db.write() as tx:
            await tx.execute(text("INSERT INTO subgroup_members VALUES (7, 7, '2026-01-01')"))


async def test_a_migration_that_would_leave_orphans_changes_nothing(
    sqlite_db: Database, add_migration: Callable[[], None]
) -> None:
    add_migration()
    _orphan(sqlite_db)
    with pytest.raises(RuntimeError, match="would lose their parent; nothing was changed"):
        await upgrade(sqlite_db)
    assert await schema_revision(sqlite_db) == HEAD
    assert "motto" not in await _columns(sqlite_db, "communities")


async def _starting(url: str) -> tuple[int | None, str]:
    """A process of its own that brings the database up to date; its exit code and complaint."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", START, url),
        cwd=Path(__file__).parents[2],
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await process.communicate()
    return process.returncode, complaint.decode()


async def test_several_processes_may_start_on_an_empty_database_at_once(
    postgresql_databases: Server,
) -> None:
    """One bot may be several processes on PostgreSQL; on SQLite it is one."""
    async with postgresql_databases.empty() as url:
        ended = await asyncio.gather(*(_starting(url) for _ in range(3)))
        assert ended == [(0, "")] * 3


async def test_who_starts_while_another_migrates_waits_as_long_as_it_takes(
    postgresql_databases: Server, opened: Callable[[str], Database]
) -> None:
    async with postgresql_databases.empty() as url:
        db, another = opened(url), opened(url)
        async with another.write() as migrating:
            await migrating.execute(text(f"SELECT pg_advisory_xact_lock({migrate.LOCK})"))
            starting = asyncio.create_task(prepare(db))
            await asyncio.wait([starting], timeout=BUSY_TIMEOUT_MS / 1000 + 0.3)
        await starting
        assert await schema_revision(db) == HEAD
        await db.close()
        await another.close()


async def test_the_database_of_a_newer_version_is_refused_in_one_line(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewerError, match="9999"):
        await prepare(db)
    async with db.write() as tx:
        await tx.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
