"""Keep the notes of meetings, line by line."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, func, insert, select, update

from sigbot.domain.notes import KeptLine, Line, NoteKind
from sigbot.store.database import Tx
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import NoteRow, PromiseRow


async def notes_of(tx: Tx, meeting_id: int) -> list[KeptLine]:
    """Return the lines of a meeting in order."""
    rows = await tx.execute(
        select(NoteRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == NoteRow.speaker_id)
        .where(NoteRow.meeting_id == meeting_id)
        .order_by(NoteRow.position)
    )
    return [
        KeptLine(row.id, NoteKind(row.kind), row.text, row.position, name or "", row.speaker_id)
        for row, name in rows
    ]


async def count_notes(tx: Tx, meeting_id: int) -> int:
    return await tx.scalar(select(func.count()).where(NoteRow.meeting_id == meeting_id)) or 0


async def add_notes(
    tx: Tx,
    meeting_id: int,
    lines: Sequence[Line],
    person_id: int,
    now: datetime,
    *,
    batch: str = "",
    speaker_id: int | None = None,
    message_id: int | None = None,
) -> list[int]:
    """Add lines behind those that are there; return their ids.

    `batch` is the digest of a text that was pasted; a line that is a message has who wrote it and
    its id. The meeting's community has to be locked.
    """
    own = NoteRow.meeting_id == meeting_id
    last = await tx.scalar(select(func.max(NoteRow.position)).where(own)) or 0
    rows = [
        {
            "meeting_id": meeting_id,
            "position": last + number,
            "kind": line.kind,
            "text": line.text,
            "person_id": person_id,
            "speaker_id": speaker_id,
            "message_id": message_id,
            "batch": batch,
            "noted_at": now,
        }
        for number, line in enumerate(lines, start=1)
    ]
    await tx.execute(insert(NoteRow), rows)  # as thousands of objects they would take seconds
    added = select(NoteRow.id).where(own, NoteRow.position > last).order_by(NoteRow.position)
    return [*await tx.scalars(added)]


async def has_message(tx: Tx, meeting_id: int, message_id: int) -> bool:
    """Return whether a message was added to the notes of a meeting before."""
    own = NoteRow.meeting_id == meeting_id, NoteRow.message_id == message_id
    return await tx.scalar(select(NoteRow.id).where(*own)) is not None


async def has_batch(tx: Tx, meeting_id: int, batch: str) -> bool:
    """Return whether a text was kept for a meeting before, by its digest."""
    own = NoteRow.meeting_id == meeting_id, NoteRow.batch == batch
    return await tx.scalar(select(NoteRow.id).where(*own).limit(1)) is not None


async def unname(tx: Tx, ids: Collection[int]) -> int:
    """Take people out of the lines that they noted or said, and out of what they promised."""
    wrote = update(NoteRow).where(NoteRow.person_id.in_(ids)).values(person_id=None)
    spoke = update(NoteRow).where(NoteRow.speaker_id.in_(ids))
    unsaid = spoke.values(speaker_id=None, message_id=None)
    owned = update(PromiseRow).where(PromiseRow.owner_id.in_(ids)).values(owner_id=None, owner="")
    return sum([await _run(tx, statement) for statement in (wrote, unsaid, owned)])


async def _run(tx: Tx, statement: Update) -> int:
    result = await tx.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
