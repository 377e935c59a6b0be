"""Discord fails, is slow, or wants to be left alone: every message is said once, none is held up by
the troubles of another channel."""

import asyncio
from functools import partial
from typing import Any

from tests.local_discord import LOST, Channel, Request
from tests.process.lanes import Play, play_at_once
from tests.process.planning import NEWS
from tests.process.stage import MESSAGES, Stage, Stages, titles

LATE = 20.0
"""Seconds; the bot waits less for an answer."""

FAILURES: dict[str, dict[str, Any]] = {
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "429 of this route": {"status": 429},
    "closed": {"status": LOST},
    "late": {"status": 200, "delay": LATE},
    "500 though accepted": {"status": 500, "after_accept": True},
    "503 though accepted": {"status": 503, "after_accept": True},
    "closed though accepted": {"status": LOST, "after_accept": True},
    "late though accepted": {"status": 200, "delay": LATE, "after_accept": True},
}
SERVERS = len(FAILURES) + 1
"""One for each failure, and a last one in which all is well."""

CARDS = 2
SAID_WITHIN_S = 45.0
"""The patience for an answer, and a few seconds until it is tried again; twice."""


async def plan(stage: Stage) -> list[Channel]:
    """Cards in every server; the channels they are for."""
    for number, guild in enumerate(stage.discord.world.guilds):
        await stage.plan(titles(CARDS, first=CARDS * number), guild=guild)
    return [guild.channel(NEWS) for guild in stage.discord.world.guilds]


async def end_well(stage: Stage, channels: list[Channel]) -> None:
    for number, channel in enumerate(channels):
        await stage.wait_said(titles(CARDS, first=CARDS * number), channel, SAID_WITHIN_S)
    await stage.settled()
    for number, channel in enumerate(channels):
        stage.check_said_once(titles(CARDS, first=CARDS * number), channel)


def posts(stage: Stage, path: str = "/messages") -> list[Request]:
    """The messages that were sent, refused ones too."""
    sent = [request for request in stage.discord.requests if request.method == "POST"]
    return [request for request in sent if request.path.endswith(path)]


async def each_failure_delays_its_own_channel(stage: Stage) -> None:
    channels = await plan(stage)
    paths = [f"/channels/{channel.id}/messages" for channel in channels]
    for path, failure in zip(paths, FAILURES.values(), strict=False):
        stage.discord.fail("POST", path, **failure)
    await stage.begin()
    await end_well(stage, channels)
    assert posts(stage, paths[-1])[-1].at - posts(stage)[0].at < 2
    assert [failure.met for failure in stage.discord.server.failures] == [1] * len(FAILURES)


async def nothing_is_sent_while_cloudflare_refuses(stage: Stage) -> None:
    channels = await plan(stage)
    seconds = 5.0
    headers = {"Via": None, "Retry-After": str(seconds)}
    stage.discord.fail("POST", MESSAGES, 429, headers=headers)
    await stage.begin()
    await end_well(stage, channels)
    (refused,) = [request.at for request in posts(stage) if request.status == 429]
    after = [request.at - refused for request in posts(stage)]
    assert not [at for at in after if 1.5 < at < seconds - 0.1]


async def the_global_limit_is_waited_for(seconds: float, stage: Stage) -> None:
    """Even if that takes longer than the patience for an answer."""
    channels = await plan(stage)
    headers = {"Retry-After": str(seconds)}
    limit = stage.discord.fail("*", "/**", 429, times=0, headers=headers, everywhere=True)

    async def begin_limit(_: Request) -> None:
        limit.times = 1_000
        asyncio.get_running_loop().call_later(seconds, end_limit)

    def end_limit() -> None:
        limit.times = limit.met

    stage.discord.at_request("POST", MESSAGES, "before", begin_limit)
    await stage.begin()
    await end_well(stage, channels)
    assert limit.met <= 2 * SERVERS


async def test_every_message_is_said_once_whatever_discord_answers(stages: Stages) -> None:
    plays: dict[str, Play] = {
        "each failure": each_failure_delays_its_own_channel,
        "cloudflare": nothing_is_sent_while_cloudflare_refuses,
        "a short global limit": partial(the_global_limit_is_waited_for, 2.0),
        "a long global limit": partial(the_global_limit_is_waited_for, 17.0),
    }
    await play_at_once(stages, plays, SERVERS)
