"""Which meetings are in whose calendar, and the addresses that lead there."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert

from sigbot.domain.calendars import (
    KEPT_BACK,
    MOST_EVENTS,
    Calendar,
    CalendarEvent,
    NoSubscriptionError,
    NothingToAddError,
    OverToAddError,
    token_hash,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Answer, Meeting, Scope
from sigbot.domain.refusals import (
    MeetingCancelledError,
    NotMemberError,
    NotSetUpError,
)
from sigbot.services.agenda import suggest_point
from sigbot.services.calendars import (
    calendar_at,
    end_address,
    event_of,
    first_address,
    new_address,
    own_calendar,
    skip_declined,
    whole_calendar,
)
from sigbot.services.cancellations import restore_meeting
from sigbot.services.community import add_subgroup, join_subgroup
from sigbot.services.meetings import answer_meeting
from sigbot.services.personal import ask_to_forget, forget_me
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    NOBODY_YET,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    cancel_meeting,
    edit,
    meeting_at,
    refused,
    rows,
    series_at,
)

URL = "https://sig.example.org"
DICE = Random(3)


async def _address(db: Database, who: Actor, now: datetime) -> str:
    """Return the token of a new address."""
    made = await new_address(db, who, URL, DICE, now)
    return made.url.removeprefix(f"{URL}/calendar/").removesuffix(".ics")


def _titles(calendar: Calendar | None) -> list[str]:
    assert calendar
    return [event.title for event in calendar.events]


async def _own(db: Database, who: Actor, now: datetime) -> list[str]:
    return _titles((await own_calendar(db, who, now)).calendar)


async def test_of_two_presses_at_once_one_gets_the_first_address(
    db: Database, here: Community, now: datetime
) -> None:
    pressed = (first_address(db, ANA, URL, Random(seed), now) for seed in range(2))
    made = [each for each in await asyncio.gather(*pressed) if each]
    assert len(made) == 1
    token = made[0].url.rsplit("/", 1)[1].removesuffix(".ics")
    assert await calendar_at(db, token, now)


async def test_a_calendar_has_what_concerns_a_member(
    db: Database, here: Community, now: datetime
) -> None:
    await add_subgroup(db, OLGA, "Care", None, now)
    await add_subgroup(db, OLGA, "Payers", None, now)
    await join_subgroup(db, ANA, "Care", now)
    titles = {"All": None, "Of Care": "Care", "Of Payers": "Payers"}
    for hours, (title, group) in enumerate(titles.items(), start=1):
        more = {"subgroup": group, "kind": "subgroup"} if group else {}
        await meeting_at(db, now + DAY + hours * HOUR, now, title=title, **more)
    assert await _own(db, ANA, now) == ["All", "Of Care"]
    assert await _own(db, BEN, now) == ["All"]
    await answer_meeting(db, BEN, 3, Answer.MAYBE, now)
    assert await _own(db, BEN, now) == ["All", "Of Payers"]
    await answer_meeting(db, BEN, 3, Answer.CANT, now)
    assert await _own(db, BEN, now) == ["All"]
    assert _titles(await whole_calendar(db, OLGA, now)) == [*titles]


async def test_what_somebody_cannot_come_to_is_left_out_if_they_choose_so(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now, title="First")
    await meeting_at(db, now + 2 * DAY, now, title="Second")
    await answer_meeting(db, ANA, 1, Answer.CANT, now)
    assert await _own(db, ANA, now) == ["First", "Second"]
    token = await _address(db, ANA, now)
    for skips, left in ((True, ["Second"]), (False, ["First", "Second"])):
        own = await skip_declined(db, ANA, now, skips=skips)
        assert own.subscription.skips_declined is skips
        assert _titles(own.calendar) == left
        assert await _own(db, ANA, now) == left
        assert _titles(await calendar_at(db, token, now)) == left
    assert await _own(db, BEN, now) == ["First", "Second"]


async def test_the_choice_is_kept_without_and_with_an_address(
    db: Database, here: Community, now: datetime
) -> None:
    await skip_declined(db, ANA, now, skips=True)
    for _ in range(2):
        await _address(db, ANA, now)
        assert (await own_calendar(db, ANA, now)).subscription.skips_declined
    await end_address(db, ANA, now)
    kept = (await own_calendar(db, ANA, now)).subscription
    assert (kept.made_at, kept.skips_declined) == (None, True)


async def test_meetings_stay_for_thirty_days_cancelled_ones_too(
    db: Database, here: Community, now: datetime
) -> None:
    meetings = await series_at(db, now)
    first, second = meetings[:2]
    await cancel_meeting(db, OLGA, second.key, "A holiday", scope=Scope.THIS, now=now)
    later = first.ends_at + KEPT_BACK
    events = (await whole_calendar(db, OLGA, later - SECOND)).events
    assert [event.meeting_id for event in events[:2]] == [first.id, second.id]
    assert [event.is_cancelled for event in events[:3]] == [False, True, False]
    assert events[1].cancel_reason == "A holiday"
    events = (await whole_calendar(db, OLGA, later)).events
    assert events[0].meeting_id == second.id


async def test_a_calendar_names_nobody_and_has_the_agenda(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + DAY, now, speaker="Prof. Ito", kind="guest")
    await suggest_point(db, OLGA, "Say hello", None, now)
    await suggest_point(db, ANA, "Waits to be accepted", None, now)
    [event] = (await whole_calendar(db, OLGA, now)).events
    assert event.agenda == ("Say hello",)
    assert event.revision == 1
    assert "Ito" not in str(event)
    assert event.uid == f"meeting-{meeting.id}.{OLGA.guild_id}@sigbot"


@pytest.mark.parametrize("points", [0, 1])
async def test_every_change_raises_the_number_of_the_event(
    db: Database, here: Community, now: datetime, points: int
) -> None:
    meeting = (await series_at(db, now))[2]
    for point in range(points):
        await suggest_point(db, OLGA, f"Point {point}", meeting.key, now)
    revision = (await _event(db, meeting, now)).revision
    assert revision == points
    deeds: list[Callable[[datetime], Awaitable[object]]] = [
        lambda at: edit(db, meeting, at, title="Another"),
        lambda at: edit(db, meeting, at, place="Elsewhere"),
        lambda at: edit(db, meeting, at, when="tomorrow 9:00"),
        lambda at: suggest_point(db, OLGA, "One more", meeting.key, at),
        lambda at: edit(db, meeting, at, following=True, duration="90 min"),
        lambda at: cancel_meeting(db, OLGA, meeting.key, "", scope=Scope.THIS, now=at),
        lambda at: restore_meeting(db, OLGA, meeting.key, Scope.THIS, at),
    ]
    for minutes, deed in enumerate(deeds, start=1):
        at = now + timedelta(minutes=minutes)
        await deed(at)
        event = await _event(db, meeting, at)
        assert event.revision > revision
        assert event.changed_at == at
        revision = event.revision


async def _event(db: Database, meeting: Meeting, now: datetime) -> CalendarEvent:
    events = (await whole_calendar(db, OLGA, now)).events
    return next(event for event in events if event.meeting_id == meeting.id)


async def test_the_last_change_does_not_go_back_with_the_clock(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + DAY, now)
    await edit(db, meeting, now + HOUR, title="Later")
    await edit(db, meeting, now + SECOND, title="Set back")
    event = await _event(db, meeting, now)
    assert (event.revision, event.changed_at) == (2, now + HOUR)


async def test_an_address_leads_to_the_calendar_of_its_owner_until_it_is_replaced(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await meeting_at(db, now + DAY, now, title="Here")
    old = await new_address(db, ANA, URL, DICE, now)
    assert not old.replaced
    assert old.url.startswith(f"{URL}/calendar/")
    token = old.url.removeprefix(f"{URL}/calendar/").removesuffix(".ics")
    assert _titles(await calendar_at(db, token, now)) == ["Here"]
    assert token not in str(await rows(db, "calendars"))
    [kept] = await rows(db, "calendars")
    assert kept["token_hash"] == token_hash(db.secret, token)
    theirs = await _address(db, OTTO, now)
    assert _titles(await calendar_at(db, theirs, now)) == []
    new = await new_address(db, ANA, URL, DICE, now + HOUR)
    assert new.replaced
    assert await calendar_at(db, token, now) is None
    token = new.url.removeprefix(f"{URL}/calendar/").removesuffix(".ics")
    assert _titles(await calendar_at(db, token, now)) == ["Here"]
    await end_address(db, ANA, now)
    assert await calendar_at(db, token, now) is None


async def test_with_another_secret_no_address_works(
    db: Database, here: Community, now: datetime
) -> None:
    token = await _address(db, ANA, now)
    db.secret = b"another secret of the operator"
    assert await calendar_at(db, token, now) is None


async def test_an_address_is_forgotten_with_its_owner(
    db: Database, here: Community, now: datetime
) -> None:
    token = await _address(db, ANA, now)
    asked = await ask_to_forget(db, ANA, now)
    await forget_me(db, ANA, asked.id, now)
    assert await calendar_at(db, token, now) is None
    assert await rows(db, "calendars") == []


@pytest.mark.parametrize("text", ["", "a" * 21, "a" * 23, "ä" * 22, "a" * 21 + "/", "a" * 22])
async def test_what_nobody_was_given_leads_nowhere(
    db: Database, here: Community, now: datetime, text: str
) -> None:
    await _address(db, ANA, now)
    assert await calendar_at(db, text, now) is None


async def test_without_pages_there_is_no_address(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, NoSubscriptionError):
        await new_address(db, ANA, "", DICE, now)


@pytest.mark.parametrize(
    ("who", "error"), [(NOBODY_YET, NotSetUpError), (STRANGER, NotMemberError)]
)
async def test_who_is_not_in_a_community_has_no_calendar(
    db: Database, here: Community, now: datetime, who: Actor, error: type[NotMemberError]
) -> None:
    async with refused(db, error):
        await own_calendar(db, who, now)
    async with refused(db, error):
        await new_address(db, who, URL, DICE, now)
    async with refused(db, error):
        await skip_declined(db, who, now, skips=True)
    async with refused(db, error):
        await end_address(db, who, now)


async def test_one_meeting_is_given_until_it_is_over_or_cancelled(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    meeting = await meeting_at(db, now + DAY, now)
    [event] = (await event_of(db, ANA, meeting.id, meeting.ends_at - SECOND)).events
    assert (event.meeting_id, event.ends_at) == (meeting.id, meeting.ends_at)
    async with refused(db, OverToAddError):
        await event_of(db, ANA, meeting.id, meeting.ends_at)
    async with refused(db, NothingToAddError):
        await event_of(db, OTTO, meeting.id, now)
    await cancel_meeting(db, OLGA, meeting.key, "", scope=Scope.THIS, now=now)
    async with refused(db, MeetingCancelledError):
        await event_of(db, ANA, meeting.id, now)


async def test_a_calendar_has_a_bound(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await meeting_at(sqlite_db, now + DAY, now)
    [first] = await rows(sqlite_db, "meetings")
    more = [
        {**first, "id": 2 + number, "starts_at": now + DAY + number * HOUR}
        for number in range(MOST_EVENTS)
    ]
    async with sqlite_db.write() as tx:
        await tx.execute(insert(MeetingRow), more)
    events = (await whole_calendar(sqlite_db, OLGA, now)).events
    assert [event.meeting_id for event in events] == [*range(1, MOST_EVENTS + 1)]


async def _furnish(db: Database, now: datetime) -> None:
    await new_address(db, OLGA, URL, DICE, now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service("calendars.own_calendar", own_calendar),
        Service("calendars.whole_calendar", whole_calendar),
        Service("calendars.event_of", lambda db, who, now: event_of(db, who, 1, now)),
        Service(
            "calendars.first_address",
            lambda db, who, now: first_address(db, who, URL, DICE, now),
        ),
        Service(
            "calendars.new_address",
            lambda db, who, now: new_address(db, who, URL, DICE, now),
            action="me.calendar",
            subject="person:1",
        ),
        Service("calendars.end_address", end_address, action="me.calendar", subject="person:1"),
        Service(
            "calendars.skip_declined",
            lambda db, who, now: skip_declined(db, who, now, skips=True),
            action="me.calendar",
            subject="person:1",
        ),
    ),
)
