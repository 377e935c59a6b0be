"""Suggest points for the agenda of a meeting, ask questions ahead, and put the agenda in order."""

from dataclasses import dataclass, replace
from datetime import datetime

from sigbot.domain.agenda import (
    Agenda,
    AgendaClosedError,
    AgendaItem,
    AgendaItemGoneError,
    AgendaKind,
    AgendaState,
    NoAnswerError,
    NoMeetingAheadError,
    SameAnswerError,
    check_minutes,
    moved_up,
)
from sigbot.domain.bounds import (
    ANSWER_LIMIT,
    LINK_LIMIT,
    MOST_OWN_POINTS,
    MOST_PARKED,
    MOST_POINTS,
    POINT_LIMIT,
    check_room,
)
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.links import check_link
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import Due, QuestionAnswered
from sigbot.domain.promises import PromiseState
from sigbot.domain.refusals import MeetingCancelledError
from sigbot.domain.texts import check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import (
    community_of,
    find_meeting,
    lock_for_member,
    lock_for_organizer,
    must_find,
    person_behind,
    require_organizer,
)
from sigbot.services.checkins import meetings_around
from sigbot.store import agenda, audit, meetings, members, outbox, promises
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

MOST_SHOWN_PROMISES = 50

_ADDED = {AgendaKind.POINT: "agenda.point", AgendaKind.QUESTION: "agenda.question"}
_SETTLED = {
    AgendaState.SUGGESTED: "agenda.suggested",
    AgendaState.ACCEPTED: "agenda.accepted",
    AgendaState.DONE: "agenda.done",
    AgendaState.PARKED: "agenda.parked",
    AgendaState.DECLINED: "agenda.declined",
}


@dataclass(frozen=True, slots=True)
class ShownAgenda:
    """An agenda, whether the person who sees it organizes, and their id, None if unknown."""

    agenda: Agenda
    organizes: bool
    person_id: int | None = None


async def show_agenda(db: Database, actor: Actor, text: str | None, now: datetime) -> ShownAgenda:
    """Return the agenda of a meeting, or without `text` of the one that runs or comes next.

    Raises NotFoundError, and NoMeetingAheadError.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await _meeting(tx, community, text, now)
        return await _shown_to(tx, community, actor, meeting)


async def _shown_to(tx: Tx, community: Community, actor: Actor, meeting: Meeting) -> ShownAgenda:
    person = await members.find_person(tx, community.id, actor.discord_id)
    return ShownAgenda(
        await agenda_of(tx, community, meeting),
        may_organize(community.organizer_role_id, actor),
        person.id if person else None,
    )


async def arrange_agenda(db: Database, actor: Actor, meeting_id: int) -> Agenda:
    """Return the agenda of a meeting, to change it. For organizers only. Raises NotFoundError."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        return await agenda_of(tx, community, await must_find(tx, community.id, meeting_id))


async def _meeting(tx: Tx, community: Community, text: str | None, now: datetime) -> Meeting:
    """Return the meeting that a text names, or the one that runs, or the next one."""
    if text:
        return await find_meeting(tx, community.id, text, now)
    ahead = await meetings_around(tx, community, now)
    nearest = next((m for m in ahead if m.ends_at > now and not m.is_cancelled), None)
    if nearest is None:
        raise NoMeetingAheadError
    return await must_find(tx, community.id, nearest.id)


async def agenda_of(tx: Tx, community: Community, meeting: Meeting) -> Agenda:
    """Return the agenda of a meeting, with picked papers and what is promised."""
    return Agenda(
        meeting,
        await agenda.items_of(tx, meeting.id),
        await agenda.papers_of(tx, community.id, meeting.id),
        tuple(await promises.promises_in(tx, community.id, PromiseState.OPEN, MOST_SHOWN_PROMISES)),
        await agenda.parked(tx, community.id),
    )


async def suggest_point(
    db: Database, actor: Actor, text: str, meeting: str | None, now: datetime
) -> ShownAgenda:
    """Suggest a point for a meeting that is ahead or runs; what an organizer suggests is accepted.

    Raises AgendaClosedError, MeetingCancelledError, FullError, NotFoundError, and the refusals of
    texts.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        place = await _meeting(tx, community, meeting, now)
        organizes = may_organize(community.organizer_role_id, actor)
        state = AgendaState.ACCEPTED if organizes else AgendaState.SUGGESTED
        item = AgendaItem(0, check_title("point", text, POINT_LIMIT), state=state)
        await _add(tx, community, actor, place, item, now)
        return await _shown_to(tx, community, actor, place)


async def check_ahead(db: Database, actor: Actor, meeting_id: int, now: datetime) -> None:
    """Check that something can be added to the agenda of a meeting, before a form is opened.

    Raises MeetingCancelledError, AgendaClosedError, NotFoundError.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        _check_ahead(await must_find(tx, community.id, meeting_id), now)


def _check_ahead(meeting: Meeting, now: datetime) -> None:
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if meeting.ends_at <= now:
        raise AgendaClosedError


async def ask_ahead(
    db: Database, actor: Actor, meeting_id: int, question: str, now: datetime
) -> Meeting:
    """Put a question of a member on the agenda of a meeting; return the meeting.

    Raises AgendaClosedError, MeetingCancelledError, FullError, NotFoundError, and the refusals of
    texts.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        place = await must_find(tx, community.id, meeting_id)
        text = check_title("question", question, POINT_LIMIT)
        item = AgendaItem(0, text, AgendaKind.QUESTION, AgendaState.ACCEPTED)
        await _add(tx, community, actor, place, item, now)
        return place


async def _add(
    tx: Tx, community: Community, actor: Actor, meeting: Meeting, item: AgendaItem, now: datetime
) -> None:
    """Add a point of a member to the agenda of a meeting, as the last one; the same once only."""
    _check_ahead(meeting, now)
    person = await person_behind(tx, community, actor, now)
    if await agenda.is_ahead(tx, meeting.id, person.id, item.text):
        return
    own = await agenda.count_ahead(tx, meeting.id, person.id)
    if not may_organize(community.organizer_role_id, actor):
        check_room("own point", own, MOST_OWN_POINTS)
    check_room("point", await agenda.count_ahead(tx, meeting.id), MOST_POINTS)
    position = await agenda.next_position(tx, meeting.id)
    placed = replace(item, meeting_id=meeting.id, person_id=person.id, position=position)
    await agenda.add_item(tx, community.id, placed, now)
    action = _ADDED[item.kind]
    audit.record(tx, community.id, actor, action, meeting.key, now)


async def settle_point(
    db: Database, actor: Actor, item_id: int, word: str, now: datetime
) -> Agenda:
    """Accept, decline, finish or park a point; return the agenda that it was on.

    `word` is a word of AgendaState. A parked point waits for a meeting. For organizers only.
    Raises AgendaItemGoneError, FullError, NotOfferedError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        state = read_word(AgendaState, word)
        item, meeting = await _item(tx, community, item_id)
        await _settle(tx, community, item, state, now)
        action = _SETTLED[state]
        audit.record(tx, community.id, actor, action, meeting.key, now)
        return await agenda_of(tx, community, meeting)


async def _settle(
    tx: Tx, community: Community, item: AgendaItem, state: AgendaState, now: datetime
) -> None:
    """Keep the state of a point; a parked one leaves its meeting."""
    if state is not AgendaState.PARKED:
        await agenda.change_item(tx, item.id, now, state=state)
        return
    check_room("parked point", len(await agenda.parked(tx, community.id)), MOST_PARKED)
    await agenda.change_item(tx, item.id, now, state=state, meeting_id=None)


async def postpone_point(db: Database, actor: Actor, item_id: int, now: datetime) -> Agenda:
    """Move a point to the next meeting of the series, or of the community; park it where there is
    none. Return the agenda that it was on.

    For organizers only. Raises AgendaItemGoneError, FullError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item, meeting = await _item(tx, community, item_id)
        following = await meeting_after(tx, community, meeting, now)
        if following is None:
            await _settle(tx, community, item, AgendaState.PARKED, now)
        else:
            await _put_on(tx, item, following, now)
        audit.record(tx, community.id, actor, "agenda.postponed", meeting.key, now)
        return await agenda_of(tx, community, meeting)


async def meeting_after(
    tx: Tx, community: Community, meeting: Meeting, now: datetime
) -> Meeting | None:
    """Return the next meeting of the same series, or of the community, None where none is ahead."""
    since = max(meeting.ends_at, now)
    if meeting.series_id is not None:
        ahead = await meetings.series_meetings_after(tx, community.id, meeting.series_id, since)
    else:
        ahead = await meetings.meetings_after(tx, community.id, since)
    return next((m for m in ahead if m.id != meeting.id and not m.is_cancelled), None)


async def _put_on(tx: Tx, item: AgendaItem, meeting: Meeting, now: datetime) -> None:
    """Put a point on the agenda of a meeting, as the last one. Raises FullError."""
    check_room("point", await agenda.count_ahead(tx, meeting.id), MOST_POINTS)
    position = await agenda.next_position(tx, meeting.id)
    await agenda.change_item(
        tx, item.id, now, state=AgendaState.ACCEPTED, meeting_id=meeting.id, position=position
    )


async def _item(tx: Tx, community: Community, item_id: int) -> tuple[AgendaItem, Meeting]:
    """Return a point, and the meeting that it is on. Raises AgendaItemGoneError."""
    item = await agenda.item(tx, community.id, item_id)
    if item is None or item.meeting_id is None or item.state is AgendaState.DECLINED:
        raise AgendaItemGoneError
    return item, await must_find(tx, community.id, item.meeting_id)


async def take_up(
    db: Database, actor: Actor, item_id: int, meeting_id: int, now: datetime
) -> Agenda:
    """Put a parked point on the agenda of a meeting.

    For organizers only. Raises AgendaItemGoneError, AgendaClosedError, FullError, NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item = await agenda.item(tx, community.id, item_id)
        meeting = await must_find(tx, community.id, meeting_id)
        if item is None or item.state is not AgendaState.PARKED:
            raise AgendaItemGoneError
        _check_ahead(meeting, now)
        await _put_on(tx, item, meeting, now)
        audit.record(tx, community.id, actor, "agenda.taken_up", meeting.key, now)
        return await agenda_of(tx, community, meeting)


async def raise_point(db: Database, actor: Actor, item_id: int, now: datetime) -> Agenda:
    """Move a point up by one place; return the agenda. For organizers only.

    Raises AgendaItemGoneError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item, meeting = await _item(tx, community, item_id)
        before = await agenda_of(tx, community, meeting)
        accepted = [point for point in before.accepted if point.state is item.state]
        if item in accepted:
            await agenda.set_order(tx, moved_up(accepted, item.id), now)
        audit.record(tx, community.id, actor, "agenda.order", meeting.key, now)
        return await agenda_of(tx, community, meeting)


async def edit_point(
    db: Database,
    actor: Actor,
    item_id: int,
    text: str,
    minutes: int | None,
    link: str,
    now: datetime,
) -> Agenda:
    """Change the text of a point, how long it takes, and its link. For organizers only.

    Raises AgendaItemGoneError, PointMinutesError, LinkError, and the refusals of texts.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item, meeting = await _item(tx, community, item_id)
        wanted = check_text("link", link, LINK_LIMIT)
        await agenda.change_item(
            tx,
            item.id,
            now,
            text=check_title("point", text, POINT_LIMIT),
            minutes=check_minutes(minutes),
            link=check_link(wanted) if wanted else "",
        )
        audit.record(tx, community.id, actor, "agenda.edit", meeting.key, now)
        return await agenda_of(tx, community, meeting)


async def answer_question(
    db: Database, actor: Actor, item_id: int, answer: str, now: datetime
) -> AgendaItem:
    """Note the answer to a question that was asked ahead, and send it to who asked.

    For organizers only. Raises AgendaItemGoneError, NoAnswerError, SameAnswerError, and the
    refusals of texts.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        item, meeting = await _item(tx, community, item_id)
        if item.kind is not AgendaKind.QUESTION:
            raise NoAnswerError
        text = check_paragraph("answer", check_title("answer", answer, ANSWER_LIMIT), ANSWER_LIMIT)
        if text == item.answer:
            raise SameAnswerError
        done = AgendaState.DONE
        await agenda.change_item(tx, item.id, now, answer=text, answered_at=now, state=done)
        audit.record(tx, community.id, actor, "agenda.answer", meeting.key, now)
        await _tell_asker(tx, community, item, now)
        return await agenda.item(tx, community.id, item.id) or item


async def _tell_asker(tx: Tx, community: Community, item: AgendaItem, now: datetime) -> None:
    """Let who asked a question get its answer, as a direct message; at most one waits."""
    person = item.person_id and await members.person(tx, community.id, item.person_id)
    if person and person.discord_id is not None:
        message = QuestionAnswered(item.id, person.discord_id)
        key = f"answered:{item.id}"
        await outbox.post(tx, community.id, message, now, now, key=key)


async def point_to_change(db: Database, actor: Actor, item_id: int) -> AgendaItem:
    """Return a point as it is now, to edit or answer it. For organizers only.

    Raises AgendaItemGoneError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        item, _ = await _item(tx, community, item_id)
        return item


async def answer_news(
    db: Database, due: Due[QuestionAnswered]
) -> tuple[AgendaItem, Meeting] | None:
    """Return an answered question with its meeting, None where it has no reader any more."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        item = community and await agenda.item(tx, community.id, due.message.point_id)
        if not community or not item or not item.answer or item.meeting_id is None:
            return None
        person = await members.find_person(tx, community.id, due.message.to)
        meeting = await meetings.meeting(tx, community.id, item.meeting_id)
        is_own = person is not None and person.id == item.person_id
        return (item, meeting) if meeting and is_own else None
