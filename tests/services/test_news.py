"""Whether what is due is still worth sending, and what becomes of what is not."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from sigbot.domain.community import Actor, Community
from sigbot.domain.outbox import (
    MOST_ATTEMPTS,
    Due,
    MeetingCard,
    MeetingMoved,
    MeetingRefresh,
    MeetingReminder,
    OrganizerNotice,
    Topic,
    Unreadable,
    holds,
)
from sigbot.services.community import Setup, set_up, view_community
from sigbot.services.meetings import answer_meeting
from sigbot.services.news import let_go, meeting_news, notice_news, reminder_news
from sigbot.services.outbox import finish, take_due, try_later
from sigbot.store.database import Database
from sigbot.store.rows.outbox import OutboxRow
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    NEWS,
    OLGA,
    SECOND,
    cancel_meeting,
    edit,
    meeting_at,
    rows,
    take_kind,
    waiting,
)


async def _reminders(db: Database, at: datetime) -> list[Due[MeetingReminder]]:
    return await take_kind(db, at, MeetingReminder)


async def test_news_are_asked_for_at_the_moment_they_are_sent(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY, now)
    await answer_meeting(db, ANA, made.id, "going", now)
    await edit(db, made, now, when="2026-03-10 9:00")
    [moved] = await take_kind(db, now, MeetingMoved)
    [row] = await rows(db, "meetings")
    ends_at = row["starts_at"] + HOUR
    assert await meeting_news(db, moved, ends_at) is not None
    assert await meeting_news(db, moved, ends_at + SECOND) is None


async def test_the_last_reminder_of_a_meeting_that_was_missed_is_told_to_organizers(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + HOUR, now)
    *early, last = await _reminders(db, made.ends_at)
    assert len(early) == 2
    for due in (*early, last):
        assert await reminder_news(db, due, made.ends_at) is None
    for due in early:
        await let_go(db, due, made.ends_at)
    assert await rows(db, "notices") == []
    await let_go(db, last, made.ends_at)
    assert [row["topic"] for row in await rows(db, "notices")] == ["missed"]
    assert await waiting(db, Topic.REMINDER) == []


async def test_nobody_is_told_of_a_reminder_that_is_not_sent_while_its_meeting_is_ahead(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + HOUR, now)
    for due in await _reminders(db, made.starts_at):
        await let_go(db, due, made.ends_at - SECOND)
    assert await rows(db, "notices") == []


async def test_a_meeting_that_was_cancelled_was_not_missed(
    db: Database, here: Community, now: datetime
) -> None:
    made = await meeting_at(db, now + DAY + HOUR, now)
    found = await _reminders(db, made.starts_at)
    await cancel_meeting(db, OLGA, made.key, "", scope="this", now=now)
    for due in found:
        await let_go(db, due, made.ends_at)
    assert await rows(db, "notices") == []


async def test_only_reminders_are_missed(db: Database, here: Community, now: datetime) -> None:
    made = await meeting_at(db, now + DAY + HOUR, now)
    [card] = await take_kind(db, now, MeetingCard)
    await let_go(db, card, made.closes_at + SECOND)
    assert await rows(db, "notices") == []
    assert await waiting(db, Topic.CARD) == []


@pytest.mark.parametrize(
    ("reader", "is_told"),
    [
        (OLGA, True),
        (Actor(GUILD, 9, "Hana", role_ids=frozenset({77})), True),
        (Actor(GUILD, 9, "Hana", role_ids=frozenset({78})), False),
        (ANA, False),
        (None, False),
    ],
)
async def test_a_notice_is_only_for_those_who_organize_today(
    db: Database, here: Community, now: datetime, reader: Actor | None, is_told: bool
) -> None:
    await set_up(db, OLGA, Setup(organizer_role_id=77), "Server", NEWS, now)
    due = Due(1, GUILD, OrganizerNotice(9, (1,)), now, attempts=1)
    assert (await notice_news(db, due, reader) is not None) == is_told
    elsewhere = Due(1, 999, OrganizerNotice(9, (1,)), now, attempts=1)
    assert await notice_news(db, elsewhere, reader) is None


async def _damage(db: Database, **values: Any) -> None:
    """The card of the first meeting makes no sense any more."""
    broken = update(OutboxRow).where(OutboxRow.topic == Topic.CARD, OutboxRow.meeting_id == 1)
    async with db.write() as tx:
        await tx.execute(broken.values(**values))


@pytest.mark.parametrize("values", [{"topic": "poll"}, {"payload": {"meeting": "Kick-off"}}])
async def test_a_row_that_cannot_be_read_is_set_aside_and_others_are_sent(
    db: Database, here: Community, now: datetime, values: dict[str, Any]
) -> None:
    for _ in range(2):
        await meeting_at(db, now + 30 * DAY, now)
    await _damage(db, **values)
    [broken, card] = await take_due(db, now, "one")
    assert isinstance(broken.message, Unreadable)
    await finish(db, card, now)
    at = now
    for _ in range(MOST_ATTEMPTS - 1):
        await try_later(db, broken, "it makes no sense", at)
        at += HOUR
        [broken] = await take_due(db, at, "one")
    await try_later(db, broken, "it makes no sense", at)
    assert (await view_community(db, OLGA)).failures == ((broken.topic, "it makes no sense"),)
    assert await waiting(db, Topic.CARD, broken.topic) == []


async def test_a_row_is_of_one_kind(db: Database, here: Community, now: datetime) -> None:
    await meeting_at(db, now + DAY, now)
    [due] = await take_due(db, now, "one")
    assert holds(due, MeetingCard)
    assert not holds(due, MeetingRefresh)
