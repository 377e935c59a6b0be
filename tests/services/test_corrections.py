"""Organizers put the list of a meeting right: by member, by name, and for good."""

from datetime import datetime

import pytest

from sigbot.domain.community import Community
from sigbot.domain.outbox import REFRESH_AFTER, Topic
from sigbot.domain.refusals import (
    AlreadyPublishedError,
    AmbiguousNameError,
    EmptyError,
    MeetingCancelledError,
    NotBegunError,
    NotFoundError,
    NotOrganizerError,
    TooLongError,
    WhoError,
)
from sigbot.services.activity import add_activity
from sigbot.services.attendance import show_attendance
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.names import offer_people
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from tests.services.attending import (
    Came,
    Line,
    a_call,
    check_ledger,
    imported,
    ledger_of,
    unchanged,
)
from tests.services.world import (
    ANA,
    BEN,
    HOUR,
    MINUTE,
    OLGA,
    OTTO,
    SECOND,
    Noted,
    Waiting,
    audited,
    cancel_meeting,
    check_in,
    publish_report,
    refused,
    rows,
    waiting,
)

PERIOD, FEBRUARY = "H1 2026", "2026-02-01..2026-02-28"


async def test_who_is_put_on_a_list_or_taken_off_it_is_noted_and_shown(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.ends_at + HOUR
    added = await add_attendance(db, OLGA, call.key, ANA, None, at)
    assert (added.meeting.id, added.person.name, added.changed) == (call.id, "Ana", True)
    assert await ledger_of(db, call) == [Line("Ana", "manual", 120)]
    [refresh] = await waiting(db, Topic.REFRESH)
    assert refresh == Waiting(Topic.REFRESH, {"meeting": call.id}, at + REFRESH_AFTER)
    assert not (await add_attendance(db, OLGA, call.key, ANA, None, at)).changed
    for changed in (True, False):
        removed = await remove_attendance(db, OLGA, "call", None, "Ana", at + MINUTE)
        assert removed.changed == changed
    assert await ledger_of(db, call) == []
    actions = ["attendance.add"] * 2 + ["attendance.remove"] * 2
    moments = [at] * 2 + [at + MINUTE] * 2
    assert (await audited(db))[-4:] == [
        Noted(action, call.key, "Olga", OLGA.discord_id, moment)
        for action, moment in zip(actions, moments, strict=True)
    ]
    [person] = await rows(db, "people")
    assert {r["details"].get("person") for r in (await rows(db, "audit"))[-4:]} == {
        f"u{person['id']}"
    }
    await check_ledger(db)


async def test_a_name_is_somebody_new_once_and_the_same_ever_after(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    at = first.ends_at
    added = await add_attendance(db, OLGA, first.key, None, "  Neha   Rao ", at)
    assert (added.person.name, added.changed) == ("Neha Rao", True)
    [neha] = await offer_people(db, OLGA, "neha")
    assert (await add_attendance(db, OLGA, second.key, None, "Neha Rao", at)).changed
    assert not (await add_attendance(db, OLGA, second.key, None, neha.key.upper(), at)).changed
    assert (await remove_attendance(db, OLGA, second.key, None, neha.key, at)).changed
    assert len(await rows(db, "people")) == 1
    assert [len(await ledger_of(db, call)) for call in (first, second)] == [1, 0]
    async with refused(db, NotFoundError):
        await remove_attendance(db, OLGA, first.key, None, "Nobody", at)
    made = await add_attendance(db, OLGA, first.key, None, "u999", at)
    assert made.person.name == "u999"


async def test_a_source_that_saw_somebody_is_named_again_once_they_are_put_back(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.starts_at
    await check_in(db, ANA, call.id, "button", at)
    await imported(db, call, Came("Ana", 2, 60))
    await remove_attendance(db, OLGA, call.key, ANA, None, at + HOUR)
    assert (await show_attendance(db, OLGA, call.key, at)).people == []
    await add_attendance(db, OLGA, call.key, ANA, None, at + HOUR + SECOND)
    assert await ledger_of(db, call) == [Line("Ana", "button", 0, 58)]


async def test_what_cannot_be_meant_is_refused(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call, off = await a_call(db, now), await a_call(db, now)
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    at = call.ends_at
    await imported(db, call, Came("Neha", 0, 50), Came("Neha", 5, 17), answers=("1",))
    async with unchanged(db):
        for correct in (add_attendance, remove_attendance):
            for member, name in ((None, None), (None, "  "), (ANA, "Ana")):
                with pytest.raises(WhoError):
                    await correct(db, OLGA, call.key, member, name, at)
            with pytest.raises(AmbiguousNameError) as several:
                await correct(db, OLGA, call.key, None, "Neha", at)
            assert several.value.text == "Neha"
            with pytest.raises(NotOrganizerError):
                await correct(db, BEN, call.key, ANA, None, at)
            with pytest.raises(NotFoundError):
                await correct(db, OTTO, call.key, OTTO, None, at)
        for name, error in (("x" * 301, TooLongError), ("\u200b", EmptyError)):
            with pytest.raises(error):
                await add_attendance(db, OLGA, call.key, None, name, at)
        with pytest.raises(NotBegunError) as early:
            await add_attendance(db, OLGA, call.key, ANA, None, call.opens_at - SECOND)
        assert early.value.opens_at == call.opens_at
        with pytest.raises(MeetingCancelledError):
            await add_attendance(db, OLGA, off.key, ANA, None, at)
    assert (await add_attendance(db, OLGA, call.key, ANA, " ", call.opens_at)).changed


async def test_nobody_is_put_on_a_list_by_the_key_of_another_communitys_person(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at)
    async with refused(db, NotFoundError):
        await remove_attendance(db, OTTO, call.key, None, "u1", call.ends_at)
    added = await add_attendance(db, OLGA, call.key, None, "u1", call.ends_at)
    assert (added.person.name, added.changed) == ("Ana", False)


@pytest.mark.parametrize("name", ["Jose\u0301", "\u200fعلي"], ids=["decomposed", "marked"])
async def test_a_name_that_is_written_oddly_is_the_same_person_every_time(
    db: Database, here: Community, now: datetime, name: str
) -> None:
    call = await a_call(db, now)
    for changed in (True, False):
        added = await add_attendance(db, OLGA, call.key, None, name, call.ends_at)
        assert added.changed == changed


async def test_half_a_character_in_a_name_is_left_out(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    assert await offer_people(db, OLGA, "An\ud800") == []
    added = await add_attendance(db, OLGA, call.key, None, "An\ud800a", call.ends_at)
    assert added.person.name == "Ana"


async def test_a_report_that_was_published_is_changed_even_if_its_figures_are_not(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.ends_at + HOUR
    await check_in(db, ANA, call.id, "button", call.starts_at)
    await add_activity(db, OLGA, "Talk", None, "2026-02-03", None, at)
    for period in (PERIOD, "Q1 2026", FEBRUARY):
        await publish_report(db, OLGA, period, at)
    await add_attendance(db, OLGA, call.key, ANA, None, at)
    assert not (await compile_period(db, OLGA, PERIOD, at)).changed
    published = (await compile_period(db, OLGA, PERIOD, at)).data
    await remove_attendance(db, OLGA, call.key, ANA, None, at)
    await add_attendance(db, OLGA, call.key, BEN, None, at)
    compiled = await compile_period(db, OLGA, PERIOD, at)
    assert (compiled.changed, compiled.data) == (True, published)
    assert (await compile_period(db, OLGA, "Q1 2026", at)).changed
    assert not (await compile_period(db, OLGA, FEBRUARY, at)).changed
    await publish_report(db, OLGA, PERIOD, at)
    assert not (await compile_period(db, OLGA, PERIOD, at)).changed
    async with refused(db, AlreadyPublishedError):
        await publish_report(db, OLGA, PERIOD, at)
