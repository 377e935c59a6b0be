"""Being in the channel of a meeting: what was heard of, what counts, and what is not noted."""

from datetime import datetime

import pytest

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Topic
from sigbot.domain.voice import Heard
from sigbot.services.attendance import show_attendance
from sigbot.services.community import Setup, set_up
from sigbot.services.voice import note_move, set_voice_tracking, take_stock, watched_meetings
from sigbot.store.database import Database
from tests.services.attending import (
    CHANNEL,
    Line,
    a_call,
    check_ledger,
    in_channel,
    ledger_of,
    stays,
)
from tests.services.world import (
    ANA,
    BEN,
    GUILD,
    MINUTE,
    NEWS,
    OLGA,
    SECOND,
    audited,
    cancel_meeting,
    check_in,
    everything,
    rows,
    waiting,
)

CY = Actor(GUILD, 7, "Cy")


def heard(who: Actor) -> Heard:
    return Heard(who.discord_id, who.name)


async def _look(db: Database, call: Meeting, minute: float, *there: Heard) -> None:
    """What the bot finds in the channel."""
    await take_stock(db, in_channel(call), there, call.starts_at + minute * MINUTE)


async def _move(db: Database, call: Meeting, who: Actor, minute: float, *, here: bool) -> None:
    at = call.starts_at + minute * MINUTE
    await note_move(db, in_channel(call), heard(who), at, here=here)


async def _brief(db: Database, call: Meeting, who: Actor = OLGA) -> list[tuple[str, int]]:
    return (await show_attendance(db, who, call.key, call.starts_at)).brief


async def test_meetings_with_a_channel_are_watched_while_check_in_is_open(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    place = f"<#{CHANNEL}>"
    stage = await a_call(db, now, place=place)
    link = f"https://discord.com/channels/{GUILD}/{CHANNEL + 1}"
    linked = await a_call(db, now, link=link, duration="12 hours")
    await a_call(db, now, link="https://zoom.example/j/1")
    off = await a_call(db, now, place=place)
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    at = stage.starts_at
    for moment, expected in (
        (at - 15 * MINUTE - SECOND, []),
        (at - 15 * MINUTE, [stage, linked]),
        (at + 90 * MINUTE, [stage, linked]),
        (at + 90 * MINUTE + SECOND, [linked]),
        (linked.closes_at, [linked]),
        (linked.closes_at + SECOND, []),
    ):
        watched = await watched_meetings(db, moment)
        assert [one.id for one in watched] == [call.id for call in expected]
    first, second = await watched_meetings(db, at)
    assert first == in_channel(stage, here.id)
    assert (second.channel_id, second.guild_id) == (CHANNEL + 1, GUILD)


async def test_ten_minutes_in_the_channel_are_an_attendance(
    db: Database, here: Community, now: datetime
) -> None:
    """Nine minutes and 59 seconds are a visit, which is for organizers only."""
    call = await a_call(db, now)
    await stays(db, call, ANA, 5, 15)
    await stays(db, call, BEN, 5, 15 - 1 / 60)
    await stays(db, call, CY, -15, 0)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 5, 10)]
    assert await _brief(db, call) == [("Ben", 9)]
    assert await _brief(db, call, ANA) == []
    assert len(await waiting(db, Topic.REFRESH)) == 1
    await stays(db, call, BEN, 59, 75)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 5, 10), Line("Ben", "voice", 5, 10)]
    assert await _brief(db, call) == []
    await check_ledger(db)


async def test_minutes_count_while_the_meeting_runs_and_are_added_up(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await stays(db, call, ANA, -15, 3)
    await stays(db, call, ANA, 20, 24.5)
    await stays(db, call, ANA, 50, 90)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 0, 17)]
    await stays(db, call, BEN, -15, 90)
    assert (await ledger_of(db, call))[1] == Line("Ben", "voice", 0, 60)
    await check_in(db, ANA, call.id, "button", call.starts_at + 40 * MINUTE)
    assert (await ledger_of(db, call))[0] == Line("Ana", "button", 40, 17)


async def test_the_community_says_how_long_is_long_enough(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await set_up(db, OLGA, Setup(voice_minutes=30), "Server", NEWS, now)
    await stays(db, call, ANA, 0, 29.9)
    assert (await ledger_of(db, call), await _brief(db, call)) == ([], [("Ana", 29)])
    await set_up(db, OLGA, Setup(voice_minutes=1), "Server", NEWS, now)
    await stays(db, call, BEN, 0, 1)
    assert await ledger_of(db, call) == [Line("Ben", "voice", 0, 1)]
    await _look(db, call, 40, heard(ANA))
    assert [line.name for line in await ledger_of(db, call)] == ["Ana", "Ben"]


async def test_who_was_there_before_a_restart_and_after_it_was_there_all_the_time(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await _look(db, call, 2, heard(ANA), heard(BEN), heard(CY))
    await _look(db, call, 8, heard(ANA), heard(BEN))
    await _look(db, call, 30, heard(ANA))
    assert await ledger_of(db, call) == [Line("Ana", "voice", 2, 28)]
    assert await _brief(db, call) == [("Ben", 6), ("Cy", 0)]
    await _look(db, call, 40, heard(BEN))
    await _look(db, call, 44, heard(BEN))
    assert await ledger_of(db, call) == [Line("Ana", "voice", 2, 28), Line("Ben", "voice", 2, 10)]
    before = await everything(db)
    await _look(db, call, 44, heard(BEN))
    assert await everything(db) == before
    left = {row["left_at"] for row in await rows(db, "presences")}
    assert len(left) == 4
    await _look(db, call, 50)
    assert None not in {row["left_at"] for row in await rows(db, "presences")}


async def test_events_that_come_twice_or_were_missed_do_no_harm(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await _move(db, call, ANA, 1, here=False)
    assert await rows(db, "people") == []
    for here_now in (True, False, True, True):
        await _move(db, call, ANA, 2, here=here_now)
    await _move(db, call, ANA, 5, here=True)
    for minute in (20, 20, 33):
        await _move(db, call, ANA, minute, here=False)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 2, 18)]
    await _move(db, call, ANA, 20, here=True)
    await _move(db, call, ANA, 20, here=False)
    await _move(db, call, BEN, 5, here=True)
    await _look(db, call, 16)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 2, 18)]
    assert await _brief(db, call) == [("Ben", 0)]
    for minute in (10, 21, 4):
        await _look(db, call, minute, heard(CY))
    await _look(db, call, 22)
    await stays(db, call, CY, 30, 32)
    assert (await ledger_of(db, call))[1] == Line("Cy", "voice", 10, 13)


@pytest.mark.parametrize("minutes", [0, 7])
async def test_the_order_of_a_leave_and_a_join_that_overtook_it_matters_little(
    db: Database, here: Community, now: datetime, minutes: int
) -> None:
    """What an event leaves wrong is put right when the bot looks next."""
    call = await a_call(db, now)
    await _move(db, call, ANA, 20, here=False)
    await _move(db, call, ANA, 20 - minutes, here=True)
    await _look(db, call, 20.5)
    assert await _brief(db, call) == [("Ana", 0)]
    await stays(db, call, BEN, 0, 20)
    await _move(db, call, BEN, 20 + minutes, here=True)
    await _move(db, call, BEN, 20, here=False)
    await _look(db, call, 20.5 + minutes, heard(BEN))
    await _look(db, call, 40, heard(BEN))
    [ben] = await ledger_of(db, call)
    assert 39 - minutes <= (ben.minutes or 0) <= 40


async def test_a_clock_that_was_set_back_gives_no_minutes_twice(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await stays(db, call, ANA, 10, 20)
    await stays(db, call, ANA, 15, 25)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 10, 15)]


async def test_who_is_new_and_has_no_name_yet_is_left_for_later(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, BEN, call.id, "button", call.starts_at)
    nameless = Heard(ANA.discord_id, None), Heard(BEN.discord_id, None)
    await _look(db, call, 0, *nameless)
    assert [row["name"] for row in await rows(db, "people")] == ["Ben"]
    await _look(db, call, 5, heard(ANA), nameless[1])
    await _look(db, call, 30, *nameless)
    assert await ledger_of(db, call) == [Line("Ana", "voice", 5, 25), Line("Ben", "button", 0, 30)]
    assert "attendance.checkin" in {one.action for one in await audited(db)}


async def test_who_does_not_want_it_is_forgotten_and_left_alone(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    await stays(db, first, ANA, 0, 30)
    await stays(db, second, ANA, 0, 5)
    await stays(db, second, BEN, 0, 5)
    await set_voice_tracking(db, ANA, second.starts_at, wanted=False)
    assert {row["person_id"] for row in await rows(db, "presences")} == {2}
    assert await ledger_of(db, first) == [Line("Ana", "voice", 0, 30)]
    assert await _brief(db, second) == [("Ben", 5)]
    before = await everything(db)
    await stays(db, second, ANA, 10, 50)
    await _look(db, second, 50, Heard(ANA.discord_id, None), Heard(BEN.discord_id, None))
    await _look(db, second, 51, heard(ANA))
    assert {row["person_id"] for row in await rows(db, "presences")} == {2}
    assert (await everything(db))["sightings"] == before["sightings"]
    await set_voice_tracking(db, ANA, second.starts_at, wanted=True)
    await stays(db, second, ANA, 40, 55)
    assert await ledger_of(db, second) == [Line("Ana", "voice", 40, 15)]
    await stays(db, first, ANA, 40, 45)
    assert await ledger_of(db, first) == [Line("Ana", "voice", 0, 30)]
    assert [one.action for one in await audited(db)][-2:] == ["me.voice"] * 2


async def test_the_minutes_of_a_visit_that_is_forgotten_are_forgotten(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at)
    await stays(db, call, ANA, 0, 5)
    await set_voice_tracking(db, ANA, call.starts_at, wanted=False)
    assert await ledger_of(db, call) == [Line("Ana", "button", 0)]
    await check_ledger(db)


async def test_whoever_is_there_all_the_time_is_written_about_once_only(
    db: Database, here: Community, now: datetime
) -> None:
    """A look every half a minute makes no list grow."""
    call = await a_call(db, now)
    for half_minute in range(25):
        await _look(db, call, half_minute / 2, heard(ANA), heard(BEN))
    assert len(await rows(db, "presences")) == len(await rows(db, "sightings")) == 2
    assert len(await waiting(db, Topic.REFRESH)) == 1
    assert [line.minutes for line in await ledger_of(db, call)] == [12, 12]
