"""PostgreSQL itself, restarted and through PgBouncer in transaction mode."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.services.startup import StoreUnusableError, open_database, prepare, schema_revision
from sigbot.store import state
from sigbot.store.database import HEAD, Database, plan_for_values
from sigbot.store.patience import answer_by
from sigbot.store.rows.attendance import ImportRow
from tests import pgbouncer, postgres
from tests.profile import PROFILE, Profile
from tests.store.samples import one_of_each

AT_ONCE = 12
"""More transactions than PgBouncer has connections."""


@pytest.fixture(scope="module")
def pooled(postgresql_databases: postgres.Server) -> Iterator[postgres.Server]:
    program = pgbouncer.find_program()
    if program is None:
        pytest.skip(pgbouncer.MISSING)
    with pgbouncer.running(program, postgresql_databases) as server:
        yield server


@pytest.fixture
async def through(
    postgresql_databases: postgres.Server, pooled: postgres.Server
) -> AsyncIterator[Database]:
    """A database with the schema, reached through PgBouncer."""
    async with postgresql_databases.migrated() as url:
        db = Database(_through(url, pooled))
        yield db
        await db.close()


def _through(url: str, pooled: postgres.Server) -> str:
    return f"{pooled.url(url.rpartition('/')[2])}?pooler=transaction"


async def test_pgbouncer_lets_many_write_at_once(through: Database) -> None:
    async def add_one(number: int) -> None:
        async with through.write() as tx:
            kept = await state.recall_to_change(tx, "sum")
            await state.remember(tx, "sum", str(int(kept or 0) + number))

    for _ in range(5):
        await asyncio.gather(*[add_one(number) for number in range(AT_ONCE)])
    async with through.read() as tx:
        assert await state.recall(tx, "sum") == str(5 * sum(range(AT_ONCE)))


async def test_all_types_of_columns_pass_through_pgbouncer(
    through: Database, now: datetime
) -> None:
    async with through.write() as tx:
        await one_of_each(tx, now)
    async with through.read() as tx:
        row = (await tx.execute(text("SELECT details FROM audit"))).first()
        assert row is not None
        assert isinstance(row[0], dict)
        assert await tx.get(ImportRow, 1)


async def test_limits_hold_for_one_transaction_through_pgbouncer(through: Database) -> None:
    """What a transaction sets is gone with it, on each connection of the server."""
    names = "lock_timeout", "statement_timeout", "plan_cache_mode"

    async def settings() -> list[str]:
        async with through.read() as tx:
            return [str(await tx.scalar(text(f"SHOW {name}"))) for name in names]

    async with through.write() as tx:
        await plan_for_values(tx)
    for _ in range(5):
        assert await settings() == ["1500ms", "30s", "auto"]
    for _ in range(5):
        async with through._writer.connect() as raw:
            shown = [str(await raw.scalar(text(f"SHOW {name}"))) for name in names]
            assert shown == ["0", "0", "auto"]


async def test_a_lock_is_waited_for_no_longer_through_pgbouncer(through: Database) -> None:
    held, over = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with through.write() as tx:
            await state.recall_to_change(tx, "a")
            held.set()
            await over.wait()

    async def press() -> None:
        due = asyncio.get_running_loop().time() + 0.1
        answer_by(lambda: due)
        async with through.write() as tx:
            await state.recall_to_change(tx, "a")

    holding = asyncio.create_task(hold())
    await held.wait()
    with pytest.raises(StoreBusyError):
        await asyncio.create_task(press())
    over.set()
    await holding


async def test_readers_cannot_write_through_pgbouncer(through: Database) -> None:
    for _ in range(5):
        with pytest.raises(StoreOutError, match="read-only"):
            async with through.read() as tx:
                await state.remember(tx, "a", "1")
        async with through.write() as tx:
            await state.remember(tx, "a", "1")


async def test_migrations_run_through_pgbouncer(
    postgresql_databases: postgres.Server, pooled: postgres.Server
) -> None:
    async with postgresql_databases.empty() as url:
        several = [Database(_through(url, pooled)) for _ in range(3)]
        await asyncio.gather(*[prepare(db) for db in several])
        assert await schema_revision(several[0]) == HEAD
        for db in several:
            await db.close()


async def test_one_line_says_what_pgbouncer_wants_to_be_told(
    postgresql_databases: postgres.Server, pooled: postgres.Server
) -> None:
    """Without the parameter in the address, PgBouncer refuses the limits of a connection."""
    async with postgresql_databases.migrated() as url:
        db = open_database(_through(url, pooled).partition("?")[0])
        with pytest.raises(StoreUnusableError, match=r"pooler=transaction"):
            await schema_revision(db)
        await db.close()


def test_another_pooler_is_refused() -> None:
    with pytest.raises(StoreUnusableError):
        open_database("postgresql+asyncpg://a@127.0.0.1/b?pooler=session")


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A server that may be stopped."""
    archive = postgres.find_archive()
    if PROFILE is Profile.QUICK or archive is None:
        pytest.skip(postgres.MISSING)
    with postgres.running_server(archive) as server:
        yield server


async def test_connections_come_back_after_a_restart(own_server: postgres.Server) -> None:
    """The first transaction afterwards works, although the pool is full of closed connections."""
    assert own_server.programs
    async with own_server.empty() as url:
        db = Database(url)
        await prepare(db)
        await asyncio.gather(*[_remember(db, number) for number in range(AT_ONCE)])
        await asyncio.to_thread(own_server.programs.stop)
        await asyncio.to_thread(own_server.programs.start, own_server.port)
        await asyncio.gather(*[_remember(db, AT_ONCE + number) for number in range(AT_ONCE)])
        await asyncio.to_thread(own_server.programs.stop)
        with pytest.raises(StoreOutError):
            await _remember(db, 0)
        await asyncio.to_thread(own_server.programs.start, own_server.port)
        await _remember(db, 0)
        await db.close()


async def _remember(db: Database, number: int) -> None:
    async with db.write() as tx:
        await state.remember(tx, str(number), "1")


@pytest.mark.parametrize(
    ("limit", "statement", "error"),
    [
        ("statement_timeout", "SELECT pg_sleep(5)", StoreBusyError),
        ("idle_in_transaction_session_timeout", "SELECT 1", StoreOutError),
    ],
)
async def test_what_takes_too_long_is_ended(
    postgresql_databases: postgres.Server, limit: str, statement: str, error: type[Exception]
) -> None:
    async with postgresql_databases.migrated() as url:
        db = Database(url)
        with pytest.raises(error):
            await _stand_still(db, limit, statement)
        await _remember(db, 1)
        await db.close()


async def _stand_still(db: Database, limit: str, statement: str) -> None:
    """Wait in a transaction until the server has ended it."""
    async with db.write() as tx:
        await tx.execute(text(f"SET LOCAL {limit} = '50ms'"))
        await tx.execute(text(statement))
        closed = asyncio.Event()
        raw: Any = (await (await tx.connection()).get_raw_connection()).driver_connection
        raw.add_termination_listener(lambda _connection: closed.set())
        await closed.wait()
        await tx.execute(text(statement))
