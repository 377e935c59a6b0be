"""Have notes of a meeting reviewed, and keep them once when an organizer says so."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.notes import (
    NoteKind,
    NotesDraft,
    NotesKeptError,
    NotesReading,
    NotesRefusedError,
    NotesReview,
    NotesToRead,
    draft_of,
    read_draft,
    read_notes_job,
    write_draft,
)
from sigbot.domain.refusals import AnsweredError
from sigbot.domain.text_files import Fault, FaultCode
from sigbot.services.access import (
    find_meeting,
    lock_for_organizer,
    must_find,
    person_behind,
    require_organizer,
)
from sigbot.services.heavy import Compute
from sigbot.services.notes import add_lines, check_notable, day_of, owner_called
from sigbot.store import audit, imports, notes
from sigbot.store.database import Database, Tx

KEPT_FOR = timedelta(hours=24)
"""Notes that nobody kept are forgotten after this time, with the files that wait for a review."""

MOST_OWNERS = 100
"""Owners of action items whose members are looked up for a review."""


@dataclass(frozen=True, slots=True)
class NotesKept:
    """Notes that were kept: how many lines, and how many of them are action items."""

    meeting: Meeting
    lines: int
    actions: int


async def prepare_notes(db: Database, actor: Actor, text: str, now: datetime) -> Meeting:
    """Return the meeting for which notes are given.

    For organizers only. Raises NotFoundError, NotBegunYetError, NotesClosedError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        await check_notable(tx, meeting, now)
        return meeting


async def read_for(meeting: Meeting, data: bytes, compute: Compute) -> NotesReading:
    """Read notes of a meeting, outside of any transaction. Raises NotesRefusedError."""
    return await compute(read_notes_job, NotesToRead(data, day_of(meeting)))


async def open_notes(
    db: Database, actor: Actor, meeting_id: int, reading: NotesReading, now: datetime
) -> NotesReview:
    """Put notes under review. For organizers only.

    Raises NotesKeptError, NotesRefusedError where there is nothing to keep, and as `prepare_notes`.
    """
    draft = draft_of(reading)
    if not draft.lines:
        raise NotesRefusedError(Fault(FaultCode.EMPTY))
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await _meeting(tx, community, meeting_id, draft, now)
        draft = replace(draft, members=await _members(tx, community, draft))
        values = write_draft(draft)
        made = await imports.keep(tx, meeting.id, actor.discord_id, draft.digest, values, now)
        return NotesReview(made, meeting, draft)


async def show_notes(db: Database, actor: Actor, review_id: int, now: datetime) -> NotesReview:
    """Return notes under review. For organizers only. Raises AnsweredError for a review that is too
    old."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        return await _review(tx, community, review_id, now)


async def keep_notes(db: Database, actor: Actor, review_id: int, now: datetime) -> NotesKept:
    """Keep notes in their order, behind those that are there.

    For organizers only. Raises NotesKeptError, NotBegunYetError, NotesClosedError, AnsweredError,
    FullError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        review = await _review(tx, community, review_id, now)
        draft = review.draft
        meeting = await _meeting(tx, community, review.meeting.id, draft, now)
        writer = await person_behind(tx, community, actor, now)
        await add_lines(tx, community, meeting, draft.lines, writer, now, batch=draft.digest)
        await imports.forget(tx, review_id)
        count = len(draft.lines)
        audit.record(tx, community.id, actor, "notes.keep", meeting.key, now, lines=count)
        return NotesKept(meeting, count, len(draft.of(NoteKind.ACTION)))


async def drop_notes(db: Database, actor: Actor, review_id: int, now: datetime) -> None:
    """Forget notes that will not be kept. For organizers only. Raises AnsweredError."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        review = await _review(tx, community, review_id, now)
        await imports.forget(tx, review.id)


async def _review(tx: Tx, community: Community, review_id: int, now: datetime) -> NotesReview:
    kept = await imports.kept(tx, community.id, review_id)
    draft = read_draft(kept.draft) if kept and kept.read_at > now - KEPT_FOR else None
    if kept is None or draft is None:
        raise AnsweredError
    return NotesReview(kept.id, await must_find(tx, community.id, kept.meeting_id), draft)


async def _meeting(
    tx: Tx, community: Community, meeting_id: int, draft: NotesDraft, now: datetime
) -> Meeting:
    """Return the meeting of notes that can be kept. Raises the refusals of `keep_notes`."""
    meeting = await must_find(tx, community.id, meeting_id)
    await check_notable(tx, meeting, now)
    if await notes.has_batch(tx, meeting.id, draft.digest):
        raise NotesKeptError
    return meeting


async def _members(tx: Tx, community: Community, draft: NotesDraft) -> dict[str, str]:
    """Return owner → name of the member who is meant, of those who are known."""
    owners = dict.fromkeys(line.owner for line in draft.of(NoteKind.ACTION) if line.owner)
    members: dict[str, str] = {}
    for owner in [*owners][:MOST_OWNERS]:
        person = await owner_called(tx, community, owner)
        if person is not None:
            members[owner] = person.name
    return members
