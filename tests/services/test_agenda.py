"""Agendas: points that are suggested, put in order and answered."""

from datetime import datetime

from sigbot.domain.agenda import (
    AgendaClosedError,
    AgendaItemGoneError,
    AgendaKind,
    AgendaState,
    NoAnswerError,
    NoMeetingAheadError,
    PointMinutesError,
    SameAnswerError,
)
from sigbot.domain.bounds import MOST_OWN_POINTS, MOST_PARKED, MOST_POINTS, FullError
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import (
    EmptyError,
    MeetingCancelledError,
    NotFoundError,
    NotOfferedError,
    NotOrganizerError,
    TooLongError,
    UnreadableLinkError,
)
from sigbot.services.agenda import (
    answer_question,
    arrange_agenda,
    ask_ahead,
    check_ahead,
    edit_point,
    point_to_change,
    postpone_point,
    raise_point,
    settle_point,
    show_agenda,
    suggest_point,
    take_up,
)
from sigbot.services.journal import share_link
from sigbot.services.picks import pick_item
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.test_personal import forget
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    OLGA,
    OTTO,
    cancel_meeting,
    meeting_at,
    member,
    refused,
    series_at,
    waiting,
)


async def points(db: Database, meeting: Meeting, now: datetime) -> list[str]:
    """The texts on the agenda of a meeting, what is accepted first."""
    shown = (await show_agenda(db, OLGA, meeting.key, now)).agenda
    return [item.text for item in (*shown.accepted, *shown.suggested)]


async def added(db: Database, meeting: Meeting, now: datetime, *texts: str) -> list[int]:
    """Points of an organizer; their ids."""
    for text in texts:
        shown = (await suggest_point(db, OLGA, text, meeting.key, now)).agenda
    return [item.id for item in shown.accepted if item.text in texts]


async def test_a_member_suggests_and_an_organizer_accepts(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    shown = await suggest_point(db, ANA, "  A  new   logo ", None, now)
    assert not shown.organizes
    [point] = shown.agenda.suggested
    assert (point.text, point.by, point.state) == ("A new logo", "Ana", AgendaState.SUGGESTED)
    assert (shown.agenda.meeting.id, shown.agenda.accepted) == (call.id, [])
    accepted = await settle_point(db, OLGA, point.id, "accepted", now)
    assert [item.text for item in accepted.accepted] == ["A new logo"]
    declined = await settle_point(db, OLGA, point.id, "declined", now)
    assert declined.items == ()
    async with refused(db, AgendaItemGoneError):
        await settle_point(db, OLGA, point.id, "accepted", now)


async def test_the_same_point_of_one_person_stands_on_an_agenda_once(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    for who in (ANA, ANA, BEN):
        await suggest_point(db, who, "A logo", None, now)
        await ask_ahead(db, who, call.id, "Why?", now)
    shown = await suggest_point(db, ANA, " A  logo ", None, now)
    assert [item.text for item in shown.agenda.items] == ["Why?", "Why?", "A logo", "A logo"]
    [of_ana, _] = shown.agenda.suggested
    await settle_point(db, OLGA, of_ana.id, "declined", now)
    again = await suggest_point(db, ANA, "A logo", None, now)
    assert [item.by for item in again.agenda.suggested] == ["Ben", "Ana"]


async def test_what_an_organizer_suggests_is_accepted_and_comes_last(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    first, second, third = await added(db, call, now, "One", "Two", "Three")
    assert await points(db, call, now) == ["One", "Two", "Three"]
    await raise_point(db, OLGA, third, now)
    await raise_point(db, OLGA, third, now)
    assert await points(db, call, now) == ["Three", "One", "Two"]
    await raise_point(db, OLGA, third, now)
    assert await points(db, call, now) == ["Three", "One", "Two"]
    await raise_point(db, OLGA, second, now)
    assert await points(db, call, now) == ["Three", "Two", "One"]
    edited = await edit_point(db, OLGA, first, "One, again", 15, "example.org/one", now)
    point = next(item for item in edited.items if item.id == first)
    assert (point.text, point.minutes, point.link) == ("One, again", 15, "https://example.org/one")
    assert edited.minutes == 15


async def test_points_with_wrong_texts_minutes_or_links_are_refused(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    [point] = await added(db, call, now, "One")
    for minutes in (0, -1, 241):
        async with refused(db, PointMinutesError):
            await edit_point(db, OLGA, point, "One", minutes, "", now)
    async with refused(db, UnreadableLinkError):
        await edit_point(db, OLGA, point, "One", None, "not a link", now)
    async with refused(db, EmptyError):
        await suggest_point(db, ANA, " \u200b ", call.key, now)
    async with refused(db, TooLongError):
        await suggest_point(db, ANA, "x" * 301, call.key, now)
    async with refused(db, NotOfferedError):
        await settle_point(db, OLGA, point, "burnt", now)
    async with refused(db, NotFoundError):
        await suggest_point(db, ANA, "A point", "m999", now)


async def test_the_agenda_of_a_meeting_that_is_over_or_cancelled_is_closed(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    async with refused(db, AgendaClosedError):
        await suggest_point(db, ANA, "Late", call.key, now + DAY + HOUR)
    await cancel_meeting(db, OLGA, call.key, "", scope="this", now=now)
    async with refused(db, MeetingCancelledError):
        await ask_ahead(db, ANA, call.id, "Why?", now)
    async with refused(db, MeetingCancelledError):
        await check_ahead(db, ANA, call.id, now)
    async with refused(db, NoMeetingAheadError):
        await show_agenda(db, ANA, None, now)


async def test_members_have_room_for_a_few_points_and_an_agenda_for_many(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    for number in range(MOST_OWN_POINTS):
        await suggest_point(db, ANA, f"Point {number}", call.key, now)
    async with refused(db, FullError):
        await suggest_point(db, ANA, "One more", call.key, now)
    for number in range(MOST_POINTS - MOST_OWN_POINTS):
        await suggest_point(db, member(number), "A point", call.key, now)
    async with refused(db, FullError):
        await ask_ahead(db, BEN, call.id, "Room?", now)


async def test_the_answer_to_a_question_goes_back_to_who_asked(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    await ask_ahead(db, ANA, call.id, "When is the vote?", now)
    [question] = (await show_agenda(db, BEN, call.key, now)).agenda.accepted
    assert (question.kind, question.by) == (AgendaKind.QUESTION, "Ana")
    answered = await answer_question(db, OLGA, question.id, "In *May*.", now + DAY)
    assert (answered.answer, answered.state) == ("In *May*.", AgendaState.DONE)
    async with refused(db, SameAnswerError):
        await answer_question(db, OLGA, question.id, " In *May*. ", now + DAY)
    [message] = await waiting(db, "question_answered")
    assert message.payload == {"point": question.id, "to": ANA.discord_id}
    [point] = await added(db, call, now, "No question")
    async with refused(db, NoAnswerError):
        await answer_question(db, OLGA, point, "An answer", now)


async def test_a_point_that_was_not_reached_goes_to_the_next_meeting_or_waits(
    db: Database, here: Community, now: datetime
) -> None:
    call, following, *_ = await series_at(db, now)
    first, second = await added(db, call, now, "Reached", "Not reached")
    during = call.starts_at + HOUR / 2
    await settle_point(db, OLGA, first, "done", during)
    left = await postpone_point(db, OLGA, second, during)
    assert [item.text for item in left.accepted] == ["Reached"]
    assert await points(db, following, now) == ["Not reached"]
    parked = await settle_point(db, OLGA, second, "parked", during)
    assert [item.text for item in parked.parked] == ["Not reached"]
    async with refused(db, AgendaItemGoneError):
        await postpone_point(db, OLGA, second, during)
    back = await take_up(db, OLGA, second, following.id, during)
    assert [item.text for item in back.accepted] == ["Not reached"]
    async with refused(db, AgendaItemGoneError):
        await take_up(db, OLGA, second, following.id, during)
    await settle_point(db, OLGA, second, "parked", during)
    async with refused(db, AgendaClosedError):
        await take_up(db, OLGA, second, call.id, call.ends_at)


async def test_the_last_meeting_parks_what_it_did_not_reach(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    [point] = await added(db, call, now, "Not reached")
    left = await postpone_point(db, OLGA, point, now)
    assert (left.items, [item.text for item in left.parked]) == ((), ["Not reached"])
    ids = [point]
    for number in range(MOST_PARKED - 1):
        [more] = await added(db, call, now, f"Another {number}")
        await settle_point(db, OLGA, more, "parked", now)
        ids.append(more)
    [last] = await added(db, call, now, "One too many")
    async with refused(db, FullError):
        await settle_point(db, OLGA, last, "parked", now)


async def test_papers_that_were_picked_are_on_the_agenda(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    item = (await share_link(db, ANA, "https://example.org/p", "", "", now, title="Paper")).item
    await pick_item(db, OLGA, item.key, call.key, None, now)
    assert [paper.title for paper in (await arrange_agenda(db, OLGA, call.id)).papers] == ["Paper"]


async def test_other_communities_and_members_do_not_arrange_an_agenda(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    [point] = await added(db, call, now, "Ours")
    async with refused(db, NotOrganizerError):
        await point_to_change(db, ANA, point)
    async with refused(db, AgendaItemGoneError):
        await point_to_change(db, OTTO, point)
    async with refused(db, NotFoundError):
        await arrange_agenda(db, OTTO, call.id)


async def test_who_is_forgotten_leaves_no_point_and_no_question(
    db: Database, here: Community, now: datetime
) -> None:
    call = await meeting_at(db, now + DAY, now)
    await ask_ahead(db, ANA, call.id, "Mine?", now)
    await suggest_point(db, ANA, "Mine, too", call.key, now)
    await forget(db, ANA, now)
    assert await points(db, call, now) == []


async def _furnish(db: Database, now: datetime) -> None:
    for text in ("One", "Two", "Three"):
        await suggest_point(db, OLGA, text, "m1", now)
    await ask_ahead(db, OLGA, 1, "Why?", now)
    await settle_point(db, OLGA, 3, "parked", now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service("agenda.show_agenda", lambda db, who, now: show_agenda(db, who, None, now)),
        Service("agenda.check_ahead", lambda db, who, now: check_ahead(db, who, 1, now)),
        Service(
            "agenda.arrange_agenda",
            lambda db, who, _: arrange_agenda(db, who, 1),
            organizers=True,
        ),
        Service(
            "agenda.point_to_change",
            lambda db, who, _: point_to_change(db, who, 1),
            organizers=True,
        ),
        Service(
            "agenda.suggest_point",
            lambda db, who, now: suggest_point(db, who, "More", "m1", now),
            action="agenda.point",
            subject="m1",
        ),
        Service(
            "agenda.ask_ahead",
            lambda db, who, now: ask_ahead(db, who, 1, "How?", now),
            action="agenda.question",
            subject="m1",
        ),
        Service(
            "agenda.settle_point",
            lambda db, who, now: settle_point(db, who, 1, "done", now),
            organizers=True,
            action="agenda.done",
            subject="m1",
        ),
        Service(
            "agenda.raise_point",
            lambda db, who, now: raise_point(db, who, 2, now),
            organizers=True,
            action="agenda.order",
            subject="m1",
        ),
        Service(
            "agenda.edit_point",
            lambda db, who, now: edit_point(db, who, 1, "Other", 5, "", now),
            organizers=True,
            action="agenda.edit",
            subject="m1",
        ),
        Service(
            "agenda.postpone_point",
            lambda db, who, now: postpone_point(db, who, 2, now),
            organizers=True,
            action="agenda.postponed",
            subject="m1",
        ),
        Service(
            "agenda.take_up",
            lambda db, who, now: take_up(db, who, 3, 1, now),
            organizers=True,
            action="agenda.taken_up",
            subject="m1",
        ),
        Service(
            "agenda.answer_question",
            lambda db, who, now: answer_question(db, who, 4, "So.", now),
            organizers=True,
            action="agenda.answer",
            subject="m1",
            says=True,
        ),
    ),
)
"""What is tried of them in `test_every_service.py`."""
