"""Keep action items: who promised what, until when, and whether it is done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update

from sigbot.domain.promises import Promise, PromiseState
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import PromiseRow


async def add_promises(
    tx: Tx, community_id: int, made: Sequence[tuple[int, Promise]], now: datetime
) -> None:
    """Keep action items, (id of their note, item)."""
    tx.add_all(
        PromiseRow(
            community_id=community_id,
            meeting_id=promise.meeting_id,
            note_id=note_id,
            text=promise.text,
            owner=promise.owner,
            owner_id=promise.owner_id,
            due=promise.due,
            state=promise.state,
            closed_at=None if promise.is_open else now,
            created_at=now,
        )
        for note_id, promise in made
    )
    await tx.flush()


async def _promises(tx: Tx, *conditions: ColumnElement[bool], limit: int) -> list[Promise]:
    """Return action items: what is due first, then those without a day, the oldest first."""
    rows = await tx.execute(
        select(PromiseRow, PersonRow.name, MeetingRow.title, MeetingRow.starts_at)
        .join(MeetingRow, MeetingRow.id == PromiseRow.meeting_id)
        .outerjoin(PersonRow, PersonRow.id == PromiseRow.owner_id)
        .where(*conditions)
        .order_by(PromiseRow.due.is_(None), PromiseRow.due, PromiseRow.id)
        .limit(limit)
    )
    return [
        Promise(
            row.id,
            row.text,
            name or row.owner,
            row.owner_id,
            row.due,
            PromiseState(row.state),
            row.meeting_id,
            title,
            starts_at,
        )
        for row, name, title, starts_at in rows
    ]


async def promise(tx: Tx, community_id: int, promise_id: int) -> Promise | None:
    own = PromiseRow.community_id == community_id, PromiseRow.id == promise_id
    promises = await _promises(tx, *own, limit=1)
    return promises[0] if promises else None


async def count_open(tx: Tx, community_id: int) -> int:
    """Count the action items of a community that are open."""
    own = PromiseRow.community_id == community_id, PromiseRow.closed_at.is_(None)
    return await tx.scalar(select(func.count()).where(*own)) or 0


async def promises_in(
    tx: Tx, community_id: int, state: PromiseState, limit: int, owner_id: int | None = None
) -> list[Promise]:
    """Return action items of one state, also of one owner alone."""
    own = [PromiseRow.community_id == community_id, PromiseRow.state == state]
    if owner_id is not None:
        own.append(PromiseRow.owner_id == owner_id)
    return await _promises(tx, *own, limit=limit)


async def promises_of(tx: Tx, meeting_id: int, limit: int = 500) -> list[Promise]:
    """Return the action items that were noted at a meeting, in the order of the notes."""
    promises = await _promises(tx, PromiseRow.meeting_id == meeting_id, limit=limit)
    return sorted(promises, key=lambda promise: promise.id)


async def close_promise(
    tx: Tx, promise_id: int, state: PromiseState, closed_at: datetime | None
) -> None:
    """Set the state of an action item; `closed_at` is None for one that is open again."""
    own = update(PromiseRow).where(PromiseRow.id == promise_id)
    await tx.execute(own.values(state=state, closed_at=closed_at))


async def wants_reminder(tx: Tx, person_id: int) -> bool:
    """Return whether a person wants to be reminded of what they promised."""
    own = select(PersonRow.promises).where(PersonRow.id == person_id)
    return bool(await tx.scalar(own))


async def set_reminder(tx: Tx, person_id: int, *, wanted: bool) -> None:
    """Keep whether a person wants to be reminded of what they promised."""
    own = update(PersonRow).where(PersonRow.id == person_id)
    await tx.execute(own.values(promises=wanted))


async def counts_between(
    tx: Tx, community_id: int, start: datetime, until: datetime
) -> tuple[int, int]:
    """Return how many action items were noted at meetings of [start, until), and how many of them
    are done."""
    done = func.sum(case((PromiseRow.state == PromiseState.DONE, 1), else_=0))
    rows = await tx.execute(
        select(func.count(), done)
        .select_from(PromiseRow)
        .join(MeetingRow, MeetingRow.id == PromiseRow.meeting_id)
        .where(
            PromiseRow.community_id == community_id,
            MeetingRow.starts_at >= start,
            MeetingRow.starts_at < until,
        )
    )
    [(noted, closed)] = rows
    return noted, int(closed or 0)


async def owners_to_remind(tx: Tx, community_id: int, limit: int) -> list[tuple[int, int]]:
    """Return (person id, Discord id) of members with open action items who want to be reminded."""
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.discord_id)
        .join(PromiseRow, PromiseRow.owner_id == PersonRow.id)
        .where(
            PromiseRow.community_id == community_id,
            PromiseRow.closed_at.is_(None),
            PersonRow.promises.is_(True),
            PersonRow.discord_id.is_not(None),
        )
        .distinct()
        .order_by(PersonRow.id)
        .limit(limit)
    )
    return [(person_id, discord_id) for person_id, discord_id in rows if discord_id is not None]
