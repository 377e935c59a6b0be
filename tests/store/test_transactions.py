"""The guard of transactions sees what it is for."""

import asyncio

from sqlalchemy import text

from sigbot.store.database import Database
from tests.transactions import GUARD


async def test_what_is_awaited_in_a_transaction_is_seen(sqlite_db: Database) -> None:
    async with sqlite_db.read() as tx:
        await tx.execute(text("SELECT 1"))
        assert GUARD.offences == []
        await asyncio.to_thread(sum, [1])
    assert GUARD.offences
    assert "to_thread is awaited in a transaction" in GUARD.offences[0]
    GUARD.offences.clear()


async def test_what_is_awaited_before_and_after_is_free(sqlite_db: Database) -> None:
    await asyncio.sleep(0)
    async with sqlite_db.write() as tx:
        await tx.execute(text("SELECT 1"))
    await asyncio.to_thread(sum, [1])
    assert GUARD.offences == []
    assert GUARD.longest > 0
