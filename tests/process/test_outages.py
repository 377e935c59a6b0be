"""Discord is away while the bot starts, and two are started on one database."""

import re
import signal
from functools import partial
from typing import Any

from tests.local_discord import LocalDiscord
from tests.process.lanes import Play, play_at_once
from tests.process.running import Start
from tests.process.stage import Stage, Stages

CLOUDFLARE = {"Via": None, "Retry-After": "1"}
OUTAGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "503": ("GET", "/users/@me", {"status": 503, "times": 2}),
    "cloudflare": ("GET", "/users/@me", {"status": 429, "headers": CLOUDFLARE}),
    "application": ("GET", "/oauth2/applications/@me", {"status": 503}),
    "gateway": ("GET", "/gateway/bot", {"status": 503}),
    "closed": ("GET", "/users/@me", {"status": 0, "times": 2}),
}


async def comes_up(method: str, path: str, failure: dict[str, Any], stage: Stage) -> None:
    failing = stage.discord.fail(method, path, **failure)
    running = await (await stage.begin()).ready()
    assert failing.met == failing.times
    ended = await running.end()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert len(re.findall("waiting for Discord", ended.err)) == 1
    assert "Unclosed" not in ended.err


async def registers_in_the_end(stage: Stage) -> None:
    stage.discord.fail("PUT", "/applications/*/commands", 503, times=2)
    running = await (await stage.begin()).ready()
    ended = await running.end()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert ended.err.count("could not register the commands") == 2


async def test_the_bot_comes_up_when_discord_does(stages: Stages) -> None:
    plays: dict[str, Play] = {
        name: partial(comes_up, method, path, failure)
        for name, (method, path, failure) in OUTAGES.items()
    }
    await play_at_once(stages, plays | {"registration": registers_in_the_end})


async def test_a_signal_ends_the_wait_for_discord(discord: LocalDiscord, start: Start) -> None:
    discord.fail("GET", "/users/@me", 503, times=1_000)
    running = await start()
    await discord.wait_until(lambda: discord.requests)
    assert (await running.end()).code == 0


async def test_an_address_that_is_not_discords_is_named(
    discord: LocalDiscord, start: Start
) -> None:
    ended = await (await start(SIGBOT_DISCORD_API=f"{discord.api_url}/v0")).ended()
    assert ended.code == 2
    assert "SIGBOT_DISCORD_API cannot be reached (HTTP status 404)" in ended.err
    assert "Traceback" not in ended.err


async def test_the_second_on_one_file_says_so_and_ends(discord: LocalDiscord, start: Start) -> None:
    """However it is named; and a killed process is no obstacle."""
    first = await (await start()).ready()
    requests = len(discord.requests)
    second = await (await start()).ended()
    assert second.code == 2
    (line,) = second.err.splitlines()
    assert "DATABASE_URL names a file that another sigbot uses" in line
    assert len(discord.requests) == requests
    assert (await first.end(signal.SIGKILL)).code == -signal.SIGKILL
    await discord.wait_gone()
    third = await (await start()).ready()
    assert (await third.end()).code == 0
