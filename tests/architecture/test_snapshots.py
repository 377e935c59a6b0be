"""A test that is given a copy finds what the first one has made."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest

from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.journal import share_link
from sigbot.store.database import Database
from tests.conftest import Databases
from tests.services.world import ANA, NEWS, OLGA, OTTO, everything
from tests.snapshots import Snapshots


@pytest.fixture
async def two(
    databases: Databases, opened: Callable[[str], Database]
) -> AsyncIterator[tuple[Database, Database]]:
    """Two databases of one kind."""
    async with databases.migrated() as first, databases.migrated() as second:
        pair = opened(first), opened(second)
        yield pair
        for database in pair:
            await database.close()


async def make(db: Database, now: datetime) -> str:
    """A community with a link and a subgroup, whose key is returned."""
    await set_up(db, OLGA, Setup(), "Server", NEWS, now)
    await share_link(db, ANA, "https://example.org/paper", "", "", now)
    return await one_more(db, "Imaging", now)


async def one_more(db: Database, name: str, now: datetime) -> str:
    return (await add_subgroup(db, OLGA, name, None, now)).key


async def test_a_copy_is_what_was_made_and_goes_on_from_it(
    two: tuple[Database, Database], tmp_path: Path, now: datetime
) -> None:
    snapshots = Snapshots(tmp_path)
    keys = [await snapshots.fill(db, make, db, now) for db in two]
    assert keys == ["g1", "g1"]
    assert len(snapshots.made) == 1
    original, copy = [await everything(db) for db in two]
    assert copy == original
    assert [await one_more(db, "Devices", now) for db in two] == ["g2", "g2"]


async def test_what_was_there_before_is_not_lost(
    two: tuple[Database, Database], tmp_path: Path, now: datetime
) -> None:
    snapshots = Snapshots(tmp_path)
    await set_up(two[1], OTTO, Setup(), "Elsewhere", NEWS, now)
    for db in two:
        await snapshots.fill(db, make, db, now)
    communities = [(await everything(db))["communities"] for db in two]
    assert [len(found) for found in communities] == [1, 2]
