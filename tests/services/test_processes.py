"""Processes on one PostgreSQL: what is freed, and what only one of them gets, however they race."""

import asyncio
from datetime import date, datetime, timedelta

from sigbot.domain.outbox import ReportPublished
from sigbot.domain.processes import Process, Shards
from sigbot.services import processes
from sigbot.services.outbox import take_due
from sigbot.services.processes import CLAIMS_KEPT, IDENTIFY_PAUSE_S
from sigbot.store import outbox
from sigbot.store.database import Database

DAY = date(2026, 1, 1)
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
