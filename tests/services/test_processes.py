"""Processes on one PostgreSQL: what is freed, and what only one of them gets, however they race."""

import asyncio
from datetime import date, datetime, timedelta
from random import Random

from sigbot.domain.outbox import ReportPublished
from sigbot.domain.processes import Process, Shards
from sigbot.domain.registries import Registry
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.services import processes
from sigbot.services.community import Setup, set_up
from sigbot.services.native_events import take_look
from sigbot.services.outbox import take_due
from sigbot.services.processes import CLAIMS_KEPT, IDENTIFY_PAUSE_S
from sigbot.services.releases import TAKEN_FOR, make_release, take_next_release
from sigbot.services.works import take_lookup
from sigbot.store import lookups, outbox, releases
from sigbot.store.database import Database
from tests.services.world import MINUTE, NEWS, OLGA

DAY = date(2026, 1, 1)
WORK = "arxiv:2301.00001"
Three = tuple[Database, Database, Database]


def _process(holder: str) -> Process:
    return Process(holder, Shards((0,), 2), "0001", "secret")


async def test_a_dead_one_s_rows_are_free_at_once(three: Three, now: datetime) -> None:
    one, two, _ = three
    async with one.write() as tx:
        for number in range(3):
            await outbox.post(tx, 1, ReportPublished(DAY, DAY + timedelta(days=number)), now, now)
    dead = await processes.join(one, _process("dead"), now)
    living = await processes.join(two, _process("living"), now)
    taken = await take_due(one, now, "dead")
    assert taken
    assert not await take_due(two, now, "living")
    await processes.beat(one, dead, now)
    assert not await processes.bury(two, dead, now)  # it was heard of meanwhile
    assert not await take_due(two, now, "living")
    [dead] = [process for process in await processes.known(two) if process.id == dead.id]
    assert await processes.bury(two, dead, now)
    assert {row.id for row in await take_due(two, now, "living")} == {row.id for row in taken}
    assert await processes.known(two) == [living]


async def test_rows_are_freed_though_the_clock_of_who_finds_it_dead_is_behind(
    three: Three, now: datetime
) -> None:
    one, two, _ = three
    async with one.write() as tx:
        await outbox.post(tx, 1, ReportPublished(DAY, DAY), now, now)
    dead = await processes.join(one, _process("dead"), now)
    assert await take_due(one, now, "dead")
    assert await processes.bury(two, dead, now - MINUTE)
    assert await take_due(two, now, "living")


async def test_native_events_of_a_dead_one_are_looked_after_at_once(
    three: Three, now: datetime
) -> None:
    """Those of one that lives are left to it."""
    one, two, _ = three
    await set_up(one, OLGA, Setup(events="on"), "Server", NEWS, now)
    dead = await processes.join(one, _process("dead"), now)
    third = await processes.join(one, _process("third"), now)
    assert await take_look(one, "dead", now)
    assert await processes.bury(two, third, now)
    assert await take_look(two, "living", now) is None
    assert await processes.bury(two, dead, now)
    look = await take_look(two, "living", now)
    assert look is not None
    assert look.taken.is_left  # so that Discord is asked once more a little later


async def test_a_question_to_a_registry_is_asked_again_at_once(three: Three, now: datetime) -> None:
    one, two, _ = three
    async with one.write() as tx:
        await lookups.want(tx, WORK, now)
    dead = await processes.join(one, _process("dead"), now)
    assert await take_lookup(one, Registry.ARXIV, now)
    assert await take_lookup(two, Registry.ARXIV, now) is None
    assert await processes.bury(two, dead, now)
    assert await take_lookup(two, Registry.ARXIV, now)


async def test_the_release_of_a_dead_one_is_made_at_once_but_not_for_ever(
    three: Three, now: datetime
) -> None:
    """If it is the release that ends processes, the third one begins it an hour later."""
    one, two, _ = three
    due = now + timedelta(days=400)
    for holder, is_free in (("first", True), ("second", False)):
        process = await processes.join(one, _process(holder), due)
        assert await take_next_release(one, due, holder) == 1
        assert await take_next_release(two, due, "living") is None
        assert await processes.bury(two, process, due)
        async with two.read() as tx:
            assert (await releases.community_due(tx, due) == 1) is is_free
    assert await take_next_release(two, due + TAKEN_FOR, "living") == 1


async def test_a_release_that_was_made_may_be_begun_anew_at_once_again(
    three: Three, now: datetime
) -> None:
    one, two, _ = three
    due = now + timedelta(days=400)
    for holder in ("first", "second"):
        process = await processes.join(one, _process(holder), due)
        assert await take_next_release(one, due, holder) == 1
        await processes.leave(one, process, due)
        assert await take_next_release(two, due, "living") == 1
        await make_release(two, HeavyWork(compute_in_thread), 1, due, Random(1))


async def test_who_leaves_frees_its_rows(three: Three, now: datetime) -> None:
    one, two, _ = three
    async with one.write() as tx:
        await outbox.post(tx, 1, ReportPublished(DAY, DAY), now, now)
    process = await processes.join(one, _process("one"), now)
    assert await take_due(one, now, "one")
    await processes.leave(one, process, now)
    assert await take_due(two, now, "two")


async def test_one_of_three_answers_each_press(three: Three, now: datetime) -> None:
    asked = [processes.claim(db, press, now) for press in range(20) for db in three]
    answers = await asyncio.gather(*asked)
    assert [sum(answers[3 * press : 3 * press + 3]) for press in range(20)] == [1] * 20


async def test_claims_are_forgotten(three: Three, now: datetime) -> None:
    one, *_ = three
    process = await processes.join(one, _process("one"), now)
    assert await processes.claim(one, 1, now)
    await processes.beat(one, process, now + CLAIMS_KEPT - timedelta(seconds=1))
    assert not await processes.claim(one, 1, now)
    await processes.beat(one, process, now + CLAIMS_KEPT + timedelta(seconds=1))
    assert await processes.claim(one, 1, now)


async def test_shards_of_one_bucket_identify_one_after_the_other(three: Three) -> None:
    waits = sorted(await asyncio.gather(*[processes.identify_turn(db, 0) for db in three]))
    for number, wait in enumerate(waits):
        assert IDENTIFY_PAUSE_S * number - 2 < wait <= IDENTIFY_PAUSE_S * number
    assert await processes.identify_turn(three[0], 1) == 0
