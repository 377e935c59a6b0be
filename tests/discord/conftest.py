"""The whole bot, on a fresh database, in a simulated Discord."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import simcord
from sqlalchemy import make_url

from tests.conftest import SqliteFiles
from tests.discord.manners import check_end
from tests.discord.openapi import check_requests
from tests.discord.world import BEGIN, Simulated, World, close_database, furnish, new_bot, set_up


@pytest.fixture
async def database(sqlite_databases: SqliteFiles) -> AsyncIterator[Path]:
    """A fresh database of one test."""
    async with sqlite_databases.migrated() as url:
        yield Path(make_url(url).database or "")


@pytest.fixture
async def env(database: Path) -> AsyncIterator[simcord.Env]:
    """A simulated Discord with the bot in it; its clock says BEGIN."""
    env = Simulated(new_bot(database))
    env.backend.advance_clock((BEGIN - env.now()).total_seconds())
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
        await close_database(env.bot)


@pytest.fixture
async def bare(env: simcord.Env, database: Path) -> AsyncIterator[World]:
    """A server whose people have not said anything to the bot yet."""
    world = furnish(env, database)
    with heard(world):
        yield world
    check_end(world)
    check_requests(env.http_requests)


@pytest.fixture
async def world(bare: World) -> World:
    """A server that was set up: news in #announcements, organizers by role, home New York."""
    await set_up(bare)
    return bare


@contextmanager
def heard(world: World) -> Iterator[None]:
    """Everything that is logged as an error while the test runs, by whomever."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            world.logged.append(record)

    ear, root = Ear(logging.ERROR), logging.getLogger()
    root.addHandler(ear)
    try:
        yield
    finally:
        root.removeHandler(ear)
