"""What is not clear is asked back: nothing happens before the answer, and it counts once."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, Scope
from sigbot.domain.questions import ANSWERED_WITHIN, Question
from sigbot.domain.refusals import (
    AnsweredError,
    FarFutureError,
    MeetingCancelledError,
    NotFoundError,
    NotOrganizerError,
    RefusedError,
    TooLongError,
    UnreadableRepeatError,
)
from sigbot.services.answers import answer_question
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Changed, edit_meeting
from sigbot.services.community import add_subgroup
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.members import set_timezone
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    OLGA,
    OTTO,
    SECOND,
    audited,
    cancel_meeting,
    check_reminders,
    confirmed,
    everything,
    meeting_at,
    refused,
    rows,
    series_at,
)

HANA = Actor(GUILD, 9, "Hana", manages_guild=True)
"""Another organizer of Olga's community."""

UNCLEAR = [
    ("03/04 11:00", "ambiguous", ["03-04T11:00-05:00", "04-03T11:00-04:00"]),
    ("2026-03-08 2:30", "nonexistent", ["03-08T03:30-04:00"]),
    ("2026-03-02 6:59", "past", ["03-03T06:59-05:00"]),
    ("2026-03-02 7:00", "past", ["03-03T07:00-05:00"]),
    ("2026-09-30 11:00", "far", ["09-30T11:00-04:00"]),
]
"""What is typed on 2 March at 7:00 in New York, why it is asked about, and what is offered."""

REQUEST = MeetingRequest(
    "Open call",
    "03/04 11:00",
    kind="review",
    repeat="every 2 weeks",
    duration="1h30",
    subgroup="Imaging",
    place="Room 4",
    link="https://example.org/room",
    speaker="Dr. Ada",
    timezone="New York",
    description="Bring data.\nAnd coffee.",
)


async def _but_questions(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows for name, rows in (await everything(db)).items() if name != "questions"}


async def _ask(db: Database, now: datetime, when: str = "03/04 11:00") -> Question:
    """Olga wants to schedule a meeting, and is asked back."""
    asked = await schedule_meeting(db, OLGA, MeetingRequest("Call", when), now)
    assert isinstance(asked, Question)
    return asked


async def _ask_to_move(
    db: Database, meeting: Meeting, now: datetime, when: str = "03/04 11:00", **more: Any
) -> Question:
    asked = await edit_meeting(db, OLGA, ChangeRequest(meeting.key, when=when, **more), now)
    assert isinstance(asked, Question)
    return asked


async def _answered(db: Database, asked: Question, chosen: int, now: datetime) -> Meeting:
    """The meeting that was scheduled or changed."""
    done = await answer_question(db, OLGA, asked.id, chosen, now)
    assert isinstance(done, Scheduled | Changed)
    return done.meeting


@pytest.mark.parametrize(("when", "why", "offered"), UNCLEAR)
async def test_a_time_that_is_not_clear_is_asked_about_and_nothing_is_scheduled(
    db: Database, here: Community, now: datetime, when: str, why: str, offered: list[str]
) -> None:
    before = await _but_questions(db)
    asked = await _ask(db, now, when)
    assert (asked.reason, asked.text) == (why, when)
    shown = [reading.at.isoformat(timespec="minutes")[5:] for reading in asked.readings]
    assert shown[: len(offered)] == offered
    assert await _but_questions(db) == before


@pytest.mark.parametrize(("when", "why", "offered"), UNCLEAR)
async def test_a_time_that_is_not_clear_is_asked_about_and_nothing_is_moved(
    db: Database, here: Community, now: datetime, when: str, why: str, offered: list[str]
) -> None:
    made = (await series_at(db, now))[0]
    before = await _but_questions(db)
    for scope in ("this", "following"):
        asked = await _ask_to_move(db, made, now, when, title="New", scope=scope)
        assert (asked.reason, asked.text) == (why, when)
        assert asked.readings[0].at.isoformat(timespec="minutes")[5:] == offered[0]
        assert await _but_questions(db) == before


@pytest.mark.parametrize("chosen", [0, 1])
async def test_the_answer_schedules_the_reading_that_was_chosen(
    db: Database, here: Community, now: datetime, chosen: int
) -> None:
    asked = await _ask(db, now)
    made = await _answered(db, asked, chosen, now + HOUR)
    assert made.starts_at == asked.readings[chosen].utc
    [kept] = await rows(db, "meetings")
    assert (kept["id"], kept["title"], kept["created_at"]) == (made.id, "Call", now + HOUR)
    assert [noted.action for noted in await audited(db)] == ["sig.setup", "meeting.schedule"]
    await check_reminders(db, now + HOUR)


@pytest.mark.parametrize("chosen", [0, 1])
async def test_the_answer_moves_to_the_reading_that_was_chosen(
    db: Database, here: Community, now: datetime, chosen: int
) -> None:
    made = await meeting_at(db, now + DAY, now)
    asked = await _ask_to_move(db, made, now, title="New", place="-")
    moved = await answer_question(db, OLGA, asked.id, chosen, now + HOUR)
    assert isinstance(moved, Changed)
    assert (moved.before, moved.count) == (made, 1)
    assert (moved.meeting.starts_at, moved.meeting.title) == (asked.readings[chosen].utc, "New")
    await check_reminders(db, now + HOUR)


@pytest.mark.parametrize(("when", "why", "offered"), UNCLEAR)
async def test_every_kind_of_question_can_be_answered(
    db: Database, here: Community, now: datetime, when: str, why: str, offered: list[str]
) -> None:
    asked = await _ask(db, now, when)
    made = await _answered(db, asked, 0, now)
    assert made.starts_at == asked.readings[0].utc
    assert made.zone == "America/New_York"


async def test_of_two_equal_times_the_one_that_was_chosen_is_kept(
    db: Database, here: Community, now: datetime
) -> None:
    later = now + 200 * DAY
    for chosen, hour in ((0, 5), (1, 6)):
        asked = await _ask(db, later, "2026-11-01 1:30")
        made = await _answered(db, asked, chosen, later)
        assert made.starts_at == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert [row["fold"] for row in await rows(db, "meetings")] == [0, 1]


async def test_a_series_from_the_second_of_two_equal_times_begins_then(
    db: Database, here: Community, now: datetime
) -> None:
    later = now + 200 * DAY
    request = MeetingRequest("Call", "2026-11-01 1:30", repeat="weekly")
    asked = await schedule_meeting(db, OLGA, request, later)
    assert isinstance(asked, Question)
    made = await _answered(db, asked, 1, later)
    assert made.starts_at == asked.readings[1].utc


async def test_a_request_comes_back_as_it_was_typed(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    asked = await schedule_meeting(db, OLGA, REQUEST, now)
    assert isinstance(asked, Question)
    assert (await rows(db, "questions"))[0]["request"] == asdict(REQUEST)
    at = now + HOUR
    made = await answer_question(db, OLGA, asked.id, 0, at)
    assert isinstance(made, Scheduled)
    clear = replace(REQUEST, when=asked.readings[0].choice)
    again = await confirmed(db, OLGA, await schedule_meeting(db, OLGA, clear, at), at)
    assert isinstance(again, Scheduled)
    same: dict[str, Any] = {"id": made.meeting.id, "series_id": made.meeting.series_id}
    assert (replace(again.meeting, **same), again.count) == (made.meeting, made.count)


async def test_a_change_comes_back_as_it_was_typed(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now, "today 8:00")
    request = ChangeRequest(
        "Call",
        title="New",
        when="03/04 11:00",
        duration="90",
        place="-",
        link="https://example.org/room",
        speaker="Dr. Ada",
        description="Bring data.",
        scope=Scope.FOLLOWING,
    )
    asked = await edit_meeting(db, OLGA, request, now)
    assert isinstance(asked, Question)
    expected = {**asdict(request), "meeting": found[0].key}
    assert (await rows(db, "questions"))[0]["request"] == expected
    changed = await confirmed(db, OLGA, await answer_question(db, OLGA, asked.id, 0, now), now)
    assert isinstance(changed, Changed)
    assert changed.count == len(found)
    assert {row["title"] for row in await rows(db, "meetings")} == {"New"}
    assert {row["duration"] for row in await rows(db, "meetings")} == {90}


async def test_the_meeting_that_was_meant_is_moved_though_another_is_next_by_now(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    asked = await edit_meeting(db, OLGA, ChangeRequest("Call", when="03/04 11:00"), now)
    assert isinstance(asked, Question)
    await meeting_at(db, now + 2 * HOUR, now)
    assert (await _answered(db, asked, 0, now)).id == made.id


async def test_the_answer_is_read_in_the_zone_it_was_asked_in(
    db: Database, here: Community, now: datetime
) -> None:
    asked = await _ask(db, now)
    await set_timezone(db, OLGA, "Tokyo", now)
    made = await _answered(db, asked, 0, now)
    assert (made.starts_at, made.zone) == (asked.readings[0].utc, "America/New_York")


async def test_a_question_is_answered_once(db: Database, here: Community, now: datetime) -> None:
    asked = await _ask(db, now)
    await _answered(db, asked, 0, now)
    for chosen in (0, 1):
        async with refused(db, AnsweredError):
            await answer_question(db, OLGA, asked.id, chosen, now)


@pytest.mark.parametrize("who", [HANA, OTTO])
async def test_a_question_is_answered_by_whom_it_was_put_to(
    db: Database, here: Community, elsewhere: Community, now: datetime, who: Actor
) -> None:
    asked = await _ask(db, now)
    async with refused(db, AnsweredError):
        await answer_question(db, who, asked.id, 0, now)
    await _answered(db, asked, 0, now)


async def test_one_person_in_two_communities_answers_where_they_were_asked(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    asked = await _ask(db, now)
    async with refused(db, AnsweredError):
        await answer_question(db, replace(OLGA, guild_id=OTTO.guild_id), asked.id, 0, now)


async def test_who_organizes_no_more_answers_no_more(
    db: Database, here: Community, now: datetime
) -> None:
    asked = await _ask(db, now)
    async with refused(db, NotOrganizerError):
        await answer_question(db, replace(OLGA, manages_guild=False), asked.id, 0, now)


async def test_a_question_is_answered_within_a_day(
    db: Database, here: Community, now: datetime
) -> None:
    first, second = await _ask(db, now), await _ask(db, now)
    async with refused(db, AnsweredError):
        await answer_question(db, OLGA, first.id, 0, now + ANSWERED_WITHIN + SECOND)
    await _answered(db, second, 0, now + ANSWERED_WITHIN)


async def test_what_was_typed_is_forgotten_after_a_day(
    db: Database, here: Community, now: datetime
) -> None:
    await _ask(db, now)
    kept = await _ask(db, now + DAY)
    late = now + DAY + SECOND
    await _answered(db, kept, 0, late)
    assert [row["id"] for row in await rows(db, "questions")] == [kept.id]


async def test_what_was_typed_and_never_answered_is_forgotten(
    db: Database, here: Community, now: datetime
) -> None:
    asked, late = await _ask(db, now), now + ANSWERED_WITHIN + SECOND
    with pytest.raises(AnsweredError):
        await answer_question(db, OLGA, asked.id, 0, late)
    another = await _ask(db, late)
    assert [row["id"] for row in await rows(db, "questions")] == [another.id]


@pytest.mark.parametrize("chosen", [-1, 2, 25])
async def test_only_what_was_offered_can_be_chosen(
    db: Database, here: Community, now: datetime, chosen: int
) -> None:
    asked = await _ask(db, now)
    async with refused(db, AnsweredError):
        await answer_question(db, OLGA, asked.id, chosen, now)
    await _answered(db, asked, 0, now)


@pytest.mark.parametrize("number", [0, -1, 2, 2**40])
async def test_a_question_that_was_never_put_is_not_answered(
    db: Database, here: Community, now: datetime, number: int
) -> None:
    await _ask(db, now)
    async with refused(db, AnsweredError):
        await answer_question(db, OLGA, number, 0, now)


async def test_an_answer_that_came_after_its_time_is_asked_about_again(
    db: Database, here: Community, now: datetime
) -> None:
    """Tomorrow at 7:00 was offered; pressed a minute after that."""
    asked = await _ask(db, now, "2026-03-02 7:00")
    late = now + DAY
    again = await answer_question(db, OLGA, asked.id, 0, late)
    assert isinstance(again, Question)
    assert again.reason == "past"
    assert all(reading.utc > late for reading in again.readings)
    assert await rows(db, "meetings") == []
    assert (await _answered(db, again, 0, late)).starts_at == again.readings[0].utc


async def test_an_answer_that_is_refused_can_be_given_again(
    db: Database, here: Community, now: datetime
) -> None:
    """The meeting was cancelled meanwhile."""
    made = await meeting_at(db, now + DAY, now)
    asked = await _ask_to_move(db, made, now)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    for _ in range(2):
        async with refused(db, MeetingCancelledError):
            await answer_question(db, OLGA, asked.id, 0, now)


BAD: list[tuple[dict[str, str], type[RefusedError]]] = [
    ({"title": "x" * 201}, TooLongError),
    ({"repeat": "sometimes"}, UnreadableRepeatError),
    ({"subgroup": "Nobody"}, NotFoundError),
    ({"when": "2036-03-02 7:00"}, FarFutureError),
]


@pytest.mark.parametrize(("changed", "why"), BAD)
async def test_nobody_is_asked_about_what_will_be_refused_anyway(
    db: Database,
    here: Community,
    now: datetime,
    changed: dict[str, str],
    why: type[RefusedError],
) -> None:
    request = replace(MeetingRequest("Call", "03/04 11:00"), **changed)
    async with refused(db, why):
        await schedule_meeting(db, OLGA, request, now)


async def test_members_are_not_asked(db: Database, here: Community, now: datetime) -> None:
    async with refused(db, NotOrganizerError):
        await schedule_meeting(db, ANA, MeetingRequest("Call", "03/04 11:00"), now)
