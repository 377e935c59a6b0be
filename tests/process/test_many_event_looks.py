"""Events of many servers are due at once: a few are looked after at a time, and all in the end.

No request is answered before the test says so, so that the count depends on no machine's speed.
"""

import asyncio

import pytest

from cogs.timer import MOST_MIRRORS
from sigbot.domain.native_events import LOOK_FAR
from tests.local_discord import Request
from tests.process.stage import Stage

EVENTS = "/guilds/*/scheduled-events"
SERVERS = 2 * MOST_MIRRORS


@pytest.fixture
def guilds() -> int:
    return SERVERS


async def set_up(stage: Stage) -> None:
    """Every server wants events, and has been looked after once."""
    for guild in stage.discord.world.guilds:
        await stage.plan([], guild=guild)
    await (await stage.begin()).ready()
    for guild in stage.discord.world.guilds:
        olga, general = next(iter(guild.members.values())), guild.channel("general")
        await stage.discord.interact("sig setup", {"events": "on"}, olga, general)
    looked = "SELECT * FROM event_mirrors WHERE leased_by IS NULL AND look_at > ?"
    moment = stage.now.strftime("%Y-%m-%d %H:%M:%S")
    await stage.look_until(lambda: len(stage.ask(looked, moment)) == SERVERS, "not looked after")


async def test_a_few_servers_are_looked_after_at_once_and_all_in_the_end(stage: Stage) -> None:
    await set_up(stage)
    waiting: list[asyncio.Event] = []
    asked: list[Request] = []
    most_at_once = 0

    async def wait(request: Request) -> None:
        nonlocal most_at_once
        answered = asyncio.Event()
        asked.append(request)
        waiting.append(answered)
        most_at_once = max(most_at_once, len(waiting))
        await answered.wait()

    stage.discord.at_request("GET", EVENTS, "before", wait, times=SERVERS)
    stage.pass_time(LOOK_FAR)
    await stage.discord.interact("sig setup", {"report_every": "quarter"})
    for number in range(SERVERS):
        awaited = min(number + MOST_MIRRORS, SERVERS)
        await stage.wait_until(lambda: len(asked) >= awaited)  # noqa: B023  (awaited at once)
        # Whoever would begin more has the time of a command and its answer for that.
        await (await stage.discord.interact("help")).message()
        waiting.pop(0).set()
    assert len({request.path for request in asked}) == SERVERS
    assert most_at_once == MOST_MIRRORS
