"""Notes, minutes and action items: what is kept, who is told, and what stays."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from sigbot.domain.amendments import (
    AmendmentGoneError,
    ApprovedError,
    CaughtUpLateError,
    NotPublishedError,
    NotYetError,
    WasThereError,
)
from sigbot.domain.bounds import MOST_AMENDMENTS, NOTE_LIMIT, NOTICE_LIMIT, FullError
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.minutes import MeetingOutcome, Minutes, MinutesState
from sigbot.domain.minutes_json import from_plain, to_plain
from sigbot.domain.notes import (
    EmptyMessageError,
    LongMessageError,
    NotAnActionError,
    NotBegunYetError,
    Noted,
    NotesClosedError,
    NotThereError,
)
from sigbot.domain.openings import (
    CAUGHT_UP_FOR,
    DECLARED_FOR,
    NoNoticesError,
    NotDeclaredError,
    Notices,
)
from sigbot.domain.outbox import CheckPromises, Due, PromisesDue, Topic, is_direct
from sigbot.domain.promises import NotOwnerError, PromiseGoneError, PromiseState
from sigbot.domain.refusals import (
    EmptyError,
    NotFoundError,
    NotOfferedError,
    NotOrganizerError,
    TakenOffError,
    TooLongError,
    UnreadableDateError,
)
from sigbot.domain.unnamed import without_names
from sigbot.services import amendments, approvals, catching_up, minutes, openings, promises
from sigbot.services.agenda import answer_question, ask_ahead, suggest_point
from sigbot.services.corrections import remove_attendance
from sigbot.services.evidence import show_rotation
from sigbot.services.meetings import answer_meeting
from sigbot.services.missed import missed_messages
from sigbot.services.notes import NoteRequest, note_line, note_message
from sigbot.services.notices import note_direct_refused
from sigbot.services.openings import declare_presence, save_notices
from sigbot.services.outbox import take_due
from sigbot.services.reminders import set_direct_messages
from sigbot.services.reports import compile_period
from sigbot.store import promises as store_promises
from sigbot.store.database import Database
from sigbot.store.rows.meetings import MeetingRow
from tests.documents.minutes_samples import SAMPLES
from tests.services.samples import Service, Services
from tests.services.test_personal import forget
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    OLGA,
    OTTO,
    cancel_meeting,
    check_in,
    meeting_at,
    member,
    refused,
    rows,
    series_at,
    waiting,
)

READ = Notices(antitrust="No prices.", conduct="Be kind.")


async def held(db: Database, now: datetime) -> Meeting:
    """A meeting of an hour that begins in a day; Ben is going, and Ana is not."""
    call = await meeting_at(db, now + DAY, now)
    await answer_meeting(db, BEN, call.id, "going", now)
    await answer_meeting(db, ANA, call.id, "cant", now)
    return call


async def noted(
    db: Database, call: Meeting, kind: str, text: str, owner: str = "", due: str = ""
) -> Noted:
    request = NoteRequest(kind, text, owner, due, meeting=call.key)
    return await note_line(db, OLGA, request, call.starts_at + MINUTE)


async def shown(db: Database, call: Meeting, now: datetime, who: Actor = OLGA) -> Minutes:
    return (await minutes.show_minutes(db, who, call.key, now)).minutes


# Openings


async def test_notices_are_kept_in_versions_and_the_same_ones_once(
    db: Database, here: Community, now: datetime
) -> None:
    async with refused(db, NoNoticesError):
        await save_notices(db, OLGA, Notices(antitrust=" \n "), now)
    first = await save_notices(db, OLGA, READ, now)
    assert (first.version, first.texts) == (1, ["No prices.", "Be kind."])
    assert (await save_notices(db, OLGA, READ, now)).version == 1
    assert (await save_notices(db, OLGA, replace(READ, declares=False), now)).version == 2
    async with refused(db, TooLongError):
        await save_notices(db, OLGA, Notices(conduct="x" * (NOTICE_LIMIT + 1)), now)
    current = await openings.show_notices(db, OLGA)
    assert current is not None
    assert (current.version, current.declares) == (2, False)


async def test_people_may_say_for_three_days_that_they_were_there(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    for at in (call.closes_at, call.ends_at + DECLARED_FOR + MINUTE):
        async with refused(db, NotDeclaredError):
            await declare_presence(db, ANA, call.id, at)
    after = call.closes_at + MINUTE
    assert (await declare_presence(db, ANA, call.id, after))[1]
    assert not (await declare_presence(db, ANA, call.id, after))[1]
    [row] = await rows(db, "attendances")
    assert (row["source"], row["timed"]) == ("declared", False)
    await remove_attendance(db, OLGA, call.key, ANA, None, after + MINUTE)
    async with refused(db, TakenOffError):
        await declare_presence(db, ANA, call.id, after + HOUR)
    await save_notices(db, OLGA, Notices(declares=False), now)
    async with refused(db, NotDeclaredError):
        await declare_presence(db, BEN, call.id, after)


async def test_a_check_in_says_more_than_what_somebody_declares(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await check_in(db, BEN, call.id, "code", call.starts_at)
    assert not (await declare_presence(db, BEN, call.id, call.closes_at + MINUTE))[1]
    [row] = await rows(db, "attendances")
    assert row["source"] == "code"


# Notes


async def test_notes_go_under_their_topics_in_order(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await noted(db, call, "info", "Before any topic.")
    await noted(db, call, "topic", "Roadmap")
    await noted(db, call, "agreed", "We publish it.")
    await noted(db, call, "link", "https://example.org")
    await noted(db, call, "action", "Write it", owner="Ben", due="2026-03-31")
    made = await shown(db, call, call.ends_at)
    assert [(topic.title, [note.text for note in topic.notes]) for topic in made.topics] == [
        ("", ["Before any topic."]),
        ("Roadmap", ["We publish it.", "https://example.org", "Write it"]),
    ]
    assert made.decisions == ("We publish it.",)
    [action] = made.actions
    assert (action.key, action.owner, action.due) == ("t1", "Ben", date(2026, 3, 31))
    assert made.regrets == ("Ana",)


async def test_who_neither_comes_nor_organizes_notes_nothing(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    during = call.starts_at + MINUTE
    request = NoteRequest("info", "Hello", meeting=call.key)
    async with refused(db, NotThereError):
        await note_line(db, ANA, request, during)
    await note_line(db, BEN, request, during)
    await check_in(db, ANA, call.id, "button", during)
    await note_line(db, ANA, request, during)


async def test_notes_that_cannot_be_taken_are_refused(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    early = NoteRequest("info", "Early", meeting=call.key)
    async with refused(db, NotBegunYetError):
        await note_line(db, OLGA, early, now)
    async with refused(db, NotBegunYetError):
        await note_line(db, OLGA, NoteRequest("info", "No meeting"), now)
    during = call.starts_at
    for request, refusal in (
        (NoteRequest("info", "\u200b", meeting=call.key), EmptyError),
        (NoteRequest("info", "x" * (NOTE_LIMIT + 1), meeting=call.key), TooLongError),
        (NoteRequest("rumour", "x", meeting=call.key), NotOfferedError),
        (NoteRequest("action", "x", due="soonish", meeting=call.key), UnreadableDateError),
        (NoteRequest("agreed", "x", owner="Ben", meeting=call.key), NotAnActionError),
        (NoteRequest("info", "x", due="31 Dec", meeting=call.key), NotAnActionError),
        (NoteRequest("info", "x", meeting="m99"), NotFoundError),
    ):
        async with refused(db, refusal):
            await note_line(db, OLGA, request, during)
    await approvals.approve(db, OLGA, call.id, call.ends_at)
    async with refused(db, NotesClosedError):
        await note_line(db, OLGA, NoteRequest("info", "Late", meeting=call.key), call.ends_at)


async def test_without_a_name_notes_are_of_the_meeting_that_runs(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    later = await meeting_at(db, now + DAY + 3 * HOUR, now, title="Later")
    done = await note_line(db, OLGA, NoteRequest("info", "x"), call.starts_at)
    assert done.meeting.id == call.id
    done = await note_line(db, OLGA, NoteRequest("info", "x"), later.starts_at)
    assert done.meeting.id == later.id


async def test_a_message_is_added_once_and_its_author_is_told_when_minutes_are_offered(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    during = call.starts_at + MINUTE
    first = await note_message(db, OLGA, ANA, "I like it.", (5, 77), during)
    again = await note_message(db, BEN, ANA, "I like it.", (5, 77), during)
    assert (first.is_new, again.is_new) == (True, False)
    async with refused(db, EmptyMessageError):
        await note_message(db, OLGA, ANA, " \n ", (5, 78), during)
    async with refused(db, LongMessageError):
        await note_message(db, OLGA, ANA, "x" * (NOTE_LIMIT + 1), (5, 79), during)
    [topic] = (await shown(db, call, call.ends_at)).topics
    assert [(note.text, note.speaker) for note in topic.notes] == [("I like it.", "Ana")]
    for _ in range(2):
        await approvals.offer_review(db, OLGA, call.id, call.ends_at)
    assert [row.payload["to"] for row in await waiting(db, "minutes_naming")] == [ANA.discord_id]


# Minutes


async def test_approved_minutes_stay_as_they_are(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await noted(db, call, "topic", "Roadmap")
    await check_in(db, BEN, call.id, "button", call.starts_at)
    await approvals.approve(db, OLGA, call.id, call.ends_at)
    before = await shown(db, call, call.ends_at)
    assert before.state is MinutesState.APPROVED
    await remove_attendance(db, OLGA, call.key, BEN, None, call.ends_at)
    assert await shown(db, call, call.ends_at + DAY) == before
    async with refused(db, ApprovedError):
        await approvals.approve(db, OLGA, call.id, call.ends_at)
    async with refused(db, ApprovedError):
        await approvals.choose_outcome(db, OLGA, call.id, "no_quorum", call.ends_at)
    async with refused(db, ApprovedError):
        await amendments.suggest_correction(db, BEN, call.id, "No.", call.ends_at)
    await amendments.suggest_correction(db, OLGA, call.id, "Payer was meant.", call.ends_at + DAY)
    [erratum] = (await shown(db, call, call.ends_at + DAY)).errata
    assert erratum.text == "Payer was meant."


async def test_who_missed_a_meeting_hears_of_its_minutes_as_they_chose(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await ask_ahead(db, BEN, call.id, "Why?", now)
    direct, silent = member(1), member(2)
    for who, changes in ((direct, "dm"), (silent, "off")):
        await answer_meeting(db, who, call.id, "cant", now)
        await set_direct_messages(db, who, now, changes=changes)
    await suggest_point(db, OLGA, "Roadmap", call.key, now)
    asked = await approvals.ask_to_publish(db, OLGA, call.id, call.ends_at)
    assert (asked.told, asked.open_amendments) == (3, 0)
    await approvals.publish(db, OLGA, call.id, call.ends_at)
    [posted] = await waiting(db, Topic.MINUTES_PUBLISHED)
    assert sorted(posted.payload["called"]["maybe"]) == [ANA.discord_id, BEN.discord_id]
    [told] = await waiting(db, Topic.MINUTES_FOR_YOU)
    assert told.payload == {"meeting": call.id, "to": direct.discord_id}
    async with refused(db, ApprovedError):
        await approvals.publish(db, OLGA, call.id, call.ends_at)
    async with refused(db, ApprovedError):
        await approvals.ask_to_publish(db, OLGA, call.id, call.ends_at)


async def test_there_are_no_minutes_of_a_meeting_that_has_not_begun(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    async with refused(db, NotYetError):
        await minutes.show_minutes(db, ANA, call.title, now)
    async with refused(db, NotYetError):
        await approvals.publish(db, OLGA, call.id, now)
    await cancel_meeting(db, OLGA, call.key, "ill", scope="this", now=now)
    made = await shown(db, call, now)
    assert (made.outcome, made.reason) == (MeetingOutcome.CANCELLED, "ill")


async def test_catching_up_is_no_attendance_and_for_three_weeks(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await check_in(db, BEN, call.id, "button", call.starts_at)
    after = call.ends_at
    async with refused(db, NotPublishedError):
        await catching_up.catch_up(db, ANA, call.id, after)
    await approvals.publish(db, OLGA, call.id, after)
    assert (await catching_up.catch_up(db, ANA, call.id, after))[1]
    made = await shown(db, call, after)
    assert (made.caught_up, [by.names for by in made.present]) == (1, [("Ben",)])
    assert len(await rows(db, "attendances")) == 1
    assert not (await catching_up.catch_up(db, ANA, call.id, after))[1]
    async with refused(db, WasThereError):
        await catching_up.catch_up(db, BEN, call.id, after)
    async with refused(db, CaughtUpLateError):
        await catching_up.catch_up(db, ANA, call.id, after + CAUGHT_UP_FOR + MINUTE)


async def test_corrections_have_room_and_only_organizers_settle_them(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    for number in range(MOST_AMENDMENTS):
        made = await amendments.suggest_correction(db, ANA, call.id, f"No {number}.", call.ends_at)
    async with refused(db, FullError):
        await amendments.suggest_correction(db, ANA, call.id, "One more.", call.ends_at)
    first = made.amendments[0].id
    async with refused(db, NotOrganizerError):
        await amendments.settle_correction(db, ANA, first, call.id, call.ends_at)
    async with refused(db, AmendmentGoneError):
        await amendments.settle_correction(db, OLGA, 999, call.id, call.ends_at)
    settled = await amendments.settle_correction(db, OLGA, first, call.id, call.ends_at)
    assert len(settled.open_amendments) == MOST_AMENDMENTS - 1


async def test_a_name_that_is_left_out_still_counts(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await check_in(db, BEN, call.id, "button", call.starts_at)
    await noted(db, call, "action", "Write it", owner="Ben")
    await approvals.publish(db, OLGA, call.id, call.ends_at)
    await amendments.leave_name_out(db, BEN, call.id, call.ends_at)
    made = await shown(db, call, call.ends_at)
    assert (made.present, made.nameless, made.actions[0].owner) == ((), 1, "")


async def test_who_is_forgotten_is_no_owner_and_no_author_of_notes(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await noted(db, call, "action", "Write it", owner="Ben")
    await note_message(db, OLGA, BEN, "I said so.", (5, 77), call.starts_at)
    await forget(db, BEN, call.ends_at)
    made = await shown(db, call, call.ends_at)
    assert made.actions[0].owner == ""
    assert [note.speaker for topic in made.topics for note in topic.notes] == ["", ""]


# Action items


async def test_owners_and_organizers_close_action_items(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await held(db, now)
    await noted(db, call, "action", "Write it", owner="ben")
    await noted(db, call, "action", "Call them", owner="Nobody Known")
    listed = await promises.list_promises(db, BEN, now)
    assert [(each.text, each.owner) for each in listed.listed] == [
        ("Write it", "Ben"),
        ("Call them", "Nobody Known"),
    ]
    assert listed.own == {1}
    async with refused(db, NotOwnerError):
        await promises.close_promise(db, ANA, 1, "done", now)
    async with refused(db, PromiseGoneError):
        await promises.close_promise(db, OLGA, 99, "done", now)
    async with refused(db, NotOfferedError):
        await promises.close_promise(db, OLGA, 1, "burnt", now)
    done = await promises.close_promise(db, BEN, 1, "done", now)
    assert done.state is PromiseState.DONE
    await promises.close_promise(db, OLGA, 2, "dropped", now)
    assert (await promises.list_promises(db, ANA, now)).listed == ()
    done_by_ben = await promises.list_promises(db, ANA, now, owner="Ben", state="done")
    assert [each.text for each in done_by_ben.listed] == ["Write it"]
    async with refused(db, NotFoundError):
        await promises.list_promises(db, ANA, now, owner="Zed")
    async with refused(db, PromiseGoneError):
        await promises.close_promise(db, OTTO, 1, "done", now)


async def test_open_action_items_are_looked_at_two_days_before_the_next_meeting(
    db: Database, here: Community, now: datetime
) -> None:
    call, following, *_ = await series_at(db, now)
    await answer_meeting(db, BEN, call.id, "going", now)
    request = NoteRequest("action", "Write it", "Ben", meeting=call.key)
    for _ in range(2):
        await note_line(db, OLGA, request, call.starts_at)
    [check] = await waiting(db, "promises_check")
    assert check.payload == {"meeting": following.id}
    assert check.due_at == following.starts_at - timedelta(days=2)
    too_early = Due(1, GUILD, CheckPromises(following.id), check.due_at - MINUTE, attempts=1)
    await promises.check_promises(db, too_early, too_early.due_at)
    assert await waiting(db, Topic.PROMISED) == []
    [again] = await waiting(db, Topic.CHECK_PROMISES)
    assert again.due_at == check.due_at
    await promises.check_promises(db, too_early, check.due_at)
    [told] = await waiting(db, Topic.PROMISED)
    assert told.payload == {"meeting": following.id, "to": BEN.discord_id}
    news = Due(1, GUILD, PromisesDue(following.id, BEN.discord_id), check.due_at, attempts=1)
    assert await promises.promises_news(db, news, check.due_at)
    assert await promises.promises_news(db, news, following.starts_at) is None
    await set_direct_messages(db, BEN, check.due_at, actions=False)
    assert await promises.promises_news(db, news, check.due_at) is None


async def test_who_has_closed_messages_is_told_of_answers_minutes_and_action_items(
    db: Database, here: Community, now: datetime
) -> None:
    call = await held(db, now)
    await ask_ahead(db, BEN, call.id, "Why?", now)
    await answer_question(db, OLGA, 1, "Because.", call.starts_at)
    await noted(db, call, "action", "Write it", "Ben")
    await approvals.offer_review(db, OLGA, call.id, call.ends_at)
    due = await take_due(db, call.ends_at, "one", limit=100)
    for each in due:
        if is_direct(each):
            await note_direct_refused(db, each, call.ends_at, closed=True)
    told = await missed_messages(db, BEN)
    assert told is not None
    assert [(item.text, item.answer) for item in told.answers] == [("Why?", "Because.")]
    assert [meeting.id for meeting in told.minutes] == [call.id]
    assert told.promises == ()
    async with db.read() as tx:
        assert await store_promises.owners_to_remind(tx, here.id, 10) == []


async def test_the_report_counts_action_items_and_who_caught_up(
    db: Database, here: Community, now: datetime
) -> None:
    call, *_ = await series_at(db, now)
    await answer_meeting(db, BEN, call.id, "going", now)
    await check_in(db, BEN, call.id, "button", call.starts_at)
    for text in ("Write it", "Call them"):
        await noted(db, call, "action", text)
    await approvals.publish(db, OLGA, call.id, call.ends_at)
    await catching_up.catch_up(db, ANA, call.id, call.ends_at)
    await promises.close_promise(db, OLGA, 1, "done", call.ends_at)
    after = call.ends_at + MINUTE
    health = (await compile_period(db, OLGA, "H1 2026", after)).data["health"]
    assert health.get("action_items") == {"noted": 2, "done": 1}
    assert health.get("caught_up_by_kind") == {"general": 1}
    assert health["attendance_by_kind"][MeetingKind.GENERAL]["attendances"] == 1
    view = await show_rotation(db, ANA, call.key, after)
    assert (view.before.average, view.before.caught_up) == (1, 1)


@pytest.mark.parametrize("name", SAMPLES)
def test_frozen_minutes_are_read_back_as_they_were(name: str) -> None:
    assert from_plain(to_plain(SAMPLES[name])) == SAMPLES[name]


@given(st.sampled_from(sorted(SAMPLES)), st.frozensets(st.sampled_from(["Ana", "Ben", "Wei", ""])))
def test_leaving_names_out_twice_changes_nothing_more(name: str, names: frozenset[str]) -> None:
    once = without_names(SAMPLES[name], names)
    assert without_names(once, names) == once


async def _over(db: Database, meeting_id: int, starts_at: datetime) -> None:
    """Let a meeting be over, behind the back of the services."""
    async with db.write() as tx:
        own = update(MeetingRow).where(MeetingRow.id == meeting_id)
        await tx.execute(own.values(starts_at=starts_at))


async def _furnish(db: Database, now: datetime) -> None:
    """Olga and Ana come to the open meeting, which has two action items and a correction. Two
    meetings are over; the minutes of the last one are published."""
    opened = now + HOUR
    await save_notices(db, OLGA, READ, now)
    for text in ("Write it", "Call them"):
        await note_line(db, OLGA, NoteRequest("action", text, "Olga", meeting="m1"), opened)
    await note_line(db, OLGA, NoteRequest("action", "Ask", "Ana", meeting="m1"), opened)
    await amendments.suggest_correction(db, OLGA, 1, "No.", opened)
    for meeting_id in (UNDECLARED, PUBLISHED):
        call = await meeting_at(db, now + DAY + meeting_id * HOUR, now, title="Over")
        assert call.id == meeting_id
        await _over(db, meeting_id, now - 3 * HOUR)
    await approvals.publish(db, OLGA, PUBLISHED, now)


def _changed(
    name: str,
    ask: Callable[[Database, Actor, datetime], Awaitable[object]],
    action: str,
    subject: str = "m1",
    *,
    organizers: bool = True,
    says: bool = False,
) -> Service:
    return Service(name, ask, organizers=organizers, action=action, subject=subject, says=says)


UNDECLARED, PUBLISHED = 11, 12
"""Meetings that are over."""

NOTE = NoteRequest("info", "Noted.", meeting="m1")

SERVICES = Services(
    furnish=_furnish,
    services=(
        Service("openings.show_notices", lambda db, who, _: openings.show_notices(db, who), True),
        _changed(
            "openings.save_notices",
            lambda db, who, now: save_notices(db, who, Notices(conduct="Be nice."), now),
            "opening.notices",
            "v2",
        ),
        _changed(
            "openings.declare_presence",
            lambda db, who, now: declare_presence(db, who, UNDECLARED, now),
            "attendance.declare",
            "m11",
            organizers=False,
            says=True,
        ),
        _changed(
            "notes.note_line",
            lambda db, who, now: note_line(db, who, NOTE, now),
            "notes.add",
            organizers=False,
        ),
        _changed(
            "notes.note_message",
            lambda db, who, now: note_message(db, who, BEN, "Hello", (5, who.discord_id), now),
            "notes.message",
            organizers=False,
        ),
        Service(
            "minutes.show_minutes",
            lambda db, who, now: minutes.show_minutes(db, who, "m1", now),
        ),
        _changed(
            "approvals.choose_outcome",
            lambda db, who, now: approvals.choose_outcome(db, who, 1, "no_quorum", now),
            "minutes.outcome",
        ),
        _changed(
            "approvals.offer_review",
            lambda db, who, now: approvals.offer_review(db, who, 1, now),
            "minutes.review",
            says=True,
        ),
        _changed(
            "approvals.approve",
            lambda db, who, now: approvals.approve(db, who, 1, now),
            "minutes.approve",
            says=True,
        ),
        Service(
            "approvals.ask_to_publish",
            lambda db, who, now: approvals.ask_to_publish(db, who, 1, now),
            organizers=True,
        ),
        _changed(
            "approvals.publish",
            lambda db, who, now: approvals.publish(db, who, 1, now),
            "minutes.publish",
            says=True,
        ),
        _changed(
            "amendments.suggest_correction",
            lambda db, who, now: amendments.suggest_correction(db, who, 1, "Yes.", now),
            "minutes.correct",
            organizers=False,
        ),
        _changed(
            "amendments.settle_correction",
            lambda db, who, now: amendments.settle_correction(db, who, 1, 1, now),
            "minutes.settle",
        ),
        _changed(
            "amendments.leave_name_out",
            lambda db, who, now: amendments.leave_name_out(db, who, 1, now),
            "me.unnamed",
            organizers=False,
        ),
        _changed(
            "catching_up.catch_up",
            lambda db, who, now: catching_up.catch_up(db, who, PUBLISHED, now),
            "minutes.caught_up",
            "m12",
            organizers=False,
        ),
        Service(
            "promises.list_promises",
            promises.list_promises,
        ),
        _changed(
            "promises.close_promise",
            lambda db, who, now: promises.close_promise(
                db, who, 3 if who.discord_id == ANA.discord_id else 1, "done", now
            ),
            "promise.done",
            "t1",
            organizers=False,
        ),
    ),
)
"""What is tried of them in `test_every_service.py`."""
