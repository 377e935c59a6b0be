"""Scheduling one meeting, finding it, answering it, and cancelling it."""

from dataclasses import replace
from datetime import UTC, datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import AlreadyCancelledError, Counts
from sigbot.domain.outbox import REFRESH_AFTER, MeetingCard, Topic
from sigbot.domain.refusals import (
    DurationError,
    EmptyError,
    FarFutureError,
    FixedOffsetError,
    MeetingCancelledError,
    MeetingOverError,
    NotFoundError,
    RefusedError,
    TooFrequentRepeatError,
    TooLongError,
    UnknownZoneError,
    UnreadableDurationError,
    UnreadableLinkError,
    UnreadableRepeatError,
    UnreadableWhenError,
    ZoneConflictError,
)
from sigbot.services.community import add_subgroup
from sigbot.services.meetings import (
    MeetingRequest,
    MeetingView,
    Scheduled,
    answer_meeting,
    list_meetings,
    schedule_meeting,
    show_meeting,
)
from sigbot.services.members import set_timezone
from sigbot.services.news import meeting_news
from sigbot.services.outbox import finish_card
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
    Waiting,
    cancel_meeting,
    check_in,
    meeting_at,
    refused,
    retire_subgroup,
    rows,
    schedule,
    take_kind,
    waiting,
)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


async def test_a_meeting_is_kept_as_it_was_asked_for(
    db: Database, here: Community, now: datetime
) -> None:
    group = await add_subgroup(db, OLGA, "Imaging", None, now)
    request = MeetingRequest(
        " Open   call ",
        "Wednesday 11:00",
        kind="review",
        duration="1h30",
        subgroup="imaging",
        place="Room 4",
        link="https://example.org/room",
        speaker="Dr. Ada",
        description="Bring data.\r\nAnd coffee.",
    )
    scheduled = await schedule_meeting(db, OLGA, request, now)
    assert isinstance(scheduled, Scheduled)
    made = scheduled.meeting
    assert (scheduled.count, scheduled.channel_id) == (1, NEWS)
    assert (made.title, made.kind, made.duration) == ("Open call", "review", 90)
    assert (made.wall, made.zone) == (datetime(2026, 3, 4, 11), "America/New_York")  # noqa: DTZ001
    assert (made.starts_at, made.ends_at) == (utc(2026, 3, 4, 16), utc(2026, 3, 4, 17, 30))
    assert (made.subgroup, made.subgroup_id) == ("Imaging", group.id)
    assert (made.place, made.link) == ("Room 4", "https://example.org/room")
    assert (made.speaker, made.description) == ("Dr. Ada", "Bring data.\nAnd coffee.")
    assert (made.series_id, made.rule, made.counts) == (None, None, Counts())
    assert await show_meeting(db, ANA, made.key, now) == MeetingView(
        made, None, "America/New_York", None
    )


async def test_what_is_left_out_is_an_hour_of_a_general_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "tomorrow 9am")).meeting
    assert (made.kind, made.duration, made.subgroup) == ("general", 60, None)
    assert (made.place, made.link, made.speaker, made.description) == ("", "", "", "")


async def test_a_meeting_of_a_subgroup_is_of_that_kind(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", None, now)
    assert (await schedule(db, now, "noon", subgroup="g1")).meeting.kind == "subgroup"


async def test_words_are_read_in_the_speakers_own_zone_first(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, OLGA, "Tokyo", now)
    assert (await schedule(db, now, "tomorrow 11:00")).meeting.starts_at == utc(2026, 3, 3, 2)
    paris = (await schedule(db, now, "tomorrow 11:00", timezone="Paris")).meeting
    assert (paris.starts_at, paris.zone) == (utc(2026, 3, 3, 10), "Europe/Paris")


async def test_the_card_is_due_at_once(db: Database, here: Community, now: datetime) -> None:
    made = (await schedule(db, now, "tomorrow 11:00")).meeting
    assert await waiting(db, Topic.CARD) == [Waiting(Topic.CARD, {"meeting": made.id}, now)]


UNREADABLE: list[tuple[dict[str, str], type[RefusedError]]] = [
    ({"when": "soon"}, UnreadableWhenError),
    ({"when": "tomorrow 11:00 EST"}, FixedOffsetError),
    ({"when": "2036-03-02 7:00"}, FarFutureError),
    ({"timezone": "Atlantis"}, UnknownZoneError),
    ({"timezone": "UTC+3"}, FixedOffsetError),
    ({"timezone": "Paris", "when": "tomorrow 11:00 tokyo"}, ZoneConflictError),
    ({"title": "x" * 201}, TooLongError),
    ({"duration": "long"}, UnreadableDurationError),
    ({"duration": "4 min"}, DurationError),
    ({"duration": "13 hours"}, DurationError),
    ({"repeat": "when it suits"}, UnreadableRepeatError),
    ({"repeat": "FREQ=HOURLY"}, TooFrequentRepeatError),
    ({"subgroup": "Imaging"}, NotFoundError),
    ({"subgroup": "Retired"}, NotFoundError),
    ({"subgroup": "g1"}, NotFoundError),
    ({"place": "x" * 301}, TooLongError),
    ({"link": "over there"}, UnreadableLinkError),
    ({"speaker": "x" * 201}, TooLongError),
    ({"description": "x" * 2_001}, TooLongError),
]


async def test_what_cannot_be_read_schedules_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Retired", None, now)
    await retire_subgroup(db, OLGA, "Retired", now)
    for changed, why in UNREADABLE:
        request = replace(MeetingRequest("Call", "tomorrow 11:00", repeat="weekly"), **changed)
        async with refused(db, why):
            await schedule_meeting(db, OLGA, request, now)


async def test_a_title_of_nothing_is_refused(db: Database, here: Community, now: datetime) -> None:
    async with refused(db, EmptyError):
        await schedule(db, now, "tomorrow 11:00", title="  ")


async def test_a_meeting_is_found_by_its_key(db: Database, here: Community, now: datetime) -> None:
    made = (await schedule(db, now, "tomorrow 11:00")).meeting
    for text in (made.key, made.key.upper(), f" {made.key} "):
        assert (await show_meeting(db, ANA, text, now)).meeting == made


async def test_by_its_title_the_next_meeting_is_found_else_the_last(
    db: Database, here: Community, now: datetime
) -> None:
    first, second, third = [
        (await schedule(db, now, f"2026-03-0{day} 11:00", title="Open Call")).meeting
        for day in (4, 3, 5)
    ]
    assert (await show_meeting(db, ANA, "open CALL", now)).meeting.id == second.id
    await cancel_meeting(db, OLGA, second.key, "", scope="this", now=now)
    assert (await show_meeting(db, ANA, "Open Call", now)).meeting.id == first.id
    running = first.ends_at
    assert (await show_meeting(db, ANA, "Open Call", running)).meeting.id == first.id
    assert (await show_meeting(db, ANA, "Open Call", running + SECOND)).meeting.id == third.id
    assert (await show_meeting(db, ANA, "Open Call", now + 30 * DAY)).meeting.id == third.id


async def test_a_title_that_looks_like_a_key_is_found_where_there_is_no_such_key(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "tomorrow 11:00", title="M12")).meeting
    assert (await show_meeting(db, ANA, "m12", now)).meeting.id == made.id


async def test_what_is_not_there_is_not_found(db: Database, here: Community, now: datetime) -> None:
    await schedule(db, now, "tomorrow 11:00")
    for text in ("m2", "m0", "m-1", "m99999999999999999999", "m²", "Cal", "", "%", "m"):
        async with refused(db, NotFoundError) as info:
            await show_meeting(db, ANA, text, now)
        assert (info.value.noun, info.value.text) == ("meeting", text)


async def test_a_key_of_thousands_of_digits_is_not_found(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, NotFoundError):
        await show_meeting(db, ANA, "m" + "9" * 199, now)


async def test_a_title_in_any_script_is_found(db: Database, here: Community, now: datetime) -> None:
    for title in ("Économie", "ÅRSMØTE", "Встреча"):
        made = (await schedule(db, now, "tomorrow 11:00", title=title)).meeting
        for text in (title, title.lower(), title.upper()):
            assert (await show_meeting(db, ANA, text, now)).meeting.id == made.id


async def test_another_communitys_meeting_is_not_there(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "tomorrow 11:00")).meeting
    for text in (made.key, made.title):
        async with refused(db, NotFoundError):
            await show_meeting(db, OTTO, text, now)
        async with refused(db, NotFoundError):
            await cancel_meeting(db, OTTO, text, "", scope="following", now=now)
    async with refused(db, NotFoundError):
        await answer_meeting(db, OTTO, made.id, "going", now)
    assert await list_meetings(db, OTTO, now) == []
    group = await add_subgroup(db, OLGA, "Imaging", None, now)
    async with refused(db, NotFoundError):
        request = MeetingRequest("Call", "tomorrow 11:00", subgroup=group.key)
        await schedule_meeting(db, OTTO, request, now)


async def test_meetings_ahead_are_listed_the_next_first_running_ones_too(
    db: Database, here: Community, now: datetime
) -> None:
    late, soon = [await meeting_at(db, now + step, now) for step in (2 * DAY, DAY)]
    over = await meeting_at(db, now + HOUR, now)
    assert [m.id for m in await list_meetings(db, ANA, now)] == [over.id, soon.id, late.id]
    assert [m.id for m in await list_meetings(db, ANA, now, limit=1)] == [over.id]
    running = over.ends_at - SECOND
    assert [m.id for m in await list_meetings(db, ANA, running)] == [over.id, soon.id, late.id]
    assert await list_meetings(db, ANA, running, past=True) == []
    assert [m.id for m in await list_meetings(db, ANA, over.ends_at)] == [soon.id, late.id]
    assert [m.id for m in await list_meetings(db, ANA, over.ends_at, past=True)] == [over.id]


async def test_past_meetings_are_listed_the_latest_first_and_by_kind(
    db: Database, here: Community, now: datetime
) -> None:
    first = await meeting_at(db, now + HOUR, now, kind="guest")
    second = await meeting_at(db, now + DAY, now)
    later = now + 2 * DAY
    found = await list_meetings(db, ANA, later, past=True)
    assert [m.id for m in found] == [second.id, first.id]
    found = await list_meetings(db, ANA, later, past=True, kind="guest")
    assert [m.id for m in found] == [first.id]
    assert [m.id for m in await list_meetings(db, ANA, now, kind="guest")] == [first.id]
    assert await list_meetings(db, ANA, now, past=True) == []


async def test_a_series_does_not_crowd_out_the_other_meetings(
    db: Database, here: Community, now: datetime
) -> None:
    await schedule(db, now, "tomorrow 11:00", title="Daily", repeat="FREQ=DAILY")
    other = await meeting_at(db, now + 20 * DAY, now, title="Guest")
    found = await list_meetings(db, ANA, now, of_a_series=2)
    assert [m.title for m in found] == ["Daily", "Daily", "Guest"]
    assert found[-1].id == other.id
    assert len(await list_meetings(db, ANA, now, of_a_series=2, limit=1)) == 1


async def test_an_answer_replaces_the_one_before(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    for who, answer in ((ANA, "going"), (BEN, "maybe"), (ANA, "cant")):
        await answer_meeting(db, who, made.id, answer, now)
    shown = await show_meeting(db, ANA, made.key, now)
    assert (shown.meeting.counts, shown.answer) == (Counts(maybe=1, cant=1), "cant")
    assert (await show_meeting(db, BEN, made.key, now)).answer == "maybe"
    assert (await show_meeting(db, OLGA, made.key, now)).answer is None
    assert len(await rows(db, "rsvps")) == 2


async def test_many_answers_are_one_fresh_card(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + DAY, now), await meeting_at(db, now + DAY, now)
    for who in (ANA, BEN, ANA):
        await answer_meeting(db, who, made.id, "going", now)
    await answer_meeting(db, ANA, other.id, "going", now)
    found = [row for row in await waiting(db) if row.topic == Topic.REFRESH]
    due = now + REFRESH_AFTER
    assert found == [Waiting(Topic.REFRESH, {"meeting": m.id}, due) for m in (made, other)]


async def test_an_answer_comes_too_late_when_the_meeting_is_over(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + HOUR, now)
    await answer_meeting(db, ANA, made.id, "going", made.ends_at)
    async with refused(db, MeetingOverError):
        await answer_meeting(db, ANA, made.id, "cant", made.ends_at + SECOND)


async def test_a_cancelled_meeting_takes_no_answer_and_is_not_cancelled_again(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    async with refused(db, MeetingCancelledError):
        await answer_meeting(db, ANA, made.id, "going", now)
    async with refused(db, AlreadyCancelledError):
        await cancel_meeting(db, OLGA, made.key, "", scope="following", now=now)


async def test_a_cancelled_meeting_stays_with_its_reason_and_everyone_is_told(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + DAY, now), await meeting_at(db, now + DAY, now)
    reason = " No\nspeaker "
    (gone,) = await cancel_meeting(db, OLGA, made.key, reason, scope="following", now=now)
    assert gone == replace(made, cancelled_at=now, cancel_reason="No speaker")
    assert (await show_meeting(db, ANA, made.key, now)).meeting == gone
    assert (await show_meeting(db, ANA, other.key, now)).meeting == other
    assert await waiting(db, Topic.CANCELLED) == [
        Waiting(Topic.CANCELLED, {"meeting": made.id, "count": 1}, now)
    ]


async def test_the_cards_of_cancelled_meetings_are_refreshed(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "tomorrow 11:00", repeat="FREQ=DAILY;COUNT=12")).meeting
    posted = await take_kind(db, now + 2 * DAY, MeetingCard)
    for number, due in enumerate(posted):
        news = await meeting_news(db, due, now)
        assert news is not None
        await finish_card(db, due, news.meeting, (NEWS, number + 1), now + 30 * DAY)
    gone = await cancel_meeting(db, OLGA, made.key, "", scope="following", now=now)
    soon = now + REFRESH_AFTER
    found = [row for row in await waiting(db, Topic.REFRESH) if row.due_at <= soon]
    refreshed = [row.payload["meeting"] for row in found]
    assert sorted(refreshed) == sorted(due.message.meeting_id for due in posted)
    assert 1 < len(refreshed) < len(gone)


async def test_lists_say_how_many_were_there(db: Database, here: Community, now: datetime) -> None:
    made, other = await meeting_at(db, now + HOUR, now), await meeting_at(db, now + DAY, now)
    for who in (ANA, BEN):
        await check_in(db, who, made.id, "button", made.starts_at)
    attended = {m.id: m.counts.attended for m in await list_meetings(db, ANA, now)}
    assert attended == {made.id: 2, other.id: 0}


async def test_a_meeting_that_is_over_is_not_cancelled(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + HOUR, now)
    async with refused(db, MeetingOverError):
        await cancel_meeting(db, OLGA, made.key, "", scope="this", now=made.ends_at + SECOND)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=made.ends_at)


async def test_a_reason_too_long_cancels_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    made = (await schedule(db, now, "tomorrow 11:00", repeat="weekly")).meeting
    async with refused(db, TooLongError):
        await cancel_meeting(db, OLGA, made.key, "x" * 301, scope="following", now=now)
