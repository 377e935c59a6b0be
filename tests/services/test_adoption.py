"""Adopting a rotation: the meetings of a series go to their turns, with all that belongs to them;
and taking it back."""

import asyncio
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import ChangedMeanwhileError
from sigbot.domain.meetings import ANNOUNCED_BEFORE, Meeting, Scope
from sigbot.domain.outbox import ClockWarning, MeetingCard, RotationAdopted, Topic
from sigbot.domain.refusals import (
    MeetingOverError,
    NoRotationSeriesError,
    NotFoundError,
    NothingToChangeError,
    NotMemberError,
    NotOrganizerError,
    NotSetUpError,
    RefusedError,
    RotatingError,
    RotationBegunError,
    StoreBusyError,
    TooLongError,
)
from sigbot.domain.rotation.turns import NOTICE, Slot
from sigbot.domain.when import Moment
from sigbot.services.adoption import undo_rotation
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import edit_meeting
from sigbot.services.clocks import follow_zone_rules
from sigbot.services.meetings import answer_meeting, list_meetings, show_meeting
from sigbot.services.members import set_timezone
from sigbot.services.news import clock_news, meeting_news, rotation_news
from sigbot.services.outbox import finish_card
from sigbot.services.reminders import set_direct_messages
from sigbot.services.rotation import last_suggestion
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from tests.services.rotating import (
    NEW_YORK,
    TODAY,
    TOKYO,
    A,
    B,
    adopted,
    came,
    check_places,
    expected,
    in_order,
    instants,
    on_clock,
    said_later,
    slots,
    starts,
    suggested,
)
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    MINUTE,
    NEWS,
    NOBODY_YET,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    WEEK,
    adopt_rotation,
    adopt_suggestion,
    audited,
    cancel_meeting,
    check_clocks,
    edit,
    meetings_as_meant,
    refused,
    reminders_of,
    rows,
    schedule,
    series_at,
    take_all,
    take_kind,
    waiting,
)


async def _show(db: Database, meeting: Meeting, now: datetime) -> Meeting:
    return (await show_meeting(db, OLGA, meeting.key, now)).meeting


async def _walls(db: Database) -> list[datetime]:
    return [row["occurrence"] for row in await in_order(db)]


# What an adoption does


async def test_from_the_chosen_meeting_on_meetings_take_their_turns(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await suggested(db, found[0], now)
    done = await adopt_rotation(db, OLGA, found[2].key, " a ", now)
    walls = await _walls(db)
    assert await instants(db) == starts(found[:2]) + expected(walls[2:], A)
    assert [on_clock(one.starts_at) for one in done.ahead] == ["03-17 Tue 09:00", "03-26 Thu 20:00"]
    assert (done.title, done.moved) == ("Call", len(found) - 2)
    assert (done.rotation.begins, done.rotation.slots) == (walls[2], A)
    assert done.rotation.reach.share_before == done.rotation.reach.share == 40
    assert done.rotation.reach.gained == ()
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject, noted.name) == ("rotation.adopt", "s1", "Olga")
    await check_places(db, now)


async def test_a_suggestion_is_adopted_as_it_was_shown_whatever_was_suggested_since(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    shown = await suggested(db, found[1], now)
    await suggested(db, found[0], now, A=slots("Fri 05:00"))
    assert (await last_suggestion(db, OLGA, "call", now)) == {
        "A": slots("Fri 05:00"),
        "today": TODAY,
    }
    done = await adopt_suggestion(db, OLGA, shown, "b", now)
    assert (done.rotation.slots, done.ahead[0].id) == (B, found[1].id)
    await check_places(db, now)


async def test_the_times_of_a_rotation_are_kept_on_its_own_clock(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """Tokyo has no summer time: in New York its meetings are an hour later from 8 March on."""
    found = await series_at(sqlite_db, now)
    await adopted(sqlite_db, found[0], now, slots("Thu 09:00", zone=TOKYO))
    after = await in_order(sqlite_db)
    assert {(row["zone"], row["wall"].hour) for row in after} == {(TOKYO, 9)}
    assert [on_clock(row["starts_at"]) for row in after[:2]] == [
        "03-04 Wed 19:00",
        "03-11 Wed 20:00",
    ]


@pytest.mark.parametrize(
    ("early", "first"), [(timedelta(), 0), (SECOND, 1)], ids=["24 h", "a second less"]
)
async def test_everybody_hears_of_it_24_hours_before(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, early: timedelta, first: int
) -> None:
    """The first meeting would be on Tuesday; its old time is later."""
    found = await series_at(sqlite_db, now)
    walls = await _walls(sqlite_db)
    at = expected(walls[:1], A)[0] - NOTICE + early
    done = await adopted(sqlite_db, found[0], at)
    assert done.rotation.begins == walls[first]
    assert await instants(sqlite_db) == starts(found[:first]) + expected(walls[first:], A)


async def test_a_meeting_of_tomorrow_is_not_put_off_either(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    at = found[0].starts_at - NOTICE + SECOND
    done = await adopted(sqlite_db, found[0], at, slots("Fri 10:00"))
    assert done.rotation.begins == found[1].occurrence
    assert (await instants(sqlite_db))[0] == found[0].starts_at


async def test_from_a_meeting_that_is_over_it_is_the_next_that_is_far_enough_ahead(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    at = found[3].starts_at
    done = await adopted(sqlite_db, found[0], at)
    assert done.rotation.begins == found[4].occurrence
    assert (await instants(sqlite_db))[:4] == starts(found[:4])
    await check_places(sqlite_db, at)


async def test_without_a_meeting_far_enough_ahead_nothing_is_adopted(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    number = await suggested(sqlite_db, found[-1], now)
    async with refused(sqlite_db, NotFoundError):
        await adopt_suggestion(sqlite_db, OLGA, number, "A", found[-1].starts_at - HOUR)


async def test_answers_and_attendance_stay_with_their_meetings(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    for who, meeting, answer in ((ANA, found[1], "going"), (BEN, found[2], "maybe")):
        await answer_meeting(sqlite_db, who, meeting.id, answer, now)
    await came(sqlite_db, here_on_sqlite, found[0], [ANA, BEN])
    kept = [await rows(sqlite_db, table) for table in ("rsvps", "attendances", "people")]
    await adopted(sqlite_db, found[0], found[0].ends_at)
    kept[0][0]["asked_from"] = found[1].starts_at
    assert [await rows(sqlite_db, table) for table in ("rsvps", "attendances", "people")] == kept


async def test_reminders_and_cards_come_at_the_new_times(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await set_direct_messages(db, ANA, now, wanted=True, before="2h", changes="dm")
    await answer_meeting(db, ANA, found[3].id, "going", now)
    await adopted(db, found[1], now)
    after = await in_order(db)
    await check_places(db, now)
    assert await reminders_of(db, found[3], Topic.DIRECT) == [after[3]["starts_at"] - 2 * HOUR]
    cards = {row.payload["meeting"]: row.due_at for row in await waiting(db, Topic.CARD)}
    ends = [row["starts_at"] + row["duration"] * MINUTE for row in after]
    due = [
        max(row["starts_at"] - ANNOUNCED_BEFORE, before, now)
        for row, before in zip(after, [now, *ends[:-1]], strict=True)
    ]
    assert cards == {
        row["id"]: now if n == 0 else at for n, (row, at) in enumerate(zip(after, due, strict=True))
    }


async def test_what_was_posted_is_put_right(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    [card] = await take_kind(sqlite_db, now, MeetingCard)
    news = await meeting_news(sqlite_db, card, now)
    assert news is not None
    await finish_card(sqlite_db, card, news.meeting, (NEWS, 1), now)
    await adopted(sqlite_db, found[0], now)
    shown = await _show(sqlite_db, found[0], now)
    refreshed = [row.due_at for row in await waiting(sqlite_db, Topic.REFRESH)]
    assert {shown.opens_at, shown.closes_at + SECOND} <= {*refreshed}
    assert min(refreshed) == now
    assert found[0].id not in {
        row.payload["meeting"] for row in await waiting(sqlite_db, Topic.CARD)
    }


async def test_those_who_go_hear_of_the_first_that_moves(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    for who in (ANA, BEN):
        await set_direct_messages(sqlite_db, who, now, wanted=True, before="1h", changes="dm")
    for who, meeting in ((ANA, found[2]), (ANA, found[4]), (BEN, found[0]), (BEN, found[3])):
        await answer_meeting(sqlite_db, who, meeting.id, "going", now)
    await cancel_meeting(sqlite_db, OLGA, found[3].key, "", scope="this", now=now)
    await take_all(sqlite_db, now)
    before = await waiting(sqlite_db, Topic.DIRECT_NEWS)
    await adopted(sqlite_db, found[1], now)
    told = (await waiting(sqlite_db, Topic.DIRECT_NEWS))[len(before) :]
    assert [row.payload for row in told] == [
        {"meeting": found[2].id, "to": ANA.discord_id, "count": len(found) - 2, "asks": True}
    ]


async def test_the_channel_hears_of_it_once_and_only_while_it_is_so(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    done = await adopted(db, found[0], now)
    [due] = await take_kind(db, now, RotationAdopted)
    assert due.message == RotationAdopted(done.rotation.id, undone=False)
    news = await rotation_news(db, due, now)
    assert news is not None
    assert (news.title, news.rotation, news.ahead) == ("Call", done.rotation, done.ahead)
    assert news.before is None
    await cancel_meeting(db, OLGA, done.ahead[0].key, "", scope="this", now=now)
    news = await rotation_news(db, due, now)
    assert news is not None
    assert [one.id for one in news.ahead] == [found[1].id, found[2].id]
    await undo_rotation(db, OLGA, done.rotation.id, now)
    assert await rotation_news(db, due, now) is None
    taken = await take_kind(db, now + 5 * MINUTE, RotationAdopted)
    [undone] = [one for one in taken if one.id != due.id]
    news = await rotation_news(db, undone, now)
    assert news is not None
    assert [one.starts_at for one in news.ahead] == starts(found[1:3])
    await adopted(db, found[0], now, B)
    assert await rotation_news(db, undone, now) is None


async def test_the_news_lists_no_old_time_among_the_new_ones(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    done = await adopted(sqlite_db, found[2], now)
    [due] = await take_kind(sqlite_db, now, RotationAdopted)
    news = await rotation_news(sqlite_db, due, now)
    assert news is not None
    assert news.before is not None
    assert (news.ahead, news.before.id) == (done.ahead, found[0].id)


# Exceptions


async def test_a_meeting_that_was_moved_by_itself_keeps_its_time(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await edit(db, found[2], now, when="2026-03-19 15:00")
    done = await adopted(db, found[0], now)
    after = await instants(db)
    turns = expected(await _walls(db), A)
    assert on_clock(after[2]) == "03-19 Thu 15:00"
    assert after[:2] + after[3:] == turns[:2] + turns[3:]
    assert done.moved == len(found) - 1
    await adopted(db, found[0], now, B)
    assert on_clock((await instants(db))[2]) == "03-19 Thu 15:00"
    await check_places(db, now)


async def test_a_cancelled_meeting_stays_cancelled_and_has_its_turn(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    for one in (found[0], found[3]):
        await cancel_meeting(sqlite_db, OLGA, one.key, "Holiday", scope="this", now=now)
    done = await adopted(sqlite_db, found[0], now)
    assert await instants(sqlite_db) == expected(await _walls(sqlite_db), A)
    gone = [row["id"] for row in await in_order(sqlite_db) if row["cancelled_at"]]
    assert gone == [found[0].id, found[3].id]
    assert [one.id for one in done.ahead] == [found[1].id, found[2].id]
    assert done.moved == len(found) - 2
    await cancel_meeting(sqlite_db, OLGA, found[5].key, "", scope="this", now=now)
    assert await instants(sqlite_db) == expected(await _walls(sqlite_db), A)
    await check_places(sqlite_db, now)


# The horizon


async def test_the_cycle_is_unbroken_over_new_year_and_all_clock_changes(
    db: Database, here: Community, now: datetime
) -> None:
    """2026 has 53 ISO weeks: counted by their parity, the cycle would break."""
    found = await series_at(db, now)
    three = slots("Sun 01:30", "Tue 02:30", "Fri 20:00", zone="Europe/Berlin")
    await adopted(db, found[1], now, three)
    for days in (180, 370):
        assert await extend_series(db, now + days * DAY) > 0
    walls = await _walls(db)
    assert walls == [walls[0] + n * WEEK for n in range(len(walls))]
    assert walls[-1].year == 2027
    assert (await instants(db))[1:] == expected(walls[1:], three)
    await check_places(db, now + 370 * DAY)


async def test_what_a_sleeping_bot_missed_had_its_turn(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    await adopted(sqlite_db, found[1], now, B)
    await extend_series(sqlite_db, found[-1].starts_at + 20 * DAY)
    walls = (await _walls(sqlite_db))[1:]
    every = [walls[0] + n * WEEK for n in range((walls[-1] - walls[0]) // WEEK + 1)]
    assert len(every) > len(walls)
    turns = dict(zip(every, expected(every, B), strict=True))
    assert (await instants(sqlite_db))[1:] == [turns[wall] for wall in walls]


async def test_meetings_of_the_horizon_follow_a_rotation_that_begins_late(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    await adopted(sqlite_db, found[-1], now)
    walls = await _walls(sqlite_db)
    await extend_series(sqlite_db, now + 10 * WEEK)
    later = await _walls(sqlite_db)
    assert len(later) > len(walls)
    begins = len(walls) - 1
    assert (await instants(sqlite_db))[:begins] == starts(found[:-1])
    assert (await instants(sqlite_db))[begins:] == expected(later[begins:], A)


async def test_after_a_long_sleep_no_meeting_is_made_in_the_past(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    await adopted(sqlite_db, found[0], now, slots("Mon 09:00"))
    made = len(found)
    at = datetime(2026, 10, 6, 12, tzinfo=UTC)  # a Tuesday: the rule's Wednesday is ahead
    await extend_series(sqlite_db, at)
    assert all(row["starts_at"] > at for row in (await in_order(sqlite_db))[made:])


@pytest.mark.parametrize("repeat", ["monthly", "every 4 weeks", "FREQ=MONTHLY;BYMONTHDAY=1,15"])
async def test_slower_series_rotate_as_well(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, repeat: str
) -> None:
    found = await series_at(sqlite_db, now, "2026-03-11 11:00", repeat=repeat)
    await adopted(sqlite_db, found[1], now, B)
    await extend_series(sqlite_db, now + 150 * DAY)
    walls = await _walls(sqlite_db)
    assert len(walls) > len(found)
    assert await instants(sqlite_db) == starts(found[:1]) + expected(walls[1:], B)
    await check_places(sqlite_db, now)


# Taking it back


async def _state(db: Database, *, cards: bool = True) -> list[Any]:
    tables = ("series", "rsvps", "attendances")
    said = [row for row in await said_later(db) if cards or row[0] != Topic.CARD]
    kept = [await rows(db, table) for table in tables]
    return [await meetings_as_meant(db), *kept, said]


@pytest.mark.parametrize("times", [B, slots("Sun 23:30", zone="UTC")])
async def test_taking_it_back_restores_every_row(
    db: Database, here: Community, now: datetime, times: tuple[Slot, ...]
) -> None:
    found = await series_at(db, now)
    await set_direct_messages(db, ANA, now, wanted=True, before="1d, 1h", changes="dm")
    whole = await _state(db)
    await undo_rotation(db, OLGA, (await adopted(db, found[1], now, times)).rotation.id, now)
    assert await _state(db) == whole
    for one in found[:4]:
        await answer_meeting(db, ANA, one.id, "going", now)
    await edit(db, found[2], now, when="2026-03-19 15:00")
    await cancel_meeting(db, OLGA, found[-1].key, "", scope="this", now=now)
    before = await _state(db, cards=False)
    done = await adopted(db, found[1], now, times)
    assert await _state(db, cards=False) != before
    back = await undo_rotation(db, OLGA, done.rotation.id, now)
    assert await _state(db, cards=False) == before
    assert (back.rotation.undone_at, back.moved) == (now, done.moved)
    kept = (await rows(db, "rotations"))[-1]
    assert kept["undone_at"] == now
    assert (await audited(db))[-1].action == "rotation.undo"


async def test_once_its_first_meeting_has_begun_it_stays(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    done = await adopted(sqlite_db, found[0], now)
    first = (await instants(sqlite_db))[0]
    async with refused(sqlite_db, RotationBegunError):
        await undo_rotation(sqlite_db, OLGA, done.rotation.id, first)
    await undo_rotation(sqlite_db, OLGA, done.rotation.id, first - SECOND)
    async with refused(sqlite_db, NothingToChangeError):
        await undo_rotation(sqlite_db, OLGA, done.rotation.id, first - SECOND)


async def test_one_that_was_replaced_is_not_taken_back(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    first = await adopted(db, found[0], now)
    alone = await _state(db)
    second = await adopted(db, found[3], now, B)
    async with refused(db, NothingToChangeError):
        await undo_rotation(db, OLGA, first.rotation.id, now)
    await undo_rotation(db, OLGA, second.rotation.id, now)
    assert await _state(db) == alone
    await undo_rotation(db, OLGA, first.rotation.id, now)
    assert await instants(db) == starts(found)


async def test_nobody_else_takes_it_back(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    number = (await adopted(db, found[0], now)).rotation.id
    others: list[tuple[Actor, int, type[RefusedError]]] = [
        (OTTO, number, NotFoundError),
        (OLGA, number + 1, NotFoundError),
        (ANA, number, NotOrganizerError),
        (STRANGER, number, NotMemberError),
        (NOBODY_YET, number, NotSetUpError),
    ]
    for who, which, error in others:
        async with refused(db, error):
            await undo_rotation(db, who, which, now)


async def test_taking_it_back_puts_no_meeting_into_the_past(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """On Thursday the first turn, on Friday, is ahead; the old time was on Wednesday."""
    found = await series_at(sqlite_db, now)
    done = await adopted(sqlite_db, found[0], now, slots("Fri 10:00"))
    thursday = now + 3 * DAY
    with suppress(RefusedError):
        await undo_rotation(sqlite_db, OLGA, done.rotation.id, thursday)
    assert (await _show(sqlite_db, found[0], thursday)).starts_at > thursday


async def test_the_second_of_two_equal_times_comes_back(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    later = now + 200 * DAY
    made = await schedule(
        sqlite_db, later, "2026-11-01T01:30-05:00[America/New_York]", repeat="weekly"
    )
    done = await adopted(sqlite_db, made.meeting, later)
    await undo_rotation(sqlite_db, OLGA, done.rotation.id, later)
    assert (await _show(sqlite_db, made.meeting, later)).starts_at == made.meeting.starts_at


async def test_a_meeting_that_was_moved_to_what_becomes_its_turn_is_still_an_exception(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    await edit(sqlite_db, found[0], now, when="2026-03-05 20:00")
    before = await instants(sqlite_db)
    done = await adopted(sqlite_db, found[0], now, slots("Thu 20:00"))
    await undo_rotation(sqlite_db, OLGA, done.rotation.id, now)
    assert await instants(sqlite_db) == before


async def test_a_meeting_that_was_moved_to_equal_figures_on_another_clock_keeps_its_time(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """Thursday 20:00 in New York is not Thursday 20:00 in Tokyo."""
    found = await series_at(sqlite_db, now)
    await edit(sqlite_db, found[1], now, when="2026-03-12 20:00")
    await adopted(sqlite_db, found[0], now, slots("Thu 20:00", zone=TOKYO))
    await adopted(sqlite_db, found[0], now, slots("Fri 08:00"))
    assert on_clock((await instants(sqlite_db))[1]) == "03-12 Thu 20:00"


# One after the other


async def test_a_later_rotation_begins_its_own_cycle(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await adopted(db, found[0], now)
    at = found[4].starts_at
    done = await adopted(db, found[7], at, B)
    walls = await _walls(db)
    assert await instants(db) == expected(walls[:7], A) + expected(walls[7:], B)
    await extend_series(db, at + 8 * WEEK)
    longer = await _walls(db)
    assert (await instants(db))[7:] == expected(longer[7:], B)
    await undo_rotation(db, OLGA, done.rotation.id, at)
    assert await instants(db) == expected(longer, A)
    await check_places(db, at)


async def test_todays_time_can_be_adopted_again(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    number = await suggested(sqlite_db, found[0], now)
    async with refused(sqlite_db, NothingToChangeError):
        await adopt_suggestion(sqlite_db, OLGA, number, "today", now)
    await adopt_suggestion(sqlite_db, OLGA, number, "A", now)
    async with refused(sqlite_db, NothingToChangeError):
        await adopt_rotation(sqlite_db, OLGA, "Call", "A", now)
    done = await adopt_suggestion(sqlite_db, OLGA, number, "TODAY", now)
    assert done.rotation.slots == TODAY
    assert await instants(sqlite_db) == starts(found)


async def test_two_organizers_adopt_at_once(db: Database, here: Community, now: datetime) -> None:
    found = await series_at(db, now)
    number = await suggested(db, found[0], now)
    labels = ("A", "B", "A")
    done = await asyncio.gather(
        *(adopt_suggestion(db, OLGA, number, label, now) for label in labels),
        extend_series(db, now + 40 * DAY),
        return_exceptions=True,
    )
    errors = {type(one) for one in done if isinstance(one, Exception)}
    assert errors <= {NothingToChangeError, ChangedMeanwhileError, StoreBusyError}
    kept = [row["slots"] for row in await rows(db, "rotations")]
    assert all(one != other for one, other in pairwise(kept))
    await check_places(db, now)


# Who may, and what can rotate


async def test_only_organizers_of_the_community_adopt(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    number = await suggested(db, found[0], now)
    refusals: dict[Actor, type[RefusedError]] = {
        OTTO: NotFoundError,
        ANA: NotOrganizerError,
        STRANGER: NotMemberError,
        NOBODY_YET: NotSetUpError,
    }
    for who, error in refusals.items():
        async with refused(db, error):
            await adopt_suggestion(db, who, number, "A", now)
        async with refused(db, error):
            await adopt_rotation(db, who, found[0].key, "A", now)
        async with refused(db, error):
            await last_suggestion(db, who, found[0].key, now)


async def test_what_was_not_suggested_is_not_adopted(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    number = await suggested(sqlite_db, found[0], now)
    for label in ("C", "", " ", "AB", "flip", "Á", "a b", "slots"):
        async with refused(sqlite_db, NotFoundError):
            await adopt_suggestion(sqlite_db, OLGA, number, label, now)
    async with refused(sqlite_db, TooLongError):
        await adopt_suggestion(sqlite_db, OLGA, number, "x" * 2_000, now)
        async with refused(sqlite_db, NotFoundError):
            await adopt_rotation(sqlite_db, OLGA, "Call", label, now)


async def test_without_a_suggestion_there_is_nothing_to_adopt(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await series_at(sqlite_db, now)
    async with refused(sqlite_db, NotFoundError):
        await adopt_rotation(sqlite_db, OLGA, "Call", "A", now)
    async with refused(sqlite_db, NotFoundError):
        await adopt_suggestion(sqlite_db, OLGA, 1, "A", now)
    assert await last_suggestion(sqlite_db, OLGA, "Call", now) == {}


async def test_only_a_series_with_one_meeting_a_week_rotates(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    rules = "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=3"
    for more in ({}, *({"repeat": rule} for rule in rules)):
        made = await schedule(sqlite_db, now, "Thursday 11:00", **more)
        number = await suggested(sqlite_db, made.meeting, now)
        async with refused(sqlite_db, NoRotationSeriesError):
            await adopt_suggestion(sqlite_db, OLGA, number, "A", now)


async def test_a_series_that_was_cancelled_from_a_meeting_on_turns_until_then(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    done = await adopted(sqlite_db, found[0], now)
    gone = await cancel_meeting(sqlite_db, OLGA, found[2].key, "", scope="following", now=now)
    assert len(gone) == len(found) - 2
    kept = (await instants(sqlite_db))[:2]
    assert kept == expected(await _walls(sqlite_db), A)[:2]
    assert await extend_series(sqlite_db, now + 100 * DAY) == 0
    [due] = await take_kind(sqlite_db, now, RotationAdopted)
    assert due.message.rotation_id == done.rotation.id
    news = await rotation_news(sqlite_db, due, now)
    assert news is not None
    assert starts(news.ahead) == kept
    assert await rotation_news(sqlite_db, due, kept[1] + SECOND) is None
    said = {row.payload["meeting"] for row in await waiting(sqlite_db, Topic.CARD)}
    assert said == {found[0].id, found[1].id}
    number = await suggested(sqlite_db, found[0], now)
    async with refused(sqlite_db, MeetingOverError):
        await adopt_suggestion(sqlite_db, OLGA, number, "B", kept[1] + SECOND)


async def test_a_series_with_an_end_of_its_own_rotates_while_it_lasts(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now, repeat="FREQ=WEEKLY;COUNT=12")
    await adopted(sqlite_db, found[0], now)
    assert await instants(sqlite_db) == expected(await _walls(sqlite_db), A)


# Editing while it rotates


async def test_only_single_meetings_are_moved_while_it_rotates(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    done = await adopted(db, found[3], now)
    request = ChangeRequest(found[0].key, when="Friday 9:00", scope=Scope.FOLLOWING)
    async with refused(db, RotatingError):
        await edit_meeting(db, OLGA, request, now)
    await edit(db, found[3], now, when="2026-03-27 9:00")
    walls = await _walls(db)
    after = await instants(db)
    assert on_clock(after[3]) == "03-27 Fri 09:00"
    assert after[4:] == expected(walls[3:], A)[1:]
    await edit(db, found[4], now, following=True, title="Renamed", duration="90")
    assert await instants(db) == after
    assert {row["title"] for row in (await in_order(db))[4:]} == {"Renamed"}
    await extend_series(db, now + 5 * WEEK)
    said = {(row["title"], row["duration"]) for row in (await in_order(db))[4:]}
    assert said == {("Renamed", 90)}
    await undo_rotation(db, OLGA, done.rotation.id, now)
    moved = await edit(db, found[4], now, following=True, when="2026-04-02 9:00")
    assert moved.is_moved
    await check_places(db, now)


async def test_a_series_that_was_moved_from_a_later_meeting_on_rotates(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    found = await series_at(sqlite_db, now)
    await edit(sqlite_db, found[5], now, following=True, when="2026-04-09 15:00")
    await adopted(sqlite_db, found[0], now)
    assert await instants(sqlite_db) == expected(await _walls(sqlite_db), A)


async def test_no_two_meetings_are_at_once_where_a_rotation_begins(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """Sundays at 20:00 in New York, from 8 March on, are Mondays at 00:00 UTC."""
    found = await series_at(sqlite_db, now, "2026-03-15 20:00")
    await adopted(sqlite_db, found[1], now, slots("Mon 00:00", "Wed 14:00", zone="UTC"))
    after = await instants(sqlite_db)
    assert len(set(after)) == len(after)


# Clocks


async def test_clock_changes_are_warned_of_by_the_clock_of_the_rotation(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    spring = datetime(2026, 3, 8, 7, tzinfo=UTC)
    found = await series_at(sqlite_db, now)
    await check_clocks(sqlite_db, now)
    assert await waiting(sqlite_db, Topic.CLOCKS) == []
    await adopted(sqlite_db, found[0], now, slots("Fri 10:00", "Mon 22:00", zone=TOKYO))
    await check_clocks(sqlite_db, now)
    planned = await waiting(sqlite_db, Topic.CLOCKS)
    assert [row.payload for row in planned] == [{"series": 1, "at": spring.isoformat()}]
    [due] = await take_kind(sqlite_db, planned[0].due_at, ClockWarning)
    news = await clock_news(sqlite_db, due, planned[0].due_at)
    assert news is not None
    second = await _show(sqlite_db, found[1], now)
    assert (news.change.zone, news.change.first) == (TOKYO, second.starts_at)
    [local] = news.change.locals
    assert (local.zone, local.after) == (NEW_YORK, _local(second.starts_at))
    assert local.before == local.after - HOUR


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(NEW_YORK)).replace(tzinfo=None)


async def test_turns_at_other_hours_are_no_news_of_clocks(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await set_timezone(sqlite_db, ANA, "Osaka", now)
    found = await series_at(sqlite_db, now, timezone="Tokyo", when="2026-03-11 11:00")
    await check_clocks(sqlite_db, now)
    before = await waiting(sqlite_db, Topic.CLOCKS)
    await adopted(sqlite_db, found[0], now, B)
    await check_clocks(sqlite_db, now)
    assert await waiting(sqlite_db, Topic.CLOCKS) == before


async def test_under_new_rules_of_zones_the_turns_keep_their_wall_times(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await adopted(db, found[1], now, B)
    await follow_zone_rules(db, "2026a", now)
    before = await in_order(db)
    async with db.write() as tx:
        for row in before:
            changed = update(MeetingRow).where(MeetingRow.id == row["id"])
            await tx.execute(changed.values(starts_at=row["starts_at"] + HOUR))
    meant = await instants(db)
    assert await follow_zone_rules(db, "2026b", now) == len(before)
    assert await instants(db) == [row["starts_at"] for row in before] != meant
    await check_places(db, now)


# Whatever is done, in whatever order

CHOICES = (A, B, slots("Tue 12:00"), slots("Thu 03:00", "Fri 22:30", "Tue 08:00", zone="UTC"))


class Life:
    """A community that lives; `now` goes on."""

    def __init__(self, db: Database, now: datetime, chance: random.Random) -> None:
        self.db, self.now, self.chance = db, now, chance

    async def _one(self) -> Meeting:
        found = await list_meetings(self.db, OLGA, self.now, limit=9)
        return self.chance.choice(found)

    async def adopt(self) -> None:
        await adopted(self.db, await self._one(), self.now, self.chance.choice(CHOICES))

    async def undo(self) -> None:
        kept = [row["id"] for row in await rows(self.db, "rotations") if not row["undone_at"]]
        await undo_rotation(self.db, OLGA, max(kept, default=1), self.now)

    async def move(self) -> None:
        # Minutes that no turn has: an exception at its own turn is another test.
        one = await self._one()
        at = max(one.starts_at, self.now) + self.chance.randrange(1, 60) * HOUR
        at = at.replace(minute=7)
        await edit(self.db, one, self.now, when=Moment(at, "UTC").choice)

    async def cancel(self) -> None:
        one = await self._one()
        await cancel_meeting(self.db, OLGA, one.key, "", scope="this", now=self.now)

    async def extend(self) -> None:
        self.now += 15 * DAY
        await extend_series(self.db, self.now)

    async def wait(self) -> None:
        self.now += self.chance.randrange(1, 400) * HOUR

    async def rename(self) -> None:
        await edit(self.db, await self._one(), self.now, following=True, title="Call")

    async def answer(self) -> None:
        await answer_meeting(self.db, ANA, (await self._one()).id, "going", self.now)

    async def live(self) -> None:
        deeds = (self.adopt, self.undo, self.move, self.cancel, self.extend, self.wait)
        await self.chance.choice((*deeds, self.adopt, self.rename, self.answer))()


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_is_done_meetings_are_where_their_turns_are(
    db: Database, here: Community, now: datetime, seed: int
) -> None:
    chance = random.Random(seed)
    await series_at(db, now, repeat=("monthly", "weekly")[seed])
    life = Life(db, now, chance)
    for _ in range(10):
        before = await _kept(db)
        with suppress(RefusedError):
            await life.live()
        await check_places(db, life.now)
        assert before <= await _kept(db)


async def _kept(db: Database) -> set[tuple[str, int]]:
    """Meetings, answers and cancellations: none is ever lost."""
    found = await rows(db, "meetings")
    return (
        {("meeting", row["id"]) for row in found}
        | {("cancelled", row["id"]) for row in found if row["cancelled_at"]}
        | {("answer", row["meeting_id"]) for row in await rows(db, "rsvps")}
    )
