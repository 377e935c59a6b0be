"""Databases for tests: real ones, their schema built by the migrations, empty for every test."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

from sigbot.domain.measures import Measures
from sigbot.services.startup import prepare
from sigbot.store.database import Database
from tests import postgres, reached
from tests.profile import PROFILE, Profile, chosen_cases, examples
from tests.snapshots import Snapshots
from tests.transactions import GUARD

KINDS = ("sqlite", "postgresql") if PROFILE is Profile.FULL else ("sqlite",)

# Before any other file of tests is imported, as these import the program.
reached.install()

settings.register_profile(
    "sigbot",
    max_examples=examples(100),
    deadline=None,  # how long an example takes says how busy the machine is
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sigbot")


class Databases(Protocol):
    """New databases of one kind, gone after use; each gives its address."""

    def empty(self) -> AbstractAsyncContextManager[str]:
        """Without any tables."""

    def migrated(self) -> AbstractAsyncContextManager[str]:
        """With the schema, and no rows."""


class SqliteFiles:
    """Databases in files of one folder; with the schema they are copies of `template`."""

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._template = template
        self._numbers = count()
        self._free: list[Path] = []

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        path = self._free.pop() if self._free else self._folder / f"test_{next(self._numbers)}.db"
        yield _address(path)
        for leftover in self._folder.glob(f"{path.name}*"):
            leftover.unlink()
        self._free.append(path)

    @asynccontextmanager
    async def migrated(self) -> AsyncIterator[str]:
        async with self.empty() as url:
            shutil.copy(self._template, url.removeprefix(_address("")))
            yield url


@cache
def _shared_database_at(url: str) -> Database:
    """One for all tests at an address, closed by each: it remembers the SQL of its statements."""
    return Database(url)


def _database_at(url: str) -> Database:
    """The one of an address, with nothing that the test before has set."""
    database = _shared_database_at(url)
    database.secret, database.erased_file, database.measures = b"", None, Measures()
    return database


def _address(path: Path | str) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database, made by the migrations once; every test has a copy of it."""
    path = tmp_path_factory.mktemp("template") / "sigbot.db"

    async def make() -> None:
        database = Database(_address(path))
        await prepare(database)
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """In memory, where the system has a folder for that: nothing here outlives the session."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="sigbot-sqlite-", dir=place) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_databases(sqlite_folder: Path, template: Path) -> SqliteFiles:
    return SqliteFiles(sqlite_folder, template)


@pytest.fixture(scope="session")
def snapshots(sqlite_folder: Path) -> Snapshots:
    """What several tests begin with, made once for each kind of database."""
    return Snapshots(sqlite_folder)


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[postgres.Server]:
    """A server of this session (of each worker under xdist), started by the first who needs it."""
    if PROFILE is Profile.QUICK:
        pytest.skip("`make quick` leaves PostgreSQL to `make test`")
    archive = postgres.find_archive()
    if archive is None:
        (pytest.fail if os.environ.get(postgres.REQUIRED) == "1" else pytest.skip)(postgres.MISSING)
    with postgres.running_server(archive) as server:
        yield server


@pytest.fixture(params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Whoever asks for this runs once on SQLite and once on PostgreSQL."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
async def db_url(databases: Databases) -> AsyncIterator[str]:
    """The address of a database with the schema, and no rows."""
    async with databases.migrated() as url:
        yield url


@pytest.fixture
async def db(db_url: str) -> AsyncIterator[Database]:
    """An empty database with the schema, on SQLite and on PostgreSQL in turn."""
    database = _database_at(db_url)
    yield database
    await database.close()


@pytest.fixture
async def opened() -> AsyncIterator[Callable[[str], Database]]:
    """Opens one more `Database` at an address, as another process would; closed afterwards."""
    async with AsyncExitStack() as closing:

        def open_database(url: str) -> Database:
            database = Database(url)
            closing.push_async_callback(database.close)
            return database

        yield open_database


@pytest.fixture
async def sqlite_db(sqlite_databases: SqliteFiles) -> AsyncIterator[Database]:
    """An empty SQLite database with the schema."""
    async with sqlite_databases.migrated() as url:
        database = _database_at(url)
        yield database
        await database.close()


@pytest.fixture(autouse=True)
def short_transactions() -> Iterator[None]:
    """In every test: nothing but the database is awaited inside a transaction."""
    GUARD.offences.clear()
    yield
    assert not GUARD.offences, GUARD.offences[0]


@pytest.fixture
def now() -> datetime:
    """Monday; in New York it is 7:00, and clocks go forward on the Sunday that comes."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    GUARD.install()
    config.pluginmanager.register(reached.Plugin(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most cases of tests with many, where the profile says so."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    chosen = {item for of_one_test in cases.values() for item in chosen_cases(of_one_test)}
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = [item for item in items if item in chosen]


def pytest_collection_finish() -> None:
    """What was imported stays for good: the garbage collector need not look at it any more."""
    gc.collect()
    gc.freeze()
