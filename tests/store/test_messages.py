"""Messages as they are kept: what earlier versions wrote is read, and a broken row stands alone."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from sigbot.domain.outbox import (
    MESSAGES,
    AnyMessage,
    AuthorAsked,
    CallReaders,
    CheckClocks,
    CheckPromises,
    ClockWarning,
    DirectNews,
    DirectReminder,
    DiscussionCard,
    DiscussionRefresh,
    EventsAsked,
    GatherNotices,
    HostQuestion,
    ItemPicked,
    JournalRefresh,
    MeetingCancelled,
    MeetingCard,
    MeetingClosed,
    MeetingMoved,
    MeetingOpened,
    MeetingRefresh,
    MeetingReminder,
    MeetingRepeated,
    MeetingRestored,
    Message,
    MinutesForYou,
    MinutesPublished,
    MissingMinutes,
    NamedInMinutes,
    OpinionsAsked,
    OpinionsClosed,
    OrganizerNotice,
    PaperAhead,
    PromisesDue,
    QuestionAnswered,
    ReminderCorrection,
    ReportDue,
    ReportPublished,
    RotationAdopted,
    Topic,
    Unreadable,
    ZonesWanted,
)
from sigbot.store import outbox
from sigbot.store.database import Database
from tests.store.samples import a_community, a_meeting

SPRING = datetime(2026, 3, 8, 7, tzinfo=UTC)

KEPT: dict[str, tuple[str, Message]] = {
    "meeting_card": ('{"meeting": 1}', MeetingCard(1)),
    "meeting_refresh": ('{"meeting": 1}', MeetingRefresh(1)),
    "meeting_cancelled": ('{"meeting": 1, "count": 3}', MeetingCancelled(1, 3)),
    "meeting_moved": (
        '{"meeting": 1, "from": "2026-03-08T07:00:00+00:00", "count": 2}',
        MeetingMoved(1, SPRING, 2),
    ),
    "meeting_restored": ('{"meeting": 1, "count": 2}', MeetingRestored(1, 2)),
    "meeting_repeated": ('{"meeting": 1}', MeetingRepeated(1)),
    "meeting_reminder": ('{"meeting": 1}', MeetingReminder(1)),
    "reminder_correction": ('{"meeting": 1, "announcement": 4}', ReminderCorrection(1, 4)),
    "direct_reminder": ('{"meeting": 1, "to": 7}', DirectReminder(1, 7)),
    "direct_news": ('{"meeting": 1, "to": 7, "count": 1}', DirectNews(1, 7, 1)),
    "clock_change": ('{"series": 5, "at": "2026-03-08T07:00:00+00:00"}', ClockWarning(5, SPRING)),
    "clock_check": ("{}", CheckClocks()),
    "rotation_adopted": ('{"rotation": 6, "undone": 1}', RotationAdopted(6, undone=True)),
    "zones_wanted": ("{}", ZonesWanted()),
    "report_published": (
        '{"start": "2026-01-01", "end": "2026-06-30"}',
        ReportPublished(date(2026, 1, 1), date(2026, 6, 30)),
    ),
    "organizer_notices": ("{}", GatherNotices()),
    "report_due": (
        '{"start": "2026-01-01", "end": "2026-06-30", "to": 7}',
        ReportDue(date(2026, 1, 1), date(2026, 6, 30), 7),
    ),
    "events_asked": ('{"number": 2, "to": 7}', EventsAsked(2, 7)),
    "host_question": ('{"host": 3, "to": 7}', HostQuestion(3, 7)),
    "journal_refresh": ('{"item": 5}', JournalRefresh(5)),
    "meeting_opened": ('{"meeting": 1}', MeetingOpened(1)),
    "meeting_closed": ('{"meeting": 1}', MeetingClosed(1)),
    "question_answered": ('{"point": 5, "to": 7}', QuestionAnswered(5, 7)),
    "promises_due": ('{"meeting": 1, "to": 7}', PromisesDue(1, 7)),
    "minutes_published": ('{"meeting": 1}', MinutesPublished(1)),
    "minutes_naming": ('{"meeting": 1, "to": 7}', NamedInMinutes(1, 7)),
    "minutes_direct": ('{"meeting": 1, "to": 7}', MinutesForYou(1, 7)),
    "minutes_missing": ('{"meeting": 1}', MissingMinutes(1)),
    "promises_check": ('{"meeting": 1}', CheckPromises(1)),
    "journal_picked": ('{"meeting": 1, "item": 5}', ItemPicked(1, 5)),
    "journal_discussion": ('{"meeting": 1, "item": 5}', DiscussionCard(1, 5)),
    "discussion_refresh": (
        '{"meeting": 1, "item": 5, "in_thread": true}',
        DiscussionRefresh(1, 5, in_thread=True),
    ),
    "journal_opinions": ('{"meeting": 1, "item": 5}', OpinionsAsked(1, 5)),
    "opinions_closed": ('{"meeting": 1, "item": 5}', OpinionsClosed(1, 5)),
    "paper_readers": ('{"meeting": 1, "item": 5}', CallReaders(1, 5)),
    "paper_ahead": ('{"meeting": 1, "item": 5, "to": 7}', PaperAhead(1, 5, 7)),
    "author_question": ('{"author": 3, "to": 7}', AuthorAsked(3, 7)),
    "organizer_notice": ('{"to": 7, "notices": "1,2,13"}', OrganizerNotice(7, (1, 2, 13))),
}
"""Rows exactly as the version before messages had types wrote them, by topic."""

INSERT = (
    "INSERT INTO outbox (community_id, lane, topic, payload, due_at, attempts, created_at) "
    "VALUES (:community, :lane, :topic, {payload}, :at, 0, :at)"
)


@pytest.fixture
async def here(db: Database, now: datetime) -> int:
    async with db.write() as tx:
        community_id = await a_community(tx, now)
        assert await a_meeting(tx, community_id, now) == 1
        return community_id


async def _write(
    db: Database, community: int, topic: str, payload: str, now: datetime, lane: str = "c1"
) -> None:
    """Write a row by hand."""
    statement = INSERT.format(payload=":payload" if db.is_sqlite else "CAST(:payload AS JSON)")
    # SQLite keeps instants as text.
    at = now.replace(tzinfo=None).isoformat(" ", "microseconds") if db.is_sqlite else now
    values = {"community": community, "lane": lane, "topic": topic, "payload": payload, "at": at}
    async with db.write() as tx:
        await tx.execute(text(statement), values)


async def _take(db: Database, now: datetime) -> list[AnyMessage]:
    async with db.write() as tx:
        return [due.message for due in await outbox.lease_due(tx, now, "one")]


def test_every_topic_is_tried_here() -> None:
    assert set(KEPT) == set(Topic) == set(MESSAGES)


@pytest.mark.parametrize("topic", KEPT)
async def test_a_row_of_the_version_before_is_read(
    db: Database, here: int, now: datetime, topic: str
) -> None:
    payload, message = KEPT[topic]
    await _write(db, here, topic, payload, now)
    assert await _take(db, now) == [message]


async def test_every_message_that_is_written_is_read_again(
    db: Database, here: int, now: datetime
) -> None:
    messages = [message for _, message in KEPT.values()]
    async with db.write() as tx:
        for message in messages:
            await outbox.post(tx, here, message, now, now)
    taken: list[AnyMessage] = []
    while more := await _take(db, now):
        taken += more
    assert sorted(taken, key=repr) == sorted(messages, key=repr)


BROKEN = {
    "unknown": ("poll_opened", '{"poll": 1}'),
    "missing": ("meeting_moved", '{"meeting": 1, "count": 2}'),
    "of another type": ("meeting_card", '{"meeting": "Kick-off"}'),
    "no object": ("meeting_card", "[1]"),
    "null": ("meeting_card", "null"),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_row_does_not_hold_up_others(
    db: Database, here: int, now: datetime, how: str
) -> None:
    topic, payload = BROKEN[how]
    await _write(db, here, topic, payload, now)
    await _write(db, here, "meeting_card", '{"meeting": 1}', now)
    [broken, card] = await _take(db, now)
    assert isinstance(broken, Unreadable)
    assert broken.topic == topic
    assert topic in broken.reason
    assert card == MeetingCard(1)


async def test_what_is_not_even_json_does_not_hold_up_others(
    sqlite_db: Database, now: datetime
) -> None:
    """PostgreSQL does not take it."""
    async with sqlite_db.write() as tx:
        here = await a_community(tx, now)
    await _write(sqlite_db, here, "meeting_card", '{"meeting": ', now)
    await _write(sqlite_db, here, "meeting_card", '{"meeting": 1}', now)
    [broken, card] = await _take(sqlite_db, now)
    assert isinstance(broken, Unreadable)
    assert card == MeetingCard(1)
