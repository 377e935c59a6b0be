"""Reminders are written with the meeting they are of, follow it, and go when it goes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import DEFAULT_REMINDERS, AlreadyCancelledError
from sigbot.domain.members import HearsBy
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.outbox import (
    DirectReminder,
    GatherNotices,
    MeetingReminder,
    OrganizerNotice,
    ReminderCorrection,
    Topic,
    is_direct,
)
from sigbot.domain.refusals import (
    LongLeadError,
    MeetingOverError,
    NotFoundError,
    TooManyError,
    UnreadableLeadError,
)
from sigbot.domain.reminders import Lead, TimingState
from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.meetings import answer_meeting
from sigbot.services.members import about_me, show_me
from sigbot.services.missed import all_unreached, missed_messages, note_told
from sigbot.services.news import correction_news, reminder_news
from sigbot.services.notices import gather, note_direct_refused, notice
from sigbot.services.outbox import finish, finish_reminder, forget_reminder, take_due
from sigbot.services.reminders import set_direct_messages, set_reminders
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    OTTO,
    SECOND,
    cancel_meeting,
    check_reminders,
    edit,
    meeting_at,
    refused,
    reminders_of,
    rows,
    schedule,
    series_at,
    take_kind,
    waiting,
)

REFUSING = """CREATE TRIGGER refuse BEFORE INSERT ON audit
BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END"""


async def _wants(db: Database, who: Actor, now: datetime, before: str | None = None) -> None:
    await set_direct_messages(db, who, now, wanted=True, before=before, changes="dm")


async def _going(db: Database, who: Actor, meeting_id: int, now: datetime) -> None:
    await answer_meeting(db, who, meeting_id, "going", now)


async def test_a_meeting_has_its_reminders_a_day_an_hour_and_at_the_start(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 10 * DAY, now)
    assert made.reminders == DEFAULT_REMINDERS
    starts = made.starts_at
    # The clocks go forward before it: the day before is one of 24 hours all the same.
    assert await reminders_of(db, made) == [starts - DAY, starts - HOUR, starts]
    await check_reminders(db, now)


async def test_a_day_before_is_the_same_time_of_day_when_clocks_change(
    db: Database, here: Community, now: datetime
) -> None:
    """On Sunday 8 March clocks go forward in New York; the meeting is at 11:00 that day."""
    made = (await schedule(db, now, "2026-03-08 11:00")).meeting
    day_before, *_ = await reminders_of(db, made)
    assert day_before == datetime(2026, 3, 7, 16, tzinfo=UTC)
    assert made.starts_at - day_before == 23 * HOUR


async def test_only_reminders_that_are_ahead_are_written(
    db: Database, here: Community, now: datetime
) -> None:
    for ahead, count in ((30 * MINUTE, 1), (HOUR, 1), (HOUR + MINUTE, 2), (DAY, 2)):
        made = await meeting_at(db, now + ahead, now)
        assert len(await reminders_of(db, made)) == count
    await check_reminders(db, now)


async def test_every_meeting_of_a_series_has_its_reminders_those_made_later_too(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    assert len(await waiting(db, Topic.REMINDER)) == 3 * len(found)
    await check_reminders(db, now)
    later = now + 100 * DAY
    assert await extend_series(db, later) > 0
    await check_reminders(db, later)


async def test_a_meeting_that_fails_has_no_reminders(
    sqlite_db: Database, now: datetime, here_on_sqlite: Community
) -> None:
    """What comes last is the audit trail."""
    async with sqlite_db.write() as tx:
        await tx.execute(text(REFUSING))
    with pytest.raises(DBAPIError, match="refused on purpose"):
        await schedule(sqlite_db, now, "tomorrow 11:00", repeat="weekly")
    assert await waiting(sqlite_db) == []
    assert await rows(sqlite_db, "meetings") == []


async def test_a_reminder_knows_its_meeting_and_its_lane(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await _wants(db, ANA, now)
    await _going(db, ANA, made.id, now)
    found = {row["topic"]: row for row in await rows(db, "outbox")}
    reminder, direct = found[Topic.REMINDER], found[Topic.DIRECT]
    assert (reminder["lane"], reminder["meeting_id"], reminder["person_id"]) == (
        "c1",
        made.id,
        None,
    )
    assert (direct["lane"], direct["meeting_id"], direct["person_id"]) == ("d2", made.id, 1)
    assert direct["payload"] == {"meeting": made.id, "to": ANA.discord_id}


async def test_a_moved_meeting_has_all_its_reminders_at_the_new_time(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + 3 * DAY, now), await meeting_at(db, now + DAY, now)
    before = await reminders_of(db, other)
    changed = await edit(db, made, now, when="2026-03-10 9:00")
    starts = changed.meeting.starts_at
    assert await reminders_of(db, made) == [starts - DAY, starts - HOUR, starts]
    assert await reminders_of(db, other) == before
    await check_reminders(db, now)


async def _say_reminder(db: Database, at: datetime) -> None:
    """The one reminder that is due is posted."""
    [due] = await take_kind(db, at, MeetingReminder)
    news = await reminder_news(db, due, at)
    assert news is not None
    await finish_reminder(db, due, news.meeting, (NEWS, 77), at)


async def test_what_was_said_of_a_moved_meeting_stays_and_is_put_right(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    at = now + 2 * DAY
    await _say_reminder(db, at)
    changed = await edit(db, made, at, when="2026-03-10 9:00")
    said = [
        row for row in await rows(db, "outbox") if row["topic"] == Topic.REMINDER and row["done_at"]
    ]
    assert [row["due_at"] for row in said] == [at]
    assert len(await reminders_of(db, made)) == 3
    [due] = await take_kind(db, at, ReminderCorrection)
    news = await correction_news(db, due, at)
    assert news is not None
    assert (news.message, news.announced_start) == ((NEWS, 77), made.starts_at)
    assert news.meeting.starts_at == changed.meeting.starts_at


async def test_a_posted_reminder_that_somebody_deleted_is_not_put_right_again(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    at = now + 2 * DAY
    await _say_reminder(db, at)
    await edit(db, made, at, title="Other")
    [due] = await take_kind(db, at, ReminderCorrection)
    await forget_reminder(db, due, at)
    assert await rows(db, "announcements") == []
    assert await correction_news(db, due, at) is None
    await edit(db, made, at, title="Another")
    assert await waiting(db, "reminder_correction") == []


async def test_what_is_due_of_a_moved_meeting_is_not_said_at_its_old_time(
    db: Database, here: Community, now: datetime
) -> None:
    """The bot was asleep when it was due."""
    made = await meeting_at(db, now + 3 * DAY, now)
    at = now + 2 * DAY + HOUR
    await edit(db, made, at, when="2026-03-10 9:00")
    assert all(due > at for due in await reminders_of(db, made))


async def test_a_cancelled_meeting_reminds_nobody(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + 3 * DAY, now), await meeting_at(db, now + DAY, now)
    await _wants(db, ANA, now)
    await _going(db, ANA, made.id, now)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    assert await reminders_of(db, made) == await reminders_of(db, made, Topic.DIRECT) == []
    assert len(await reminders_of(db, other)) == 2
    await check_reminders(db, now)


async def test_a_series_cancelled_from_one_meeting_on_reminds_of_those_before_it(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    await cancel_meeting(db, OLGA, found[2].key, "", scope="following", now=now)
    reminded = {row.payload["meeting"] for row in await waiting(db, Topic.REMINDER)}
    assert reminded == {found[0].id, found[1].id}
    await check_reminders(db, now)


async def test_a_reminder_of_what_was_cancelled_meanwhile_is_not_said(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + MINUTE, now)
    at = now + MINUTE
    [due] = await take_kind(db, at, MeetingReminder)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=at)
    assert await reminder_news(db, due, at) is None


async def test_of_two_reminders_that_are_due_the_later_one_is_said(
    db: Database, here: Community, now: datetime
) -> None:
    """The bot slept from before the first until after the second."""
    made = await meeting_at(db, now + DAY + MINUTE, now)
    awake = made.starts_at - 30 * MINUTE
    found = await take_kind(db, awake, MeetingReminder)
    news = [await reminder_news(db, due, awake) for due in found]
    assert [one is not None for one in news] == [False, True]
    assert news[1] is not None
    assert (news[1].timing.state, news[1].timing.late) == (TimingState.AHEAD, 30)


async def test_an_organizer_says_how_long_before_a_meeting_reminders_come(
    db: Database, here: Community, now: datetime
) -> None:
    made, other = await meeting_at(db, now + 3 * DAY, now), await meeting_at(db, now + DAY, now)
    before = await reminders_of(db, other)
    done = await set_reminders(db, OLGA, made.key, "10 min and 2 days before", now)
    assert (done.meeting.id, done.leads) == (made.id, (Lead(days=2), Lead(minutes=10)))
    starts = made.starts_at
    assert await reminders_of(db, made) == [starts - 2 * DAY, starts - 10 * MINUTE]
    assert await reminders_of(db, other) == before
    await check_reminders(db, now)


async def test_of_a_series_all_that_are_ahead_and_those_made_later_follow(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    first, later = found[0], found[0].ends_at + HOUR
    await set_reminders(db, OLGA, found[3].key, "5m", later)
    kept = {row["id"]: row["reminders"] for row in await rows(db, "meetings")}
    assert kept.pop(first.id) == DEFAULT_REMINDERS
    assert set(kept.values()) == {"5m"}
    await check_reminders(db, later)
    await extend_series(db, now + 100 * DAY)
    assert (await rows(db, "meetings"))[-1]["reminders"] == "5m"
    await check_reminders(db, now + 100 * DAY)


async def test_no_reminders_at_all_is_a_choice(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    assert (await set_reminders(db, OLGA, made.key, "off", now)).leads == ()
    assert await reminders_of(db, made) == []
    await edit(db, made, now, when="2026-03-10 9:00")
    assert await reminders_of(db, made) == []


async def test_what_is_due_already_is_still_said_when_reminders_change(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + MINUTE, now)
    due_at, *_ = await reminders_of(db, made)
    await set_reminders(db, OLGA, made.key, "10m", due_at)
    assert await reminders_of(db, made) == [due_at, made.starts_at - 10 * MINUTE]


async def test_reminders_that_cannot_be_read_change_nothing(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    for before, why in (
        ("soon", UnreadableLeadError),
        ("5w", LongLeadError),
        ("1m,2m,3m,4m,5m,6m", TooManyError),
    ):
        async with refused(db, why):
            await set_reminders(db, OLGA, made.key, before, now)
        async with refused(db, why):
            await set_direct_messages(db, ANA, now, wanted=True, before=before, changes="dm")
    async with refused(db, NotFoundError):
        await set_reminders(db, OTTO, made.key, "1h", now)
    async with refused(db, MeetingOverError):
        await set_reminders(db, OLGA, made.key, "1h", made.ends_at + SECOND)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    async with refused(db, AlreadyCancelledError):
        await set_reminders(db, OLGA, made.key, "1h", now)


async def test_who_wants_none_gets_no_direct_message(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    await _going(db, ANA, made.id, now)
    assert await waiting(db, Topic.DIRECT) == []
    assert (await about_me(db, ANA)).person.direct_reminders is None


async def test_who_is_going_gets_direct_reminders_whatever_was_said_first(
    db: Database, here: Community, now: datetime
) -> None:
    first, second, third = [await meeting_at(db, now + n * DAY, now) for n in (3, 4, 5)]
    await _going(db, ANA, first.id, now)
    assert (await set_direct_messages(db, ANA, now, wanted=True, changes="dm")).leads == (
        Lead(minutes=60),
    )
    await _going(db, ANA, second.id, now)
    await _going(db, BEN, third.id, now)
    found = {row.payload["meeting"]: row for row in await waiting(db, Topic.DIRECT)}
    assert found.keys() == {first.id, second.id}
    assert {row.payload["to"] for row in found.values()} == {ANA.discord_id}
    assert found[first.id].due_at == first.starts_at - HOUR


async def test_whoever_is_not_going_any_more_is_not_reminded(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    for who in (ANA, BEN):
        await _wants(db, who, now)
        await _going(db, who, made.id, now)
    for answer, count in (("maybe", 1), ("going", 2), ("cant", 1), ("going", 2), ("going", 2)):
        await answer_meeting(db, ANA, made.id, answer, now)
        assert len(await reminders_of(db, made, Topic.DIRECT)) == count
    await answer_meeting(db, BEN, made.id, "cant", now)
    [left] = await waiting(db, Topic.DIRECT)
    assert left.payload["to"] == ANA.discord_id


async def test_how_long_before_is_everybodys_own_and_can_be_changed(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    for who, before in ((ANA, "1d, 10m"), (BEN, "start")):
        await _wants(db, who, now, before)
        await _going(db, who, made.id, now)
    starts = made.starts_at
    assert await reminders_of(db, made, Topic.DIRECT) == [
        starts - DAY,
        starts - 10 * MINUTE,
        starts,
    ]
    await _wants(db, ANA, now, "2h")
    assert await reminders_of(db, made, Topic.DIRECT) == [starts - 2 * HOUR, starts]
    assert (await about_me(db, ANA)).person.direct_reminders == "2h"
    await _wants(db, ANA, now)
    assert (await about_me(db, ANA)).person.direct_reminders == "2h"


@pytest.mark.parametrize(("before", "wanted"), [(None, False), ("1h", False), ("off", True)])
async def test_opting_out_takes_back_what_waits_of_ones_own(
    db: Database, here: Community, now: datetime, before: str | None, wanted: bool
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    for who in (ANA, BEN):
        await _wants(db, who, now)
        await _going(db, who, made.id, now)
    assert (
        await set_direct_messages(db, ANA, now, wanted=wanted, before=before, changes="dm")
    ).leads == ()
    assert [row.payload["to"] for row in await waiting(db, Topic.DIRECT)] == [BEN.discord_id]
    assert (await about_me(db, ANA)).person.direct_reminders is None
    assert (await set_direct_messages(db, ANA, now, wanted=True, changes="dm")).leads == (
        Lead(minutes=60),
    )


@pytest.mark.parametrize("answer", ["cant", "maybe"])
async def test_who_is_not_going_any_more_gets_no_reminder_that_was_held_up(
    db: Database, here: Community, now: datetime, answer: str
) -> None:
    """It is due, and Discord did not answer since."""
    made = await meeting_at(db, now + 3 * DAY, now)
    await _wants(db, ANA, now)
    await _going(db, ANA, made.id, now)
    late = made.starts_at - 59 * MINUTE
    await answer_meeting(db, ANA, made.id, answer, late)
    assert await waiting(db, Topic.DIRECT) == []


async def test_opting_out_takes_back_what_was_held_up_too(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    await _wants(db, ANA, now)
    await _going(db, ANA, made.id, now)
    late = made.starts_at - 59 * MINUTE
    await set_direct_messages(db, ANA, late, wanted=False, changes="dm")
    assert await waiting(db, Topic.DIRECT) == []


async def test_going_again_does_not_take_back_what_was_held_up(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    await _wants(db, ANA, now)
    await _going(db, ANA, made.id, now)
    await _going(db, ANA, made.id, made.starts_at - 59 * MINUTE)
    assert len(await waiting(db, Topic.DIRECT)) == 1


async def test_direct_reminders_follow_a_moved_meeting_and_those_who_go_are_told(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + 3 * DAY, now)
    for who in (ANA, BEN):
        await _going(db, who, made.id, now)
    await _wants(db, ANA, now, "1d, 1h")
    changed = await edit(db, made, now, when="2026-03-10 9:00")
    starts = changed.meeting.starts_at
    assert await reminders_of(db, made, Topic.DIRECT) == [starts - DAY, starts - HOUR]
    [told] = await waiting(db, Topic.DIRECT_NEWS)
    assert told.payload == {"meeting": made.id, "to": ANA.discord_id, "count": 1, "asks": True}


async def test_a_cancelled_series_tells_everybody_who_was_going_once(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    for who in (ANA, BEN):
        await _wants(db, who, now)
    for meeting in found[1:4]:
        await _going(db, ANA, meeting.id, now)
    await _going(db, BEN, found[3].id, now)
    await cancel_meeting(db, OLGA, found[0].key, "", scope="following", now=now)
    told = {
        row.payload["to"]: row.payload["meeting"] for row in await waiting(db, Topic.DIRECT_NEWS)
    }
    assert told == {ANA.discord_id: found[1].id, BEN.discord_id: found[3].id}
    assert len(await waiting(db, Topic.DIRECT_NEWS)) == 2


async def _closed(db: Database, now: datetime) -> None:
    """Ana's direct messages turn out to be closed, as the first of her reminders is due."""
    meetings = [await meeting_at(db, now + n * DAY, now) for n in (1, 2)]
    await _wants(db, ANA, now)
    for meeting in meetings:
        await _going(db, ANA, meeting.id, now)
    at = meetings[0].starts_at - HOUR
    [due] = await take_kind(db, at, DirectReminder)
    await note_direct_refused(db, due, at, closed=True)


async def test_closed_direct_messages_are_told_once_when_somebody_asks(
    db: Database, here: Community, now: datetime
) -> None:
    await _closed(db, now)
    assert (await about_me(db, ANA)).person.direct_refused_at is not None
    first = await missed_messages(db, ANA)
    assert first is not None
    assert [meeting.id for meeting in first.reminders] == [1]
    assert (first.changes, first.notices) == ((), ())
    assert await all_unreached(db) == {(GUILD, ANA.discord_id)}
    await note_told(db, GUILD, ANA.discord_id)
    assert await missed_messages(db, ANA) is None
    assert await all_unreached(db) == set()
    assert (await about_me(db, ANA)).person.direct_reminders is None
    assert await missed_messages(db, BEN) is None


async def test_who_is_told_what_they_missed_is_told_all_that_was_due_and_nothing_later(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    other = await meeting_at(db, found[0].starts_at, now)
    await _wants(db, ANA, now)
    for meeting in (*found[:3], other):
        await _going(db, ANA, meeting.id, now)
    await cancel_meeting(db, OLGA, found[1].key, "", scope="this", now=now)
    at = found[0].starts_at - HOUR
    rows_due = [due for due in await take_due(db, at, "one", limit=100) if is_direct(due)]
    for due in rows_due:
        await note_direct_refused(db, due, at + MINUTE, closed=True)
    told = await missed_messages(db, ANA)
    assert told is not None
    assert {meeting.id for meeting in told.reminders} == {found[0].id, other.id}
    assert [meeting.id for meeting in told.changes] == [found[1].id]
    assert await waiting(db, Topic.DIRECT) == []
    person = (await about_me(db, ANA)).person
    assert (person.changes, person.direct_refused_at) == (HearsBy.MENTION, at + MINUTE)


async def test_an_organizer_is_told_the_notes_they_missed_and_nobody_else_is(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now)
    async with db.write() as tx:
        await notice(tx, here.id, NoticeTopic.NO_DIRECT, now)
    at = now + MINUTE
    [gathering] = await take_kind(db, at, GatherNotices)
    await gather(db, gathering, at)
    [due] = await take_kind(db, at, OrganizerNotice)
    await note_direct_refused(db, due, at, closed=True)
    told = await missed_messages(db, OLGA)
    assert told is not None
    assert [item.topic for item in told.notices] == [NoticeTopic.NO_DIRECT]
    told = await missed_messages(db, replace(OLGA, manages_guild=False))
    assert told is not None
    assert told.notices == ()


async def test_after_closed_direct_messages_none_is_planned_until_asked_for_again(
    db: Database, here: Community, now: datetime
) -> None:
    await _closed(db, now)
    later = now + DAY
    made = await meeting_at(db, now + 5 * DAY, later)
    await _going(db, ANA, made.id, later)
    assert await reminders_of(db, made, Topic.DIRECT) == []
    await _wants(db, ANA, later)
    assert len(await reminders_of(db, made, Topic.DIRECT)) == 1


async def test_after_closed_direct_messages_what_was_planned_is_not_sent(
    db: Database, here: Community, now: datetime
) -> None:
    await _closed(db, now)
    assert await waiting(db, Topic.DIRECT) == []


async def test_who_showed_nothing_about_themselves_sees_nothing_stored(
    db: Database, here: Community, now: datetime
) -> None:
    shown = await show_me(db, BEN, now)
    assert (shown.person.id, shown.person.name) == (0, "Ben")
    assert await rows(db, "people") == []


async def test_a_reminder_pings_the_role_of_its_subgroup_alone(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Imaging", 4_242, now)
    await schedule(db, now, "2026-03-03 7:01", subgroup="Imaging")
    await schedule(db, now, "2026-03-03 7:01")
    at = now + MINUTE
    news = [await reminder_news(db, due, at) for due in await take_kind(db, at, MeetingReminder)]
    assert [one.role_id for one in news if one] == [4_242, None]


async def test_reminders_of_general_meetings_and_guests_notify_the_chosen_role(
    db: Database, here: Community, now: datetime
) -> None:
    await set_up(db, OLGA, Setup(ping_role_id=7), "Server", NEWS, now)
    for kind in ("general", "guest", "review", "special"):
        await schedule(db, now, "2026-03-03 7:01", kind=kind)
    at = now + MINUTE
    due = await take_kind(db, at, MeetingReminder)
    news = [await reminder_news(db, row, at) for row in due]
    assert [each.role_id for each in news if each] == [7, 7, None, None]
    saved, _ = await set_up(db, OLGA, Setup(ping_role_id=GUILD), "Server", NEWS, now)
    assert saved.ping_role_id is None, "the role of everybody is no role to notify"


async def test_a_reminder_that_was_said_is_done(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + MINUTE, now)
    await _say_reminder(db, now + MINUTE)
    assert len(await reminders_of(db, made)) == 2
    assert [row["starts_at"] for row in await rows(db, "announcements")] == [made.starts_at]
    [due] = await take_kind(db, made.starts_at - HOUR, MeetingReminder)
    await finish(db, due, made.starts_at - HOUR)
    assert await reminders_of(db, made) == [made.starts_at]
