"""Heavy work: who asks while others come first is told so, and gets the answer in the end."""

import asyncio
from collections.abc import Callable
from typing import Any

from sigbot.chat.bot import SigBot
from sigbot.domain.heavy import MOST_OF_ONE
from sigbot.runtime.heavy import HeavyWork
from tests.discord.test_imports import send, zoom
from tests.discord.test_rotation import suggest, two_places
from tests.discord.world import World, compute, moment, say, whispered
from tests.local_discord import HANG_S

QUEUED = "You are number {place} in the queue."


class Held:
    """Turns of a server that go on until they are let go."""

    def __init__(self, world: World) -> None:
        assert isinstance(world.env.bot, SigBot)
        self.place, self.guild_id = world.env.bot.heavy, world.guild.id
        self.let_go = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def take(self) -> None:
        self.tasks.append(asyncio.create_task(self._hold()))
        await asyncio.sleep(0)

    async def _hold(self) -> None:
        async def tell(_place: int) -> None:
            return

        async with self.place.turn(self.guild_id, tell):
            await self.let_go.wait()

    async def end(self) -> None:
        self.let_go.set()
        await asyncio.gather(*self.tasks)


def was_shown(world: World, text: str) -> bool:
    return any(text in str(request.json) for request in world.env.http_requests)


async def until_shown(world: World, text: str) -> None:
    """Wait for a text; fail where it does not come, instead of waiting for ever."""
    async with asyncio.timeout(HANG_S):
        while not was_shown(world, text):  # noqa: ASYNC110  (nobody tells)
            await asyncio.sleep(0.01)


async def test_who_waits_is_told_the_place_and_gets_the_answer(world: World) -> None:
    await two_places(world)
    held = Held(world)
    await held.take()
    asked = asyncio.create_task(suggest(world, 1))
    await until_shown(world, QUEUED.format(place=1))
    assert not asked.done()
    await held.end()
    assert "Fair times for Call" in say(await asked)
    assert was_shown(world, "Your turn has come.")


async def test_who_need_not_wait_hears_nothing_of_a_queue(world: World) -> None:
    await two_places(world)
    await suggest(world, 1)
    assert not was_shown(world, "You are number")
    assert not was_shown(world, "Your turn has come.")


async def test_a_server_with_many_jobs_is_refused_another(world: World) -> None:
    await two_places(world)
    held = Held(world)
    for _ in range(MOST_OF_ONE):
        await held.take()
    refused = whispered(await suggest(world, 1))
    assert refused.startswith("I am still working on earlier requests.")
    await held.end()
    assert "Fair times for Call" in say(await suggest(world, 1))


async def test_files_and_pictures_are_worked_on_in_the_heavy_place(world: World) -> None:
    """Each within a turn of the server: a search and its picture wait for it."""
    done: list[str] = []

    async def noted(work: Callable[[Any], Any], argument: Any, /) -> Any:
        done.append(getattr(work, "func", work).__name__)
        return await compute(work, argument)

    assert isinstance(world.env.bot, SigBot)
    world.env.bot.heavy = HeavyWork(noted)
    await world.plan("Call", "2026-03-03 11:00", repeat="weekly")
    await world.until(moment("2026-03-03 13:00"))
    data = zoom("Ana|ana@example.org|11:00|12:00", day="2026-03-03")
    assert "**1** person" in say(await send(world, data))
    held = Held(world)
    await held.take()
    asked = asyncio.create_task(suggest(world, meeting="m3"))
    await until_shown(world, QUEUED.format(place=1))
    assert done == ["read_draft"]
    await held.end()
    await asked
    assert done[-1] == "week_picture"
