"""What a message that was posted, or that somebody deleted, means for the rows that still wait."""

from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import (
    FIRST_DELAY,
    LONGEST_DELAY,
    MeetingCard,
    MeetingRefresh,
    Topic,
    holds,
)
from sigbot.services.meetings import answer_meeting
from sigbot.services.news import meeting_news
from sigbot.services.outbox import (
    finish_card,
    finish_posted,
    forget_card,
    look_ahead,
    take_due,
    try_later,
    wait_for_discord,
)
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    DAY,
    HOUR,
    MINUTE,
    NEWS,
    SECOND,
    edit,
    meeting_at,
    take_kind,
    waiting,
)


async def _post_card(db: Database, now: datetime) -> Meeting:
    """Post the card of a meeting tomorrow; the meeting."""
    await meeting_at(db, now + DAY, now)
    [due] = await take_due(db, now, "one")
    assert holds(due, MeetingCard)
    news = await meeting_news(db, due, now)
    assert news is not None
    await finish_card(db, due, news.meeting, (NEWS, 1), now)
    return news.meeting


async def _forget_card(db: Database, meeting: Meeting, now: datetime) -> None:
    """Somebody deleted the card, which is noticed when an answer is to be shown on it."""
    await answer_meeting(db, ANA, meeting.id, "going", now)
    [due] = await take_due(db, now + MINUTE, "one")
    assert holds(due, MeetingRefresh)
    await forget_card(db, due, now + MINUTE)


async def test_a_card_that_was_deleted_is_not_looked_for_again(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _post_card(db, now)
    await _forget_card(db, meeting, now)
    later = meeting.closes_at + MINUTE
    refreshes = await take_kind(db, later, MeetingRefresh)
    assert [due.due_at for due in refreshes] == [
        meeting.opens_at,
        meeting.ends_at + SECOND,
        meeting.closes_at + SECOND,
    ]
    for due in refreshes:
        assert await meeting_news(db, due, due.due_at) is None


async def test_nobody_asks_to_edit_a_card_that_was_deleted(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await _post_card(db, now)
    await _forget_card(db, meeting, now)
    at = now + HOUR
    await edit(db, meeting, at, title="New title")
    assert [row for row in await waiting(db, Topic.REFRESH) if row.due_at <= at + MINUTE] == []


async def test_what_discord_did_not_answer_waits_although_another_is_posted(
    db: Database, here: Community, now: datetime
) -> None:
    """Only a channel that was not usable, and is by now, lets what waits for it go at once."""
    for _ in range(2):
        await meeting_at(db, now + 30 * DAY, now)
    delayed, posted = await take_due(db, now, "one")
    await wait_for_discord(db, delayed, "no answer", now)
    await finish_posted(db, posted, now)
    wake = (await look_ahead(db, now)).first
    assert wake is not None
    assert wake >= now + FIRST_DELAY / 2
    assert await take_due(db, now, "one") == []
    assert [due.id for due in await take_due(db, wake, "one")] == [delayed.id]


async def test_what_was_refused_often_keeps_its_delay_although_another_is_posted(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + 30 * DAY, now)
    at = now
    for _ in range(5):
        [refused] = await take_due(db, at, "one")
        await try_later(db, refused, "refused", at)
        at += LONGEST_DELAY
    [refused] = await take_due(db, at, "one")
    await meeting_at(db, now + 30 * DAY, at)
    await try_later(db, refused, "refused", at)
    [posted] = await take_due(db, at, "one")
    await finish_posted(db, posted, at)
    assert await take_due(db, at + MINUTE, "one") == []
    assert [row.topic for row in await waiting(db, Topic.CARD)] == [Topic.CARD]
