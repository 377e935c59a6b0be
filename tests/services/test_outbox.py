"""Taking what is due, and what becomes of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.domain.outbox import (
    LEASE,
    LONGEST_DELAY,
    LONGEST_OUTAGE,
    MOST_ATTEMPTS,
    AnyDue,
    Due,
    MeetingCard,
    MeetingRefresh,
    MeetingReminder,
    ReportPublished,
    Topic,
    holds,
    retry_delay,
)
from sigbot.domain.releases import half_year_of, release_due_at
from sigbot.services.activity import add_activity
from sigbot.services.community import view_community
from sigbot.services.meetings import answer_meeting
from sigbot.services.news import meeting_news, reminder_news, report_news
from sigbot.services.notices import give_up
from sigbot.services.outbox import (
    finish,
    finish_card,
    finish_reminder,
    forget_card,
    look_ahead,
    put_back,
    slow_down,
    take_due,
    try_later,
    wait_for_discord,
)
from sigbot.store import reminders
from sigbot.store.database import Database
from tests.services.plans import asked
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    OTHER_GUILD,
    SECOND,
    Waiting,
    cancel_meeting,
    edit,
    meeting_at,
    publish_report,
    rows,
    take_kind,
    waiting,
)


@pytest.fixture
async def due(db: Database, here: Community, now: datetime) -> Due[MeetingCard]:
    """The card of a meeting tomorrow, taken to be posted."""
    await meeting_at(db, now + DAY, now)
    (taken,) = await take_due(db, now, "one")
    assert holds(taken, MeetingCard)
    return taken


async def test_a_row_is_taken_by_one_only(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    assert (due.guild_id, due.topic, due.message) == (GUILD, Topic.CARD, MeetingCard(1))
    assert await take_due(db, now, "two") == []
    (again,) = await take_due(db, now + LEASE, "two")
    assert (again.id, again.attempts) == (due.id, 2)


async def test_the_news_have_all_that_a_card_needs(
    db: Database, here: Community, due: Due[MeetingCard], now: datetime
) -> None:
    await answer_meeting(db, ANA, 1, "going", now)
    news = await meeting_news(db, due, now)
    assert news is not None
    assert (news.community, news.card) == (here, None)
    assert (news.meeting.id, news.meeting.counts.going) == (1, 1)


async def test_there_are_no_news_of_what_is_not_there(
    db: Database, due: Due[MeetingCard], elsewhere: Community, now: datetime
) -> None:
    report = ReportPublished(date(2026, 1, 1), date(2026, 6, 30))
    for guild, meeting in ((GUILD, 2), (OTHER_GUILD, 1), (999, 1)):
        card = replace(due, guild_id=guild, message=MeetingCard(meeting))
        assert await meeting_news(db, card, now) is None
        assert await report_news(db, Due(1, guild, report, now, attempts=1)) is None


async def test_a_finished_row_is_done(db: Database, due: Due[MeetingCard], now: datetime) -> None:
    await finish(db, due, now)
    assert await waiting(db, Topic.CARD) == []
    assert Topic.CARD not in {row.topic for row in await take_due(db, now + DAY, "one")}


def _refresh(now: datetime) -> Due[MeetingRefresh]:
    """An update of the card of the first meeting."""
    return Due(99, GUILD, MeetingRefresh(1), now, attempts=1)


async def test_a_posted_card_is_remembered_and_follows_the_check_in(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    news = await meeting_news(db, due, now)
    assert news is not None
    await finish_card(db, due, news.meeting, (7, 8), now)
    again = await meeting_news(db, _refresh(now), now)
    assert again is not None
    assert again.card == (7, 8)
    assert await meeting_news(db, due, now) is None
    payload, closed = {"meeting": 1}, news.meeting.closes_at + SECOND
    assert await waiting(db, Topic.REFRESH) == [
        Waiting(Topic.REFRESH, payload, news.meeting.opens_at),
        Waiting(Topic.REFRESH, payload, news.meeting.ends_at + SECOND),
        Waiting(Topic.REFRESH, payload, closed),
    ]


async def test_a_card_posted_while_check_in_is_open_follows_its_end_only(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    news = await meeting_news(db, due, now)
    assert news is not None
    await finish_card(db, due, news.meeting, (7, 8), news.meeting.starts_at)
    assert [row.due_at for row in await waiting(db, Topic.REFRESH)] == [
        news.meeting.ends_at + SECOND,
        news.meeting.closes_at + SECOND,
    ]


async def test_a_card_that_was_deleted_is_not_edited_any_more(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    news = await meeting_news(db, due, now)
    assert news is not None
    await finish_card(db, due, news.meeting, (7, 8), now)
    [refresh] = await take_kind(db, news.meeting.opens_at, MeetingRefresh)
    await forget_card(db, refresh, now)
    assert await meeting_news(db, refresh, now) is None
    assert [row.due_at for row in await waiting(db, Topic.REFRESH)] == [
        news.meeting.ends_at + SECOND,
        news.meeting.closes_at + SECOND,
    ]


async def test_what_can_never_be_said_is_set_aside_with_its_reason(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    await give_up(db, due, "the channel is gone", now)
    assert Topic.CARD not in {row.topic for row in await take_due(db, now + DAY, "one")}
    assert (await view_community(db, OLGA)).failures == ((Topic.CARD, "the channel is gone"),)


async def test_what_fails_is_tried_later_and_later_and_then_set_aside(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    at = now
    for attempt in range(1, MOST_ATTEMPTS):
        await try_later(db, due, "no answer", at)
        assert (await view_community(db, OLGA)).failures == ((Topic.CARD, "no answer"),)
        delay = retry_delay(attempt, due.id)
        assert await take_due(db, at + delay - SECOND, "one") == []
        at += delay
        (again,) = await take_due(db, at, "one")
        assert (again.id, again.attempts) == (due.id, attempt + 1)
        due = replace(due, attempts=again.attempts)
    await try_later(db, due, "still no answer", at)
    assert (await view_community(db, OLGA)).failures == ((Topic.CARD, "still no answer"),)
    assert Topic.CARD not in {row.topic for row in await waiting(db)}


async def test_what_is_said_in_the_end_is_no_failure(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    await try_later(db, due, "no answer", now)
    (again,) = await take_due(db, now + HOUR, "one")
    await finish(db, again, now + HOUR)
    assert (await view_community(db, OLGA)).failures == ()


async def test_the_news_of_a_report_are_as_it_went_out(
    db: Database, here: Community, now: datetime
) -> None:
    await add_activity(db, OLGA, "Talk", None, None, None, now)
    published = await publish_report(db, OLGA, "H1 2026", now)
    await add_activity(db, OLGA, "Later", None, None, None, now)
    (taken,) = await take_due(db, now, "one")
    assert holds(taken, ReportPublished)
    news = await report_news(db, taken)
    assert news is not None
    assert (news.community, news.period, news.data) == (here, published.period, published.data)


async def test_with_nothing_to_do_there_is_no_waking_before_the_next_release(
    db: Database, here: Community, now: datetime
) -> None:
    due = release_due_at(half_year_of(now.date()), here.timezone)
    assert (await look_ahead(db, now)).first == due


async def test_the_bot_wakes_for_what_is_due_first(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now + HOUR)
    assert (await look_ahead(db, now)).first == now + HOUR
    await meeting_at(db, now + DAY, now)
    assert (await look_ahead(db, now)).first == now


async def test_an_old_holder_does_not_give_away_what_a_new_one_holds(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    (held,) = await take_due(db, now + LEASE, "two")
    await try_later(db, due, "slow", now + LEASE)
    assert held.id == due.id
    assert await take_due(db, now + LEASE + retry_delay(1, due.id), "three") == []


async def _flood(db: Database, now: datetime, count: int) -> None:
    """So many cards of one lane are due."""
    for _ in range(count):
        await meeting_at(db, now + 30 * DAY, now)


async def _fail(db: Database, at: datetime) -> datetime:
    """Discord does not answer to the first row of each lane that is taken, so that the others are
    not begun with; when to look again."""
    lanes: dict[str, list[AnyDue]] = {}
    for due in await take_due(db, at, "one"):
        lanes.setdefault(due.lane, []).append(due)
    for first, *others in lanes.values():
        again = await wait_for_discord(db, first, "no answer", at)
        await put_back(db, others, again)
    wake = (await look_ahead(db, at)).first
    assert wake is not None
    return max(wake, at + SECOND)


async def test_a_long_outage_is_no_fault_of_any_row(
    db: Database, here: Community, now: datetime
) -> None:
    await _flood(db, now, 6)
    at, looks = now, 0
    while at < now + 8 * HOUR:
        at, looks = await _fail(db, at), looks + 1
    assert 20 < looks < 1_000
    cards = [row for row in await rows(db, "outbox") if row["topic"] == Topic.CARD]
    assert {row["attempts"] for row in cards} == {0}
    assert {row["done_at"] for row in cards} == {None}
    assert {row["due_at"] for row in cards} == {now}


async def test_what_could_not_be_said_for_a_day_is_no_news_any_more(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    await wait_for_discord(db, due, "no answer", now + LONGEST_OUTAGE)
    later = now + LONGEST_OUTAGE + LONGEST_DELAY
    [again] = [taken for taken in await take_due(db, later, "one") if taken.id == due.id]
    await wait_for_discord(db, again, "still no answer", later)
    assert Topic.CARD not in {row.topic for row in await waiting(db)}
    assert (await view_community(db, OLGA)).failures == ((Topic.CARD, "still no answer"),)


async def test_discord_is_waited_for_as_long_as_it_says(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    until = now + timedelta(minutes=15)
    await slow_down(db, due, "slow down", until)
    assert (await look_ahead(db, now)).first == until
    assert await take_due(db, until - SECOND, "one") == []
    [again] = await take_due(db, until, "one")
    assert (again.id, again.attempts) == (due.id, 1)


async def test_what_was_taken_and_not_begun_with_is_as_if_it_had_not_been(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    await put_back(db, [due], now + SECOND)
    assert await take_due(db, now, "two") == []
    [again] = await take_due(db, now + SECOND, "two")
    assert (again.id, again.attempts) == (due.id, 1)
    assert (await view_community(db, OLGA)).failures == ()


async def test_what_another_has_by_now_is_not_put_back(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    await take_due(db, now + LEASE, "two")
    await put_back(db, [due], now + LEASE)
    assert await take_due(db, now + LEASE + SECOND, "three") == []


async def _check_refreshed(db: Database, now: datetime) -> None:
    """The card that went out with what was before is put right within seconds."""
    soon = [row.topic for row in await waiting(db) if row.due_at <= now + 10 * SECOND]
    assert Topic.REFRESH in soon


async def test_a_card_whose_meeting_moves_while_it_is_sent_is_refreshed_soon(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    news = await meeting_news(db, due, now)
    assert news is not None
    await edit(db, news.meeting, now, when="2026-03-10 9:00")
    await finish_card(db, due, news.meeting, (NEWS, 1), now + SECOND)
    await _check_refreshed(db, now)


async def test_a_card_whose_meeting_is_cancelled_while_it_is_sent_is_refreshed_soon(
    db: Database, due: Due[MeetingCard], now: datetime
) -> None:
    news = await meeting_news(db, due, now)
    assert news is not None
    await cancel_meeting(db, OLGA, news.meeting.key, "", scope="this", now=now)
    await finish_card(db, due, news.meeting, (NEWS, 1), now + SECOND)
    await _check_refreshed(db, now)


async def test_a_reminder_whose_meeting_moves_while_it_is_sent_is_put_right(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + MINUTE, now)
    at = now + MINUTE
    [due] = [taken for taken in await take_due(db, at, "one") if holds(taken, MeetingReminder)]
    await edit(db, made, at, when="2026-03-10 9:00")
    await finish_reminder(db, due, made, (NEWS, 1), at)
    assert (await waiting(db, Topic.CORRECTION))[0].due_at == at


async def test_the_newest_reminder_of_a_moved_meeting_has_the_buttons(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + MINUTE, now)
    async with db.write() as tx:
        posted = [
            await reminders.add_announcement(tx, made.id, NEWS, number, made.starts_at)
            for number in (3, 1, 2)
        ]
    await edit(db, made, now, when="2026-03-10 9:00")
    waits = [row.payload for row in await waiting(db, Topic.CORRECTION)]
    assert {row["announcement"] for row in waits} == {*posted}
    assert {row["announcement"] for row in waits if row.get("if_newest")} == {max(posted)}


async def test_a_reminder_asks_the_database_as_often_as_it_must(
    db: Database, here: Community, now: datetime
) -> None:
    """Each trip costs more than what is done in it; thousands are due at a full hour."""
    await meeting_at(db, now + DAY, now)
    due = (await take_kind(db, now + DAY, MeetingReminder))[-1]
    with asked(db) as statements:
        news = await reminder_news(db, due, due.due_at)
        assert news is not None
        composing = len(statements)
        await finish_reminder(db, due, news.meeting, (NEWS, 1), due.due_at)
    assert composing <= 5, statements
    assert len(statements) - composing <= 8, "\n".join(s[:60] for s in statements[composing:])
