"""Communities to act in."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.services.community import Setup, set_up
from sigbot.store.database import Database
from tests.postgres import Server
from tests.services.world import NEWS, OLGA, OTTO


@pytest.fixture
async def here(db: Database, now: datetime) -> Community:
    """Olga's community, in New York's time."""
    setup = Setup(name="Health", timezone="America/New_York")
    community, _ = await set_up(db, OLGA, setup, "Server", NEWS, now)
    return community


@pytest.fixture
async def elsewhere(db: Database, now: datetime) -> Community:
    """Otto's community, on another server."""
    community, _ = await set_up(db, OTTO, Setup(), "Elsewhere", NEWS, now)
    return community


@pytest.fixture
async def here_on_sqlite(sqlite_db: Database, now: datetime) -> Community:
    """As `here`, where one kind of database is enough."""
    setup = Setup(name="Health", timezone="America/New_York")
    community, _ = await set_up(sqlite_db, OLGA, setup, "Server", NEWS, now)
    return community


@pytest.fixture
async def three(
    postgresql_databases: Server, opened: Callable[[str], Database], now: datetime
) -> AsyncIterator[tuple[Database, Database, Database]]:
    """A community on PostgreSQL, as three processes have it open. SQLite has one writer anyway."""
    async with postgresql_databases.migrated() as url:
        sides = opened(url), opened(url), opened(url)
        await set_up(sides[0], OLGA, Setup(), "Server", NEWS, now)
        yield sides
        for side in sides:
            await side.close()
