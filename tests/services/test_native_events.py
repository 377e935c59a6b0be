"""Looks after native events: which meetings, who may look, and what was noted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from sigbot.domain.community import Community
from sigbot.domain.event_steps import AskAbout, Rewrite
from sigbot.domain.native_events import (
    LEASE,
    LOOK_FAR,
    MOST_MIRRORED,
    OF_A_SERIES,
    SOON,
    Entity,
    EventState,
    EventStatus,
    Field,
    ListedEvent,
    NativeEvent,
)
from sigbot.domain.notices import HELD_FOR
from sigbot.domain.outbox import LONGEST_DELAY, MeetingCard, Topic
from sigbot.domain.refusals import AnsweredError, NotOfferedError
from sigbot.services import event_questions, native_events, removals
from sigbot.services.community import Setup, count_events, set_up
from sigbot.services.meetings import list_meetings
from sigbot.services.native_events import Ground, Look
from sigbot.services.outbox import finish_card, look_ahead, take_over
from sigbot.store import native_events as store
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.outbox import OutboxRow
from tests.services.samples import Service, Services
from tests.services.world import (
    DAY,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    SECOND,
    cancel_meeting,
    edit,
    meeting_at,
    refused,
    rows,
    schedule,
    series_at,
    take_kind,
    waiting,
)


async def turn_on(db: Database, now: datetime, *, events: str = "on") -> None:
    await set_up(db, OLGA, Setup(events=events), "Server", NEWS, now)


async def taken(db: Database, now: datetime, holder: str = "one") -> Look:
    look = await native_events.take_look(db, holder, now)
    assert look is not None
    return look


async def ground_of(db: Database, look: Look, now: datetime) -> Ground:
    return await native_events.read_ground(db, look, [], now)


def event_at(starts_at: datetime, name: str = "Call") -> NativeEvent:
    return NativeEvent(name, "About", starts_at, starts_at + HOUR, Entity.EXTERNAL, "Room")


async def furnish(db: Database, now: datetime) -> None:
    """Somebody renamed the event of Olga's next meeting by hand."""
    await turn_on(db, now)
    ahead = await list_meetings(db, OLGA, now, limit=1)
    meeting = ahead[0] if ahead else await meeting_at(db, now + 3 * DAY, now)
    look = await taken(db, now)
    await mirrored(db, look, meeting.id, meeting.starts_at)
    await rename(db, look, meeting.id, now)
    await native_events.finish_look(db, look, now + HOUR, now)


async def mirrored(db: Database, look: Look, meeting_id: int, starts_at: datetime) -> None:
    texts = event_at(starts_at).texts
    await native_events.note_shown(db, look, meeting_id, 900 + meeting_id, texts, texts)


async def rename(db: Database, look: Look, meeting_id: int, now: datetime) -> None:
    step = AskAbout(meeting_id, {Field.NAME: "Party"}, {Field.NAME})
    await native_events.note_by_hand(db, look, step, now)


SERVICES = Services(
    furnish=furnish,
    services=(
        Service(
            "community.count_events", lambda db, who, _: count_events(db, who), organizers=True
        ),
        Service(
            "event_questions.open_question",
            lambda db, who, _: event_questions.open_question(db, who),
            organizers=True,
        ),
        Service(
            "event_questions.put_events_back",
            lambda db, who, now: event_questions.put_events_back(db, who, 1, now),
            organizers=True,
            action="events.put_back",
            subject="Health",
        ),
        Service(
            "event_questions.keep_events",
            lambda db, who, now: event_questions.keep_events(db, who, 1, now),
            organizers=True,
            action="events.keep",
            subject="Health",
        ),
    ),
)


# Who looks, and when


@pytest.mark.usefixtures("here", "elsewhere")
async def test_nobody_looks_before_an_organizer_says_yes(db: Database, now: datetime) -> None:
    await schedule(db, now, "tomorrow 11:00")
    assert await native_events.take_look(db, "one", now) is None
    await turn_on(db, now, events="off")
    assert await native_events.take_look(db, "one", now) is None
    await turn_on(db, now)
    look = await taken(db, now)
    assert look.guild_id == OLGA.guild_id
    [community, _] = await rows(db, "communities")
    assert community["events"] is True or community["events"] == 1


@pytest.mark.usefixtures("here")
async def test_another_word_than_on_and_off_is_refused(db: Database, now: datetime) -> None:
    async with refused(db, NotOfferedError):
        await turn_on(db, now, events="maybe")


@pytest.mark.usefixtures("here")
async def test_one_process_looks_until_its_lease_ends(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    look = await taken(db, now)
    assert await native_events.take_look(db, "two", now + LEASE - SECOND) is None
    assert await native_events.renew(db, look, now + MINUTE)
    assert await native_events.take_look(db, "two", now + LEASE) is None
    second = await taken(db, now + MINUTE + LEASE, "two")
    assert not await native_events.renew(db, look, now + 2 * LEASE)
    await native_events.finish_look(db, look, now + DAY, now + 2 * LEASE)
    assert await native_events.renew(db, second, now + 2 * LEASE)


@pytest.mark.usefixtures("here")
async def test_nobody_looks_at_a_server_that_removed_the_bot_until_it_is_back(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    await removals.note_removed(db, OLGA.guild_id, 7, now)
    assert await native_events.take_look(db, "one", now) is None
    assert (await look_ahead(db, now)).upkeep_at == now + LOOK_FAR
    await removals.note_there(db, [OLGA.guild_id], 7, now)
    assert await native_events.take_look(db, "one", now) is not None


async def test_of_two_that_find_the_same_look_one_has_it(
    db: Database, here: Community, now: datetime
) -> None:
    await turn_on(db, now)
    async with db.write() as tx:
        first = await store.lease(tx, here.id, "one", now + LEASE, now)
        second = await store.lease(tx, here.id, "two", now + LEASE, now)
    assert (first is not None, second) == (True, None)


@pytest.mark.usefixtures("here")
async def test_an_event_leads_to_the_card_once_that_is_posted(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + DAY, now)
    await native_events.finish_look(db, await taken(db, now), now + HOUR, now)
    [card] = await take_kind(db, now, MeetingCard)
    await finish_card(db, card, meeting, (NEWS, 12), now)
    ground = await ground_of(db, await taken(db, now), now)
    assert ground.cards == {meeting.id: (NEWS, 12)}


@pytest.mark.usefixtures("here")
async def test_on_sqlite_a_new_process_takes_over_at_once(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    await taken(db, now)
    await take_over(db, now + SECOND)
    look = await native_events.take_look(db, "two", now + SECOND)
    assert (look is not None) is db.is_sqlite
    left = look or await taken(db, now + LEASE, "two")
    assert left.taken.is_left
    await native_events.finish_look(db, left, now + LEASE, now + LEASE)
    assert not (await taken(db, now + LEASE)).taken.is_left


@pytest.mark.usefixtures("here")
async def test_a_look_begins_anew_when_a_meeting_changes_meanwhile(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    look = await taken(db, now)
    await native_events.finish_look(db, look, now + 2 * HOUR, now)
    assert (await look_ahead(db, now)).upkeep_at == now + 2 * HOUR
    [first, second, *_] = await series_at(db, now, repeat="weekly")
    look = await taken(db, now)
    assert await native_events.renew(db, look, now)
    await edit(db, first, now, title="Renamed")
    assert not await native_events.renew(db, look, now)
    await native_events.stop_look(db, look, now)
    look = await taken(db, now)
    await cancel_meeting(db, OLGA, second.key, "", scope="this", now=now)
    await native_events.finish_look(db, look, now + 2 * HOUR, now)
    assert await native_events.take_look(db, "one", now) is not None


@pytest.mark.usefixtures("here")
async def test_what_failed_is_tried_later_each_time_and_at_once_after_a_change(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    delays = []
    for _ in range(12):
        look = await taken(db, now)
        await native_events.put_look_off(db, look, now)
        [mirror] = await rows(db, "event_mirrors")
        delays.append(mirror["look_at"] - now)
        now = mirror["look_at"]
    assert delays[0] < 10 * SECOND
    assert delays[5] > 10 * delays[0]
    assert max(delays) <= LONGEST_DELAY
    look = await taken(db, now)
    await native_events.put_look_off(db, look, now, HOUR)
    assert await native_events.take_look(db, "one", now + HOUR - SECOND) is None
    await schedule(db, now, "tomorrow 11:00")
    look = await taken(db, now)
    await native_events.finish_look(db, look, now + HOUR, now)
    [mirror] = await rows(db, "event_mirrors")
    assert mirror["failures"] == 0


@pytest.mark.usefixtures("here")
async def test_that_events_may_not_be_made_is_told_once_until_they_may(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    for _ in range(2):
        await native_events.hold_look(db, await taken(db, now), now)
        assert await native_events.take_look(db, "one", now + HELD_FOR - SECOND) is None
        now += HELD_FOR
    assert [notice["topic"] for notice in await rows(db, "notices")] == ["no_events"]
    await native_events.finish_look(db, await taken(db, now), now, now)
    await native_events.hold_look(db, await taken(db, now), now)
    assert [notice["topic"] for notice in await rows(db, "notices")] == ["no_events"] * 2


@pytest.mark.usefixtures("here")
async def test_a_setup_looks_again_at_once_as_the_permission_may_be_there(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    await native_events.hold_look(db, await taken(db, now), now)
    await set_up(db, OLGA, Setup(), "Server", NEWS, now)
    assert await native_events.take_look(db, "one", now) is not None


# Which meetings


@pytest.mark.usefixtures("here", "elsewhere")
async def test_the_next_of_each_series_come_first_and_none_is_left_out(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    weekly = await series_at(db, now, "Friday 11:00", "weekly", title="Weekly")
    await schedule(db, now, "Thursday 11:00", "Monthly", repeat="monthly")
    single = await meeting_at(db, now + 60 * DAY, now, title="Single")
    ground = await ground_of(db, await taken(db, now), now)
    titles = [meeting.title for meeting in ground.wanted]
    assert titles[:3] == ["Monthly", "Weekly", "Single"]
    assert titles.count("Weekly") == OF_A_SERIES
    assert ground.wanted[2].id == single.id
    await cancel_meeting(db, OLGA, weekly[1].key, "", scope="this", now=now)
    ground = await ground_of(db, await taken(db, now + LEASE), now)
    wanted = [meeting.starts_at for meeting in ground.wanted if meeting.title == "Weekly"]
    assert wanted == [m.starts_at for m in weekly if m.id != weekly[1].id][:OF_A_SERIES]


@pytest.mark.usefixtures("here")
async def test_a_server_is_shared_fairly_by_many_series(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    for number in range(20):
        when = f"{now + DAY + number * HOUR:%Y-%m-%d %H:%M} UTC"
        await schedule(db, now, when, f"Series {number}", repeat="weekly")
    ground = await ground_of(db, await taken(db, now), now)
    counted = [sum(m.title == f"Series {n}" for m in ground.wanted) for n in range(20)]
    assert len(ground.wanted) == sum(counted) == MOST_MIRRORED
    assert set(counted) == {4, 5}
    assert counted[:10] == [5] * 10


@pytest.mark.usefixtures("here")
async def test_meetings_about_to_start_get_none_and_running_ones_keep_theirs(
    db: Database, now: datetime
) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + HOUR, now)
    look = await taken(db, now)
    begins = meeting.starts_at - SOON
    assert (await ground_of(db, look, begins - SECOND)).wanted != []
    assert (await ground_of(db, look, begins)).wanted == []
    await mirrored(db, look, meeting.id, meeting.starts_at)
    running = await ground_of(db, look, meeting.starts_at)
    assert [each.id for each in running.wanted] == [meeting.id]
    assert (await ground_of(db, look, meeting.ends_at)).wanted == []


@pytest.mark.usefixtures("here")
async def test_only_own_meetings_are_behind_marks(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + HOUR, now)
    look = await taken(db, now)
    assert look.meeting_of(look.mark_of(meeting.id)) == meeting.id
    claimed = [meeting.id, meeting.id + 1, 1_999_999_999]
    ground = await native_events.read_ground(db, look, claimed, now)
    assert set(ground.marked) == {meeting.id}
    listed = ListedEvent(1, EventStatus.SCHEDULED, event_at(now), meeting_id=meeting.id + 1)
    assert listed.of_one_of(ground.marked).meeting_id is None


# What was noted


async def known_of(db: Database, meeting_id: int, now: datetime) -> dict[str, object]:
    [row] = [row for row in await rows(db, "native_events") if row["meeting_id"] == meeting_id]
    return row


@pytest.mark.usefixtures("here")
async def test_what_is_noted_twice_is_noted_once(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + DAY, now)
    look = await taken(db, now)
    for _ in range(2):
        await mirrored(db, look, meeting.id, meeting.starts_at)
    assert await count_events(db, OLGA) == 1
    other = event_at(meeting.starts_at, "Other")
    listed = ListedEvent(1, EventStatus.SCHEDULED, other)
    step = Rewrite(meeting.id, listed, other, {Field.NAME}, {Field.PLACE})
    await native_events.note_rewritten(db, step, None)
    row = await known_of(db, meeting.id, now)
    assert (row["sent"]["name"], row["shown"]["name"]) == ("Other", "Call")  # type: ignore[index]
    assert row["held"] == ["place"]
    await native_events.note_rewritten(db, step, other.texts)
    row = await known_of(db, meeting.id, now)
    assert row["shown"]["name"] == "Other"  # type: ignore[index]
    for _ in range(2):
        await native_events.note_gone(db, meeting.id)
    assert await rows(db, "native_events") == []
    await rename(db, look, meeting.id, now)
    assert await rows(db, "native_events") == []


@pytest.mark.usefixtures("here")
async def test_one_look_is_one_question_to_each_organizer(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    meetings = (await series_at(db, now, repeat="weekly"))[:3]
    look = await taken(db, now)
    for meeting in meetings:
        await mirrored(db, look, meeting.id, meeting.starts_at)
    for meeting in meetings[:2]:
        await rename(db, look, meeting.id, now)
    gone = AskAbout(meetings[2].id, None)
    await native_events.note_by_hand(db, look, gone, now)
    asked = await waiting(db, Topic.EVENTS_ASKED)
    assert [row.payload for row in asked] == [{"number": 1, "to": OLGA.discord_id}]
    question = await event_questions.open_question(db, OLGA)
    assert question is not None
    states = [known.state for known, _ in question.asked]
    assert states == [EventState.ASKED, EventState.ASKED, EventState.GONE]
    assert await event_questions.keep_events(db, OLGA, 1, now) == 3
    assert await event_questions.open_question(db, OLGA) is None
    states = [row["state"] for row in await rows(db, "native_events")]
    assert states == ["shown", "shown", "left_out"]
    async with refused(db, AnsweredError):
        await event_questions.put_events_back(db, OLGA, 1, now)
    await native_events.finish_look(db, look, now + HOUR, now)
    look = await taken(db, now)
    await rename(db, look, meetings[0].id, now)
    assert (await event_questions.put_events_back(db, OLGA, 2, now)) == 1
    row = await known_of(db, meetings[0].id, now)
    assert (row["held"], row["state"], row["asked"]) == ([], "shown", None)
    assert "name" not in row["sent"]  # type: ignore[operator]


@pytest.mark.usefixtures("here")
async def test_what_was_put_right_by_hand_is_no_question_any_more(
    db: Database, now: datetime
) -> None:
    await furnish(db, now)
    [row] = await rows(db, "native_events")
    look = await taken(db, now + HOUR)
    back = AskAbout(row["meeting_id"], {Field.NAME: "Call"}, (), asks=False)
    await native_events.note_by_hand(db, look, back, now)
    row = await known_of(db, row["meeting_id"], now)
    assert (row["state"], row["asked"], row["held"]) == ("shown", None, [])
    assert await event_questions.open_question(db, OLGA) is None


@pytest.mark.usefixtures("here")
async def test_an_event_that_is_refused_is_told_with_its_title(db: Database, now: datetime) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + DAY, now)
    look = await taken(db, now)
    event = event_at(meeting.starts_at)
    for _ in range(2):
        await native_events.note_refused(db, look, meeting.id, event, now)
    [notice] = await rows(db, "notices")
    assert (notice["topic"], notice["details"]["title"]) == ("event_refused", "Call")
    assert await count_events(db, OLGA) == 0


@pytest.mark.usefixtures("here")
async def test_nothing_is_left_when_events_are_off_and_the_last_is_gone(
    db: Database, now: datetime
) -> None:
    await furnish(db, now)
    [row] = await rows(db, "native_events")
    await turn_on(db, now, events="off")
    look = await taken(db, now)
    ground = await ground_of(db, look, now)
    assert (list(ground.wanted), len(ground.known)) == ([], 1)
    await native_events.finish_look(db, look, now + HOUR, now)
    assert len(await rows(db, "event_mirrors")) == 1
    look = await taken(db, now + HOUR)
    await native_events.note_gone(db, row["meeting_id"])
    await native_events.finish_look(db, look, now + 2 * HOUR, now + HOUR)
    assert await rows(db, "event_mirrors") == []


async def test_interest_is_counted_beside_the_answers(
    db: Database, here: Community, now: datetime
) -> None:
    await turn_on(db, now)
    meeting = await meeting_at(db, now + DAY, now)
    look = await taken(db, now)
    await mirrored(db, look, meeting.id, meeting.starts_at)
    await native_events.note_interest(db, look, meeting.id, 7, now + timedelta(seconds=1))
    ground = await ground_of(db, look, now)
    assert ground.wanted[0].counts.interested == 7
    assert ground.wanted[0].counts.going == 0
    assert ground.community.id == here.id


@pytest.mark.usefixtures("here", "elsewhere")
async def test_marks_of_meetings_that_are_gone_are_known(db: Database, now: datetime) -> None:
    """Those of another community are not gone, and numbers that were never given are of another
    database."""
    await turn_on(db, now)
    own, lost = [await meeting_at(db, now + 3 * DAY, now) for _ in range(2)]
    async with db.write() as tx:
        await tx.execute(delete(OutboxRow))
        await tx.execute(delete(MeetingRow).where(MeetingRow.id == lost.id))
    look = await taken(db, now)
    marked = [own.id, lost.id, lost.id + 1, 0]
    ground = await native_events.read_ground(db, look, marked, now)
    assert (ground.marked, ground.gone) == ({own.id}, {lost.id})


@pytest.mark.usefixtures("here")
async def test_organizers_who_want_no_events_are_not_told_that_there_can_be_none(
    db: Database, now: datetime
) -> None:
    async with db.write() as tx:
        await store.begin(tx, 1, now)
    await native_events.hold_look(db, await taken(db, now), now)
    assert await rows(db, "notices") == []
    await turn_on(db, now + HELD_FOR)
    await native_events.hold_look(db, await taken(db, now + HELD_FOR), now + HELD_FOR)
    assert [row["topic"] for row in await rows(db, "notices")] == ["no_events"]
