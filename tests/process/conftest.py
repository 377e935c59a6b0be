"""`sigbot run` as a process of its own, against the local Discord."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests import postgres
from tests.local_discord import HANG_S, LocalDiscord
from tests.process.forking import Forks, can_fork
from tests.process.running import PLACES, Start, starting
from tests.process.stage import Stage, Stages


@pytest.fixture
def guilds() -> int:
    """How many servers there are in `discord`; for a module to replace."""
    return 1


@pytest.fixture
async def discord(guilds: int) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(guilds=guilds) as local:
        yield local


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks | None]:
    """Cheap starts, where the system has what they need."""
    if not can_fork():
        yield None
        return
    with closing(Forks(PLACES)) as forks:
        yield forks


@pytest.fixture
async def start(
    discord: LocalDiscord, tmp_path: Path, template: Path, forks: Forks | None
) -> AsyncIterator[Start]:
    shutil.copy(template, tmp_path)
    async with starting(discord, tmp_path, forks) as start:
        yield start


@pytest.fixture
def stage(discord: LocalDiscord, start: Start, tmp_path: Path) -> Stage:
    return Stage(discord, start, tmp_path)


@pytest.fixture
async def shared(stage: Stage, postgresql_databases: postgres.Server) -> AsyncIterator[Stage]:
    """On a PostgreSQL, which several processes may share."""
    async with postgresql_databases.migrated() as stage.url:
        stage.discord.answer_seconds = HANG_S
        yield stage


@pytest.fixture
def stages(tmp_path: Path, template: Path, forks: Forks | None) -> Stages:
    """Several at once, each with a Discord of its own, whose people wait for answers for as long as
    a busy machine needs."""

    @asynccontextmanager
    async def make(name: str, guilds: int) -> AsyncIterator[Stage]:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(template, folder)
        async with (
            LocalDiscord(guilds=guilds, answer_seconds=HANG_S) as discord,
            starting(discord, folder, forks) as start,
        ):
            yield Stage(discord, start, folder)

    return make
