"""Codes on a screen: shown by organizers, typed by members, and not to be guessed."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text

from sigbot.domain.codes import MOST_WRONG, REST
from sigbot.domain.community import Community
from sigbot.domain.refusals import (
    MeetingCancelledError,
    NotFoundError,
    NotOrganizerError,
    TooEarlyError,
    TooLateError,
    TooManyGuessesError,
    WrongCodeError,
)
from sigbot.services.codes import find_by_code, show_code
from sigbot.store.database import Database
from tests.services.attending import Line, a_call, begun, ledger_of, unchanged
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    MINUTE,
    OLGA,
    OTTO,
    SECOND,
    Noted,
    audited,
    cancel_meeting,
    check_in,
    everything,
    meeting_at,
    refused,
    rows,
)

SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")


def _other(*codes: str) -> str:
    """A code that is none of these."""
    return next(code for code in ("111111", "222222", "333333") if code not in codes)


async def _guess_wrongly(db: Database, code: str, now: datetime, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongCodeError):
            await find_by_code(db, ANA, code, now)


async def test_every_meeting_has_a_code_of_its_own_that_stays(
    db: Database, here: Community, now: datetime
) -> None:
    """With a million codes, ten that were not random would hardly differ."""
    calls = [await a_call(db, now) for _ in range(10)]
    at = calls[0].starts_at
    shown = [(await show_code(db, OLGA, call.id, at)).code for call in calls]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in shown)
    assert len(set(shown)) > 8
    again = [(await show_code(db, OLGA, call.id, at + HOUR)).code for call in calls]
    assert again == shown
    noted = Noted("attendance.code", calls[-1].key, "Olga", OLGA.discord_id, at + HOUR)
    assert (await audited(db))[-1] == noted
    kept = str(await rows(db, "audit"))
    assert not any(code in kept for code in shown)


async def test_whoever_types_the_code_is_there(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await a_call(db, now)
    at = call.starts_at
    code = (await show_code(db, OLGA, call.id, at)).code
    before = await everything(db)
    for digits in SCRIPTS:
        typed = code.translate(str.maketrans("0123456789", digits))
        for written in (typed, f" {typed[:3]} {typed[3:]}\n", "-".join(typed)):
            assert (await find_by_code(db, ANA, written, at)).id == call.id
    assert await everything(db) == before
    await check_in(db, ANA, call.id, "code", at)
    assert await ledger_of(db, call) == [Line("Ana", "code", 0)]


async def test_a_code_works_while_check_in_is_open_and_in_its_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call, off = await a_call(db, now), await a_call(db, now)
    at = call.starts_at
    code = (await show_code(db, OLGA, call.id, call.opens_at)).code
    lost = (await show_code(db, OLGA, off.id, at)).code
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=at)
    wrong = (
        (OTTO, code, at),
        (ANA, _other(code, lost), at),
        (ANA, "", at),
        (ANA, f"{code}0", at),
    )
    for who, typed, moment in wrong:
        with pytest.raises(WrongCodeError):
            await find_by_code(db, who, typed, moment)
    if lost != code:
        with pytest.raises(MeetingCancelledError):
            await find_by_code(db, BEN, lost, at)
    with pytest.raises(TooEarlyError):
        await find_by_code(db, ANA, code, call.opens_at - SECOND)
    with pytest.raises(TooLateError):
        await find_by_code(db, ANA, code, call.closes_at + SECOND)
    for moment in (call.opens_at, call.closes_at):
        assert (await find_by_code(db, BEN, code, moment)).id == call.id


async def test_a_code_is_shown_to_organizers_while_the_meeting_is_open(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call, off = await a_call(db, now), await a_call(db, now, title="Off")
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    at = call.starts_at
    async with unchanged(db):
        for who, meeting_id, moment, error in (
            (ANA, call.id, at, NotOrganizerError),
            (OTTO, call.id, at, NotFoundError),
            (OLGA, call.id, call.opens_at - SECOND, TooEarlyError),
            (OLGA, call.id, call.closes_at + SECOND, TooLateError),
            (OLGA, off.id, at, MeetingCancelledError),
            (OLGA, 999, at, NotFoundError),
        ):
            with pytest.raises(error):
                await show_code(db, who, meeting_id, moment)


async def test_after_five_wrong_codes_there_is_a_rest(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.starts_at
    code = (await show_code(db, OLGA, call.id, at)).code
    wrong = _other(code)
    for minute in range(MOST_WRONG):
        await _guess_wrongly(db, wrong, at + minute * MINUTE, 1)
    for typed in (wrong, code):
        async with refused(db, TooManyGuessesError) as many:
            await find_by_code(db, ANA, typed, at + REST - SECOND)
        assert many.value.until == at + REST
    assert (await find_by_code(db, BEN, code, at)).id == call.id
    await _guess_wrongly(db, wrong, at + REST, 1)
    assert (await find_by_code(db, ANA, code, at + REST)).id == call.id
    await _guess_wrongly(db, wrong, at + REST, MOST_WRONG - 1)
    with pytest.raises(TooManyGuessesError):
        await find_by_code(db, ANA, code, at + REST)


async def test_a_clock_that_was_set_back_locks_nobody_out_for_long(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.starts_at
    code = (await show_code(db, OLGA, call.id, at)).code
    await _guess_wrongly(db, _other(code), at + 30 * DAY, MOST_WRONG)
    assert (await find_by_code(db, ANA, code, at)).id == call.id
    await _guess_wrongly(db, _other(code), at, MOST_WRONG)
    with pytest.raises(TooManyGuessesError):
        await find_by_code(db, ANA, code, at)


async def test_wrong_codes_count_for_one_person_in_one_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    code = (await show_code(db, OLGA, call.id, call.starts_at)).code
    for _ in range(MOST_WRONG):
        with pytest.raises(WrongCodeError):
            await find_by_code(db, OTTO, code, call.starts_at)
    with pytest.raises(TooManyGuessesError):
        await find_by_code(db, OTTO, code, call.starts_at)
    assert (await find_by_code(db, ANA, code, call.starts_at)).id == call.id


async def _two_at_once(sides: tuple[Database, Database, Database], now: datetime) -> list[object]:
    """Two wrong codes of Ana's, of which neither can be counted before both were read."""
    db, another, third = sides
    async with third.write() as tx:
        await tx.execute(text("LOCK TABLE guesses IN SHARE MODE"))
        tasks = await begun(tx, *(find_by_code(side, ANA, "", now) for side in (db, another)))
    told = await asyncio.gather(*tasks, return_exceptions=True)
    return [type(one) for one in told]


async def test_two_first_guesses_at_once_both_count(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    assert await _two_at_once(three, now) == [WrongCodeError] * 2
    [row] = await rows(three[0], "guesses")
    assert row["wrong"] == 2


async def test_two_later_guesses_at_once_both_count(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    await _guess_wrongly(three[0], "", now, 1)
    assert await _two_at_once(three, now) == [WrongCodeError] * 2
    [row] = await rows(three[0], "guesses")
    assert row["wrong"] == 3


async def test_who_knows_the_code_of_one_meeting_cannot_guess_that_of_another_for_ever(
    db: Database, here: Community, now: datetime
) -> None:
    known, secret = await a_call(db, now), await meeting_at(db, now + DAY, now)
    at = known.starts_at
    code = (await show_code(db, OLGA, known.id, at)).code
    wrong = _other(code, (await show_code(db, OLGA, secret.id, at)).code)
    await _guess_wrongly(db, wrong, at, MOST_WRONG - 1)
    await find_by_code(db, ANA, code, at)
    await _guess_wrongly(db, wrong, at, 1)
    with pytest.raises(TooManyGuessesError):
        await find_by_code(db, ANA, wrong, at)
