"""Editing and moving: one meeting, or it and all that follow; what was said and answered stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sigbot.domain.community import Community
from sigbot.domain.meetings import ANNOUNCED_BEFORE, Counts, Meeting, SameStartError, Scope
from sigbot.domain.outbox import Called, MeetingCancelled, MeetingCard, Told, Topic
from sigbot.domain.refusals import (
    DurationError,
    EmptyError,
    FarFutureError,
    FixedDaysError,
    MeetingCancelledError,
    MeetingOverError,
    NotFoundError,
    NothingToChangeError,
    RefusedError,
    SameTimeError,
    TooLongError,
    UnreadableDurationError,
    UnreadableLinkError,
    UnreadableWhenError,
)
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Changed, edit_meeting
from sigbot.services.meetings import answer_meeting, confirm_answer, show_meeting
from sigbot.services.members import set_timezone
from sigbot.services.news import meeting_news
from sigbot.services.outbox import finish_calling, finish_card
from sigbot.services.reminders import set_direct_messages
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    NEWS,
    OLGA,
    OTTO,
    SECOND,
    WEEK,
    Waiting,
    cancel_meeting,
    check_in,
    check_reminders,
    edit,
    meeting_at,
    member,
    refused,
    rows,
    schedule,
    series_at,
    take_kind,
    waiting,
)

NEW_YORK = "America/New_York"

FIELDS: dict[str, Any] = {
    "title": "Another call",
    "duration": "90",
    "place": "Room 4",
    "link": "https://example.org/room",
    "speaker": "Dr. Ada",
    "description": "Bring data.",
}
KEPT: dict[str, Any] = {**FIELDS, "duration": 90}
"""FIELDS, as they are kept."""


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def said(meeting: Meeting, names: Sequence[str] = tuple(FIELDS)) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in names}


async def _all(db: Database) -> list[dict[str, Any]]:
    """The meetings, in the order of their ids."""
    return await rows(db, "meetings")


async def _walls(db: Database, zone: str = NEW_YORK) -> list[str]:
    """What the clock shows at each meeting that is not cancelled, in order."""
    held = [row["starts_at"] for row in await _all(db) if row["cancelled_at"] is None]
    return [f"{at.astimezone(ZoneInfo(zone)):%m-%d %a %H:%M}" for at in sorted(held)]


async def _show(db: Database, meeting: Meeting, now: datetime) -> Meeting:
    return (await show_meeting(db, OLGA, meeting.key, now)).meeting


async def _post_cards(db: Database, at: datetime) -> list[Meeting]:
    """The cards that are due are posted: their meetings, in order."""
    posted = []
    for number, due in enumerate(await take_kind(db, at, MeetingCard)):
        news = await meeting_news(db, due, at)
        if news is not None:
            await finish_card(db, due, news.meeting, (NEWS, number + 1), at)
            posted.append(news.meeting)
    return posted


# One meeting


@pytest.mark.parametrize("field", FIELDS)
async def test_one_field_of_one_meeting_is_changed_and_nothing_else(
    db: Database, here: Community, now: datetime, field: str
) -> None:
    made, other = await meeting_at(db, now + DAY, now), await meeting_at(db, now + DAY, now)
    changed = await edit(db, made, now, **{field: FIELDS[field]})
    assert (changed.before, changed.count, changed.is_moved) == (made, 1, False)
    assert changed.meeting == replace(made, **{field: KEPT[field]})
    assert await _show(db, made, now) == changed.meeting
    assert await _show(db, other, now) == other


async def _answers(db: Database) -> list[tuple[int, int, str]]:
    """Every answer that was given: (meeting, person, answer)."""
    return [(r["meeting_id"], r["person_id"], r["answer"]) for r in await rows(db, "rsvps")]


async def test_all_fields_and_the_time_are_changed_at_once(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    changed = await edit(db, made, now, when="2026-03-10 9:30", **FIELDS)
    assert said(changed.meeting) == KEPT
    assert changed.meeting.wall == wall("2026-03-10T13:30")  # the meeting's own zone is UTC
    assert changed.meeting.starts_at == datetime(2026, 3, 10, 13, 30, tzinfo=UTC)
    assert changed.is_moved


async def test_a_meeting_is_found_by_its_new_title(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await edit(db, made, now, title=" ÅRSMØTE ")
    assert (await show_meeting(db, ANA, "årsmøte", now)).meeting.title == "ÅRSMØTE"
    async with refused(db, NotFoundError):
        await show_meeting(db, ANA, made.title, now)


@pytest.mark.parametrize("field", ["place", "link", "speaker", "description"])
async def test_a_dash_takes_a_thing_away(
    db: Database, here: Community, now: datetime, field: str
) -> None:
    made = await meeting_at(db, now + DAY, now, **FIELDS)
    taken: dict[str, Any] = {field: "-"}
    changed = await edit(db, made, now, **taken)
    nothing: dict[str, Any] = {field: ""}
    assert changed.meeting == replace(made, **nothing)


REFUSED: list[tuple[dict[str, Any], type[RefusedError]]] = [
    ({}, NothingToChangeError),
    ({"title": "", "place": ""}, NothingToChangeError),
    ({"title": "  "}, EmptyError),
    ({"title": "x" * 201}, TooLongError),
    ({"place": "x" * 301}, TooLongError),
    ({"speaker": "x" * 201}, TooLongError),
    ({"description": "x" * 2_001}, TooLongError),
    ({"link": "over there"}, UnreadableLinkError),
    ({"duration": "long"}, UnreadableDurationError),
    ({"duration": "-"}, UnreadableDurationError),
    ({"duration": "4 min"}, DurationError),
    ({"when": "soon", "title": "New"}, UnreadableWhenError),
    ({"when": "2036-03-02 7:00"}, FarFutureError),
]


@pytest.mark.parametrize("scope", ["this", "following"])
async def test_what_cannot_be_read_changes_nothing(
    db: Database, here: Community, elsewhere: Community, now: datetime, scope: str
) -> None:
    made = (await series_at(db, now))[1]
    for fields, why in REFUSED:
        async with refused(db, why):
            await edit_meeting(db, OLGA, ChangeRequest(made.key, scope=scope, **fields), now)
    async with refused(db, NotFoundError):
        await edit_meeting(db, OTTO, ChangeRequest(made.key, title="Mine", scope=scope), now)


@pytest.mark.parametrize("when", ["2026-03-03 7:00", "tomorrow 7am", "in 24 hours"])
async def test_a_move_to_where_it_is_changes_nothing(
    db: Database, here: Community, now: datetime, when: str
) -> None:
    made = await meeting_at(db, now + DAY, now)
    async with refused(db, SameStartError):
        await edit_meeting(db, OLGA, ChangeRequest(made.key, when=when), now)
    changed = await edit(db, made, now, when=when, title="Other")
    assert (changed.meeting, changed.is_moved) == (replace(made, title="Other"), False)


async def test_a_moved_meeting_keeps_answers_attendance_and_its_id(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now, now - HOUR)
    for who, answer in ((ANA, "going"), (BEN, "maybe")):
        await answer_meeting(db, who, made.id, answer, now)
    await check_in(db, ANA, made.id, "button", now)
    kept = await _answers(db), await rows(db, "attendances")
    changed = await edit(db, made, now, when="tomorrow 9:00", title="Other")
    assert changed.meeting.id == made.id
    assert (await _answers(db), await rows(db, "attendances")) == kept
    counts = changed.meeting.counts
    assert (counts.going, counts.asked, counts.maybe, counts.attended) == (0, 1, 1, 1)


async def test_a_time_of_day_alone_is_meant_on_the_meetings_own_day(
    db: Database, here: Community, now: datetime
) -> None:
    """Else it would be the next time the clock shows it: that is offered too, and asked about."""
    made = (await schedule(db, now, "today 15:00")).meeting
    changed = await edit(db, made, now, when="16:30")
    assert changed.meeting.wall == wall("2026-03-02T16:30")


async def test_the_new_time_is_read_in_the_organizers_zone_and_kept_in_the_meetings(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "2026-03-04 11:00")).meeting
    await set_timezone(db, OLGA, "Tokyo", now)
    changed = await edit(db, made, now, when="2026-03-05 9:00")
    assert changed.meeting.starts_at == datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
    assert (changed.meeting.wall, changed.meeting.zone) == (wall("2026-03-04T19:00"), NEW_YORK)


async def test_a_meeting_moves_to_the_second_of_two_equal_times(
    db: Database, here: Community, now: datetime
) -> None:
    """Olga picked it from the list: on 1 November the clock shows 1:30 twice."""
    now = now + 200 * DAY
    made = (await schedule(db, now, "2026-10-28 11:00")).meeting
    second = "2026-11-01T01:30-05:00[America/New_York]"
    changed = await edit(db, made, now, when=second)
    assert changed.meeting.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    [row] = await _all(db)
    assert (row["wall"], row["fold"]) == (wall("2026-11-01T01:30"), 1)
    await check_reminders(db, now)
    back = await edit(db, made, now, when="2026-11-01T01:30-04:00[America/New_York]")
    assert back.meeting.starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert (await _all(db))[0]["fold"] == 0


async def test_what_was_said_of_a_meeting_that_is_over_can_be_put_right_but_not_when_it_was(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + HOUR, now)
    after = made.ends_at + SECOND
    async with refused(db, MeetingOverError):
        await edit_meeting(db, OLGA, ChangeRequest(made.key, when="tomorrow 9:00"), after)
    changed = await edit(db, made, after, speaker="Dr. Ada")
    assert changed.meeting.speaker == "Dr. Ada"


async def test_a_meeting_that_runs_can_still_be_moved(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + HOUR, now)
    await edit(db, made, made.ends_at, when="tomorrow 9:00")
    await check_reminders(db, made.ends_at)


@pytest.mark.parametrize("fields", [{"title": "Other"}, {"when": "2026-03-10 9:00"}])
async def test_a_cancelled_meeting_is_not_changed(
    db: Database, here: Community, now: datetime, fields: dict[str, Any]
) -> None:
    found = await series_at(db, now)
    await cancel_meeting(db, OLGA, found[1].key, "", scope="this", now=now)
    for scope in ("this", "following"):
        async with refused(db, MeetingCancelledError):
            request = ChangeRequest(found[1].key, scope=scope, **fields)
            await edit_meeting(db, OLGA, request, now)


# What is said about it


async def test_a_move_that_nobody_knows_of_is_not_announced(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 30 * DAY, now)
    assert (await edit(db, made, now, when="2026-03-10 9:00")).told is None
    assert await waiting(db, Topic.MOVED, Topic.DIRECT_NEWS) == []


async def test_a_date_without_a_card_is_known_by_those_before_it_in_its_series(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _post_cards(db, now + DAY)
    told = (await edit(db, found[4], now + DAY, when="2026-04-02 9:00")).told
    assert told == Told(channel_id=NEWS)
    assert len(await waiting(db, Topic.MOVED)) == 1


async def test_a_move_of_what_was_announced_is_told_with_the_time_before(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    await _post_cards(db, now)
    await edit(db, made, now, when="2026-03-10 9:00")
    payload = {"meeting": made.id, "from": made.starts_at.isoformat(), "count": 1}
    assert await waiting(db, Topic.MOVED) == [Waiting(Topic.MOVED, payload, now)]


async def test_a_move_of_what_somebody_answered_is_told(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 30 * DAY, now)
    await answer_meeting(db, ANA, made.id, "cant", now)
    await edit(db, made, now, when="2026-03-10 9:00")
    assert len(await waiting(db, Topic.MOVED)) == 1


async def test_an_edit_that_moves_nothing_announces_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await _post_cards(db, now)
    await answer_meeting(db, ANA, made.id, "going", now)
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    await edit(db, made, now, **FIELDS)
    assert await waiting(db, Topic.MOVED, Topic.DIRECT_NEWS) == []


async def test_a_posted_card_is_refreshed_soon_and_as_check_in_opens_and_closes(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    [posted] = await _post_cards(db, now)
    assert posted.id == made.id
    changed = (await edit(db, made, now, when="2026-03-10 9:00")).meeting
    found = [row.due_at for row in await waiting(db, Topic.REFRESH)]
    assert found[0] < now + 10 * SECOND
    ends = [changed.ends_at + SECOND, changed.closes_at + SECOND]
    assert found[1:] == [changed.opens_at, *ends]
    assert await waiting(db, Topic.CARD) == []


async def test_a_card_that_waits_comes_a_week_before_the_new_time(
    db: Database, here: Community, now: datetime
) -> None:
    """Or when the meeting ahead is over, if that is later."""
    _, second, third, *_ = await series_at(db, now, repeat="every 2 weeks")
    changed = (await edit(db, third, now, when="2026-04-10 9:00")).meeting
    assert await _card_of(db, third) == changed.starts_at - ANNOUNCED_BEFORE
    await edit(db, third, now, when=f"{second.starts_at + DAY:%Y-%m-%dT%H:%MZ}")
    assert await _card_of(db, third) == second.ends_at


async def _card_of(db: Database, meeting: Meeting) -> datetime:
    [row] = [row for row in await waiting(db, Topic.CARD) if row.payload["meeting"] == meeting.id]
    return row.due_at


# All that follow


@pytest.mark.parametrize("field", FIELDS)
async def test_one_field_is_changed_for_all_that_follow_and_those_made_later(
    db: Database, here: Community, now: datetime, field: str
) -> None:
    found = await series_at(db, now)
    changed = await edit(db, found[2], now, following=True, **{field: FIELDS[field]})
    assert changed.count == len(found) - 2
    await extend_series(db, now + 100 * DAY)
    after = await _all(db)
    assert len(after) > len(found)
    expected = [getattr(found[0], field)] * 2 + [KEPT[field]] * (len(after) - 2)
    assert [row[field] for row in after] == expected
    assert [row["title_key"] for row in after] == [row["title"].casefold() for row in after]


async def test_what_was_given_to_one_meeting_of_its_own_it_keeps(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, place="Room 1")
    await edit(db, found[3], now, title="Guest talk", place="Hall")
    await edit(db, found[1], now, following=True, title="New", place="Room 2", speaker="Ada")
    kept = [(row["title"], row["place"], row["speaker"]) for row in (await _all(db))[:5]]
    assert kept == [
        ("Call", "Room 1", ""),
        ("New", "Room 2", "Ada"),
        ("New", "Room 2", "Ada"),
        ("Guest talk", "Hall", "Ada"),
        ("New", "Room 2", "Ada"),
    ]


async def test_a_change_of_all_that_follow_reaches_those_changed_so_before(
    db: Database, here: Community, now: datetime
) -> None:
    """First from the fourth on, then from the second on: none of them is an exception."""
    found = await series_at(db, now)
    await edit(db, found[3], now, following=True, title="B")
    await edit(db, found[1], now, following=True, title="C")
    titles = [row["title"] for row in await _all(db)]
    assert titles == ["Call", *["C"] * (len(found) - 1)]


async def test_all_that_follow_a_meeting_without_a_series_is_the_meeting_alone(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + DAY, now), await meeting_at(db, now + 2 * DAY, now)
    changed = await edit(db, made, now, following=True, when="2026-03-10 9:00", title="New")
    assert (changed.count, changed.meeting.title) == (1, "New")
    assert await _show(db, other, now) == other


async def test_moving_one_meeting_leaves_its_series_alone(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    before = await _all(db)
    changed = await edit(db, found[1], now, when="2026-03-12 15:00")
    after = await _all(db)
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert (after[1]["wall"], after[1]["occurrence"]) == (
        wall("2026-03-12T15:00"),
        wall("2026-03-11T11:00"),
    )
    assert changed.meeting.starts_at == datetime(2026, 3, 12, 19, tzinfo=UTC)
    await check_reminders(db, now)
    await extend_series(db, now + 100 * DAY)
    assert len({row["occurrence"] for row in await _all(db)}) == len(await _all(db))


async def test_moving_all_that_follow_to_another_time_of_day(
    db: Database, here: Community, now: datetime
) -> None:
    """In New York: before the clocks change and after."""
    found = await series_at(db, now)
    changed = await edit(db, found[1], now, following=True, when="2026-03-11 15:30")
    assert changed.count == len(found) - 1
    walls = await _walls(db)
    assert walls[0] == "03-04 Wed 11:00"
    assert walls[1:3] == ["03-11 Wed 15:30", "03-18 Wed 15:30"]
    assert {shown[6:] for shown in walls[1:]} == {"Wed 15:30"}
    assert [row["id"] for row in await _all(db)] == [m.id for m in found]
    await check_reminders(db, now)


MOVES = [
    ("weekly", 1, "2026-03-13 11:00", ["03-04", "03-13", "03-20", "03-27"]),
    ("every 2 weeks", 1, "2026-03-19 11:00", ["03-04", "03-19", "04-02", "04-16"]),
    ("every 2 weeks", 0, "2026-03-05 11:00", ["03-05", "03-19", "04-02", "04-16"]),
    ("monthly", 1, "2026-04-09 11:00", ["03-04", "04-09", "05-14", "06-11"]),
    ("monthly", 0, "2026-03-31 11:00", ["03-31", "04-28", "05-26", "06-30"]),
    ("quarterly", 1, "2026-06-05 11:00", ["03-04", "06-05"]),
    ("FREQ=WEEKLY;BYDAY=WE", 1, "2026-03-10 11:00", ["03-04", "03-10", "03-17", "03-24"]),
    ("FREQ=DAILY;INTERVAL=3", 1, "2026-03-08 11:00", ["03-04", "03-08", "03-11", "03-14"]),
]


@pytest.mark.parametrize(("repeat", "index", "when", "days"), MOVES)
async def test_moving_all_that_follow_to_another_day_goes_on_from_it(
    db: Database,
    here: Community,
    now: datetime,
    repeat: str,
    index: int,
    when: str,
    days: list[str],
) -> None:
    found = await series_at(db, now, repeat=repeat)
    await edit(db, found[index], now, following=True, when=when)
    walls = await _walls(db)
    assert [shown[:5] for shown in walls][: len(days)] == days
    assert len(walls) == len(found)
    assert {shown[-5:] for shown in walls} == {"11:00"}
    await check_reminders(db, now)


async def test_a_moved_series_is_extended_in_its_new_rhythm_and_nothing_comes_twice(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="every 2 weeks")
    await edit(db, found[2], now, following=True, when="2026-04-03 15:00")
    for days in (30, 60, 61, 100, 170):
        await extend_series(db, now + days * DAY)
    starts = sorted(row["starts_at"] for row in await _all(db))
    local = [at.astimezone(ZoneInfo(NEW_YORK)).replace(tzinfo=None) for at in starts[2:]]
    assert local == [wall("2026-04-03T15:00") + n * 2 * WEEK for n in range(len(local))]
    assert local[-1] > wall("2026-03-02T12:00") + 170 * DAY + 180 * DAY
    await check_reminders(db, now + 170 * DAY)


async def test_a_series_can_be_moved_twice(db: Database, here: Community, now: datetime) -> None:
    found = await series_at(db, now)
    await edit(db, found[4], now, following=True, when="2026-04-03 9:00")
    await edit(db, found[2], now, following=True, when="2026-03-19 10:00")
    walls = await _walls(db)
    assert walls[:6] == [
        "03-04 Wed 11:00",
        "03-11 Wed 11:00",
        "03-19 Thu 10:00",
        "03-26 Thu 10:00",
        "04-02 Thu 10:00",
        "04-09 Thu 10:00",
    ]
    await extend_series(db, now + 100 * DAY)
    assert {shown[6:] for shown in (await _walls(db))[2:]} == {"Thu 10:00"}
    await check_reminders(db, now + 100 * DAY)


async def _made_in_all(db: Database, now: datetime) -> int:
    """How many meetings there are when nothing more is made."""
    for months in range(2, 16, 2):
        await extend_series(db, now + months * 30 * DAY)
    return len(await _all(db))


@pytest.mark.parametrize("count", [6, 40])
async def test_a_counted_series_has_its_count_after_a_move(
    db: Database, here: Community, now: datetime, count: int
) -> None:
    """All of them are made at once, or not."""
    found = await series_at(db, now, repeat=f"FREQ=WEEKLY;COUNT={count}")
    await edit(db, found[2], now, following=True, when="2026-03-20 15:00")
    assert await _made_in_all(db, now) == count


async def test_a_counted_series_has_its_count_when_it_is_moved_again_from_an_earlier_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="FREQ=WEEKLY;COUNT=40")
    await edit(db, found[4], now, following=True, when="2026-04-03 9:00")
    await edit(db, found[2], now, following=True, when="2026-03-19 10:00")
    assert await _made_in_all(db, now) == 40


@pytest.mark.parametrize("when", ["2026-03-17 11:00", "2026-03-18 10:00", "2026-03-20 1:00"])
async def test_a_series_with_a_last_day_has_as_many_meetings_after_a_move(
    db: Database, here: Community, now: datetime, when: str
) -> None:
    """40 of them, the last on 2 December."""
    found = await series_at(db, now, repeat="FREQ=WEEKLY;UNTIL=20261203")
    await edit(db, found[2], now, following=True, when=when)
    assert await _made_in_all(db, now) == 40


async def test_a_series_with_a_last_day_has_as_many_when_it_is_moved_again_from_an_earlier_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="FREQ=WEEKLY;UNTIL=20261203")
    await edit(db, found[4], now, following=True, when="2026-04-07 11:00")
    await edit(db, found[2], now, following=True, when="2026-03-19 11:00")
    assert await _made_in_all(db, now) == 40


@pytest.mark.parametrize("repeat", ["FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYMONTHDAY=4"])
async def test_a_series_on_days_of_its_own_moves_to_another_time_but_to_no_other_day(
    db: Database, here: Community, now: datetime, repeat: str
) -> None:
    second = (await series_at(db, now, repeat=repeat))[1]
    day, other = (f"{second.wall + n * DAY:%Y-%m-%d}" for n in (0, 1))
    async with refused(db, FixedDaysError):
        request = ChangeRequest(second.key, when=f"{other} 11:00", scope=Scope.FOLLOWING)
        await edit_meeting(db, OLGA, request, now)
    await edit(db, second, now, following=True, when=f"{day} 15:30")
    assert {shown[-5:] for shown in (await _walls(db))[1:]} == {"15:30"}
    moved = await edit(db, second, now, when=f"{other} 11:00")
    assert moved.is_moved


@pytest.mark.parametrize("when", ["2026-03-11 11:00", "2026-03-04 12:00", "2026-03-10 9:00"])
async def test_what_follows_does_not_move_to_before_what_came_earlier(
    db: Database, here: Community, now: datetime, when: str
) -> None:
    found = await series_at(db, now)
    request = ChangeRequest(found[2].key, when=when, scope=Scope.FOLLOWING)
    async with refused(db, SameTimeError) as info:
        await edit_meeting(db, OLGA, request, now)
    assert info.value.at == found[1].starts_at
    assert (await edit(db, found[2], now, when=when)).is_moved


async def test_a_moved_series_keeps_the_time_of_its_own_zone_whoever_moves_it(
    db: Database, here: Community, now: datetime
) -> None:
    """Olga is in Tokyo; 2:00 on Thursday there is 13:00 on Wednesday in New York, in summer."""
    found = await series_at(db, now)
    await set_timezone(db, OLGA, "Tokyo", now)
    changed = await edit(db, found[2], now, following=True, when="2026-03-19 2:00")
    assert (changed.meeting.wall, changed.meeting.zone) == (wall("2026-03-18T13:00"), NEW_YORK)
    later = now + 150 * DAY
    await extend_series(db, later)
    assert {shown[6:] for shown in (await _walls(db))[2:]} == {"Wed 13:00"}
    assert {shown[6:] for shown in (await _walls(db, "Asia/Tokyo"))[2:]} == {
        "Thu 02:00",
        "Thu 03:00",
    }


async def test_a_meeting_moved_by_itself_keeps_its_time_when_the_others_move(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    alone = (await edit(db, found[3], now, when="2026-03-26 16:00")).meeting
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    kept = (await _all(db))[3]
    assert (kept["wall"], kept["starts_at"]) == (alone.wall, alone.starts_at)
    assert kept["occurrence"] == wall("2026-03-27T09:00")
    walls = await _walls(db)
    assert walls[:5] == [
        "03-04 Wed 11:00",
        "03-13 Fri 09:00",
        "03-20 Fri 09:00",
        "03-26 Thu 16:00",
        "04-03 Fri 09:00",
    ]
    await check_reminders(db, now)


async def test_who_goes_to_a_meeting_that_keeps_its_time_is_not_told_of_a_move(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await edit(db, found[3], now, when="2026-03-26 16:00")
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    await answer_meeting(db, ANA, found[3].id, "going", now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    assert await waiting(db, Topic.DIRECT_NEWS) == []


async def test_who_goes_to_a_cancelled_meeting_hears_of_the_one_that_moves(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    for meeting in found[2:4]:
        await answer_meeting(db, ANA, meeting.id, "going", now)
    await cancel_meeting(db, OLGA, found[2].key, "", scope="this", now=now)
    before = len(await waiting(db, Topic.DIRECT_NEWS))
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    told = (await waiting(db, Topic.DIRECT_NEWS))[before:]
    assert [row.payload["meeting"] for row in told] == [found[3].id]


async def test_a_meeting_moved_back_to_its_place_moves_with_the_others_again(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    for when in ("2026-03-26 16:00", "2026-03-25 11:00"):
        await edit(db, found[3], now, when=when)
    await edit(db, found[1], now, following=True, when="2026-03-11 9:00")
    assert (await _walls(db))[3] == "03-25 Wed 09:00"


async def test_the_others_can_follow_to_where_one_was_moved_alone(
    db: Database, here: Community, now: datetime
) -> None:
    """First one is moved; then it turns out that all shall be then."""
    found = await series_at(db, now)
    await edit(db, found[1], now, when="2026-03-12 15:00")
    changed = await edit(db, found[1], now, following=True, when="2026-03-12 15:00")
    assert changed.count == len(found) - 1
    assert {shown[6:] for shown in (await _walls(db))[1:]} == {"Thu 15:00"}


async def test_a_cancelled_meeting_stays_cancelled_in_its_place_when_the_others_move(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await cancel_meeting(db, OLGA, found[3].key, "Holiday", scope="this", now=now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00", title="New")
    after = await _all(db)
    assert [row["id"] for row in after if row["cancelled_at"]] == [found[3].id]
    assert after[3]["cancel_reason"] == "Holiday"
    assert (await _walls(db))[:4] == [
        "03-04 Wed 11:00",
        "03-13 Fri 09:00",
        "03-20 Fri 09:00",
        "04-03 Fri 09:00",
    ]
    await check_reminders(db, now)
    assert [
        row for row in await waiting(db, Topic.CARD) if row.payload["meeting"] == found[3].id
    ] == []


async def test_answers_and_attendance_stay_with_their_meetings_when_all_move(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, "today 8:00")
    at = found[0].starts_at
    await check_in(db, ANA, found[0].id, "button", at)
    for meeting in found[:4]:
        await answer_meeting(db, ANA, meeting.id, "going", at)
        await answer_meeting(db, BEN, meeting.id, "maybe", at)
    kept = await _answers(db), await rows(db, "attendances")
    await edit(db, found[0], at, following=True, when="tomorrow 9:00")
    assert (await _answers(db), await rows(db, "attendances")) == kept
    assert [row["id"] for row in await _all(db)] == [meeting.id for meeting in found]


async def test_a_move_of_all_that_follow_is_announced_once_with_their_number(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await _post_cards(db, now + DAY)
    await edit(db, found[0], now + DAY, following=True, when="2026-03-04 15:00")
    [told] = await waiting(db, Topic.MOVED)
    assert told.payload == {
        "meeting": found[0].id,
        "from": found[0].starts_at.isoformat(),
        "count": len(found),
    }


async def test_the_cards_of_a_moved_series_come_when_those_of_a_new_one_would(
    db: Database, here: Community, now: datetime
) -> None:
    """A week before, and not before the meeting ahead is over."""
    found = await series_at(db, now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    held = [await _show(db, meeting, now) for meeting in found]
    due = {row.payload["meeting"]: row.due_at for row in await waiting(db, Topic.CARD)}
    assert [due[m.id] for m in held[1:]] == [
        max(m.starts_at - ANNOUNCED_BEFORE, before.ends_at) for before, m in pairwise(held)
    ]


async def test_a_series_that_ended_by_cancelling_can_still_be_changed_and_makes_no_more(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await cancel_meeting(db, OLGA, found[4].key, "", scope="following", now=now)
    await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    assert await extend_series(db, now + 300 * DAY) == 0
    assert len(await _walls(db)) == 4
    await check_reminders(db, now)


async def test_a_cancelled_occurrence_does_not_shift_the_series(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, repeat="every 2 weeks")
    await cancel_meeting(db, OLGA, found[1].key, "", scope="this", now=now)
    await edit(db, found[2], now, title="Other", following=True)
    await extend_series(db, now + 100 * DAY)
    walls = [row["wall"] for row in await _all(db)]
    assert walls == [wall("2026-03-04T11:00") + n * 2 * WEEK for n in range(len(walls))]


async def test_an_edit_says_what_it_was_and_how_many_it_changed(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    changed = await edit(db, found[1], now, following=True, when="2026-03-13 9:00")
    assert isinstance(changed, Changed)
    assert (changed.before, changed.count) == (found[1], len(found) - 1)
    noted = (await rows(db, "audit"))[-1]
    assert (noted["action"], noted["subject"]) == ("meeting.edit", found[1].key)
    assert noted["details"] == {"changed": ["when"]}


# Who said that they come


async def _called(db: Database, topic: Topic) -> dict[str, Any]:
    [row] = await waiting(db, topic)
    called: dict[str, Any] = row.payload.get("called", {})
    return called


async def test_those_who_said_going_or_maybe_are_mentioned_unless_they_chose_otherwise(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    going, maybe, cant, direct, silent = (member(number) for number in range(5))
    for who, answer in ((going, "going"), (maybe, "maybe"), (cant, "cant")):
        await answer_meeting(db, who, made.id, answer, now)
    for who, changes in ((direct, "dm"), (silent, "off")):
        await answer_meeting(db, who, made.id, "going", now)
        await set_direct_messages(db, who, now, changes=changes)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    called = await _called(db, Topic.CANCELLED)
    assert (called["going"], called["maybe"]) == ([going.discord_id], [maybe.discord_id])
    [told] = await waiting(db, Topic.DIRECT_NEWS)
    assert told.payload == {"meeting": made.id, "to": direct.discord_id, "count": 1}


@pytest.mark.parametrize(
    ("when", "is_far"),
    [
        ("2026-03-05 14:00", False),
        ("2026-03-05 14:01", True),
        ("2026-03-05 9:59", True),
        ("2026-03-06 12:00", True),
    ],
)
async def test_after_a_move_by_more_than_two_hours_or_to_another_day_they_are_asked_again(
    db: Database, here: Community, now: datetime, when: str, is_far: bool
) -> None:
    """Only those who said Going; until they answer, they do not count as going."""
    made = await meeting_at(db, datetime(2026, 3, 5, 12, tzinfo=UTC), now)
    for who, answer in ((ANA, "going"), (BEN, "maybe")):
        await answer_meeting(db, who, made.id, answer, now)
    moved = (await edit(db, made, now, when=f"{when} UTC")).meeting
    assert moved.counts == Counts(going=not is_far, asked=is_far, maybe=1)
    [told] = await waiting(db, Topic.MOVED)
    assert told.payload.get("asks", False) == is_far
    assert (await show_meeting(db, ANA, made.key, now)).answer == (None if is_far else "going")
    back = await edit(db, made, now, when="2026-03-05 12:30 UTC")
    assert back.meeting.counts == Counts(going=1, maybe=1), "it is where they said Going again"


@pytest.mark.parametrize("coming", [True, False])
async def test_one_press_answers_for_all_meetings_of_the_series_that_moved_far(
    db: Database, here: Community, now: datetime, coming: bool
) -> None:
    found = await series_at(db, now)
    for meeting in (found[1], found[3]):
        await answer_meeting(db, ANA, meeting.id, "going", now)
    await answer_meeting(db, ANA, found[2].id, "cant", now)
    await edit(db, found[0], now, following=True, when="2026-03-05 11:00")
    confirmed = await confirm_answer(db, ANA, found[0].id, now, coming=coming)
    assert (confirmed.meeting.id, confirmed.count) == (found[1].id, 2)
    said = "going" if coming else "cant"
    assert await _answers(db) == [
        (found[1].id, 1, said),
        (found[2].id, 1, "cant"),
        (found[3].id, 1, said),
    ]
    assert all(row["asked_from"] is None for row in await rows(db, "rsvps"))
    confirmed = await confirm_answer(db, BEN, found[0].id, now, coming=coming)
    assert (confirmed.meeting.id, confirmed.count) == (found[0].id, 1), "he was not asked"


async def test_news_that_have_no_room_for_all_are_followed_by_a_reply(
    db: Database, here: Community, now: datetime
) -> None:
    ana, ben = ANA.discord_id, BEN.discord_id
    for person in (ANA, BEN):
        await set_timezone(db, person, "Lisbon", now)
    made = await meeting_at(db, now + DAY, now)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    [due] = await take_kind(db, now, MeetingCancelled)
    await finish_calling(db, due, Called((ana, ben), part=1), 4_242, now)
    [reply] = await take_kind(db, now, MeetingCancelled)
    assert reply.message == MeetingCancelled(
        made.id, 1, Called((ana, ben), part=1, replies_to=4_242)
    )
    await finish_calling(db, reply, Called((ben,), part=2, replies_to=4_242), 4_243, now)
    [last] = await take_kind(db, now, MeetingCancelled)
    assert last.message.called == Called((ben,), part=2, replies_to=4_242)
    await finish_calling(db, last, None, 4_244, now)
    assert await waiting(db, Topic.CANCELLED) == []
