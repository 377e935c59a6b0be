"""What happens on Discord when a server removes the bot, or is only away."""

import asyncio
from typing import Any

import pytest
from simcord.backend import serializers
from sqlalchemy.exc import OperationalError

from cogs.community import Community
from sigbot.chat.absences import Absences
from tests.discord.world import WEDNESDAY, World, moment, set_up


def _removed(world: World, guild_id: int | None = None, **more: Any) -> None:
    world.env.backend.emit("GUILD_DELETE", {"id": str(guild_id or world.guild.id), **more})


def _back(world: World, guild_id: int | None = None) -> None:
    backend = world.env.backend
    guild = backend.get_guild(guild_id or world.guild.id)
    backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))


async def test_a_removed_bot_is_silent_and_says_what_is_late_when_it_is_back(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    before = len(world.news.history())
    _removed(world)
    await world.until(moment("2026-03-03 12:00"))
    assert len(world.news.history()) == before
    _back(world)
    await world.advance(seconds=5)
    assert any("Kick-off" in message.content for message in world.reminders())


async def test_a_server_that_is_only_away_is_no_removal(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    _removed(world, unavailable=True)
    await world.until(moment("2026-03-03 12:00"))
    assert world.reminders("Kick-off")
    assert await world.sql("SELECT removed_at FROM communities") == [(None,)]


async def test_after_a_month_it_is_erased_and_may_begin_anew(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY, repeat="weekly")
    _removed(world)
    await world.advance(seconds=1)
    guild = world.env.backend.guilds.pop(world.guild.id)
    await world.until(moment("2026-04-01 01:00"))
    assert await world.sql("SELECT count(*) FROM meetings") != [(0,)]
    await world.until(moment("2026-04-02 01:00"))
    assert await world.sql("SELECT count(*) FROM communities") == [(0,)]
    assert await world.sql("SELECT count(*) FROM meetings") == [(0,)]
    world.env.backend.guilds[guild.id] = guild
    _back(world)
    await world.advance(seconds=1)
    await set_up(world)
    assert await world.sql("SELECT count(*) FROM communities") == [(1,)]


async def test_discord_is_asked_once_more_and_nothing_is_erased_where_it_is_there(
    world: World,
) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    _removed(world)
    await world.until(moment("2026-04-02 12:00"))
    assert await world.sql("SELECT title, removed_at FROM meetings, communities") == [
        ("Kick-off", None)
    ]


async def test_where_discord_does_not_say_it_is_asked_again_a_day_later(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    _removed(world)
    await world.until(moment("2026-03-31 12:00"))
    guild = world.env.backend.guilds.pop(world.guild.id)
    world.env.inject_error("GET", f"/guilds/{guild.id}", status=503, times=1)
    await world.until(moment("2026-04-02 01:00"))
    assert await world.sql("SELECT count(*) FROM communities") == [(1,)]
    await world.until(moment("2026-04-03 12:00"))
    assert await world.sql("SELECT count(*) FROM communities") == [(0,)]


async def _others_in_an_outage(world: World, count: int) -> list[int]:
    """So many servers more, of which Discord says that they are away."""
    others = [world.env.create_guild(f"Server {number}").id for number in range(count)]
    await world.advance(seconds=1)
    for guild_id in others:
        _removed(world, guild_id, unavailable=True)
    await world.advance(seconds=1)
    return others


def _absences(world: World) -> Absences:
    community = world.bot.get_cog("Community")
    assert isinstance(community, Community)
    return community._absences


async def _is_removed(world: World) -> bool:
    return await world.sql("SELECT count(removed_at) FROM communities") == [(1,)]


async def test_servers_that_come_back_at_once_are_noted_together(world: World) -> None:
    """After an outage of Discord there are thousands. One of them removed the bot before."""
    bot = world.bot
    others = await _others_in_an_outage(world, 30)
    _removed(world)
    await world.advance(seconds=1)
    assert await _is_removed(world)
    before = sum(bot.db.measures.reads.counts)
    for guild_id in [*others, world.guild.id]:
        _back(world, guild_id)
    await world.advance(seconds=1)
    assert not await _is_removed(world)
    assert 0 < sum(bot.db.measures.reads.counts) - before < 15


@pytest.mark.parametrize("is_removed_meanwhile", [False, True])
async def test_servers_that_could_not_be_noted_are_noted_later(
    world: World, *, is_removed_meanwhile: bool
) -> None:
    """With what was told meanwhile, which counts."""
    world.forgiven += [OperationalError]
    others = await _others_in_an_outage(world, 3)
    _removed(world)
    await world.advance(seconds=1)
    await world.sql("ALTER TABLE communities RENAME TO away")
    for guild_id in [world.guild.id, *others]:
        _back(world, guild_id)
    await world.advance(seconds=1)
    if is_removed_meanwhile:
        _removed(world)
    await world.advance(seconds=1)
    await world.sql("ALTER TABLE away RENAME TO communities")
    assert await _is_removed(world)
    await world.advance(seconds=10)
    assert await _is_removed(world) is is_removed_meanwhile


async def test_what_is_told_while_a_note_fails_counts(world: World) -> None:
    world.forgiven += [OperationalError]
    servers = _absences(world)._servers
    await world.sql("ALTER TABLE communities RENAME TO away")
    _back(world)
    while servers._told or servers._noting is None or servers._noting.done():  # noqa: ASYNC110  (nothing tells of it)
        await asyncio.sleep(0)
    servers.note([world.guild.id], is_there=False)
    await world.advance(seconds=1)
    await world.sql("ALTER TABLE away RENAME TO communities")
    await world.advance(seconds=10)
    assert await _is_removed(world)


async def test_servers_that_are_missing_are_asked_about_when_the_database_is_back(
    world: World,
) -> None:
    world.forgiven += [OperationalError]
    other, absences = world.env.create_guild("Other server").id, _absences(world)
    absences._listed[0] = {other}
    world.env.backend.guilds.pop(world.guild.id)
    await world.sql("ALTER TABLE communities RENAME TO away")
    _back(world, other)
    await world.advance(seconds=1)
    looking = asyncio.create_task(absences.look(0))
    await world.advance(seconds=1)
    await world.sql("ALTER TABLE away RENAME TO communities")
    await world.advance(seconds=10)
    await looking
    while not await _is_removed(world):
        assert absences._asking
        assert not absences._asking.done()


async def test_of_a_removal_and_a_return_the_last_one_counts(world: World) -> None:
    for _ in range(2):
        _removed(world)
        _back(world)
        _removed(world)
        await world.advance(seconds=1)
        assert await _is_removed(world)
        _back(world)
        _removed(world)
        _back(world)
        await world.advance(seconds=1)
        assert not await _is_removed(world)
