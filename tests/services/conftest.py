"""Communities to act in."""

from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.services.community import Setup, set_up
from sigbot.store.database import Database
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
