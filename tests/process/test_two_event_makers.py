"""Two processes share one PostgreSQL: each event is made by one of them, also when one dies."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from sigbot.domain.native_events import LEASE, LOOK_AFTER
from tests.local_discord import Request
from tests.local_discord.events import IN_VOICE
from tests.process.lanes import kill
from tests.process.stage import Stage

EVENTS = "/guilds/*/scheduled-events"
MEETINGS = 3
NAP_S = 1.0


@pytest.fixture
def guilds() -> int:
    return 4


async def plan(stage: Stage) -> None:
    """In each server meetings in its voice channel are to have events, soon."""
    for guild in stage.discord.world.guilds:
        await stage.plan([], guild=guild)
        olga, general = next(iter(guild.members.values())), guild.channel("general")
        place = f"<#{guild.channel('meeting room').id}>"
        for number in range(MEETINGS):
            when = f"{stage.now + timedelta(days=2 + number):%Y-%m-%d %H:%M}"
            wish = {"title": f"Meeting {number:03}", "when": when, "place": place}
            await stage.discord.interact("meeting schedule", wish, olga, general)
        await stage.discord.interact("sig setup", {"events": "on"}, olga, general)


def made(stage: Stage) -> list[int]:
    """How many events each server has."""
    return [len(stage.discord.events(guild)) for guild in stage.discord.world.guilds]


def check(stage: Stage) -> None:
    for guild in stage.discord.world.guilds:
        there = stage.discord.events(guild)
        names = Counter(event.name for event in there)
        assert names == {f"Meeting {number:03}": 1 for number in range(MEETINGS)}
        assert {event.body["entity_type"] for event in there} == {IN_VOICE}


async def test_each_event_is_made_once_whichever_process_has_the_server(shared: Stage) -> None:
    await shared.begin(SIGBOT_SHARDS="0/2")
    await (await shared.begin(SIGBOT_SHARDS="1/2")).ready()
    await plan(shared)
    await shared.wait_until(lambda: min(made(shared)) >= MEETINGS)
    check(shared)
    sent = [each for each in shared.discord.requests if each.path.endswith("/scheduled-events")]
    tried = [each for each in sent if each.method == "POST"]
    assert len(tried) == MEETINGS * len(shared.discord.world.guilds)


async def test_the_other_process_goes_on_when_one_of_them_dies(shared: Stage) -> None:
    first = await shared.begin(SIGBOT_SHARDS="0/2")
    second = await (await shared.begin(SIGBOT_SHARDS="1/2")).ready()
    dead: list[Request] = []

    async def die(request: Request) -> None:
        if not dead:
            dead.append(request)
            await kill(first)

    shared.discord.fail("POST", EVENTS, 200, delay=0.5, times=1_000)
    await plan(shared)
    shared.discord.at_request("POST", EVENTS, "accepted", die, times=1)
    await shared.wait_until(lambda: bool(dead))
    for _ in range(3):
        shared.pass_time(LEASE + timedelta(minutes=30))
    await shared.wait_until(lambda: min(made(shared)) >= MEETINGS)
    # What was on its way when the process died may have come late; that is looked for.
    for _ in range(60):
        shared.pass_time(2 * LOOK_AFTER)
        await asyncio.sleep(NAP_S)
        if set(made(shared)) == {MEETINGS}:
            break
    check(shared)
    assert (await second.end()).code == 0
