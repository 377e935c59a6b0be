"""Transactions: whole or not at all, one writer at a time on SQLite, and an address of no use."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.services.startup import (
    StoreTakenError,
    StoreUnusableError,
    claim,
    open_database,
    schema_revision,
)
from sigbot.store import imports, state
from sigbot.store.database import Database, Tx
from sigbot.store.patience import BUSY_TIMEOUT_MS, answer_by, lock_wait_ms
from sigbot.store.rows.community import CommunityRow
from tests.postgres import Server
from tests.store.samples import a_community, counted

FULL = 2


class OnPurposeError(Exception):
    pass


@contextmanager
def _raw(db: Database) -> Iterator[sqlite3.Connection]:
    """Another program on the same file, which never waits for a lock."""
    with closing(sqlite3.connect(str(db.url.database), timeout=0, isolation_level=None)) as raw:
        yield raw


async def test_a_transaction_that_ends_well_is_kept(db: Database) -> None:
    async with db.write() as tx:
        await state.remember(tx, "a", "1")
    async with db.read() as tx:
        assert await state.recall(tx, "a") == "1"


async def test_a_transaction_that_fails_leaves_nothing(db: Database, now: datetime) -> None:
    async def fails_late() -> None:
        async with db.write() as tx:
            await state.remember(tx, "a", "1")
            await a_community(tx, now)
            raise OnPurposeError

    with pytest.raises(OnPurposeError):
        await fails_late()
    async with db.read() as tx:
        assert set((await counted(tx)).values()) == {0}


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(db: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with db.write() as tx:
            await state.remember(tx, "a", "1")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.write() as tx:
        assert await state.recall(tx, "a") is None
        await state.remember(tx, "a", "2")


async def test_readers_see_what_is_finished_and_do_not_wait(db: Database) -> None:
    async with db.write() as writing:
        await state.remember(writing, "a", "1")
        async with db.read() as reading:
            assert await state.recall(reading, "a") is None
    async with db.read() as reading:
        assert await state.recall(reading, "a") == "1"


@pytest.mark.parametrize("way", ["read", "write"])
async def test_sqlite_is_set_up_for_safety_on_every_connection(
    sqlite_db: Database, way: str
) -> None:
    wanted: dict[str, object] = {
        "journal_mode": "wal",
        "synchronous": FULL,
        "foreign_keys": 1,
        "busy_timeout": BUSY_TIMEOUT_MS,
    }
    async with getattr(sqlite_db, way)() as tx:
        found = {name: await tx.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert found == wanted


def test_a_person_waits_no_longer_than_discord_does() -> None:
    assert BUSY_TIMEOUT_MS < 3_000


async def test_a_sqlite_writer_takes_the_lock_before_it_reads(sqlite_db: Database) -> None:
    async with sqlite_db.write() as tx:
        await state.recall(tx, "a")
        with _raw(sqlite_db) as raw, pytest.raises(sqlite3.OperationalError, match="locked"):
            raw.execute("BEGIN IMMEDIATE")


async def test_a_sqlite_reader_leaves_the_lock_to_others(sqlite_db: Database) -> None:
    async with sqlite_db.read() as tx:
        await state.recall(tx, "a")
        with _raw(sqlite_db) as raw:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")


async def test_no_addition_is_lost_between_two_sqlite_processes(
    sqlite_db: Database, opened: Callable[[str], Database]
) -> None:
    another = opened(sqlite_db.url.render_as_string())

    async def add_one(db: Database) -> None:
        async with db.write() as tx:
            before = int(await state.recall(tx, "sum") or 0)
            await state.remember(tx, "sum", str(before + 1))

    for _ in range(25):
        await asyncio.gather(add_one(sqlite_db), add_one(another))
    async with sqlite_db.read() as tx:
        assert await state.recall(tx, "sum") == "50"


@pytest.mark.parametrize("name", ["folder", "missing/sigbot.db"])
def test_one_line_says_why_a_file_cannot_be_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnusableError, match=r"^unable to open database file$"):
        open_database(f"sqlite+aiosqlite:///{tmp_path}/{name}")


def test_one_line_says_that_a_file_is_no_database(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("This is not a database. " * 50)
    with pytest.raises(StoreUnusableError, match=r"^file is not a database$"):
        open_database(f"sqlite+aiosqlite:///{notes}")


async def test_one_line_says_why_a_server_cannot_be_reached(
    opened: Callable[[str], Database],
) -> None:
    db = opened("postgresql+asyncpg://postgres@127.0.0.1:9/sigbot")
    with pytest.raises(StoreUnusableError, match=r"^[^\n]+$"):
        await schema_revision(db)


async def test_a_server_does_not_let_readers_write(
    postgresql_databases: Server, opened: Callable[[str], Database]
) -> None:
    async with postgresql_databases.migrated() as url:
        db = opened(url)
        for _ in range(2):  # also on a connection that has written meanwhile
            with pytest.raises(StoreOutError, match="read-only"):
                async with db.read() as tx:
                    await state.remember(tx, "a", "1")
            async with db.write() as tx:
                await state.remember(tx, "b", "1")
        await db.close()


async def test_a_server_plans_long_lists_for_their_values(
    postgresql_databases: Server, opened: Callable[[str], Database]
) -> None:
    async with postgresql_databases.migrated() as url:
        db = opened(url)
        async with db.read() as tx:
            for _ in range(10):
                await imports.known_people(tx, 1, ["Ana"], ["digest"])
            plans = text(
                "SELECT sum(custom_plans), sum(generic_plans) FROM pg_prepared_statements"
                " WHERE statement LIKE :about"
            )
            row = (await tx.execute(plans, {"about": "%FROM emails JOIN%"})).one()
            assert tuple(row) == (10, 0)
        await db.close()


async def test_one_line_says_that_a_server_has_no_such_database(
    postgresql_databases: Server, opened: Callable[[str], Database]
) -> None:
    db = opened(postgresql_databases.url("nowhere"))
    with pytest.raises(StoreUnusableError, match=r'^database "nowhere" does not exist$'):
        await schema_revision(db)


@pytest.mark.parametrize(
    "rest",
    [
        "127.0.0.1:9/sigbot",
        "127.0.0.1:port/sigbot",
        "[::1/sigbot",
        "127.0.0.1:9/sigbot?no_such_option=1",
        "no-such-host.invalid/sigbot",
    ],
)
async def test_the_password_is_not_in_what_is_said_of_an_address(rest: str) -> None:
    """Whatever is wrong with it."""
    with pytest.raises(StoreUnusableError, match=r"^[^\n]+$") as unusable:
        await schema_revision(open_database(f"postgresql+asyncpg://sigbot:Pa55w0rd@{rest}"))
    assert "Pa55w0rd" not in str(unusable.value)


async def test_the_values_of_a_statement_are_not_in_its_error(db: Database) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with db.write() as tx:
            await tx.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": "Ana"})
    assert "Ana" not in str(failed.value)


def test_one_process_holds_a_file_and_others_may_read_it(tmp_path: Path) -> None:
    first, second = (open_database(f"sqlite+aiosqlite:///{tmp_path}/x.db") for _ in range(2))
    claim(first)
    claim(first)
    with pytest.raises(StoreTakenError):
        claim(second)
    assert first.file
    first.file.let_go()
    claim(second)


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    db = open_database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    claim(db)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"x.db": 0o600, "x.db.lock": 0o600}


async def test_nothing_is_confirmed_in_a_file_that_is_gone(sqlite_db: Database) -> None:
    """Nor is another file made; what is still open can be read once more."""
    path = Path(str(sqlite_db.url.database))

    async def remember(value: str, before_commit: Callable[[], None] = lambda: None) -> None:
        async with sqlite_db.write() as tx:
            await state.remember(tx, "a", value)
            before_commit()

    await remember("1")
    async with sqlite_db.read() as tx:
        await state.recall(tx, "a")
    with pytest.raises(StoreOutError):
        await remember("2", path.unlink)
    with pytest.raises(StoreOutError):
        await remember("3")
    async with sqlite_db.read_what_is_left() as tx:
        assert await state.recall(tx, "a") == "2"
    assert not await asyncio.to_thread(path.exists)


async def test_who_presses_is_refused_in_line_and_at_the_lock(db: Database) -> None:
    loop = asyncio.get_running_loop()

    async def press(patience: float) -> None:
        begun = loop.time()
        answer_by(lambda: begun + patience)
        with pytest.raises(StoreBusyError):
            async with db.write() as tx:
                await state.recall_to_change(tx, "a")

    async with held(db):
        first = asyncio.create_task(press(0.6))
        await asyncio.gather(first, *(asyncio.create_task(press(0.3)) for _ in range(3)))


async def test_patience_counts_from_the_press() -> None:
    """What was waited for already is not waited for again at the lock."""
    due = asyncio.get_running_loop().time() + 0.5
    assert lock_wait_ms() == BUSY_TIMEOUT_MS
    answer_by(lambda: due)
    assert lock_wait_ms() <= 500
    answer_by(lambda: due - 60)
    assert lock_wait_ms() == 0
    answer_by(lambda: due + 60)
    assert lock_wait_ms() == BUSY_TIMEOUT_MS


@asynccontextmanager
async def held(db: Database) -> AsyncIterator[None]:
    """Another process is changing the same row."""
    async with db.write() as tx:
        await state.remember(tx, "a", "1")
    another = Database(db.url.render_as_string(hide_password=False))
    async with another.write() as tx:
        await state.recall_to_change(tx, "a")
        yield
    await another.close()


async def _is_in_transaction(tx: Tx) -> bool:
    """Ask for something; return whether the driver is in a transaction afterwards."""
    await tx.scalar(select(func.count()).select_from(CommunityRow))
    raw = await (await tx.connection()).get_raw_connection()
    return bool(raw.driver_connection and raw.driver_connection.is_in_transaction())


async def test_a_look_takes_one_trip_and_cannot_write_on_postgresql(
    postgresql_databases: Server, opened: Callable[[str], Database]
) -> None:
    """The same connection is used for all of them, one after the other."""
    async with postgresql_databases.migrated() as url:
        db = opened(url)
        async with db.look() as tx:
            assert not await _is_in_transaction(tx)
        with pytest.raises(RuntimeError, match="only what reads"):
            async with db.look() as tx:
                await tx.execute(update(CommunityRow).values(name="Other"))
        async with db.write() as tx:
            assert await _is_in_transaction(tx)
