"""`sigbot run` as a process of its own, against the local Discord."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.local_discord import LocalDiscord
from tests.process.running import Start, starting
from tests.process.stage import Stage, Stages


@pytest.fixture
def guilds() -> int:
    """How many servers there are in `discord`; for a module to replace."""
    return 1


@pytest.fixture
async def discord(guilds: int) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(guilds=guilds) as local:
        yield local


@pytest.fixture
async def start(discord: LocalDiscord, tmp_path: Path) -> AsyncIterator[Start]:
    async with starting(discord, tmp_path) as start:
        yield start


@pytest.fixture
def stage(discord: LocalDiscord, start: Start, tmp_path: Path, template: Path) -> Stage:
    shutil.copy(template, tmp_path)
    return Stage(discord, start, tmp_path)


@pytest.fixture
def stages(tmp_path: Path, template: Path) -> Stages:
    """Several at once, each with a Discord of its own."""

    @asynccontextmanager
    async def make(name: str, guilds: int) -> AsyncIterator[Stage]:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(template, folder)
        async with LocalDiscord(guilds=guilds) as discord, starting(discord, folder) as start:
            yield Stage(discord, start, folder)

    return make
