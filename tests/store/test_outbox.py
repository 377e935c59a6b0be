"""The outbox: nothing is forgotten, nothing is said twice, and nobody waits for somebody gone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update

from sigbot.domain.outbox import (
    FROM_ONE_LANE,
    LEASE,
    LONGEST_DELAY,
    SUSPICIOUS,
    AnyDue,
    ClockWarning,
    DirectNews,
    DirectReminder,
    GatherNotices,
    MeetingCard,
    MeetingRefresh,
    MeetingReminder,
    Message,
    OrganizerNotice,
    Outgoing,
    ReportPublished,
    RotationAdopted,
    Topic,
    direct_lane,
    news_lane,
)
from sigbot.store import origins, outbox, upkeep, waiting
from sigbot.store.database import Database
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.state import StateRow
from tests.store.samples import a_community, a_meeting, a_person

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
GUILD = 4711

Post = Callable[..., Awaitable[None]]
"""Posts a row: its `name`, how long `after` now it is due, `key`, and its `lane`, if it is not said
in the channel."""


def _number(name: str) -> int:
    """Return a number from which the name can be read again."""
    return int.from_bytes(name.encode())


def _message(name: str, lane: str | None = None) -> Message:
    if lane is None:
        return RotationAdopted(_number(name), undone=False)
    return OrganizerNotice(_number(lane), (_number(name),))


def _name(due: AnyDue) -> str:
    match due.message:
        case RotationAdopted(rotation_id=number) | OrganizerNotice(notice_ids=(number,)):
            return number.to_bytes(40).strip(b"\0").decode()
    raise AssertionError(due)


def _lane(lane: str) -> str:
    return direct_lane(_number(lane))


@pytest.fixture
async def here(db: Database, now: datetime) -> int:
    async with db.write() as tx:
        return await a_community(tx, now, GUILD)


@pytest.fixture
def post(db: Database, here: int, now: datetime) -> Post:
    async def post(
        name: str,
        after: timedelta = timedelta(),
        key: str | None = None,
        lane: str | None = None,
    ) -> None:
        async with db.write() as tx:
            await outbox.post(tx, here, _message(name, lane), now + after, now, key=key)

    return post


async def _lease(
    db: Database, at: datetime, holder: str = "one", limit: int = 20, busy: tuple[str, ...] = ()
) -> list[AnyDue]:
    async with db.write() as tx:
        return await outbox.lease_due(tx, at, holder, busy, limit)


async def _names(
    db: Database,
    at: datetime,
    holder: str = "one",
    limit: int = 20,
    busy_lanes: tuple[str, ...] = (),
) -> list[str]:
    lanes = tuple(_lane(lane) for lane in busy_lanes)
    return [_name(due) for due in await _lease(db, at, holder, limit, lanes)]


async def _next(db: Database, now: datetime) -> datetime | None:
    async with db.read() as tx:
        return (await upkeep.next_moments(tx, now)).due


async def test_a_row_says_everything_its_sender_needs(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    assert (due.guild_id, due.topic) == (GUILD, Topic.ROTATION)
    assert due.message == RotationAdopted(_number("card"), undone=False)
    assert (due.due_at, due.attempts) == (now, 1)
    assert len(due.nonce) <= 25


@pytest.mark.parametrize("text_of_none", ["", "zzz"])
async def test_a_row_that_is_due_at_no_instant_is_taken_wherever_it_sorts(
    sqlite_db: Database, now: datetime, text_of_none: str
) -> None:
    async with sqlite_db.write() as tx:
        here = await a_community(tx, now, GUILD)
        for name in ("broken", "later"):
            await outbox.post(tx, here, _message(name), now + HOUR, now)
        broken = {"nothing": text_of_none}
        await tx.execute(text("UPDATE outbox SET due_at = :nothing WHERE id = 1"), broken)
    (due,) = await _lease(sqlite_db, now)
    assert (_name(due), due.is_broken) == ("broken", True)


async def test_rows_are_taken_when_they_are_due_and_in_that_order(
    db: Database, post: Post, now: datetime
) -> None:
    for topic, after in (("late", MINUTE), ("second", SECOND), ("first", timedelta())):
        await post(topic, after)
    assert await _names(db, now - SECOND) == []
    assert await _names(db, now + SECOND) == ["first", "second"]
    assert await _names(db, now + MINUTE) == ["late"]


async def test_no_more_rows_are_taken_than_asked_for(
    db: Database, post: Post, now: datetime
) -> None:
    for number in range(3):
        await post(str(number))
    assert await _names(db, now, limit=2) == ["0", "1"]
    assert await _names(db, now, limit=2) == ["2"]


async def test_a_lane_with_more_than_is_looked_at_holds_up_no_other(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    full = [Outgoing(here, _message("many", "full"), now) for _ in range(outbox.LOOKED_AT + 1)]
    async with db.write() as tx:
        await outbox.post_many(tx, full, now)
    await post("other", SECOND, lane="other")
    assert await _names(db, now + SECOND) == ["many"] * FROM_ONE_LANE
    assert await _names(db, now + SECOND, busy_lanes=("full",)) == ["other"]


async def test_what_one_holder_has_another_does_not_get(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    assert await _names(db, now, "one") == ["card"]
    assert await _names(db, now + LEASE - SECOND, "two") == []
    assert await _names(db, now + LEASE - SECOND, "one") == []


async def test_the_lease_of_a_holder_that_is_gone_is_taken_over(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (first,) = await _lease(db, now, "gone")
    (second,) = await _lease(db, now + LEASE, "two")
    assert (second.id, second.nonce, second.attempts) == (first.id, first.nonce, 2)
    assert await _names(db, now + LEASE + SECOND, "gone") == []


async def test_a_finished_row_never_comes_back(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        assert await outbox.failures(tx, here) == []
    assert await _names(db, now + timedelta(days=1)) == []
    assert await _next(db, now) is None


async def test_a_row_put_off_is_free_again_when_it_is_due(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now, "one")
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + 5 * SECOND, "no answer")
    assert await _next(db, now) == now + 5 * SECOND
    assert await _names(db, now + 4 * SECOND, "two") == []
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
    assert await _names(db, now + LEASE + SECOND, "three") == []


async def test_what_was_said_by_whoever_is_said(db: Database, post: Post, now: datetime) -> None:
    """The message is out: whoever holds the row now need not say it again."""
    await post("card")
    (slow,) = await _lease(db, now, "slow")
    await _lease(db, now + LEASE, "two")
    async with db.write() as tx:
        await outbox.mark_done(tx, slow.id, now + LEASE)
    assert await _names(db, now + timedelta(days=1), "two") == []


async def test_what_was_set_aside_is_told_with_its_reason_the_newest_first(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    messages = (ClockWarning(1, now), GatherNotices(), ReportPublished(now.date(), now.date()))
    async with db.write() as tx:
        for message in messages:
            await outbox.post(tx, here, message, now, now)
    async with db.write() as tx:
        another = await a_community(tx, now, GUILD + 1)
        for due in await outbox.lease_due(tx, now, "one"):
            if due.topic == Topic.GATHER:
                await outbox.mark_done(tx, due.id, now)
            else:
                await outbox.set_aside(tx, due, f"why {due.topic}", now)
        newest = (Topic.PUBLISHED, "why report_published")
        assert await outbox.failures(tx, here) == [newest, (Topic.CLOCKS, "why clock_change")]
        assert await outbox.failures(tx, here, limit=1) == [newest]
        assert await outbox.failures(tx, another) == []


async def test_what_is_being_said_is_not_listed_as_failed(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    """Although an earlier try failed: it may be there by now, and wait to be noted."""
    await post("card")
    (due,) = await _lease(db, now)
    async with db.write() as tx:
        await outbox.put_off(tx, due, now + MINUTE, "why")
        assert len(await outbox.failures(tx, here)) == 1
    await _lease(db, now + MINUTE)
    async with db.read() as tx:
        assert await outbox.failures(tx, here) == []


async def test_rows_of_two_databases_have_other_nonces_and_marks(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    async with db.write() as tx:
        await tx.execute(delete(StateRow).where(StateRow.key == origins.KEY))
        await tx.execute(update(OutboxRow).values(leased_until=None, tried_at=None, attempts=0))
    (other,) = await _lease(db, now)
    assert due.id == other.id
    assert due.nonce != other.nonce
    assert due.mark != other.mark
    (again,) = await _lease(db, now + LEASE)
    assert (again.nonce, again.mark) == (other.nonce, other.mark)


async def test_a_row_that_an_earlier_version_has_tried_keeps_its_nonce_and_mark(
    db: Database, post: Post, now: datetime
) -> None:
    await post("tried")
    async with db.write() as tx:
        await tx.execute(update(OutboxRow).values(attempts=1, tried_at=now))
    await post("new")
    tried, new = await _lease(db, now)
    assert (tried.nonce, tried.mark) == (f"sigbot-{tried.id}", 1_000_000 + tried.id)
    assert new.nonce != f"sigbot-{new.id}"
    assert [due.nonce for due in await _lease(db, now + LEASE)] == [tried.nonce, new.nonce]


async def test_many_wishes_of_one_key_are_one_row(db: Database, post: Post, now: datetime) -> None:
    await post("first", key="refresh:1")
    await post("again", key="refresh:1")
    await post("other", key="refresh:2")
    assert await _names(db, now) == ["first", "other"]


async def test_a_wish_that_is_due_sooner_hurries_the_waiting_one_of_its_key_and_no_other(
    db: Database, post: Post, now: datetime
) -> None:
    await post("own", HOUR, key="refresh:1")
    await post("other", HOUR, key="refresh:2")
    await post("sooner", MINUTE, key="refresh:1")
    assert await _names(db, now + MINUTE) == ["own"]
    assert await _names(db, now + HOUR - MINUTE) == ["own"]
    assert await _names(db, now + HOUR) == ["own", "other"]


async def test_a_wish_that_is_due_later_leaves_the_waiting_one_of_its_key_as_it_is(
    db: Database, post: Post, now: datetime
) -> None:
    await post("own", MINUTE, key="refresh:1")
    await post("later", HOUR, key="refresh:1")
    assert await _names(db, now + MINUTE) == ["own"]


async def test_wishes_without_a_key_are_rows_each(db: Database, post: Post, now: datetime) -> None:
    await post("card")
    await post("card")
    assert await _names(db, now) == ["card", "card"]


async def test_a_wish_that_comes_while_its_like_is_being_said_is_not_lost(
    db: Database, post: Post, now: datetime
) -> None:
    await post("first", key="refresh:1")
    (due,) = await _lease(db, now)
    await post("second", key="refresh:1")
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
    assert await _names(db, now) == ["second"]


async def test_with_nothing_waiting_nothing_is_due(db: Database, here: int, now: datetime) -> None:
    assert await _next(db, now) is None


async def test_the_earliest_row_is_the_next(db: Database, post: Post, now: datetime) -> None:
    await post("late", MINUTE)
    await post("early", SECOND)
    assert await _next(db, now) == now + SECOND


async def test_a_row_that_somebody_holds_is_next_when_the_lease_runs_out(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    await _lease(db, now, "gone")
    assert await _next(db, now) == now + LEASE


async def test_an_orphaned_lease_does_not_hold_up_a_row_that_is_due_before_it_ends(
    db: Database, post: Post, now: datetime
) -> None:
    await post("orphan")
    await _lease(db, now, "gone")
    await post("card", SECOND)
    assert await _next(db, now) == now + SECOND


async def test_two_holders_never_get_the_same_row(
    db: Database,
    opened: Callable[[str], Database],
    db_url: str,
    here: int,
    now: datetime,
) -> None:
    async with db.write() as tx:
        for number in range(60):
            await outbox.post(tx, here, _message(str(number)), now, now)
    got: list[int] = []

    async def take_all(database: Database, holder: str) -> None:
        while taken := await _lease(database, now, holder, limit=3):
            got.extend(due.id for due in taken)

    await asyncio.gather(take_all(db, "one"), take_all(opened(db_url), "two"))
    assert len(got) == len(set(got)) == 60


async def _put_off(db: Database, due: AnyDue, until: datetime, *, counted: bool = True) -> None:
    async with db.write() as tx:
        await outbox.put_off(tx, due, until, "no answer", counted=counted)


async def _abandon(db: Database, at: datetime, times: int) -> datetime:
    """Something takes all that is due, and is never heard of again, so often; when the last lease
    runs out."""
    for _ in range(times):
        await _lease(db, at, "gone")
        at += LEASE
    return at


async def test_what_is_said_in_the_channel_is_in_the_lane_of_its_community(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("card")
    await post("direct", lane="Ana")
    lanes = {_name(due): due.lane for due in await _lease(db, now)}
    assert lanes == {"card": news_lane(here), "direct": _lane("Ana")}
    assert len(set(lanes.values())) == 2


async def test_rows_of_a_busy_lane_are_not_taken(db: Database, post: Post, now: datetime) -> None:
    for lane in ("a", "b", "c"):
        await post(f"row of {lane}", lane=lane)
    taken = await _lease(db, now, busy=(_lane("a"), _lane("c")))
    assert [due.lane for due in taken] == [_lane("b")]
    assert [due.lane for due in await _lease(db, now)] == [_lane("a"), _lane("c")]


async def test_a_few_of_one_lane_are_taken_in_order_and_the_others_later(
    db: Database, post: Post, now: datetime
) -> None:
    for number in range(8):
        await post(f"a{number}", -number * SECOND, lane="a")
    assert FROM_ONE_LANE == 3
    assert await _names(db, now) == ["a7", "a6", "a5"]
    assert await _names(db, now) == ["a4", "a3", "a2"]
    assert await _names(db, now) == ["a1", "a0"]


async def test_rows_due_at_one_instant_are_taken_in_the_order_they_were_posted(
    db: Database, post: Post, now: datetime
) -> None:
    for number in range(3):
        await post(str(number), lane="a")
    assert await _names(db, now) == ["0", "1", "2"]


async def test_a_long_lane_does_not_hold_up_the_others(
    db: Database, post: Post, now: datetime
) -> None:
    for number in range(30):
        await post("flood", -MINUTE, lane="a")
        await post("other", lane=f"b{number % 10}")
    taken = await _lease(db, now, limit=14)
    assert [_name(due) for due in taken].count("flood") == FROM_ONE_LANE
    assert len({due.lane for due in taken if _name(due) == "other"}) >= 4


async def test_a_row_of_a_held_lane_waits_and_those_of_others_do_not(
    db: Database, post: Post, now: datetime
) -> None:
    for topic, after in (("a1", timedelta()), ("a2", timedelta()), ("later", 2 * MINUTE)):
        await post(topic, after, lane="a")
    await post("b", lane="b")
    until = now + 10 * MINUTE
    async with db.write() as tx:
        await outbox.hold_lane(tx, _lane("a"), until, "why", now)
    assert await _names(db, now) == ["b"]
    assert await _next(db, now) == now + LEASE
    assert await _names(db, until - SECOND, busy_lanes=("b",)) == ["later"]
    assert await _names(db, until, busy_lanes=("b",)) == ["a1", "a2"]


async def test_a_held_lane_says_why_and_what_is_done_stays_done(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("done", lane="a")
    (due,) = await _lease(db, now)
    await post("held", lane="a")
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        await outbox.hold_lane(tx, _lane("a"), now + MINUTE, "why", now)
        assert await outbox.failures(tx, here) == [(Topic.NOTICE, "why")]


async def test_a_lane_that_is_released_goes_on_at_once(
    db: Database, post: Post, now: datetime
) -> None:
    for lane in ("a", "b"):
        await post(f"row of {lane}", lane=lane)
    async with db.write() as tx:
        for lane in ("a", "b"):
            await outbox.hold_lane(tx, _lane(lane), now + 10 * MINUTE, "why", now)
        await outbox.release_lane(tx, _lane("a"))
    assert await _next(db, now) == now
    assert await _names(db, now) == ["row of a"]


async def test_releasing_a_lane_takes_nothing_from_whoever_is_at_it(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card", lane="a")
    assert await _names(db, now) == ["card"]
    async with db.write() as tx:
        await outbox.release_lane(tx, _lane("a"))
    assert await _names(db, now, "two") == []


async def test_a_row_left_behind_often_is_taken_last_and_alone(
    db: Database, post: Post, now: datetime
) -> None:
    """It may be what ends the process each time."""
    await post("poison", lane="a")
    await post("bystander", lane="b")
    at = await _abandon(db, now, SUSPICIOUS)
    await post("fresh", lane="c")
    assert await _names(db, at) == ["fresh"]
    assert await _names(db, at) == ["poison"]
    assert await _names(db, at) == ["bystander"]


async def test_a_suspicious_row_is_not_taken_while_others_are_at_work(
    db: Database, post: Post, now: datetime
) -> None:
    await post("poison", lane="a")
    at = await _abandon(db, now, SUSPICIOUS)
    assert await _names(db, at, busy_lanes=("b",)) == []
    assert await _names(db, at) == ["poison"]


async def test_a_row_that_was_refused_often_is_not_suspicious(
    db: Database, post: Post, now: datetime
) -> None:
    await post("refused", lane="a")
    for _ in range(SUSPICIOUS + 1):
        (due,) = await _lease(db, now)
        await _put_off(db, due, now)
    await post("fresh", lane="b")
    assert await _names(db, now) == ["refused", "fresh"]


async def test_a_clock_set_back_by_an_hour_does_not_hold_up_what_was_leased(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card", -2 * HOUR)
    await _lease(db, now, "gone")
    assert await _names(db, now - HOUR, "two") == ["card"]


@pytest.mark.parametrize("minutes", [10, 20, 30, 40])
async def test_a_clock_set_back_by_less_than_an_hour_does_not_hold_up_what_was_leased(
    db: Database, post: Post, now: datetime, minutes: int
) -> None:
    await post("card", -2 * HOUR)
    await _lease(db, now, "gone")
    back = now - minutes * MINUTE
    assert await _next(db, back) == now - 2 * HOUR
    assert await _names(db, back, "two") == ["card"]


async def test_clocks_that_differ_a_little_take_no_fresh_lease_away(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card", -2 * HOUR)
    await _lease(db, now, "fast")
    for behind in (SECOND, MINUTE, 5 * MINUTE):
        assert await _names(db, now - behind, "slow") == []


async def test_a_clock_set_back_by_an_hour_does_not_hold_up_what_was_put_off(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card", -2 * HOUR)
    (due,) = await _lease(db, now)
    await _put_off(db, due, now + 20 * MINUTE)
    back = now - HOUR
    assert await _next(db, back) == now - 2 * HOUR
    assert await _names(db, back) == ["card"]


async def test_what_is_put_off_as_far_as_it_may_be_waits(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    await _put_off(db, due, now + LONGEST_DELAY)
    assert await _next(db, now) == now + LONGEST_DELAY
    assert await _names(db, now) == []
    assert await _names(db, now + LONGEST_DELAY - SECOND) == []
    assert await _names(db, now + LONGEST_DELAY) == ["card"]


async def test_a_lease_waits_though_it_is_shorter_than_what_may_be_put_off(
    db: Database, post: Post, now: datetime
) -> None:
    """As long as nobody holds it, a row may be put off for longer than a lease."""
    await post("card")
    (due,) = await _lease(db, now)
    await _put_off(db, due, now + 2 * LEASE)
    assert await _names(db, now + LEASE) == []


async def test_a_row_keeps_when_it_was_meant_to_be_said_however_often_it_is_put_off(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    await _put_off(db, due, now + MINUTE)
    (again,) = await _lease(db, now + MINUTE)
    assert again.due_at == due.due_at == now
    assert (again.leased_until, again.holder) == (now + MINUTE + LEASE, "one")


async def test_when_a_row_was_tried_first_is_kept_and_told_to_the_next(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (first,) = await _lease(db, now)
    assert first.tried_at is None
    await _put_off(db, first, now + MINUTE)
    (second,) = await _lease(db, now + MINUTE)
    await _put_off(db, second, now + 2 * MINUTE)
    (third,) = await _lease(db, now + 2 * MINUTE)
    assert (second.tried_at, third.tried_at) == (now, now)


async def test_a_try_that_was_no_fault_of_the_row_is_not_counted(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    for _ in range(20):
        (due,) = await _lease(db, now)
        assert due.attempts == 1
        await _put_off(db, due, now, counted=False)
    (due,) = await _lease(db, now)
    await _put_off(db, due, now)
    (again,) = await _lease(db, now)
    assert again.attempts == 2


async def test_what_could_be_said_in_the_end_leaves_no_reason_behind(
    db: Database, here: int, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    await _put_off(db, due, now)
    async with db.write() as tx:
        assert await outbox.failures(tx, here) == [(Topic.ROTATION, "no answer")]
        await outbox.mark_done(tx, due.id, now)
        assert await outbox.failures(tx, here) == []


@dataclass(frozen=True, slots=True)
class Things:
    """Two meetings and two people of a community."""

    community: int
    meetings: tuple[int, int]
    people: tuple[int, int]


@pytest.fixture
async def things(db: Database, here: int, now: datetime) -> Things:
    async with db.write() as tx:
        one, two = [await a_meeting(tx, here, now + n * HOUR) for n in (1, 2)]
        ana, ben = [await a_person(tx, here, now, n) for n in (1, 2)]
        return Things(here, (one, two), (ana, ben))


async def _post_many(db: Database, rows: list[Outgoing], now: datetime) -> None:
    async with db.write() as tx:
        await outbox.post_many(tx, rows, now)


async def _left(db: Database) -> list[str]:
    async with db.read() as tx:
        return list(await tx.scalars(select(OutboxRow.topic).order_by(OutboxRow.id)))


async def test_many_rows_at_once_are_as_good_as_one_by_one(
    db: Database, things: Things, now: datetime
) -> None:
    card, direct = MeetingCard(things.meetings[0]), DirectReminder(things.meetings[1], 7)
    await _post_many(db, [], now)
    await _post_many(
        db,
        [
            Outgoing(things.community, card, now),
            Outgoing(things.community, direct, now, things.people[0]),
        ],
        now,
    )
    found = await _lease(db, now)
    assert [(due.message, due.attempts) for due in found] == [(direct, 1), (card, 1)]
    lanes = [direct_lane(7), news_lane(things.community)]
    assert [due.lane for due in found] == lanes


async def test_what_waits_about_a_meeting_can_be_taken_back(
    db: Database, things: Things, now: datetime
) -> None:
    this, other = things.meetings
    later = now + HOUR
    await _post_many(
        db,
        [
            Outgoing(things.community, MeetingCard(this), now),
            Outgoing(things.community, MeetingReminder(this), later),
            Outgoing(things.community, MeetingReminder(other), later),
            Outgoing(things.community, MeetingRefresh(this), later),
        ],
        now,
    )
    (due,) = await _lease(db, now)
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        await outbox.withdraw(tx, (Topic.CARD, Topic.REMINDER), [this])
    assert await _left(db) == [Topic.CARD, Topic.REMINDER, Topic.REFRESH]


async def test_only_what_is_due_later_can_be_taken_back(
    db: Database, things: Things, now: datetime
) -> None:
    card, reminder = MeetingCard(things.meetings[0]), MeetingReminder(things.meetings[0])
    for message, after in ((card, timedelta()), (reminder, SECOND)):
        await _post_many(db, [Outgoing(things.community, message, now + after)], now)
    async with db.write() as tx:
        await outbox.withdraw(tx, (Topic.CARD, Topic.REMINDER), things.meetings, after=now)
    assert await _left(db) == [Topic.CARD]


async def test_only_what_is_for_one_person_can_be_taken_back(
    db: Database, things: Things, now: datetime
) -> None:
    meeting, (ana, ben) = things.meetings[0], things.people
    await _post_many(
        db,
        [
            Outgoing(things.community, DirectReminder(meeting, 1), now, ana),
            Outgoing(things.community, DirectNews(meeting, 2, 1), now, ben),
            Outgoing(things.community, MeetingReminder(meeting), now),
        ],
        now,
    )
    async with db.write() as tx:
        await outbox.withdraw(tx, list(Topic), things.meetings, person_id=ana)
    assert await _left(db) == [Topic.DIRECT_NEWS, Topic.REMINDER]


def _reminder(
    things: Things, due_at: datetime, meeting: int = 0, person: int | None = None
) -> Outgoing:
    message = MeetingReminder(things.meetings[meeting])
    person_id = None if person is None else things.people[person]
    return Outgoing(things.community, message, due_at, person_id)


async def _is_outdated(db: Database, due: AnyDue, now: datetime) -> bool:
    async with db.read() as tx:
        return await waiting.later_one_due(tx, due, now)


async def test_a_row_is_outdated_when_a_later_one_like_it_is_due(
    db: Database, things: Things, now: datetime
) -> None:
    rows = [_reminder(things, now), _reminder(things, now + HOUR)]
    await _post_many(db, rows, now)
    (first,) = await _lease(db, now)
    assert not await _is_outdated(db, first, now + HOUR - SECOND)
    assert await _is_outdated(db, first, now + HOUR)
    _, second = await _lease(db, now + HOUR)
    assert not await _is_outdated(db, second, now + HOUR)


async def test_no_row_is_outdated_by_one_of_another_topic_meeting_or_person(
    db: Database, things: Things, now: datetime
) -> None:
    rows = [_reminder(things, now + SECOND, m, p) for m, p in ((1, 0), (0, 1), (0, None))]
    other = replace(_reminder(things, now + SECOND, 0, 0), message=MeetingCard(things.meetings[0]))
    await _post_many(db, [_reminder(things, now, 0, 0), other, *rows], now)
    (first,) = await _lease(db, now)
    assert first.topic == Topic.REMINDER
    assert not await _is_outdated(db, first, now + HOUR)


async def test_a_row_is_outdated_by_one_that_was_said_already(
    db: Database, things: Things, now: datetime
) -> None:
    rows = [_reminder(things, now), _reminder(things, now + SECOND)]
    await _post_many(db, rows, now)
    first, second = await _lease(db, now + SECOND)
    async with db.write() as tx:
        await outbox.mark_done(tx, second.id, now + SECOND)
    assert await _is_outdated(db, first, now + SECOND)


async def test_what_a_process_that_was_alone_left_behind_is_free_at_once(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    await _lease(db, now, "gone")
    async with db.write() as tx:
        await outbox.end_leases(tx)
    assert await _next(db, now) == now
    (again,) = await _lease(db, now, "two")
    assert (_name(again), again.attempts) == ("card", 2)


async def test_what_was_put_off_is_not_free_when_leases_end(
    db: Database, post: Post, now: datetime
) -> None:
    await post("card")
    (due,) = await _lease(db, now)
    await _put_off(db, due, now + MINUTE)
    async with db.write() as tx:
        await outbox.end_leases(tx)
    assert await _names(db, now) == []
