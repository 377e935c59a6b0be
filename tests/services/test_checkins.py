"""The desk: many check in at once, each gets their own answer, and only when it is kept."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import pytest

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import (
    MeetingCancelledError,
    NotFoundError,
    NotMemberError,
    NotSetUpError,
    RefusedError,
    StoreBusyError,
    TakenOffError,
    TooEarlyError,
    TooLateError,
)
from sigbot.domain.voice import Heard
from sigbot.services import checkins
from sigbot.services.checkins import CheckedIn, CheckInDesk, Press, check_in_all
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.meetings import show_meeting
from sigbot.services.voice import set_voice_tracking, take_stock
from sigbot.store.database import Database
from sigbot.store.patience import BUSY_TIMEOUT_MS
from tests.services.attending import (
    Came,
    Line,
    a_call,
    begun,
    check_ledger,
    held,
    imported,
    in_channel,
    ledger_of,
    refuse_poison,
    stays,
)
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NOBODY_YET,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    audited,
    cancel_meeting,
    check_in,
    everything,
    meeting_at,
    member,
    rows,
    waiting,
)

POISON = Actor(GUILD, 666, "Poison")


@pytest.fixture
def another(opened: Callable[[str], Database], db_url: str) -> Database:
    """The same database, as another process has it open."""
    return opened(db_url)


async def _all_at(desk: CheckInDesk, presses: Sequence[Press]) -> list[CheckedIn | BaseException]:
    return await asyncio.gather(*map(desk.check_in, presses), return_exceptions=True)


async def test_in_one_batch_everybody_gets_their_own_answer(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call, later = await a_call(db, now), await meeting_at(db, now + 2 * DAY, now)
    over, off = await meeting_at(db, now + 5 * HOUR, now), await a_call(db, now)
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    at = call.starts_at
    await check_in(db, BEN, call.id, "button", at)
    renamed = Actor(GUILD, BEN.discord_id, "Benjamin")
    cases: list[tuple[Actor, int, bool | type[RefusedError]]] = [
        (ANA, call.id, True),
        (ANA, call.id, False),
        (renamed, call.id, False),
        (STRANGER, call.id, NotMemberError),
        (OTTO, call.id, NotFoundError),
        (NOBODY_YET, call.id, NotSetUpError),
        (ANA, later.id, TooEarlyError),
        (BEN, over.id, TooLateError),
        (ANA, off.id, MeetingCancelledError),
        (ANA, 10**9, NotFoundError),
        (OLGA, call.id, True),
    ]
    presses = [
        Press(who, number, (Source.BUTTON, Source.CODE)[place % 2], at)
        for place, (who, number, _) in enumerate(cases)
    ]
    told = await check_in_all(db, presses)
    found = [
        one.first if isinstance(one, CheckedIn) else type(one)
        for one in (told[press] for press in presses)
    ]
    assert found == [expected for *_, expected in cases]
    assert [line.name for line in await ledger_of(db, call)] == ["Ana", "Benjamin", "Olga"]
    assert len(await rows(db, "attendances")) == 3
    noted = [one.name for one in await audited(db) if one.action == "attendance.checkin"]
    assert noted == ["Ben", "Ana", "Olga"]
    assert {"Stranger", "Otto", "Nina"}.isdisjoint(r["name"] for r in await rows(db, "people"))
    await check_ledger(db)


async def test_300_who_press_at_once_are_all_there(
    db: Database, here: Community, now: datetime
) -> None:
    """A hundred of them press twice. All of them wait for one commit."""
    call = await a_call(db, now)
    notified: list[int] = []
    desk = CheckInDesk(db, notify=lambda: notified.append(1))
    everybody = [member(number) for number in range(300)]
    presses = [Press(who, call.id, Source.BUTTON, call.starts_at) for who in everybody]
    again = [Press(who, call.id, Source.CODE, call.starts_at) for who in everybody[::3]]
    told = await _all_at(desk, [*presses, *again])
    firsts = [one.first for one in told if isinstance(one, CheckedIn)]
    assert firsts == [True] * 300 + [False] * 100
    lines = await ledger_of(db, call)
    assert {line.name for line in lines} == {who.name for who in everybody}
    assert len(lines) == len(await rows(db, "attendances")) == 300
    assert len([one for one in await audited(db) if one.action == "attendance.checkin"]) == 300
    [refresh] = await waiting(db, Topic.REFRESH)
    assert refresh.payload == {"meeting": call.id}
    assert notified == [1]
    await check_ledger(db)


async def test_what_the_database_refuses_is_that_ones_alone(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await refuse_poison(db)
    desk = CheckInDesk(db)
    people = [POISON, *map(member, range(9)), POISON, ANA, ANA]
    told = await _all_at(
        desk, [Press(who, call.id, Source.BUTTON, call.starts_at) for who in people]
    )
    wrong = [str(one) for one in told if not isinstance(one, CheckedIn)]
    assert len(wrong) == 2
    assert all("refused on purpose" in one for one in wrong)
    firsts = [one.first for one in told if isinstance(one, CheckedIn)]
    assert firsts == [True] * 10 + [False]
    assert len(await ledger_of(db, call)) == 10
    assert not any(one.name == POISON.name for one in await audited(db))


async def test_while_the_database_is_busy_everybody_is_told_so_and_nothing_is_kept(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    before = await everything(db)
    desk = CheckInDesk(db)
    presses = [Press(member(n), call.id, Source.BUTTON, call.starts_at) for n in range(3)]
    async with held(another, call), asyncio.timeout(2 * BUSY_TIMEOUT_MS / 1000):
        told = await _all_at(desk, presses)
        assert [type(one) for one in told] == [StoreBusyError] * 3
    assert await everything(db) == before
    assert all(isinstance(one, CheckedIn) and one.first for one in await _all_at(desk, presses))


async def test_two_processes_lose_nobody_and_count_nobody_twice(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    calls = [await a_call(db, now), await a_call(db, now)]
    desks = [CheckInDesk(db), CheckInDesk(another)]
    people = [member(number) for number in range(60)]
    at = calls[0].starts_at
    for chosen in (calls[:1], calls):
        presses = [Press(who, call.id, Source.BUTTON, at) for who in people for call in chosen]
        told = await asyncio.gather(*(_all_at(desk, presses) for desk in desks))
        firsts = [one.first for one in chain(*told) if isinstance(one, CheckedIn)]
        assert len(firsts) == 2 * len(presses)
        assert sum(firsts) == 60
    assert [len(await ledger_of(db, call)) for call in calls] == [60, 60]
    assert len(await rows(db, "people")) == 60
    assert len([one for one in await audited(db) if one.action == "attendance.checkin"]) == 120


async def test_who_no_longer_waits_disturbs_nobody(
    db: Database, another: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    desk = CheckInDesk(db)
    presses = [Press(member(n), call.id, Source.BUTTON, call.starts_at) for n in range(6)]
    async with held(another, call):
        pressing = [asyncio.create_task(desk.check_in(press)) for press in presses]
        await asyncio.sleep(0.05)
        for gone in pressing[::2]:
            gone.cancel()
        await asyncio.wait(pressing[::2])
    told = await asyncio.gather(*pressing, return_exceptions=True)
    assert [type(one) for one in told] == [asyncio.CancelledError, CheckedIn] * 3
    assert len(await ledger_of(db, call)) == 6
    assert not (await desk.check_in(presses[0])).first


async def test_who_was_taken_off_stays_off_whatever_comes_and_may_be_put_back(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.starts_at
    await check_in(db, ANA, call.id, "button", at + MINUTE)
    await remove_attendance(db, OLGA, call.key, ANA, None, at + 2 * MINUTE)
    noted = await audited(db)
    for source in ("button", "code"):
        with pytest.raises(TakenOffError):
            await check_in(db, ANA, call.id, source, at)
    await stays(db, call, ANA, 0, 60)
    await imported(db, call, Came("Ana", 0, 60))
    await remove_attendance(db, OLGA, call.key, BEN, None, at)
    with pytest.raises(TakenOffError):
        await check_in(db, BEN, call.id, "button", at)
    assert await ledger_of(db, call) == []
    assert [one.action for one in await audited(db)][len(noted) :] == [
        "attendance.import",
        "attendance.remove",
    ]
    await add_attendance(db, OLGA, call.key, ANA, None, at + HOUR)
    assert await ledger_of(db, call) == [Line("Ana", "button", 0, 60)]
    assert not (await check_in(db, ANA, call.id, "button", at)).first


async def test_the_earliest_press_is_kept_in_one_batch_as_in_two(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    late, early = (Press(ANA, call.id, Source.BUTTON, call.starts_at + n * SECOND) for n in (90, 5))
    await check_in_all(db, [late, early])
    assert [row["seen_at"] for row in await rows(db, "sightings")] == [early.at]


async def test_more_than_one_batch_holds_are_served_in_their_order(
    db: Database, here: Community, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkins, "LARGEST_BATCH", 3)
    call = await a_call(db, now)
    desk = CheckInDesk(db)
    order: list[int] = []

    async def press(number: int) -> None:
        await desk.check_in(Press(member(number), call.id, Source.BUTTON, call.starts_at))
        order.append(number)

    await asyncio.gather(*map(press, range(8)))
    assert order == list(range(8))
    shown = (await show_meeting(db, ANA, call.key, call.starts_at)).meeting
    assert shown.counts.attended == 8


async def _told(third: Database, call: Meeting, *works: Coroutine[Any, Any, object]) -> str:
    """What each of them came to, begun while somebody else holds the meeting."""
    async with held(third, call) as holding:
        tasks = await begun(holding, *works)
    return str(await asyncio.gather(*tasks, return_exceptions=True))


async def test_a_press_and_a_correction_of_somebody_new_do_not_block_each_other(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    db, another, third = three
    call = await a_call(db, now)
    at = call.starts_at
    told = await _told(
        third,
        call,
        check_in(db, ANA, call.id, "button", at),
        add_attendance(another, OLGA, call.key, ANA, None, at),
    )
    assert "Error" not in told


async def test_somebody_new_at_two_meetings_at_once_is_told_the_truth_by_two_processes(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    """Each of the two has what the other waits for: who is told that it is busy presses again."""
    db, another, third = three
    first, second = await a_call(db, now), await a_call(db, now)
    at = first.starts_at
    presses = [Press(ANA, first.id, Source.CODE, at), Press(BEN, second.id, Source.CODE, at)]
    last = Press(ANA, second.id, Source.BUTTON, at)
    async with held(third, second) as holding:
        tasks = await begun(
            holding, CheckInDesk(db).check_in(last), _all_at(CheckInDesk(another), presses)
        )
    await asyncio.wait(tasks)
    there = len(await rows(db, "attendances"))
    again = await _all_at(CheckInDesk(db), [*presses, last])
    firsts = [one.first for one in again if isinstance(one, CheckedIn)]
    assert (len(firsts), sum(firsts)) == (3, 3 - there)
    names = [[line.name for line in await ledger_of(db, call)] for call in (first, second)]
    assert names == [["Ana"], ["Ana", "Ben"]]
    assert len(await rows(db, "people")) == 2


async def test_somebody_new_who_presses_and_is_in_the_channel_does_not_block_the_desk(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    db, another, third = three
    call = await a_call(db, now)
    at = call.starts_at
    told = await _told(
        third,
        call,
        take_stock(another, in_channel(call), [Heard(ANA.discord_id, ANA.name)], at),
        check_in_all(db, [Press(who, call.id, Source.BUTTON, at) for who in (BEN, ANA)]),
    )
    assert "Error" not in told


async def test_who_leaves_out_voice_while_the_bot_looks_is_not_told_that_it_is_busy(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    db, another, third = three
    call = await a_call(db, now)
    await stays(db, call, ANA, 0, 5)
    heard = [Heard(ANA.discord_id, ANA.name)]
    told = await _told(
        third,
        call,
        take_stock(another, in_channel(call), heard, call.starts_at + 6 * MINUTE),
        set_voice_tracking(db, ANA, call.starts_at, wanted=False),
    )
    assert "Error" not in told
