"""Several processes on one database, each heard by its beats; on a clock that stands still."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from sigbot.chat.pace import Pace
from sigbot.chat.processes import HEARD_S, STALE_S, Among
from sigbot.domain.processes import (
    BEAT_S,
    DEAD_S,
    LIMIT,
    STARTING,
    CannotJoinError,
    OtherSecretError,
    OverlapError,
    Process,
    Shards,
)
from sigbot.services import processes
from sigbot.store.database import Database
from tests.chat.standing import StandingLoop, run_standing, until

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ALL = LIMIT - STARTING
GUILD = 4 << 22
FIRST, SECOND = Shards((0,), 2), Shards((1,), 2)


@dataclass(slots=True)
class Stage:
    loop: StandingLoop
    db: Database
    woken: list[str] = field(default_factory=list)

    def process(self, name: str, shards: Shards, secret: str = "s") -> "One":
        pace = Pace()
        about = Process(name, shards, "0001", secret)
        wake = partial(self.woken.append, name)
        return One(Among(self.db, pace, about, lambda: NOW, wake), pace)

    async def joined(self, name: str, shards: Shards) -> "One":
        process = self.process(name, shards)
        await process.among.join()
        return process

    async def holders(self) -> list[str]:
        return [process.holder for process in await processes.known(self.db)]


@dataclass(frozen=True, slots=True)
class One:
    among: Among
    pace: Pace

    async def beat(self) -> None:
        await self.among._beat_once()


Play = Callable[[Stage], Awaitable[None]]


def on_stage(url: str, play: Play) -> None:
    async def go(loop: StandingLoop) -> None:
        db = Database(url)
        try:
            await play(Stage(loop, db))
        finally:
            loop.let_go()
            await db.close()

    run_standing(go)


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    (tmp_path / "sigbot.db").write_bytes(template.read_bytes())
    return f"sqlite+aiosqlite:///{tmp_path}/sigbot.db"


def test_the_requests_are_divided_among_those_alive(url: str) -> None:
    """Who starts sends little until the others know of it: they share first."""

    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        await first.beat()
        assert first.pace.limit == ALL
        second = await stage.joined("second", SECOND)
        await second.beat()
        assert (first.pace.limit, second.pace.limit) == (ALL, STARTING)
        await first.beat()
        assert (first.pace.limit, second.pace.limit) == (ALL // 2, STARTING)
        await second.beat()
        assert second.pace.limit == ALL // 2
        await second.among.leave()
        await first.beat()
        assert first.pace.limit == ALL

    on_stage(url, play)


def test_what_a_dead_one_had_is_free_after_a_while(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        second = await stage.joined("second", SECOND)
        await first.beat()
        await second.beat()
        assert second.pace.limit == ALL // 2
        assert not second.among.does_upkeep
        stage.loop.advance(DEAD_S - 1)
        await second.beat()
        assert second.pace.limit == ALL // 2
        stage.loop.advance(2)
        await second.beat()
        assert second.pace.limit == ALL
        assert second.among.does_upkeep
        assert stage.woken == ["second"]  # its rows may be taken
        assert await stage.holders() == ["second"]

    on_stage(url, play)


def test_who_does_upkeep_next_begins_though_another_one_found_the_dead(url: str) -> None:
    async def play(stage: Stage) -> None:
        await stage.joined("first", Shards((0,), 3))
        second = await stage.joined("second", Shards((1,), 3))
        third = await stage.joined("third", Shards((2,), 3))
        await second.beat()
        await third.beat()
        stage.loop.advance(DEAD_S - 1)
        await second.beat()
        await third.beat()
        stage.loop.advance(2)
        await third.beat()
        assert not second.among.does_upkeep
        await second.beat()
        assert second.among.does_upkeep
        assert stage.woken == ["third", "second"]

    on_stage(url, play)


def test_who_only_stood_still_joins_again(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        second = await stage.joined("second", SECOND)
        stage.loop.advance(DEAD_S + 1)
        await second.beat()
        stage.loop.advance(DEAD_S + 1)
        await second.beat()
        assert await stage.holders() == ["second"]
        await first.beat()
        assert first.pace.limit == STARTING
        await second.beat()
        await first.beat()
        assert await stage.holders() == ["second", "first"]
        assert (first.pace.limit, second.pace.limit) == (ALL // 2, ALL // 2)
        assert second.among.does_upkeep
        assert not first.among.does_upkeep

    on_stage(url, play)


@pytest.mark.parametrize(
    ("shards", "secret", "error"),
    [(Shards((0, 1), 4), "s", OverlapError), (Shards((3,), 4), "another", OtherSecretError)],
)
def test_who_may_not_join_is_told_so_and_leaves_nothing(
    url: str, shards: Shards, secret: str, error: type[CannotJoinError]
) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", Shards((1, 2), 4))
        joining = asyncio.create_task(stage.process("other", shards, secret).among.join())
        await _pass(stage, joining, first.beat)
        with pytest.raises(error):
            await joining
        assert await stage.holders() == ["first"]

    on_stage(url, play)


def test_who_is_dead_keeps_nobody_from_joining(url: str) -> None:
    async def play(stage: Stage) -> None:
        await stage.joined("first", Shards((1, 2), 4))
        process = stage.process("other", Shards((0, 1), 4))
        joining = asyncio.create_task(process.among.join())
        await _pass(stage, joining)
        await joining
        assert await stage.holders() == ["other"]

    on_stage(url, play)


async def _pass(
    stage: Stage,
    waiting: "asyncio.Task[None]",
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Let time pass until somebody does not wait any more."""
    while not waiting.done():
        await asyncio.to_thread(time.sleep, 0.005)
        if meanwhile:
            await meanwhile()
        stage.loop.advance(0.25)


def test_one_of_two_answers_what_both_have_got(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        await first.beat()
        assert await first.among.may_answer(1, GUILD)
        assert await first.among.may_answer(1, GUILD)  # nobody else can have it
        second = await stage.joined("second", Shards((1,), 3))
        await first.beat()
        await second.beat()
        answers = [await one.among.may_answer(2, GUILD) for one in (first, second)]
        assert answers == [True, False]
        assert [await one.among.may_answer(3, None) for one in (second, first)] == [True, False]
        elsewhere = 2 << 22  # the second has it alone
        assert not await first.among.may_answer(2, GUILD)
        assert all([await first.among.may_answer(4, elsewhere) for _ in range(2)])

    on_stage(url, play)


def test_who_ends_leaves_it_to_the_other(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        await first.beat()
        first.among.is_ending = True
        assert await first.among.may_answer(1, GUILD)  # nobody else can have it
        second = await stage.joined("second", FIRST)
        await first.beat()
        await second.beat()
        assert not await first.among.may_answer(2, GUILD)
        assert await second.among.may_answer(2, GUILD)

    on_stage(url, play)


def test_who_has_heard_nothing_for_a_while_asks_always(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        await first.beat()
        stage.loop.advance(STALE_S + 1)
        assert await first.among.may_answer(1, GUILD)
        assert not await first.among.may_answer(1, GUILD)
        await first.beat()
        assert await first.among.may_answer(1, GUILD)

    on_stage(url, play)


def test_a_successor_waits_until_the_other_knows_of_it(url: str) -> None:
    """Else both would answer what both get. From one that is silent, it waits no longer than that
    one relies on what it knows."""

    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        for silent in (False, True):
            second = await stage.joined("second", FIRST)
            waiting = asyncio.create_task(second.among._until_known())
            await second.beat()
            assert not waiting.done()
            if silent:
                stage.loop.advance(HEARD_S)
            else:
                await first.beat()
                await second.beat()
            await until(waiting.done)
            await second.among.leave()

    on_stage(url, play)


def test_who_is_replaced_is_told_so(url: str) -> None:
    async def play(stage: Stage) -> None:
        first = await stage.joined("first", FIRST)
        other = await stage.joined("other", SECOND)
        second = await stage.joined("second", FIRST)
        await second.beat()
        await first.beat()
        assert not first.among.is_replaced.is_set()  # the other one is not connected yet
        second.among.take_place()
        for one in (second, first, other, second):
            await one.beat()
        assert first.among.is_replaced.is_set()
        assert not other.among.is_replaced.is_set()
        assert not second.among.is_replaced.is_set()

    on_stage(url, play)


def test_a_database_that_is_away_ends_no_process(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        process = stage.process("first", FIRST)
        living = asyncio.create_task(process.among.live())
        for _ in range(3):
            await asyncio.to_thread(time.sleep, 0.01)
            stage.loop.advance(BEAT_S)
        assert not living.done()
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living

    on_stage(f"sqlite+aiosqlite:///{tmp_path}/empty.db", play)
