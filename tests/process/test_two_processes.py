"""Two processes share one PostgreSQL, each with shards of its own: no row is said by both."""

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.local_discord import Guild, NotAnsweredError
from tests.process.planning import NEWS
from tests.process.running import Running
from tests.process.shifted import BEHIND
from tests.process.stage import LEASE_RUNS_OUT, MESSAGES, Stage, titles

ROWS = 12
SOON = timedelta(hours=1)
NOTICED_S = 20.0


@pytest.fixture
def guilds() -> int:
    return 4


def wanted(stage: Stage) -> dict[int, list[str]]:
    """The titles in each server, by its id."""
    servers = enumerate(stage.discord.world.guilds)
    return {guild.id: titles(ROWS, first=ROWS * number) for number, guild in servers}


async def begin(stage: Stage) -> Running:
    """Both, on a Discord that is a little slow; once they are ready, much is due, and a command
    makes each of them look at the same time. The clock of the second is not quite right."""
    for guild in stage.discord.world.guilds:
        *others, _ = wanted(stage)[guild.id]
        await stage.plan(others, guild=guild, due_in=SOON)
    stage.discord.fail("POST", MESSAGES, 200, delay=0.05, times=1_000)
    first = await stage.begin(SIGBOT_SHARDS="0/2")
    second = await stage.begin(SIGBOT_SHARDS="1/2", **{BEHIND: "2"})
    await second.ready()
    stage.pass_time(SOON)
    await asyncio.gather(*[schedule_last(stage, guild) for guild in stage.discord.world.guilds])
    return first


async def schedule_last(stage: Stage, guild: Guild) -> None:
    when = (stage.now + timedelta(days=5)).strftime("%Y-%m-%d %H:%M")
    wish = {"title": wanted(stage)[guild.id][-1], "when": when}
    olga = next(iter(guild.members.values()))
    with suppress(NotAnsweredError):  # in time, on a slow machine; what was asked for is done
        await stage.discord.interact("meeting schedule", wish, olga, guild.channel("general"))


async def end_well(stage: Stage) -> None:
    for guild in stage.discord.world.guilds:
        await stage.wait_said(wanted(stage)[guild.id], guild.channel(NEWS), NOTICED_S)
    await asyncio.sleep(1)
    for guild in stage.discord.world.guilds:
        stage.check_said_once(wanted(stage)[guild.id], guild.channel(NEWS))


async def test_each_row_is_said_by_one_of_them(shared: Stage) -> None:
    """Not even tried by the other."""
    await begin(shared)
    await end_well(shared)
    shared.check_sent_once()


async def test_one_of_them_dies_and_the_other_takes_over(shared: Stage) -> None:
    first = await begin(shared)
    await shared.discord.wait_until(lambda: len(shared.discord.messages()) > ROWS, NOTICED_S)
    await first.end(signal.SIGKILL)
    await asyncio.sleep(1)
    shared.pass_time(LEASE_RUNS_OUT)
    await end_well(shared)
