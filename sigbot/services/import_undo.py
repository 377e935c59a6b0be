"""Take back what an attendance file changed, unless something was changed since."""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.attendance_files import (
    ChangedSinceImportError,
    ImportChange,
    Undone,
    read_changes,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import lock_for_organizer, must_find
from sigbot.services.corrections import ledger_changed
from sigbot.services.imports import KEPT_FOR, LARGEST_PART, UNDO
from sigbot.store import audit, import_changes, imports, ledger, members
from sigbot.store.database import Database, Tx
from sigbot.store.imports import KeptImport

MOST_CHANGED = 3
"""How many people are named who were changed since."""

IS_BEGUN = "undoing"
"""The key of the choices that keep of how many people a file is being taken back."""


async def undo_import(db: Database, actor: Actor, import_id: int, now: datetime) -> Undone:
    """Take back the next part of what a file changed; call this until it is complete.

    What other sources saw, and what organizers corrected, stays. The file may be imported again.
    For organizers only. Raises ChangedSinceImportError, and AnsweredError where it was taken back
    before, or was written too long ago.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        kept = await imports.kept(tx, community.id, import_id, to_change=True)
        if kept is None or not _can_be_undone(kept, now):
            raise AnsweredError
        meeting = await must_find(tx, community.id, kept.meeting_id)
        await ledger.lock_meeting(tx, meeting.id)
        changes = read_changes(kept.choices[UNDO])
        is_begun = IS_BEGUN in kept.choices
        part = changes[:LARGEST_PART]
        changed = await _changed_since(tx, meeting, part if is_begun else changes, kept)
        if changed and not is_begun:
            raise ChangedSinceImportError(await _names(tx, changed))
        await _take_back(tx, community, meeting, [c for c in part if c.person_id not in changed])
        people = kept.choices.get(IS_BEGUN, len(changes))
        left = kept.choices[UNDO][LARGEST_PART:]
        if left:
            await imports.choose(tx, import_id, {UNDO: left, IS_BEGUN: people})
        else:
            await imports.forget_written(tx, import_id)
            key, count = meeting.key, people
            audit.record(tx, community.id, actor, "attendance.unimport", key, now, people=count)
        await ledger_changed(tx, community, meeting, now)
        return Undone(meeting, people, len(left))


def _can_be_undone(kept: KeptImport, now: datetime) -> bool:
    is_recent = kept.written_at is not None and kept.written_at > now - KEPT_FOR
    return is_recent and bool(kept.choices.get(UNDO))


async def _changed_since(
    tx: Tx, meeting: Meeting, changes: Sequence[ImportChange], kept: KeptImport
) -> set[int]:
    """Return the people of whom something else is known since the file was written.

    Another file or an organizer changed their attendance at the meeting, or a person whom the file
    added is known from elsewhere by now.
    """
    people = [change.person_id for change in changes]
    seen = await import_changes.imported_sightings(tx, meeting.id, people)
    changed = {c.person_id for c in changes if seen.get(c.person_id) != c.after}
    since = kept.written_at or kept.read_at
    owners = await members.owners_of(tx, people)
    changed |= await import_changes.corrected_since(tx, meeting.id, {*people, *owners}, since)
    new = [change.person_id for change in changes if change.is_new]
    return changed | await import_changes.used_elsewhere(tx, meeting.id, new)


async def _names(tx: Tx, people: set[int]) -> tuple[str, ...]:
    names = await imports.names_of(tx, people)
    return tuple(names[person_id] for person_id in sorted(names))[:MOST_CHANGED]


async def _take_back(
    tx: Tx, community: Community, meeting: Meeting, changes: Sequence[ImportChange]
) -> None:
    owners = await members.owners_of(tx, [change.person_id for change in changes])
    await import_changes.put_back(tx, community.id, meeting.id, changes)
    await ledger.settle(tx, meeting.id, owners)
    await import_changes.delete_people(tx, [c.person_id for c in changes if c.is_new])
