"""Taking what is due, and what becomes of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.domain.outbox import LEASE, MOST_ATTEMPTS, Due, retry_delay
from sigbot.services.activity import add_activity
from sigbot.services.community import view_community
from sigbot.services.meetings import CARD, REFRESH, answer_meeting
from sigbot.services.outbox import (
    finish,
    finish_card,
    give_up,
    meeting_news,
    next_wake,
    report_news,
    take_due,
    try_later,
)
from sigbot.services.reports import publish_report
from sigbot.store.database import Database
from tests.services.world import ANA, GUILD, OLGA, OTHER_GUILD, Waiting, meeting_at, waiting

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def due(db: Database, here: Community, now: datetime) -> Due:
    """The card of a meeting tomorrow, taken to be posted."""
    await meeting_at(db, now + DAY, now)
    (taken,) = await take_due(db, now, "one")
    return taken


async def test_a_row_is_taken_by_one_only(db: Database, due: Due, now: datetime) -> None:
    assert (due.guild_id, due.topic, due.payload) == (GUILD, CARD, {"meeting": 1})
    assert await take_due(db, now, "two") == []
    (again,) = await take_due(db, now + LEASE, "two")
    assert (again.id, again.attempts) == (due.id, 2)


async def test_the_news_have_all_that_a_card_needs(
    db: Database, here: Community, due: Due, now: datetime
) -> None:
    await answer_meeting(db, ANA, 1, "going", now)
    news = await meeting_news(db, due)
    assert news is not None
    assert (news.community, news.card) == (here, None)
    assert (news.meeting.id, news.meeting.counts.going) == (1, 1)


async def test_there_are_no_news_of_what_is_not_there(
    db: Database, due: Due, elsewhere: Community
) -> None:
    for guild, meeting in ((GUILD, 2), (OTHER_GUILD, 1), (999, 1)):
        payload: dict[str, str | int] = {
            "meeting": meeting,
            "start": "2026-01-01",
            "end": "2026-06-30",
        }
        gone = replace(due, guild_id=guild, payload=payload)
        assert await meeting_news(db, gone) is None
        assert await report_news(db, gone) is None


async def test_a_finished_row_is_done(db: Database, due: Due, now: datetime) -> None:
    await finish(db, due, now)
    assert await waiting(db) == []
    assert await take_due(db, now + DAY, "one") == []


async def test_a_posted_card_is_remembered_and_follows_the_check_in(
    db: Database, due: Due, now: datetime
) -> None:
    news = await meeting_news(db, due)
    assert news is not None
    await finish_card(db, due, news.meeting, 7, 8, now)
    again = await meeting_news(db, due)
    assert again is not None
    assert again.card == (7, 8)
    payload, closed = {"meeting": 1}, news.meeting.closes_at + SECOND
    assert await waiting(db) == [
        Waiting(REFRESH, payload, news.meeting.opens_at),
        Waiting(REFRESH, payload, closed),
    ]


async def test_a_card_posted_while_check_in_is_open_follows_its_end_only(
    db: Database, due: Due
) -> None:
    news = await meeting_news(db, due)
    assert news is not None
    await finish_card(db, due, news.meeting, 7, 8, news.meeting.starts_at)
    assert [row.due_at for row in await waiting(db)] == [news.meeting.closes_at + SECOND]


async def test_what_can_never_be_said_is_set_aside_with_its_reason(
    db: Database, due: Due, now: datetime
) -> None:
    await give_up(db, due, "the channel is gone", now)
    assert await take_due(db, now + DAY, "one") == []
    assert (await view_community(db, OLGA)).failures == ((CARD, "the channel is gone"),)


async def test_what_fails_is_tried_later_and_later_and_then_set_aside(
    db: Database, due: Due, now: datetime
) -> None:
    at = now
    for attempt in range(1, MOST_ATTEMPTS):
        await try_later(db, due, "no answer", at)
        assert (await view_community(db, OLGA)).failures == ()
        assert await take_due(db, at + retry_delay(attempt) - SECOND, "one") == []
        at += retry_delay(attempt)
        (due,) = await take_due(db, at, "one")
        assert due.attempts == attempt + 1
    await try_later(db, due, "still no answer", at)
    assert (await view_community(db, OLGA)).failures == ((CARD, "still no answer"),)
    assert await next_wake(db) is None


async def test_what_is_said_in_the_end_is_no_failure(db: Database, due: Due, now: datetime) -> None:
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
    news = await report_news(db, taken)
    assert news is not None
    assert (news.community, news.period, news.data) == (here, published.period, published.data)


async def test_with_nothing_to_do_there_is_no_waking(db: Database, here: Community) -> None:
    assert await next_wake(db) is None


async def test_the_bot_wakes_for_what_is_due_first(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now + HOUR)
    assert await next_wake(db) == now + HOUR
    await meeting_at(db, now + DAY, now)
    assert await next_wake(db) == now


async def test_an_old_holder_does_not_give_away_what_a_new_one_holds(
    db: Database, due: Due, now: datetime
) -> None:
    (held,) = await take_due(db, now + LEASE, "two")
    await try_later(db, due, "slow", now + LEASE)
    assert held.id == due.id
    assert await take_due(db, now + LEASE + retry_delay(1), "three") == []
