"""Note what is said at a meeting: line by line, from a message, and from a text that was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sigbot.domain.bounds import (
    MOST_NOTES,
    MOST_PROMISES,
    NAME_LIMIT,
    NOTE_LIMIT,
    check_room,
)
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.days import read_day
from sigbot.domain.meetings import Answer, Meeting
from sigbot.domain.members import Person
from sigbot.domain.notes import (
    EmptyMessageError,
    HandKind,
    Line,
    LongMessageError,
    NotAnActionError,
    NotBegunYetError,
    Noted,
    NoteKind,
    NotesClosedError,
    NotThereError,
)
from sigbot.domain.promises import Promise, PromiseState
from sigbot.domain.refusals import MeetingCancelledError
from sigbot.domain.texts import check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import (
    find_meeting,
    lock_for_member,
    person_behind,
)
from sigbot.services.checkins import meetings_around
from sigbot.services.openings import plan_promises
from sigbot.store import answers, audit, ledger, members, notes, openings, promises
from sigbot.store import minutes as kept_minutes
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """What was typed in `/meeting note`; `channel_id` is where, to find the meeting of a thread."""

    kind: str
    text: str
    owner: str = ""
    due: str = ""
    meeting: str = ""
    channel_id: int = 0


async def note_line(db: Database, actor: Actor, request: NoteRequest, now: datetime) -> Noted:
    """Note a line of a meeting that has begun.

    For organizers, and for members who said they come or were there. Raises NotThereError,
    NotBegunYetError, NotesClosedError, NotAnActionError, NotFoundError, FullError, and the refusals
    of texts and dates.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        kind = NoteKind(read_word(HandKind, request.kind))
        meeting = await find_noted(tx, community, request.meeting, request.channel_id, now)
        person = await _writer(tx, community, actor, meeting, now)
        due = read_day(request.due, day_of(meeting)) if request.due.strip() else None
        owner = check_text("name", request.owner, NAME_LIMIT)
        line = Line(kind, check_title("note", request.text, NOTE_LIMIT), owner, due)
        if kind is not NoteKind.ACTION and (owner or due):
            raise NotAnActionError
        named = await add_lines(tx, community, meeting, [line], person, now)
        audit.record(tx, community.id, actor, "notes.add", meeting.key, now, kind=kind)
        return Noted(meeting, line, named[0].name if named else "")


async def note_message(
    db: Database, actor: Actor, author: Actor, text: str, place: tuple[int, int], now: datetime
) -> Noted:
    """Add a message to the minutes of the meeting of its thread, or of the one that runs.

    `place` is (channel id, message id). Raises EmptyMessageError, LongMessageError, and as
    `note_line`.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        meeting = await find_noted(tx, community, "", place[0], now)
        person = await _writer(tx, community, actor, meeting, now)
        if len(" ".join(text.split())) > NOTE_LIMIT:
            raise LongMessageError
        shown = check_text("note", text, NOTE_LIMIT)
        if not shown:
            raise EmptyMessageError
        line = Line(NoteKind.INFO, shown)
        if await notes.has_message(tx, meeting.id, place[1]):
            return Noted(meeting, line, author.name, is_new=False)
        speaker = await person_behind(tx, community, author, now)
        await _check_room(tx, meeting, 1)
        await notes.add_notes(
            tx,
            meeting.id,
            [line],
            person.id,
            now,
            speaker_id=speaker.id,
            message_id=place[1],
        )
        audit.record(tx, community.id, actor, "notes.message", meeting.key, now)
        return Noted(meeting, line, author.name)


async def find_noted(
    tx: Tx, community: Community, text: str, channel_id: int, now: datetime
) -> Meeting:
    """Return the meeting that notes are about: the one that is named, else that of the thread,
    else the one that runs or ended last. Raises NotFoundError, and NotBegunYetError."""
    if text:
        return await find_meeting(tx, community.id, text, now)
    of_thread = await openings.meeting_of_thread(tx, channel_id)
    nearby = [] if of_thread else await meetings_around(tx, community, now)
    begun = [m for m in nearby if m.opens_at <= now and not m.is_cancelled]
    if not of_thread and not begun:
        raise NotBegunYetError
    number = of_thread or max(begun, key=lambda meeting: meeting.starts_at).id
    return await find_meeting(tx, community.id, f"m{number}", now)


async def _writer(
    tx: Tx, community: Community, actor: Actor, meeting: Meeting, now: datetime
) -> Person:
    """Return who notes something, as a person. Raises the refusals of `note_line`."""
    person = await person_behind(tx, community, actor, now)
    await check_notable(tx, meeting, now)
    if may_organize(community.organizer_role_id, actor):
        return person
    answer = await answers.answer_of(tx, meeting.id, actor.discord_id)
    was_there = await ledger.present(tx, meeting.id, [person.id])
    if answer in (None, Answer.CANT) and not was_there:
        raise NotThereError
    return person


async def check_notable(tx: Tx, meeting: Meeting, now: datetime) -> None:
    """Raise MeetingCancelledError, NotBegunYetError and NotesClosedError where nothing can be noted
    about a meeting."""
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if now < meeting.opens_at:
        raise NotBegunYetError
    if await kept_minutes.are_approved(tx, meeting.id):
        raise NotesClosedError


async def _check_room(tx: Tx, meeting: Meeting, more: int) -> None:
    count = await notes.count_notes(tx, meeting.id)
    check_room("note", count + more - 1, MOST_NOTES)


def day_of(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()


async def add_lines(
    tx: Tx,
    community: Community,
    meeting: Meeting,
    lines: Sequence[Line],
    writer: Person,
    now: datetime,
    batch: str = "",
) -> list[Person]:
    """Keep lines, and the action items among them; return the members who own one.

    Raises FullError.
    """
    await _check_room(tx, meeting, len(lines))
    ids = await notes.add_notes(tx, meeting.id, lines, writer.id, now, batch=batch)
    actions = [
        (note_id, line)
        for note_id, line in zip(ids, lines, strict=True)
        if line.kind is NoteKind.ACTION
    ]
    if not actions:
        return []
    names = dict.fromkeys(line.owner for _, line in actions)
    owners = {name: await owner_called(tx, community, name) for name in names}
    open_count = await promises.count_open(tx, community.id)
    check_room("promise", open_count + len(actions) - 1, MOST_PROMISES)
    made = [(note_id, _promise(meeting, line, owners[line.owner])) for note_id, line in actions]
    await promises.add_promises(tx, community.id, made, now)
    known = {owner.id: owner for owner in owners.values() if owner}
    if known:
        await plan_promises(tx, community, meeting, now)
    return list(known.values())


async def owner_called(tx: Tx, community: Community, name: str) -> Person | None:
    """Return the only member of a name, None where nobody or several are called so."""
    if not name.strip():
        return None
    called = await members.people_called(tx, community.id, name.strip())
    own = [person for person in called if person.discord_id is not None]
    return own[0] if len(own) == 1 else await _beginning(tx, community, name.strip())


async def _beginning(tx: Tx, community: Community, name: str) -> Person | None:
    """Return the only member whose name begins with a word, such as a first name."""
    begin = await members.people_beginning(tx, community.id, name, 2)
    own = [person for person in begin if person.discord_id is not None]
    return own[0] if len(own) == 1 else None


def _promise(meeting: Meeting, line: Line, owner: Person | None) -> Promise:
    return Promise(
        0,
        line.text,
        owner.name if owner else line.owner,
        owner.id if owner else None,
        line.due,
        PromiseState.DONE if line.is_done else PromiseState.OPEN,
        meeting.id,
    )
