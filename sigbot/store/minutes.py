"""Keep how far the minutes of meetings are, corrections of them, and who caught up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, update

from sigbot.domain.agenda import AgendaKind
from sigbot.domain.amendments import Amendment, MinutesRecord
from sigbot.domain.members import HearsBy
from sigbot.domain.minutes import MeetingOutcome, MinutesState
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.meetings import MeetingRow, RsvpRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import (
    AgendaItemRow,
    AmendmentRow,
    CaughtUpRow,
    MinutesRow,
    NoteRow,
    OpeningNoticesRow,
    PromiseRow,
    UnnamedRow,
)
from sigbot.store.rows.outbox import OutboxRow

_SETTLED = (MinutesState.APPROVED, MinutesState.PUBLISHED)


async def record_of(tx: Tx, meeting_id: int) -> MinutesRecord:
    """Return how far the minutes of a meeting are; a draft where nothing was done with them."""
    row = await tx.get(MinutesRow, meeting_id)
    if row is None:
        return MinutesRecord(meeting_id)
    place = (row.channel_id, row.message_id) if row.channel_id and row.message_id else None
    return MinutesRecord(
        meeting_id,
        MinutesState(row.state),
        MeetingOutcome(row.outcome),
        row.kept,
        row.approved_at,
        row.published_at,
        place,
    )


async def are_approved(tx: Tx, meeting_id: int) -> bool:
    return (await record_of(tx, meeting_id)).state in _SETTLED


async def are_used(tx: Tx, community_id: int) -> bool:
    """Return whether a community ever saved notices, or noted something of a meeting."""
    saved = select(literal(1)).where(OpeningNoticesRow.community_id == community_id)
    noted = (
        select(literal(1))
        .join_from(NoteRow, MeetingRow, MeetingRow.id == NoteRow.meeting_id)
        .where(MeetingRow.community_id == community_id)
    )
    return bool(await tx.scalar(saved.limit(1)) or await tx.scalar(noted.limit(1)))


async def for_review(tx: Tx, community_id: int, before: datetime) -> int | None:
    """Return the last meeting that started before an instant whose minutes are for review, None
    where there is none."""
    waiting = (
        select(MeetingRow.id)
        .join(MinutesRow, MinutesRow.meeting_id == MeetingRow.id)
        .where(
            MeetingRow.community_id == community_id,
            MeetingRow.starts_at < before,
            MinutesRow.state == MinutesState.REVIEW,
        )
        .order_by(MeetingRow.starts_at.desc())
        .limit(1)
    )
    return await tx.scalar(waiting)


async def keep(tx: Tx, meeting_id: int, values: Mapping[str, Any]) -> None:
    """Keep columns of the minutes of a meeting."""
    await insert_once(
        tx,
        MinutesRow,
        {"meeting_id": meeting_id, "state": MinutesState.DRAFT, "outcome": MeetingOutcome.HELD},
        "meeting_id",
    )
    own = MinutesRow.meeting_id == meeting_id
    await tx.execute(update(MinutesRow).where(own).values(**values))


async def add_amendment(
    tx: Tx, meeting_id: int, person_id: int | None, text: str, now: datetime, *, erratum: bool
) -> int:
    """Keep a correction that somebody suggests, or an erratum of an organizer; return its id."""
    row = AmendmentRow(
        meeting_id=meeting_id,
        person_id=person_id,
        text=text,
        is_erratum=erratum,
        settled_at=now if erratum else None,
        written_at=now,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def amendments_of(tx: Tx, meeting_id: int) -> list[Amendment]:
    """Return the corrections of the minutes of a meeting, the oldest first."""
    rows = await tx.execute(
        select(AmendmentRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == AmendmentRow.person_id)
        .where(AmendmentRow.meeting_id == meeting_id)
        .order_by(AmendmentRow.id)
    )
    return [
        Amendment(
            row.id,
            row.meeting_id,
            row.text,
            row.written_at,
            name or "",
            row.is_erratum,
            row.settled_at,
        )
        for row, name in rows
    ]


async def settle_amendment(tx: Tx, amendment_id: int, now: datetime) -> None:
    """Note that an organizer has dealt with a correction."""
    own = update(AmendmentRow).where(AmendmentRow.id == amendment_id)
    await tx.execute(own.values(settled_at=now))


async def leave_out(tx: Tx, meeting_id: int, person_id: int, now: datetime) -> bool:
    """Keep that a person is not named in minutes; return False if that was so before."""
    values = {"meeting_id": meeting_id, "person_id": person_id, "at": now}
    return await insert_once(tx, UnnamedRow, values, "meeting_id", "person_id")


async def left_out(tx: Tx, meeting_id: int) -> dict[int, str]:
    """Return id → name of the people who are not named in the minutes of a meeting."""
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.name)
        .join(UnnamedRow, UnnamedRow.person_id == PersonRow.id)
        .where(UnnamedRow.meeting_id == meeting_id)
    )
    return {row[0]: row[1] for row in rows}


async def told_of(tx: Tx, meeting_id: int, topic: str) -> set[int]:
    """Return the people to whom a message of a topic about a meeting was written."""
    own = OutboxRow.meeting_id == meeting_id, OutboxRow.topic == topic
    people = await tx.scalars(select(OutboxRow.person_id).where(*own))
    return {person_id for person_id in people if person_id is not None}


async def catch_up(tx: Tx, meeting_id: int, person_id: int, now: datetime) -> bool:
    """Keep that a person caught up with a meeting; return False if they said so before."""
    values = {"meeting_id": meeting_id, "person_id": person_id, "at": now}
    return await insert_once(tx, CaughtUpRow, values, "meeting_id", "person_id")


async def take_catching_up_back(tx: Tx, meeting_id: int, person_id: int) -> None:
    row = await tx.get(CaughtUpRow, (meeting_id, person_id))
    if row:
        await tx.delete(row)
        await tx.flush()


async def count_caught_up(tx: Tx, meeting_id: int) -> int:
    own = CaughtUpRow.meeting_id == meeting_id
    return await tx.scalar(select(func.count()).where(own)) or 0


async def named_in_notes(tx: Tx, meeting_id: int) -> list[tuple[int, int]]:
    """Return (person id, Discord id) of members who own an action item that was noted at a meeting,
    or wrote a message that was added to its notes."""
    owners = select(PromiseRow.owner_id).where(
        PromiseRow.meeting_id == meeting_id, PromiseRow.owner_id.is_not(None)
    )
    authors = select(NoteRow.speaker_id).where(
        NoteRow.meeting_id == meeting_id, NoteRow.speaker_id.is_not(None)
    )
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.discord_id)
        .where(PersonRow.discord_id.is_not(None), PersonRow.id.in_(owners.union(authors)))
        .order_by(PersonRow.id)
    )
    return [(number, discord_id or 0) for number, discord_id in rows]


async def who_missed(tx: Tx, meeting_id: int) -> list[tuple[int, int, HearsBy]]:
    """Return (person id, Discord id, how they hear of changes) of members who said that they can't
    come to a meeting, or asked something ahead."""
    absent = select(RsvpRow.person_id).where(
        RsvpRow.meeting_id == meeting_id, RsvpRow.answer == "cant"
    )
    asked = select(AgendaItemRow.person_id).where(
        AgendaItemRow.meeting_id == meeting_id, AgendaItemRow.kind == AgendaKind.QUESTION
    )
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.discord_id, PersonRow.changes)
        .where(
            PersonRow.discord_id.is_not(None),
            PersonRow.id.in_(absent.union(asked.where(AgendaItemRow.person_id.is_not(None)))),
        )
        .order_by(PersonRow.id)
    )
    return [(number, discord_id or 0, HearsBy(changes)) for number, discord_id, changes in rows]


async def caught_up_counts(
    tx: Tx, community_id: int, start: datetime, until: datetime
) -> dict[int, int]:
    """Return meeting → how many caught up with it, of the meetings that start in [start, until)."""
    rows = await tx.execute(
        select(CaughtUpRow.meeting_id, func.count())
        .join(MeetingRow, MeetingRow.id == CaughtUpRow.meeting_id)
        .where(
            MeetingRow.community_id == community_id,
            MeetingRow.starts_at >= start,
            MeetingRow.starts_at < until,
        )
        .group_by(CaughtUpRow.meeting_id)
    )
    return {row[0]: row[1] for row in rows}
