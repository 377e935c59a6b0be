"""Events that somebody made by hand: asked about, used for a meeting, or left to people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from sigbot.domain.community import Actor
from sigbot.domain.event_offers import (
    EventOfBotError,
    EventTakenError,
    MayNotChangeEventsError,
    NoEventToUseError,
)
from sigbot.domain.event_steps import AskAbout, Offer
from sigbot.domain.meetings import Meeting, Scope
from sigbot.domain.native_events import EventStatus, Field, ListedEvent
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import AnsweredError, MeetingCancelledError, NotFoundError
from sigbot.services import event_offers, event_questions, native_events
from sigbot.services.community import count_events
from sigbot.services.event_offers import EventsSeen
from sigbot.services.meetings import list_meetings
from sigbot.services.native_events import Look
from sigbot.store.database import Database
from sigbot.store.rows.native_events import NativeEventRow
from tests.services.samples import Service, Services
from tests.services.test_native_events import event_at, known_of, taken, turn_on
from tests.services.world import (
    DAY,
    HOUR,
    OLGA,
    cancel_meeting,
    meeting_at,
    refused,
    rows,
    series_at,
    waiting,
)

MINE = 700
NUMBER = 2
"""The first question about offers; 1 would be about changes by hand."""


def made_for(meeting: Meeting, name: str = "Our call") -> ListedEvent:
    """An event that somebody made for a meeting."""
    says = event_at(meeting.starts_at, name)
    return ListedEvent(MINE + meeting.id, EventStatus.SCHEDULED, says, is_ours=False)


async def offer(db: Database, look: Look, meetings: Sequence[Meeting], now: datetime) -> None:
    for meeting in meetings:
        own = event_at(meeting.starts_at)
        await native_events.note_offer(db, look, Offer(meeting.id, made_for(meeting), own), now)


async def offered(db: Database, now: datetime) -> Meeting:
    """Somebody made an event that fits a meeting, and organizers are asked."""
    await turn_on(db, now)
    meeting = await meeting_at(db, now + 3 * DAY, now)
    look = await taken(db, now)
    await offer(db, look, [meeting], now)
    await native_events.finish_look(db, look, now + HOUR, now)
    return meeting


async def furnish(db: Database, now: datetime) -> None:
    """The same, for the second meeting that Olga sees ahead, where there are two."""
    await turn_on(db, now)
    ahead = await list_meetings(db, OLGA, now) or [await meeting_at(db, now + 3 * DAY, now)]
    look = await taken(db, now)
    await offer(db, look, ahead[:2][-1:], now)
    await native_events.finish_look(db, look, now + HOUR, now)


async def use(db: Database, now: datetime, *listed: ListedEvent, may_change: bool = True) -> int:
    seen = EventsSeen(listed, may_change)
    return await event_offers.use_events(db, OLGA, NUMBER, seen, now)


async def _use_the_offered(db: Database, who: Actor, now: datetime) -> int:
    number, there = await _asked(db)
    return await event_offers.use_events(db, who, number, EventsSeen([there], may_change=True), now)


async def _leave_the_offered(db: Database, who: Actor, now: datetime) -> int:
    number, _ = await _asked(db)
    return await event_offers.make_own_events(db, who, number, now)


async def _asked(db: Database) -> tuple[int, ListedEvent]:
    """The number of the question, and the event that it is about.

    Raises NotFoundError where it was answered already, as when all services are asked in a row.
    """
    offered = select(NativeEventRow).where(
        # By an index, as plans of all statements are looked at meanwhile.
        NativeEventRow.community_id == 1,
        NativeEventRow.state == "offered",
    )
    async with db.read() as tx:
        row = (await tx.scalars(offered)).one_or_none()
    if row is None:
        raise NotFoundError("question", "1")
    assert row.asked is not None
    assert row.event_id is not None
    starts = datetime.fromisoformat(row.shown["time"].partition("/")[0])
    says = event_at(starts, "Our call")
    return row.asked, ListedEvent(row.event_id, EventStatus.SCHEDULED, says, is_ours=False)


SERVICES = Services(
    furnish=furnish,
    services=(
        Service(
            "event_offers.use_events",
            _use_the_offered,
            organizers=True,
            action="events.use",
            subject="Health",
        ),
        Service(
            "event_offers.make_own_events",
            _leave_the_offered,
            organizers=True,
            action="events.own",
            subject="Health",
        ),
    ),
)


@pytest.mark.usefixtures("here")
async def test_organizers_are_asked_once_and_apart_from_changes_by_hand(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    meetings = (await series_at(db, now, repeat="weekly"))[:3]
    look = await taken(db, now)
    texts = event_at(meetings[0].starts_at).texts
    await native_events.note_shown(db, look, meetings[0].id, 900, texts, texts)
    changed = AskAbout(meetings[0].id, {Field.NAME: "Party"}, {Field.NAME})
    await native_events.note_by_hand(db, look, changed, now)
    await offer(db, look, meetings[1:], now)
    asked = await waiting(db, Topic.EVENTS_ASKED)
    assert [row.payload["number"] for row in asked] == [1, NUMBER]
    question = await event_questions.open_question(db, OLGA)
    assert question is not None
    assert (question.number, question.is_offer, len(question.asked)) == (NUMBER, True, 2)
    for answer in (event_questions.keep_events, event_questions.put_events_back):
        async with refused(db, AnsweredError):
            await answer(db, OLGA, NUMBER, now)
    assert await event_offers.make_own_events(db, OLGA, NUMBER, now) == 2
    question = await event_questions.open_question(db, OLGA)
    assert question is not None
    assert (question.number, question.is_offer) == (1, False)
    async with refused(db, AnsweredError):
        await event_offers.make_own_events(db, OLGA, 1, now)


@pytest.mark.usefixtures("here")
async def test_an_event_that_is_used_keeps_what_somebody_wrote(db: Database, now: datetime) -> None:
    meeting = await offered(db, now)
    assert await use(db, now, made_for(meeting, "Renamed since")) == 1
    row = await known_of(db, meeting.id, now)
    assert (row["event_id"], row["state"], row["held"]) == (MINE + meeting.id, "used", ["name"])
    assert row["shown"]["name"] == "Renamed since"  # type: ignore[index]
    assert await count_events(db, OLGA) == 0, "it is not the bot's, and never removed"
    async with refused(db, AnsweredError):
        await use(db, now, made_for(meeting))
    look = await taken(db, now)
    edited = AskAbout(meeting.id, {Field.NAME: "Call"}, (), asks=False)
    await native_events.note_by_hand(db, look, edited, now)
    row = await known_of(db, meeting.id, now)
    assert (row["state"], row["held"]) == ("used", [])


@pytest.mark.usefixtures("here")
async def test_what_is_left_to_people_is_known_no_more(db: Database, now: datetime) -> None:
    meeting = await offered(db, now)
    assert await event_offers.make_own_events(db, OLGA, NUMBER, now) == 1
    row = await known_of(db, meeting.id, now)
    assert (row["event_id"], row["state"], row["asked"]) == (None, "declined", None)


@pytest.mark.usefixtures("here")
async def test_what_cannot_be_used_is_refused_and_asked_about_again(
    db: Database, now: datetime
) -> None:
    meeting = await offered(db, now)
    there = made_for(meeting)
    over = replace(there, status=EventStatus.COMPLETED)
    for seen, error in (
        ((), NoEventToUseError),
        ((over,), NoEventToUseError),
        ((replace(there, by_bot=True),), EventOfBotError),
    ):
        async with refused(db, error):
            await use(db, now, *seen)
    async with refused(db, MayNotChangeEventsError):
        await use(db, now, there, may_change=False)
    assert (await known_of(db, meeting.id, now))["state"] == "offered"
    await cancel_meeting(db, OLGA, meeting.key, "", scope=Scope.THIS, now=now)
    async with refused(db, MeetingCancelledError):
        await use(db, now, there)


@pytest.mark.usefixtures("here")
async def test_an_event_is_used_for_one_meeting_alone(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    at = now + 3 * DAY
    first, second = [await meeting_at(db, at, now, title=title) for title in ("A", "B")]
    look = await taken(db, now)
    there = made_for(first)
    for meeting in (first, second):
        step = Offer(meeting.id, there, event_at(meeting.starts_at))
        await native_events.note_offer(db, look, step, now)
    assert await use(db, now, there) == 1
    assert [row["state"] for row in await rows(db, "native_events")] == ["used", "declined"]
    await native_events.finish_look(db, look, now + HOUR, now)
    look = await taken(db, now + HOUR)
    step = Offer(second.id, there, event_at(second.starts_at))
    await native_events.note_offer(db, look, step, now)
    seen = EventsSeen([there], may_change=True)
    async with refused(db, EventTakenError):
        await event_offers.use_events(db, OLGA, 2 * NUMBER, seen, now)
