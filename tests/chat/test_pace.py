"""At most fifty requests a second, and no request for ever; answers to people wait for nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import aiohttp
import discord as dpy
import pytest
from discord.http import Route

from sigbot.chat.pace import PATIENCE_S, WINDOW_S, Pace, Requests, patiently
from sigbot.domain.outbox import LEASE
from sigbot.domain.processes import LIMIT
from sigbot.runtime.composition import compose_bot
from sigbot.store.database import Database
from tests.chat.standing import StandingLoop, run_standing, until
from tests.local_discord import LOST, LocalDiscord, Request

CALLBACK, FOLLOW_UP = "/interactions/1/token/callback", "/webhooks/1/token"
MESSAGES = "/channels/1/messages"
A_LITTLE = 0.01

Play = Callable[["Stage"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A local Discord, and a session whose requests have a pace."""

    loop: StandingLoop
    discord: LocalDiscord
    session: aiohttp.ClientSession
    pace: Pace

    @property
    def arrived(self) -> int:
        """How many requests came, without those that answer people."""
        return sum(request.path.startswith("/channels/") for request in self.discord.requests)

    async def get(self) -> int:
        """Ask for a channel that is not there; the status."""
        async with self.session.get(f"{self.discord.api_url}/channels/1") as response:
            return response.status

    async def post(self, path: str) -> None:
        async with self.session.post(f"{self.discord.api_url}{path}", json={}):
            pass

    def get_many(self, number: int) -> "asyncio.Future[list[int]]":
        return asyncio.gather(*(self.get() for _ in range(number)))

    async def look(self) -> int:
        """How many requests came when everything had time to come that may."""
        for _ in range(3):
            await self.post(CALLBACK)
        return self.arrived


def has_arrived(stage: Stage, number: int) -> bool:
    return stage.arrived == number


def on_stage(play: Play) -> None:
    async def begin(loop: StandingLoop) -> None:
        async with LocalDiscord() as discord, at_pace(loop, discord) as stage:
            await play(stage)

    run_standing(begin)


@asynccontextmanager
async def at_pace(loop: StandingLoop, discord: LocalDiscord) -> AsyncIterator[Stage]:
    pace = Pace()
    headers = {"Authorization": f"Bot {discord.token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, trace_configs=[pace.trace()]
    ) as session:
        yield Stage(loop, discord, session, pace)


# Pace


def test_the_numbers_are_those_of_discord_and_of_a_lease() -> None:
    """50 requests in any second, and a request is given up while the row is still ours."""
    assert LIMIT == 50
    assert 1 < WINDOW_S < 1.1
    assert 5 < PATIENCE_S < LEASE.total_seconds() / 2


def test_fifty_requests_pass_in_a_window_and_the_others_wait_for_the_next_ones() -> None:
    async def play(stage: Stage) -> None:
        sent = stage.get_many(2 * LIMIT + 20)
        await until(lambda: stage.arrived >= LIMIT)
        assert await stage.look() == LIMIT
        stage.loop.advance(WINDOW_S - A_LITTLE)
        assert await stage.look() == LIMIT
        stage.loop.advance(2 * A_LITTLE)
        await until(lambda: stage.arrived >= 2 * LIMIT)
        assert await stage.look() == 2 * LIMIT
        stage.loop.advance(WINDOW_S)
        assert await sent == [404] * (2 * LIMIT + 20)

    on_stage(play)


def test_a_window_ends_for_each_request_by_itself() -> None:
    async def play(stage: Stage) -> None:
        await stage.get_many(20)
        stage.loop.advance(0.5)
        await stage.get_many(30)
        sent = stage.get_many(LIMIT)
        assert await stage.look() == LIMIT
        stage.loop.advance(WINDOW_S - 0.5 + A_LITTLE)
        await until(lambda: stage.arrived >= LIMIT + 20)
        assert await stage.look() == LIMIT + 20
        stage.loop.advance(0.5)
        await sent

    on_stage(play)


def test_after_a_rest_requests_pass_at_once_but_no_more_than_ever() -> None:
    async def play(stage: Stage) -> None:
        await stage.get_many(LIMIT)
        stage.loop.advance(60)
        sent = stage.get_many(LIMIT + 1)
        await until(lambda: stage.arrived >= 2 * LIMIT)
        assert await stage.look() == 2 * LIMIT
        stage.loop.advance(WINDOW_S + A_LITTLE)
        await sent

    on_stage(play)


@pytest.mark.parametrize("path", [CALLBACK, FOLLOW_UP])
def test_answers_to_people_wait_for_nobody_and_nobody_waits_for_them(path: str) -> None:
    async def play(stage: Stage) -> None:
        answers = asyncio.gather(*(stage.post(path) for _ in range(2 * LIMIT)))
        sent = stage.get_many(LIMIT + 1)
        await until(lambda: stage.arrived >= LIMIT)
        await answers
        await asyncio.gather(*(stage.post(path) for _ in range(LIMIT)))
        assert await stage.look() == LIMIT
        stage.loop.advance(WINDOW_S + A_LITTLE)
        await sent

    on_stage(play)


def test_turns_are_given_in_order() -> None:
    pace = Pace()
    turns = [pace.turn(10.0) for _ in range(3 * LIMIT)]
    assert turns == sorted(turns)
    assert turns[::LIMIT] == [10.0, 10.0 + WINDOW_S, 10.0 + 2 * WINDOW_S]
    assert turns[LIMIT - 1 :: LIMIT] == turns[::LIMIT]


def test_the_bot_keeps_the_pace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it asks for, of whichever route: nothing else in discord.py would hold it back."""

    async def begin(loop: StandingLoop) -> None:
        async with LocalDiscord() as discord:
            monkeypatch.setattr(Route, "BASE", discord.api_url)
            bot = compose_bot(Database(f"sqlite+aiosqlite:///{tmp_path}/sigbot.db"))
            await bot.http.static_login(discord.token)
            await ask(bot, loop, discord)
            await bot.http.close()

    async def ask(bot: dpy.Client, loop: StandingLoop, discord: LocalDiscord) -> None:
        routes = (Route("GET", "/channels/{channel_id}", channel_id=n) for n in count(1))
        asked = asyncio.gather(
            *(bot.http.request(next(routes)) for _ in range(2 * LIMIT)), return_exceptions=True
        )
        await until(lambda: len(discord.requests) >= LIMIT)
        for _ in range(1_000):
            await asyncio.sleep(0)
        assert len(discord.requests) == LIMIT
        loop.advance(3 * WINDOW_S)
        assert {type(answer) for answer in await asked} == {dpy.NotFound}

    run_standing(begin)


# Patience


async def ask_patiently(stage: Stage) -> int:
    async with patiently():
        return await stage.get()


def hang(stage: Stage) -> asyncio.Event:
    """Requests are answered from the moment on at which the event is set."""
    released = asyncio.Event()

    async def wait(_: Request) -> None:
        await released.wait()

    stage.discord.at_request("GET", "/channels/*", "before", wait, times=1_000)
    return released


def test_a_request_without_an_answer_is_given_up() -> None:
    async def play(stage: Stage) -> None:
        released = hang(stage)
        asked = asyncio.create_task(ask_patiently(stage))
        await until(lambda: stage.arrived == 1)
        stage.loop.advance(PATIENCE_S - A_LITTLE)
        await stage.look()
        assert not asked.done()
        stage.loop.advance(2 * A_LITTLE)
        await until(asked.done)
        with pytest.raises(TimeoutError):
            await asked
        released.set()

    on_stage(play)


def test_a_request_of_others_is_not_given_up() -> None:
    async def play(stage: Stage) -> None:
        released = hang(stage)
        asked = asyncio.create_task(stage.get())
        await until(lambda: stage.arrived == 1)
        stage.loop.advance(2 * PATIENCE_S)
        await stage.look()
        assert not asked.done()
        released.set()
        assert await asked == 404

    on_stage(play)


def test_waiting_for_a_turn_is_not_waiting_for_an_answer() -> None:
    async def play(stage: Stage) -> None:
        windows = int(2 * PATIENCE_S / WINDOW_S)
        for _ in range(windows * LIMIT):
            stage.pace.turn(stage.loop.time())
        asked = asyncio.create_task(ask_patiently(stage))
        for _ in range(windows - 1):
            stage.loop.advance(WINDOW_S)
            assert await stage.look() == 0
        stage.loop.advance(WINDOW_S + A_LITTLE)
        assert await asked == 404

    on_stage(play)


def test_waiting_between_requests_is_not_waiting_for_an_answer() -> None:
    """As the library does when Discord tells it to."""

    async def play(stage: Stage) -> None:
        async def ask_twice() -> list[int]:
            async with patiently():
                first = await stage.get()
                await asyncio.sleep(2 * PATIENCE_S)
                return [first, await stage.get()]

        asked = asyncio.create_task(ask_twice())
        await until(lambda: stage.arrived == 1)
        await stage.look()
        stage.loop.advance(2 * PATIENCE_S + A_LITTLE)
        assert await asked == [404, 404]

    on_stage(play)


def test_there_is_as_much_patience_for_a_second_request() -> None:
    async def play(stage: Stage) -> None:
        released = hang(stage)

        async def ask_twice() -> int:
            async with patiently():
                await stage.get()
                released.clear()
                return await stage.get()

        asked = asyncio.create_task(ask_twice())
        for number in (1, 2):
            await until(partial(has_arrived, stage, number))
            stage.loop.advance(PATIENCE_S - A_LITTLE)
            await stage.look()
            assert not asked.done()
            released.set()
        assert await asked == 404

    on_stage(play)


# What may have been accepted


async def send(stage: Stage, times: int) -> Requests:
    """Send a message so many times in one try."""
    async with patiently() as requests:
        for _ in range(times):
            with suppress(aiohttp.ClientError):
                await stage.post(MESSAGES)
    return requests


@pytest.mark.parametrize("status", [200, 403, 404, 429])
def test_an_answer_and_a_refusal_leave_no_doubt(status: int) -> None:
    async def play(stage: Stage) -> None:
        stage.discord.fail("POST", MESSAGES, status, times=2)
        assert not (await send(stage, 2)).unanswered

    on_stage(play)


@pytest.mark.parametrize("status", [500, 502, 503, LOST])
def test_a_failure_leaves_a_doubt_whatever_comes_after_it_but_not_in_another_try(
    status: int,
) -> None:
    async def play(stage: Stage) -> None:
        stage.discord.fail("POST", MESSAGES, status)
        stage.discord.fail("POST", MESSAGES, 403, times=2)
        assert (await send(stage, 2)).unanswered
        assert not (await send(stage, 1)).unanswered

    on_stage(play)


def test_a_smaller_share_counts_at_once() -> None:
    pace = Pace()
    assert [pace.turn(0.0) for _ in range(LIMIT)] == [0.0] * LIMIT
    pace.limit = 2
    turns = [pace.turn(0.0) for _ in range(5)]
    assert turns == [WINDOW_S, WINDOW_S, 2 * WINDOW_S, 2 * WINDOW_S, 3 * WINDOW_S]
