"""What the tests of the store share."""

from collections.abc import AsyncIterator

import pytest

from sigbot.store.database import Database
from tests.conftest import Databases


@pytest.fixture
async def empty_db(databases: Databases) -> AsyncIterator[Database]:
    """A database without any tables, on SQLite and on PostgreSQL in turn."""
    async with databases.empty() as url:
        database = Database(url)
        yield database
        await database.close()
