"""What did not go as it should is told to organizers, once, together, and again when it happens
again."""

from datetime import datetime
from typing import Any

import pytest

from sigbot.domain.community import Actor, Community
from sigbot.domain.notices import GATHERED_FOR, HELD_FOR, MOST_TOLD, NoticeTopic
from sigbot.domain.outbox import (
    AnyDue,
    DirectReminder,
    Due,
    GatherNotices,
    MeetingCard,
    MeetingReminder,
    OrganizerNotice,
    Topic,
    holds,
)
from sigbot.services.community import Setup, set_up, view_community
from sigbot.services.meetings import MeetingRequest, answer_meeting, schedule_meeting
from sigbot.services.news import let_go, meeting_news, notice_news, reminder_news
from sigbot.services.notices import (
    gather,
    give_up,
    hold_for_organizers,
    note_direct_refused,
    notice,
)
from sigbot.services.outbox import finish_card, finish_posted, put_back, take_due
from sigbot.services.reminders import set_direct_messages
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    OTTO,
    SECOND,
    audited,
    meeting_at,
    rows,
    take_all,
    take_kind,
    waiting,
)


def organizer(number: int) -> Actor:
    return Actor(GUILD, 500 + number, f"Organizer {number}", manages_guild=True)


async def _notice(
    db: Database, now: datetime, topic: NoticeTopic = NoticeTopic.MISSED, subject: str = "x"
) -> None:
    async with db.write() as tx:
        await notice(tx, 1, topic, now, subject, title="Call", starts=0)


async def _gather(db: Database, at: datetime) -> list[Due[OrganizerNotice]]:
    """What is noticed is told: the messages that are due then."""
    for due in await take_kind(db, at, GatherNotices):
        await gather(db, due, at)
    return await take_kind(db, at, OrganizerNotice)


async def _topics(db: Database) -> list[str]:
    return [row["topic"] for row in await rows(db, "notices")]


async def _due_card(db: Database, now: datetime) -> Due[MeetingCard]:
    """The card of a meeting tomorrow, taken to be posted."""
    await meeting_at(db, now + DAY, now)
    [due] = [due for due in await take_due(db, now, "one") if holds(due, MeetingCard)]
    return due


async def test_a_trouble_is_noticed_once_while_it_lasts(
    db: Database, here: Community, now: datetime
) -> None:
    for minute in range(5):
        await _notice(db, now + minute * MINUTE)
    await _notice(db, now, subject="y")
    await _notice(db, now, topic=NoticeTopic.NO_DIRECT)
    assert await _topics(db) == [NoticeTopic.MISSED, NoticeTopic.MISSED, NoticeTopic.NO_DIRECT]
    assert [row["noticed_at"] for row in await rows(db, "notices")] == [now] * 3


async def test_what_is_noticed_within_seconds_is_one_message(
    db: Database, here: Community, now: datetime
) -> None:
    for n in range(3):
        await _notice(db, now + n * SECOND, subject=f"{n}")
    assert [row.due_at for row in await waiting(db, Topic.GATHER)] == [now + GATHERED_FOR]
    at = now + GATHERED_FOR
    [message] = await _gather(db, at)
    assert message.message == OrganizerNotice(OLGA.discord_id, (1, 2, 3))
    assert message.lane == f"d{OLGA.discord_id}"
    news = await notice_news(db, message, OLGA)
    assert news is not None
    assert (news.community, [one.id for one in news.notices]) == (here, [1, 2, 3])
    assert news.notices[0].details == {"title": "Call", "starts": 0}
    assert [row["told_at"] for row in await rows(db, "notices")] == [at] * 3


async def test_what_was_told_is_not_told_again(
    db: Database, here: Community, now: datetime
) -> None:
    await _notice(db, now, subject="a")
    assert len(await _gather(db, now + MINUTE)) == 1
    await _notice(db, now + HOUR, subject="a")
    await _notice(db, now + HOUR, subject="b")
    [message] = await _gather(db, now + 2 * HOUR)
    assert message.message.notice_ids == ((await rows(db, "notices"))[1]["id"],)
    assert await waiting(db, Topic.GATHER) == []


async def test_at_most_three_organizers_are_told_the_latest_to_organize_something(
    db: Database, here: Community, now: datetime
) -> None:
    for place, number in enumerate((1, 2, 3, 4, 1)):
        request = MeetingRequest(f"Call {place}", "tomorrow 11:00")
        await schedule_meeting(db, organizer(number), request, now)
    await answer_meeting(db, ANA, 1, "going", now)
    await _notice(db, now)
    told = [due.message.to for due in await _gather(db, now + MINUTE)]
    assert len(told) == MOST_TOLD == 3
    assert told == [organizer(number).discord_id for number in (1, 4, 3)]


async def test_organizers_of_another_community_are_not_told(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await _notice(db, now)
    assert [due.message.to for due in await _gather(db, now + MINUTE)] == [OLGA.discord_id]


async def _held(
    db: Database, due: AnyDue, at: datetime, topic: NoticeTopic = NoticeTopic.NO_PERMISSION
) -> None:
    await hold_for_organizers(db, due, topic, "I may not", at)


async def test_what_cannot_be_said_in_a_channel_waits_half_an_hour_without_being_counted(
    db: Database, here: Community, now: datetime
) -> None:
    due, at = await _due_card(db, now), now
    for _ in range(10):
        await _held(db, due, at)
        assert await _said_at(db, at + HELD_FOR - SECOND) == []
        at += HELD_FOR
        [due] = [taken for taken in await take_due(db, at, "one") if holds(taken, MeetingCard)]
        assert (due.attempts, due.due_at) == (1, now)


async def test_all_that_is_due_in_the_channel_waits_with_it_uncounted(
    db: Database, here: Community, now: datetime
) -> None:
    """Three rows of a lane are taken; the first is refused, so the others are not even tried."""
    for _ in range(3):
        await meeting_at(db, now + 30 * DAY, now)
    at = now
    for _ in range(10):
        first, *others = [due for due in await take_due(db, at, "one") if due.topic == Topic.CARD]
        assert len(others) == 2
        await _held(db, first, at)
        await put_back(db, others, at + HELD_FOR)
        at += HELD_FOR
    again = [due for due in await take_due(db, at, "one") if due.topic == Topic.CARD]
    assert [due.attempts for due in again] == [1, 1, 1]


async def test_a_held_channel_does_not_hold_up_another_community(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    due = await _due_card(db, now)
    await schedule_meeting(db, OTTO, MeetingRequest("Call", "tomorrow 11:00"), now)
    await _held(db, due, now)
    assert [taken.lane for taken in await take_all(db, now)] == [f"c{elsewhere.id}"]


async def test_organizers_are_told_of_a_channel_once_and_where_it_is(
    db: Database, here: Community, now: datetime
) -> None:
    due = await _due_card(db, now)
    await _held(db, due, now)
    [due] = await take_kind(db, now + HELD_FOR, MeetingCard)
    await _held(db, due, now + HELD_FOR)
    [noticed] = await rows(db, "notices")
    assert (noticed["topic"], noticed["details"]) == (NoticeTopic.NO_PERMISSION, {"channel": NEWS})
    assert (await view_community(db, OLGA)).failures[0] == (Topic.CARD, "I may not")


async def test_that_no_channel_was_ever_chosen_is_no_news(
    db: Database, here: Community, now: datetime
) -> None:
    due = await _due_card(db, now)
    await _held(db, due, now, NoticeTopic.NO_CHANNEL)
    assert await _topics(db) == []
    assert await take_all(db, now + MINUTE) == []


async def test_choosing_a_channel_lets_what_waits_be_said_at_once(
    db: Database, here: Community, now: datetime
) -> None:
    await _held(db, await _due_card(db, now), now, NoticeTopic.CHANNEL_GONE)
    soon = now + MINUTE
    await set_up(db, OLGA, Setup(name="Health!"), "Server", NEWS, soon)
    assert await _said_at(db, soon) == []
    setup = Setup(announcements_channel_id=NEWS + 1)
    await set_up(db, OLGA, setup, "Server", NEWS, soon)
    assert await _said_at(db, soon) == [Topic.CARD]
    assert [row["mended_at"] for row in await rows(db, "notices")] == [soon]


async def _said_at(db: Database, at: datetime) -> list[str]:
    return [due.topic for due in await take_all(db, at) if due.topic == Topic.CARD]


async def test_a_posted_message_mends_only_what_was_wrong_with_the_channel(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    for topic in (NoticeTopic.NO_PERMISSION, NoticeTopic.MISSED):
        await _notice(db, now, topic)
    (due,) = await take_kind(db, now, MeetingCard)
    await finish_card(db, due, made, (NEWS, 1), now + SECOND)
    mended = {row["topic"]: row["mended_at"] for row in await rows(db, "notices")}
    assert mended == {NoticeTopic.NO_PERMISSION: now + SECOND, NoticeTopic.MISSED: None}


async def test_a_trouble_that_was_mended_is_told_again_when_it_comes_back(
    db: Database, here: Community, now: datetime
) -> None:
    await _held(db, await _due_card(db, now), now)
    assert len(await _gather(db, now + MINUTE)) == 1
    later = now + HELD_FOR
    [due] = [due for due in await take_due(db, later, "one") if due.topic == Topic.CARD]
    await finish_posted(db, due, later)
    assert [row["mended_at"] for row in await rows(db, "notices")] == [later]
    await _held(db, await _due_card(db, later), later)
    assert await _topics(db) == [NoticeTopic.NO_PERMISSION, NoticeTopic.NO_PERMISSION]
    [message] = await _gather(db, later + MINUTE)
    assert message.message.notice_ids == ((await rows(db, "notices"))[1]["id"],)


async def test_the_first_card_that_is_posted_lets_the_others_follow(
    db: Database, here: Community, now: datetime
) -> None:
    for _ in range(2):
        await meeting_at(db, now + 30 * DAY, now)
    first, _ = await take_kind(db, now, MeetingCard)
    await _held(db, first, now)
    later = now + MINUTE
    news = await meeting_news(db, first, now)
    assert news is not None
    await finish_card(db, first, news.meeting, (NEWS, 1), later)
    left = await take_kind(db, later, MeetingCard)
    assert [due.message for due in left] == [MeetingCard(2)]


async def test_what_can_never_be_said_is_told_with_its_reason(
    db: Database, here: Community, now: datetime
) -> None:
    due = await _due_card(db, now)
    await give_up(db, due, "Discord refused it", now)
    [noticed] = await rows(db, "notices")
    assert noticed["topic"] == NoticeTopic.SET_ASIDE
    assert set(noticed["details"].values()) == {Topic.CARD, "Discord refused it"}
    assert len(await _gather(db, now + MINUTE)) == 1
    assert await waiting(db, Topic.CARD) == []


async def test_a_notice_that_cannot_be_sent_is_not_told_about(
    db: Database, here: Community, now: datetime
) -> None:
    """Else it would go on for ever."""
    await _notice(db, now)
    [message] = await _gather(db, now + MINUTE)
    await give_up(db, message, "refused", now + MINUTE)
    assert await _topics(db) == [NoticeTopic.MISSED]
    await _notice(db, now + HOUR, subject="y")
    [message] = await _gather(db, now + HOUR + MINUTE)
    await note_direct_refused(db, message, now + HOUR + MINUTE, closed=False)
    assert await _topics(db) == [NoticeTopic.MISSED, NoticeTopic.MISSED]


async def test_a_missed_meeting_is_told_once_however_many_reminders_it_had(
    db: Database, here: Community, now: datetime
) -> None:
    """The bot slept for two days."""
    made = await meeting_at(db, now + DAY + HOUR, now)
    awake = now + 3 * DAY
    for due in await take_kind(db, awake, MeetingReminder):
        assert await reminder_news(db, due, awake) is None
        await let_go(db, due, awake)
    [noticed] = await rows(db, "notices")
    expected: dict[str, Any] = {"title": "Call", "starts": int(made.starts_at.timestamp())}
    assert (noticed["topic"], noticed["details"]) == (NoticeTopic.MISSED, expected)
    assert await waiting(db, Topic.REMINDER) == []


async def test_missed_meetings_are_told_together(
    db: Database, here: Community, now: datetime
) -> None:
    for hours in (25, 26, 27):
        await meeting_at(db, now + hours * HOUR, now)
    awake = now + 3 * DAY
    for due in await take_kind(db, awake, MeetingReminder):
        await let_go(db, due, awake)
    [message] = await _gather(db, awake + MINUTE)
    assert message.message.notice_ids == (1, 2, 3)


@pytest.mark.parametrize("closed", [True, False])
async def test_closed_direct_messages_concern_their_owner_others_the_organizers(
    db: Database, here: Community, now: datetime, closed: bool
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await set_direct_messages(db, ANA, now, wanted=True, changes="dm")
    await answer_meeting(db, ANA, made.id, "going", now)
    at = made.starts_at - HOUR
    [due] = await take_kind(db, at, DirectReminder)
    await note_direct_refused(db, due, at, closed=closed)
    assert await _topics(db) == ([] if closed else [NoticeTopic.NO_DIRECT])
    [ana] = [one for one in await rows(db, "people") if one["discord_id"] == ANA.discord_id]
    assert (ana["direct_reminders"] is None) == closed
    assert await waiting(db, Topic.DIRECT) == []


async def test_noticing_is_nothing_that_somebody_did(
    db: Database, here: Community, now: datetime
) -> None:
    before = await audited(db)
    await _notice(db, now)
    await _gather(db, now + MINUTE)
    assert await audited(db) == before
