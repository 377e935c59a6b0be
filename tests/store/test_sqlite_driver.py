"""One trip to the connection's thread a statement, and nothing lost on the way."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from sigbot.store.sqlite_driver import AT_ONCE, OneTripConnection, connect

NUMBERS = """WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT {})
SELECT n FROM numbers"""


class Counting(OneTripConnection):
    """Counts the trips to its thread."""

    trips = 0

    async def in_thread(self, work: Any, *arguments: Any) -> Any:
        self.trips += 1
        return await super().in_thread(work, *arguments)


@pytest.fixture
async def connection() -> AsyncIterator[Counting]:
    opened = Counting(lambda: sqlite3.connect(":memory:"), iter_chunk_size=64)
    async with opened:
        yield opened


@pytest.mark.parametrize(
    ("number", "trips"), [(0, 1), (1, 1), (AT_ONCE - 1, 1), (AT_ONCE, 3), (3 * AT_ONCE, 3)]
)
async def test_all_rows_come_in_order_and_few_rows_in_one_trip(
    connection: Counting, number: int, trips: int
) -> None:
    cursor = connection.cursor()
    await cursor.execute(NUMBERS.format(number) if number else "SELECT 1 WHERE 0")
    assert [row[0] for row in await cursor.fetchall()] == list(range(1, number + 1))
    assert await cursor.fetchall() == []
    assert len(cursor.description) == 1
    assert connection.trips == trips


@pytest.mark.parametrize("size", [1, 7, AT_ONCE, AT_ONCE + 1, 5_000])
async def test_rows_come_in_parts(connection: Counting, size: int) -> None:
    number = 2 * AT_ONCE + 3
    cursor = connection.cursor()
    await cursor.execute(NUMBERS.format(number))
    rows = []
    while part := await cursor.fetchmany(size):
        assert len(part) <= size
        rows += [row[0] for row in part]
    assert rows == list(range(1, number + 1))
    assert await cursor.fetchone() is None


async def test_what_was_begun_can_be_closed_and_the_table_is_free(connection: Counting) -> None:
    await connection.cursor().execute("CREATE TABLE kept (n INTEGER PRIMARY KEY)")
    many = connection.cursor()
    await many.executemany("INSERT INTO kept VALUES (?)", [(n,) for n in range(2 * AT_ONCE)])
    assert many.rowcount == 2 * AT_ONCE
    cursor = connection.cursor()
    await cursor.execute("SELECT n FROM kept")
    assert await cursor.fetchone() == (0,)
    await cursor.close()
    await connection.cursor().execute("DROP TABLE kept")


async def test_what_an_insert_returns_and_its_id_are_known(connection: Counting) -> None:
    await connection.cursor().execute("CREATE TABLE kept (n INTEGER PRIMARY KEY)")
    cursor = connection.cursor()
    await cursor.execute("INSERT INTO kept VALUES (?) RETURNING n", (7,))
    assert (cursor.lastrowid, await cursor.fetchone()) == (7, (7,))
    changed = connection.cursor()
    await changed.execute("DELETE FROM kept")
    assert (changed.rowcount, changed.description) == (1, None)


async def test_errors_are_those_of_sqlite(connection: Counting) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await connection.cursor().execute("SELECT * FROM nowhere")
    await connection.close()
    with pytest.raises(ValueError, match=r"closed|no active"):
        await connection.cursor().execute("SELECT 1")


async def test_sqlalchemy_streams_over_it(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'numbers.db'}", connect_args={"async_creator_fn": connect}
    )
    number = 3 * AT_ONCE
    async with engine.connect() as connection:
        rows = await connection.stream(text(NUMBERS.format(number)))
        assert [row.n async for row in rows] == list(range(1, number + 1))
    await engine.dispose()
