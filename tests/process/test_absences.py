"""A server removes the bot while no process runs: the next one finds that out by asking Discord."""

import asyncio
from datetime import timedelta

import pytest

from sigbot.domain.sweeping import ERASED_AFTER, SWEEP_EVERY
from tests.local_discord import LOST, Channel, Guild, Member, Request
from tests.local_discord.gateway import GUILDS
from tests.process.planning import NEWS
from tests.process.stage import Stage, titles

GUILD = "/guilds/*"
A_MOMENT_S = 1.0
"""In this time a question that is due comes."""

REMOVED = "SELECT guild_id FROM communities WHERE removed_at IS NOT NULL ORDER BY guild_id"
MARKED = "SELECT guild_id FROM communities WHERE application_id = ?"
SOON = timedelta(hours=1)


@pytest.fixture
def guilds() -> int:
    return 3


def _asked(stage: Stage) -> list[int]:
    """About which servers Discord was asked, in order."""
    paths = [request.path.split("/") for request in stage.discord.requests]
    return [int(parts[2]) for parts in paths if parts[1] == "guilds" and len(parts) == 3]


def _removed(stage: Stage) -> list[int]:
    return [guild_id for (guild_id,) in stage.ask(REMOVED)]


async def _lived(stage: Stage) -> None:
    """Each server has a community, whose meetings have cards, and a process has been on all."""
    for number, guild in enumerate(stage.discord.world.guilds):
        await stage.plan(titles(1, first=number), guild=guild, due_in=SOON)
    running = await (await stage.begin()).ready()
    application = str(stage.discord.world.application_id)
    servers = len(stage.discord.world.guilds)
    await stage.look_until(
        lambda: len(stage.ask(MARKED, application)) == servers, "the application is not noted"
    )
    assert _asked(stage) == []
    assert (await running.end()).code == 0


async def _begin_again(stage: Stage) -> None:
    await (await stage.begin()).ready()


async def test_it_is_silent_at_once_and_erased_a_month_later(stage: Stage) -> None:
    await _lived(stage)
    gone, *others = list(stage.discord.world.guilds)
    stage.discord.world.guilds.remove(gone)
    await _begin_again(stage)
    await stage.look_until(lambda: _removed(stage) == [gone.id], "the removal is not noted")
    assert _asked(stage) == [gone.id]
    assert stage.ask("SELECT action FROM audit WHERE action LIKE 'bot.%'") == [("bot.removed",)]
    stage.pass_time(SOON)
    await stage.discord.interact("sig setup", {"report_every": "quarter"}, *_olga(others[0]))
    for number, guild in enumerate(others, 1):
        await stage.wait_said(titles(1, first=number), guild.channel(NEWS))
    tried = {request.path for request in stage.discord.requests if request.method == "POST"}
    assert f"/channels/{gone.channel('announcements').id}/messages" not in tried
    stage.pass_time(ERASED_AFTER + SWEEP_EVERY)
    await stage.discord.interact("sig setup", {"report_every": "year"}, *_olga(others[0]))
    left = "SELECT count(*) FROM communities"
    await stage.look_until(lambda: stage.ask(left) == [(2,)], "it is not erased")
    assert _asked(stage) == [gone.id] * 2  # once more before it was erased


def _olga(guild: Guild) -> tuple[Member, Channel]:
    return next(iter(guild.members.values())), guild.channel("general")


async def test_what_is_no_clear_answer_is_no_removal(stage: Stage) -> None:
    """A proxy that refuses, a Discord that is away: it is asked again until Discord knows."""
    await _lived(stage)
    gone = stage.discord.world.guilds.pop()
    noted: list[list[int]] = []

    async def note(_: Request) -> None:
        noted.append(_removed(stage))

    stage.discord.at_request("GET", GUILD, "before", note, times=10)
    stage.discord.fail("GET", GUILD, 403)
    stage.discord.fail("GET", GUILD, 503)
    await _begin_again(stage)
    await stage.look_until(lambda: _removed(stage) == [gone.id], "the removal is not noted")
    assert noted == [[]] * 3


async def test_another_application_asks_about_no_server_that_it_never_was_on(
    stage: Stage,
) -> None:
    await _lived(stage)
    world = stage.discord.world
    world.guilds.pop()
    world.application_id = world.ids.new()
    await _begin_again(stage)
    marked = str(world.application_id)
    await stage.look_until(lambda: len(stage.ask(MARKED, marked)) == 2, "it is not noted")
    await asyncio.sleep(A_MOMENT_S)
    assert _asked(stage) == []
    assert _removed(stage) == []


async def test_a_server_of_another_shard_is_left_to_its_process(stage: Stage) -> None:
    await _lived(stage)
    gone = list(stage.discord.world.guilds[:2])
    assert {_shard(guild) for guild in gone} == {0, 1}
    for guild in gone:
        stage.discord.world.guilds.remove(guild)
    own = [guild.id for guild in gone if _shard(guild) == 1]
    await stage.begin(SIGBOT_SHARDS="1/2")
    await stage.look_until(lambda: _removed(stage) == own, "the removal is not noted")
    await asyncio.sleep(A_MOMENT_S)
    assert _asked(stage) == own


def _shard(guild: Guild) -> int:
    return (guild.id >> 22) % 2


async def test_a_removal_between_two_sessions_of_a_process_is_found_and_stays(
    stage: Stage,
) -> None:
    """The library still has the server of the session before."""
    await _lived(stage)
    await _begin_again(stage)
    gone = stage.discord.world.guilds.pop()
    for sessions in (2, 3):
        before = stage.discord.gateway.identified
        await stage.discord.drop_gateway(resume=False)
        await stage.wait_until(lambda: stage.discord.gateway.identified > before)  # noqa: B023
        await stage.look_until(lambda: _removed(stage) == [gone.id], f"session {sessions}")
    await asyncio.sleep(A_MOMENT_S)
    assert _removed(stage) == [gone.id]
    assert _asked(stage) == [gone.id]


async def test_a_server_that_comes_back_while_discord_is_asked_is_not_removed(
    stage: Stage,
) -> None:
    await _lived(stage)
    world = stage.discord.world
    gone = world.guilds.pop()
    met: list[Request] = []

    async def come_back(request: Request) -> None:
        stage.discord.gateway.dispatch("GUILD_CREATE", gone.gateway_payload(), gone.id, GUILDS)
        await asyncio.sleep(A_MOMENT_S)
        met.append(request)

    stage.discord.at_request("GET", GUILD, "before", come_back)
    await _begin_again(stage)
    await stage.wait_until(lambda: bool(met) and met[0].status != LOST)
    await asyncio.sleep(A_MOMENT_S)
    assert met[0].status == 404
    assert _removed(stage) == []
