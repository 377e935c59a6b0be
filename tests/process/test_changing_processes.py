"""All processes are replaced while rows fall due and people use the bot: by ones with another
number of shards, and by ones with the same shards. Nothing is lost or done twice, and everybody is
answered."""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

import pytest

from sigbot.runtime.run import EXIT_REPLACED
from sigbot.services.startup import open_database
from sigbot.wording import cli as say
from tests.local_discord import Guild
from tests.process.planning import NEWS
from tests.process.running import Running
from tests.process.stage import Stage, titles

STAGES, EACH = 4, 4
ROWS = STAGES * EACH
SOON = timedelta(hours=1)
IDENTIFY_S = 4.5
"""Discord wants five seconds; a little less, as two machines and a network lie between."""

BEFORE = ("0/2", "1/2")


@pytest.fixture
def guilds() -> int:
    """In three shards as in two, each has some."""
    return 6


@pytest.fixture
def shared(shared: Stage) -> Stage:
    shared.discord.gateway.identify_seconds = IDENTIFY_S
    return shared


def _titles(number: int) -> list[str]:
    return titles(ROWS, first=ROWS * number)


async def _plan(stage: Stage) -> None:
    """In each server a few rows are due at each stage of the change."""
    for number, guild in enumerate(stage.discord.world.guilds):
        for step in range(STAGES):
            some = _titles(number)[EACH * step : EACH * (step + 1)]
            await stage.plan(some, guild=guild, due_in=SOON * (step + 1))


@pytest.mark.parametrize("after", [("0/3", "1/3", "2/3"), ("0/2", "1/2")])
async def test_all_processes_are_replaced(shared: Stage, after: tuple[str, ...]) -> None:
    await _plan(shared)
    before = [await shared.begin(SIGBOT_SHARDS=shards) for shards in BEFORE]
    await before[0].ready()
    async with _people(shared) as asked:
        shared.pass_time(SOON)
        new = [await shared.begin(SIGBOT_SHARDS=shards) for shards in after]
        shared.pass_time(SOON)
        if len(after) == len(before):
            for process in before:
                assert (await process.ended()).code == EXIT_REPLACED
        await _connected(shared, len(after), new)
        shared.pass_time(SOON)
        if len(after) != len(before):
            for process in before:
                process.process.send_signal(signal.SIGTERM)
            for process in before:
                assert (await process.ended()).code == 0
        shared.pass_time(SOON)
        await asyncio.sleep(1)
    await _check(shared, asked)


async def _connected(stage: Stage, number: int, processes: list[Running]) -> None:
    sessions = stage.discord.gateway.connected
    await stage.discord.wait_until(lambda: len({s.shard for s in sessions(number)}) == number)
    assert all(process.process.returncode is None for process in processes)


@asynccontextmanager
async def _people(stage: Stage) -> AsyncIterator[list[str]]:
    """In each server somebody schedules one meeting after the other; yields their titles."""
    asked: list[str] = []
    numbers, is_over = count(), asyncio.Event()

    async def ask(guild: Guild) -> None:
        olga = next(iter(guild.members.values()))
        while not is_over.is_set():
            title = f"Asked {next(numbers):04}"
            when = (stage.now + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")
            wish = {"title": title, "when": when}
            asked.append(title)
            where = guild.channel("general")
            reply = await stage.discord.interact("meeting schedule", wish, olga, where)
            assert "Scheduled" in json.dumps(reply.data), reply.data
            await asyncio.sleep(0.2)

    asking = [asyncio.create_task(ask(guild)) for guild in stage.discord.world.guilds]
    yield asked
    is_over.set()
    await asyncio.gather(*asking)


async def _check(stage: Stage, asked: list[str]) -> None:
    for number, guild in enumerate(stage.discord.world.guilds):
        await stage.wait_said(_titles(number), guild.channel(NEWS))
        stage.check_said_once(_titles(number), guild.channel(NEWS))
    assert await _meetings(stage.url) == Counter(asked)
    paths = [request.path for request in stage.discord.requests]
    answers = Counter(path for path in paths if path.endswith("/callback"))
    assert set(answers.values()) == {1}, json.dumps(answers)
    assert stage.discord.gateway.too_early == 0


async def _meetings(url: str) -> Counter[str]:
    from sqlalchemy import text  # noqa: PLC0415

    db = open_database(url)
    async with db.read() as tx:
        rows = await tx.scalars(text("SELECT title FROM meetings WHERE title LIKE 'Asked%'"))
        asked = Counter(rows)
    await db.close()
    return asked


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"SIGBOT_SHARDS": "1,2/4"}, say.SHARDS_TAKEN.format(shards="0,1/4")),
        ({"SIGBOT_SHARDS": "2,3/4", "SIGBOT_SECRET": "another " * 5}, say.OTHER_SECRET),
    ],
)
async def test_one_line_says_that_a_process_does_not_fit(
    shared: Stage, changed: dict[str, str], line: str
) -> None:
    first = await shared.begin(SIGBOT_SHARDS="0,1/4")
    await shared.discord.wait_until(lambda: len(shared.discord.gateway.connected(4)) == 2)
    second = await shared.begin(**changed)
    ended = await second.ended()
    assert ended.code == 2
    assert ended.err.splitlines()[-1] == say.SETTING.format(reason=line)
    assert first.process.returncode is None
    assert (await first.end(signal.SIGTERM)).code == 0
