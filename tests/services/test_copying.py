"""A whole database is copied into an empty one, of either kind, and nothing of it changes."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from sigbot.domain.backups import Fault, NotDoneError
from sigbot.domain.community import Community
from sigbot.domain.processes import BEAT_S, Process, Shards
from sigbot.services import processes
from sigbot.services.copying import Tell, copy_database
from sigbot.services.journal_lists import search_items
from sigbot.services.silence import check_unused
from sigbot.services.startup import claim, prepare
from sigbot.store import copying, origins
from sigbot.store.counters import counters
from sigbot.store.database import Database
from sigbot.store.migrate import downgrade
from sigbot.store.rows import all_tables
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.state import remember
from tests.conftest import KINDS, Databases, SqliteFiles
from tests.services.dying import KILLED, killed
from tests.services.test_every_service import furnish
from tests.services.world import OLGA, everything, rows
from tests.snapshots import Snapshots
from tests.store.samples import one_of_each

Open = Callable[[str], Database]


def tell(_table: str, _rows: int) -> None:
    """For those who do not listen."""


async def copy(source: Database, target: Database, tell: Tell = tell) -> int:
    """Copy a database in which processes are written down that are dead for sure."""
    return await copy_database(source, target, tell, silent_s=0)


@pytest.fixture
async def source(
    sqlite_db: Database, here_on_sqlite: Community, snapshots: Snapshots, now: datetime
) -> Database:
    """With rows in every table, some of which are gone; one name is another one's."""
    await snapshots.fill(sqlite_db, furnish, sqlite_db, here_on_sqlite, now)
    async with sqlite_db.write() as tx:
        await one_of_each(tx, now)
        first, *others = (await tx.scalars(select(PersonRow.id).order_by(PersonRow.id))).all()
        # Refers to a row that is copied later.
        person = await tx.get_one(PersonRow, first)
        person.same_as = others[-1]
        last = await tx.scalar(select(OutboxRow.id).order_by(OutboxRow.id.desc()))
        await tx.execute(delete(OutboxRow).where(OutboxRow.id == last))
        await origins.origin(tx)
        await remember(tx, "mark", "zero-width \u200b, emoji \U0001f9ea, quote ', back\\slash")
    return sqlite_db


@pytest.fixture
async def target(databases: Databases, opened: Open) -> AsyncIterator[Database]:
    """Without any tables, of each kind in turn."""
    async with databases.empty() as url:
        yield opened(url)


@pytest.fixture
async def back(sqlite_databases: SqliteFiles, opened: Open) -> AsyncIterator[Database]:
    async with sqlite_databases.empty() as url:
        yield opened(url)


def raw(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row as the file keeps it."""
    with closing(sqlite3.connect(db.url.database or "")) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in [*all_tables().tables, "sqlite_sequence"]
            if name != "journal_search"
        }


async def typed(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row as the program reads it, without the words of the journal."""
    names = [name for name in all_tables().tables if name != "journal_search"]
    return {name: sorted(await rows(db, name), key=repr) for name in names}


async def test_there_and_back_is_the_same(
    source: Database, target: Database, back: Database
) -> None:
    """Ids, counters, instants, JSON: as the file keeps them, and as the program reads them."""
    assert all(raw(source).values()), "every table has a row"
    told: dict[str, int] = {}
    count = await copy(source, target, told.__setitem__)
    assert count == sum(told.values())
    assert told == {name: len(rows) for name, rows in (await everything(source)).items()}
    assert await typed(target) == await typed(source)
    async with target.write() as tx, source.write() as reading:
        assert await counters(tx) == await counters(reading)
        assert await origins.origin(tx) == await origins.origin(reading)
    await source.close()
    await copy(target, back)
    assert raw(back) == raw(source)
    assert await typed(back) == await typed(source)


async def test_the_next_number_is_one_that_was_never_given(
    source: Database, target: Database, now: datetime
) -> None:
    async with source.read() as tx:
        given = (await counters(tx))["outbox"]
        assert given > max(await tx.scalars(select(OutboxRow.id)))
    await copy(source, target)
    values = {"community_id": 1, "topic": "x", "payload": {}, "due_at": now, "created_at": now}
    async with target.write() as tx:
        row = OutboxRow(**values)
        tx.add(row)
        await tx.flush()
        assert row.id == given + 1


async def test_items_of_the_journal_are_found_in_the_copy(
    source: Database, target: Database
) -> None:
    word = "paper"
    before = await search_items(source, OLGA, word, 0)
    assert before
    await copy(source, target)
    assert await search_items(target, OLGA, word, 0) == before


async def test_broken_json_is_still_broken_in_the_copy(source: Database, target: Database) -> None:
    async with source.write() as tx:
        await tx.execute(text("UPDATE outbox SET payload = '{\"a\": 1' WHERE id = 1"))
    await copy(source, target)
    async with target.read() as tx:
        assert await tx.scalar(select(OutboxRow.payload).where(OutboxRow.id == 1)) == '{"a": 1'


async def test_nothing_and_null_are_two_things(source: Database, target: Database) -> None:
    """A report that is not published has no JSON, which is not the `null` of JSON."""
    await copy(source, target)
    asked = text("SELECT count(*) FROM reports WHERE published IS NULL")
    async with source.read() as reading, target.read() as tx:
        assert await tx.scalar(asked) == await reading.scalar(asked) != 0


async def refused(source: Database, target: Database, fault: Fault) -> str:
    with pytest.raises(NotDoneError) as refusal:
        await copy(source, target)
    assert refusal.value.fault is fault
    return refusal.value.detail


async def test_a_target_that_is_not_empty_is_refused(source: Database, target: Database) -> None:
    await prepare(target)
    async with target.write() as tx:
        await remember(tx, "mark", "mine")
    before = await everything(target)
    await refused(source, target, Fault.NOT_EMPTY)
    assert await everything(target) == before


async def test_a_database_of_somebody_else_is_not_empty(source: Database, target: Database) -> None:
    async with target.write() as tx:
        await tx.execute(text("CREATE TABLE shopping (what VARCHAR)"))
    await refused(source, target, Fault.NOT_EMPTY)
    async with target.read() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM shopping")) == 0


async def test_the_schema_alone_is_empty(source: Database, target: Database) -> None:
    await prepare(target)
    await copy(source, target)
    assert await typed(target) == await typed(source)


async def test_a_copy_into_itself_is_refused(source: Database, opened: Open) -> None:
    await refused(source, opened(source.url.render_as_string()), Fault.NOT_EMPTY)


async def test_what_was_filled_meanwhile_is_refused(target: Database) -> None:
    """Somebody starts a bot on it between the look and the copy."""
    await prepare(target)
    async with target.write() as tx:
        await copying.begin_writing(tx)
    async with target.write() as tx:
        await remember(tx, "mark", "mine")
    with pytest.raises(NotDoneError) as refusal:
        async with target.write() as tx:
            await copying.begin_writing(tx)
    assert refusal.value.fault is Fault.NOT_EMPTY


async def test_a_source_that_is_no_database_of_sigbot_is_refused(
    target: Database, opened: Open, tmp_path: Path
) -> None:
    missing = opened(f"sqlite+aiosqlite:///{tmp_path}/none.db")
    await refused(missing, target, Fault.NO_DATABASE)
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    await refused(opened(f"sqlite+aiosqlite:///{tmp_path}/empty.db"), target, Fault.NO_DATABASE)


async def test_a_source_of_another_version_is_refused(source: Database, target: Database) -> None:
    await downgrade(source, "0022")
    assert "0022" in await refused(source, target, Fault.OLDER)
    async with source.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "9999" in await refused(source, target, Fault.NEWER)


async def test_a_source_that_a_bot_uses_is_refused(
    source: Database, target: Database, opened: Open
) -> None:
    bot = opened(source.url.render_as_string())
    claim(bot)
    await refused(source, target, Fault.RUNNING)
    await bot.close()
    await copy(source, target)


async def test_a_target_that_a_bot_uses_is_refused(
    source: Database, back: Database, opened: Open
) -> None:
    bot = opened(back.url.render_as_string())
    claim(bot)
    await refused(source, back, Fault.RUNNING)


def process(holder: str) -> Process:
    return Process(holder, Shards((0,), 1), "0001", "secret")


@pytest.fixture
async def sides(
    postgresql_databases: Databases, opened: Open
) -> AsyncIterator[tuple[Database, Database, Database]]:
    """Two databases on PostgreSQL, and the first one as a process has it open."""
    async with postgresql_databases.migrated() as url, postgresql_databases.migrated() as to:
        yield opened(url), opened(to), opened(url)


Sides = tuple[Database, Database, Database]


@asynccontextmanager
async def beating(db: Database, now: datetime) -> AsyncIterator[None]:
    living = await processes.join(db, process("living"), now)

    async def beat() -> None:
        while True:
            await processes.beat(db, living, now)
            await asyncio.sleep(BEAT_S / 10)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.mark.parametrize("is_source", [True, False])
async def test_a_database_in_which_a_process_beats_is_refused_at_once(
    sides: Sides, now: datetime, *, is_source: bool
) -> None:
    used, idle, its = sides
    async with beating(its, now):
        with pytest.raises(NotDoneError) as refusal:
            await copy_database(*((used, idle) if is_source else (idle, used)), tell)
    assert refusal.value.fault is Fault.RUNNING
    assert refusal.value.detail == str(used.url)
    assert not any((await everything(idle)).values())


async def test_a_database_in_which_a_process_beats_is_used(sides: Sides, now: datetime) -> None:
    used, idle, its = sides
    await check_unused(idle)
    async with beating(its, now):
        with pytest.raises(NotDoneError) as refusal:
            await check_unused(used)
    assert refusal.value.fault is Fault.RUNNING


async def test_a_process_that_is_silent_for_long_enough_is_dead(
    sides: Sides, now: datetime
) -> None:
    used, idle, its = sides
    dead = await processes.join(its, process("dead"), now)
    assert await copy_database(used, idle, tell, silent_s=BEAT_S) > 0
    assert await processes.known(idle) == [dead]


async def test_a_process_that_begins_while_its_database_is_copied_leaves_no_copy(
    sides: Sides, now: datetime
) -> None:
    used, idle, its = sides
    async with used.write() as tx:
        await one_of_each(tx, now)
    begins: list[asyncio.Task[Process]] = []

    def begin(_table: str, _rows: int) -> None:
        if not begins:
            begins.append(asyncio.create_task(processes.join(its, process("new"), now)))

    with pytest.raises(NotDoneError) as refusal:
        await copy(used, idle, begin)
    assert refusal.value.fault is Fault.RUNNING
    assert not any((await everything(idle)).values())


async def test_what_the_other_kind_cannot_keep_is_named_and_nothing_is_left(
    source: Database, postgresql_databases: Databases, opened: Open
) -> None:
    async with source.write() as tx:
        await tx.execute(text("UPDATE subgroups SET name = 'a' || char(0) || 'b' WHERE id = 1"))
    async with postgresql_databases.empty() as url:
        target = opened(url)
        assert "subgroups" in await refused(source, target, Fault.UNFIT)
        assert not any((await everything(target)).values())
        async with source.write() as tx:
            await tx.execute(text("UPDATE subgroups SET name = 'ab' WHERE id = 1"))
        await copy(source, target)


async def test_an_instant_that_cannot_be_read_is_named(source: Database, target: Database) -> None:
    async with source.write() as tx:
        await tx.execute(text("UPDATE people SET created_at = 'soon' WHERE id = 1"))
    assert "people" in await refused(source, target, Fault.UNFIT)
    assert not any((await everything(target)).values())


async def test_a_copy_that_is_not_like_the_original_is_refused(
    source: Database, back: Database
) -> None:
    """A trigger changes what is written."""
    await prepare(back)
    async with back.write() as tx:
        await tx.execute(
            text(
                "CREATE TRIGGER lie AFTER INSERT ON subgroups BEGIN "
                "UPDATE subgroups SET name = 'other' WHERE id = new.id; END"
            )
        )
    assert await refused(source, back, Fault.UNLIKE) == "subgroups"
    assert not any((await everything(back)).values())


async def test_a_source_is_seen_as_it_is_at_one_moment(
    postgresql_databases: Databases, opened: Open, back: Database, now: datetime
) -> None:
    """On PostgreSQL nobody keeps a writer away."""
    await prepare(back)
    async with postgresql_databases.migrated() as url:
        source, elsewhere = opened(url), opened(url)
        async with source.write() as tx:
            await one_of_each(tx, now)
        before = await typed(source)
        async with source.read() as reading, back.write() as writing:
            await copying.begin_reading(reading)
            async for table, _ in copying.copy_all(reading, writing):
                async with elsewhere.write() as tx:
                    await remember(tx, f"after {table}", "later")
    assert await typed(back) == before


async def test_an_empty_database_is_copied(
    source: Database, target: Database, back: Database
) -> None:
    await prepare(back)
    assert await copy(back, target) == 0
    assert not any((await everything(target)).values())


async def fill(url: str, now: datetime) -> None:
    db = Database(url)
    async with db.write() as tx:
        await one_of_each(tx, now)
    await db.close()


async def copy_or_die(url: str, to: str, dies_at: str = "") -> None:
    """Copy a database, and die once a table was copied."""

    def die(table: str, _rows: int) -> None:
        if table == dies_at:
            os._exit(KILLED)

    source, target = Database(url), Database(to)
    await copy(source, target, die)
    await source.close()
    await target.close()


def copy_until(url: str, to: str, dies_at: str) -> None:
    asyncio.run(copy_or_die(url, to, dies_at))


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_is_killed_leaves_an_empty_target(
    kind: str, request: pytest.FixtureRequest, template: Path, tmp_path: Path, now: datetime
) -> None:
    databases: Databases = request.getfixturevalue(f"{kind}_databases")
    path, url = tmp_path / "sigbot.db", f"sqlite+aiosqlite:///{tmp_path}/sigbot.db"
    shutil.copy(template, path)

    async def play() -> None:
        tables = [table.name for table in all_tables().sorted_tables]
        async with databases.empty() as to:
            for name in (tables[0], tables[len(tables) // 2], tables[-1]):
                await asyncio.to_thread(killed, partial(copy_until, url, to, name))
                db = Database(to)
                assert await copying.is_empty(db)
                await db.close()
            await copy_or_die(url, to)
            assert all((await typed(db)).values())
            await db.close()

    asyncio.run(fill(url, now))
    asyncio.run(play())
