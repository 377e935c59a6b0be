"""The outbox: nothing is forgotten, nothing is said twice, and nobody waits for somebody gone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from sigbot.domain.outbox import LEASE, Due
from sigbot.store import outbox
from sigbot.store.database import Database
from tests.store.samples import a_community

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GUILD = 4711

Post = Callable[..., Awaitable[None]]
"""Posts a row: `topic`, how long `after` now it is due, `key`."""


@pytest.fixture
async def here(db: Database, now: datetime) -> int:
    async with db.write() as tx:
        return await a_community(tx, now, GUILD)


@pytest.fixture
def post(db: Database, here: int, now: datetime) -> Post:
    async def post(topic: str, after: timedelta = timedelta(), key: str | None = None) -> None:
        async with db.write() as tx:
            await outbox.post(tx, here, topic, {"meeting": 1}, now + after, now, key)

    return post


async def _lease(db: Database, at: datetime, holder: str = "one", limit: int = 20) -> list[Due]:
    async with db.write() as tx:
        return await outbox.lease_due(tx, at, holder, limit)


async def _topics(db: Database, at: datetime, holder: str = "one", limit: int = 20) -> list[str]:
    return [due.topic for due in await _lease(db, at, holder, limit)]


async def _next(db: Database) -> datetime | None:
    async with db.read() as tx:
        return await outbox.next_due(tx)


async def test_a_row_says_everything_its_sender_needs(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    assert (due.guild_id, due.topic, due.payload) == (GUILD, "card", {"meeting": 1})
    assert (due.due_at, due.attempts) == (now, 1)
    assert len(due.nonce) <= 25


async def test_rows_are_taken_when_they_are_due_and_in_that_order(
    db: Database, post: Post, now: datetime
) -> None:
    for topic, after in (("late", MINUTE), ("second", SECOND), ("first", timedelta())):
        await post(topic, after)
    assert await _topics(db, now - SECOND) == []
    assert await _topics(db, now + SECOND) == ["first", "second"]
    assert await _topics(db, now + MINUTE) == ["late"]


async def test_no_more_rows_are_taken_than_asked_for(
    db: Database, post: Post, now: datetime
) -> None:
    for number in range(3):
        await post(str(number))
    assert await _topics(db, now, limit=2) == ["0", "1"]
    assert await _topics(db, now, limit=2) == ["2"]


async def test_what_one_holder_has_another_does_not_get(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    assert await _topics(db, now, "one") == ["card"]
    assert await _topics(db, now + LEASE - SECOND, "two") == []
    assert await _topics(db, now + LEASE - SECOND, "one") == []


async def test_the_lease_of_a_holder_that_is_gone_is_taken_over(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (first,) = await _lease(db, now, "gone")
    (second,) = await _lease(db, now + LEASE, "two")
    assert (second.id, second.nonce, second.attempts) == (first.id, first.nonce, 2)
    assert await _topics(db, now + LEASE + SECOND, "gone") == []


async def test_a_finished_row_never_comes_back(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        assert await outbox.failures(tx, here) == []
    assert await _topics(db, now + timedelta(days=1)) == []
    assert await _next(db) is None


async def test_a_row_put_off_is_free_again_when_it_is_due(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now, "one")
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + 5 * SECOND, "no answer")
    assert await _next(db) == now + 5 * SECOND
    assert await _topics(db, now + 4 * SECOND, "two") == []
    (again,) = await _lease(db, now + 5 * SECOND, "two")
    assert (again.id, again.attempts) == (due.id, 2)


async def test_who_lost_a_row_to_somebody_else_neither_puts_it_off_nor_sets_it_aside(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("card")
    (lost,) = await _lease(db, now, "slow")
    (held,) = await _lease(db, now + LEASE, "two")
    async with db.write() as tx:
        await outbox.put_off(tx, lost, now + LEASE, "slow")
        await outbox.set_aside(tx, lost, "slow", now + LEASE)
        assert await outbox.failures(tx, here) == []
    assert held.id == lost.id
    assert await _topics(db, now + LEASE + SECOND, "three") == []


async def test_what_was_said_by_whoever_is_said(db: Database, post: Post, now: datetime) -> None:
    """The message is out: whoever holds the row now need not say it again."""
    await post("card")
    (slow,) = await _lease(db, now, "slow")
    await _lease(db, now + LEASE, "two")
    async with db.write() as tx:
        await outbox.mark_done(tx, slow.id, now + LEASE)
    assert await _topics(db, now + timedelta(days=1), "two") == []


async def test_what_was_set_aside_is_told_with_its_reason_the_newest_first(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    for topic in ("a", "b", "c"):
        await post(topic)
    async with db.write() as tx:
        another = await a_community(tx, now, GUILD + 1)
        for due in await outbox.lease_due(tx, now, "one"):
            if due.topic == "b":
                await outbox.mark_done(tx, due.id, now)
            else:
                await outbox.set_aside(tx, due, f"why {due.topic}", now)
        assert await outbox.failures(tx, here) == [("c", "why c"), ("a", "why a")]
        assert await outbox.failures(tx, here, limit=1) == [("c", "why c")]
        assert await outbox.failures(tx, another) == []


async def test_many_wishes_of_one_key_are_one_row(db: Database, post: Post, now: datetime) -> None:
    await post("first", key="refresh:1")
    await post("again", key="refresh:1")
    await post("other", key="refresh:2")
    assert await _topics(db, now) == ["first", "other"]


async def test_wishes_without_a_key_are_rows_each(db: Database, post: Post, now: datetime) -> None:
    await post("card")
    await post("card")
    assert await _topics(db, now) == ["card", "card"]


async def test_a_wish_that_comes_while_its_like_is_being_said_is_not_lost(
    db: Database, post: Post, now: datetime
) -> None:
    await post("first", key="refresh:1")
    (due,) = await _lease(db, now)
    await post("second", key="refresh:1")
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
    assert await _topics(db, now) == ["second"]


async def test_with_nothing_waiting_nothing_is_due(db: Database, here: int) -> None:
    assert await _next(db) is None


async def test_the_earliest_row_is_the_next(db: Database, post: Post, now: datetime) -> None:
    await post("late", MINUTE)
    await post("early", SECOND)
    assert await _next(db) == now + SECOND


async def test_a_row_that_somebody_holds_is_next_when_the_lease_runs_out(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    await _lease(db, now, "gone")
    assert await _next(db) == now + LEASE


async def test_an_orphaned_lease_does_not_hold_up_a_row_that_is_due_before_it_ends(
    db: Database, post: Post, now: datetime
) -> None:
    await post("orphan")
    await _lease(db, now, "gone")
    await post("card", SECOND)
    assert await _next(db) == now + SECOND


async def test_two_holders_never_get_the_same_row(
    db: Database,
    opened: Callable[[str], Database],
    db_url: str,
    here: int,
    now: datetime,
) -> None:
    async with db.write() as tx:
        for number in range(60):
            await outbox.post(tx, here, str(number), {}, now, now)
    got: list[int] = []

    async def take_all(database: Database, holder: str) -> None:
        while taken := await _lease(database, now, holder, limit=3):
            got.extend(due.id for due in taken)

    await asyncio.gather(take_all(db, "one"), take_all(opened(db_url), "two"))
    assert len(got) == len(set(got)) == 60
