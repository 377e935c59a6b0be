"""Keep the points of agendas, and the questions that people ask ahead."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update

from sigbot.domain.agenda import AgendaItem, AgendaKind, AgendaState, in_order
from sigbot.domain.journal import JournalItem
from sigbot.store import journal
from sigbot.store.changes import note_changed
from sigbot.store.database import Tx
from sigbot.store.rows.journal import JournalPickRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import AgendaItemRow

_AHEAD = (AgendaState.SUGGESTED, AgendaState.ACCEPTED)


async def add_item(tx: Tx, community_id: int, item: AgendaItem, now: datetime) -> AgendaItem:
    """Add a point or a question; return it with its id. It comes last."""
    row = AgendaItemRow(
        community_id=community_id,
        meeting_id=item.meeting_id,
        person_id=item.person_id,
        kind=item.kind,
        state=item.state,
        text=item.text,
        link=item.link,
        minutes=item.minutes,
        position=item.position,
        created_at=now,
    )
    tx.add(row)
    await tx.flush()
    if item.state is AgendaState.ACCEPTED:
        await note_changed(tx, _of(item.meeting_id), now)
    return (await _items(tx, AgendaItemRow.id == row.id))[0]


async def _items(tx: Tx, *conditions: ColumnElement[bool], limit: int = 500) -> list[AgendaItem]:
    rows = await tx.execute(
        select(AgendaItemRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == AgendaItemRow.person_id)
        .where(*conditions)
        .order_by(AgendaItemRow.position, AgendaItemRow.id)
        .limit(limit)
    )
    return [
        AgendaItem(
            row.id,
            row.text,
            AgendaKind(row.kind),
            AgendaState(row.state),
            row.meeting_id,
            name or "",
            row.person_id,
            row.link,
            row.minutes,
            row.position,
            row.answer,
            row.answered_at,
        )
        for row, name in rows
    ]


async def items_of(tx: Tx, meeting_id: int) -> tuple[AgendaItem, ...]:
    """Return the points of a meeting in order, without those that were declined."""
    own = AgendaItemRow.meeting_id == meeting_id
    return in_order(await _items(tx, own, AgendaItemRow.state != AgendaState.DECLINED))


async def points_of(tx: Tx, meeting_id: int) -> tuple[str, ...]:
    """Return the texts of the accepted points of a meeting that are still ahead, in order."""
    return tuple(await tx.scalars(_points(), {"meeting_id": meeting_id}))


@cache
def _points() -> Select[str]:
    """Return the statement of `points_of`, which runs for every reminder."""
    its = AgendaItemRow.meeting_id == bindparam("meeting_id")
    points = select(AgendaItemRow.text).where(its, AgendaItemRow.state == AgendaState.ACCEPTED)
    return points.order_by(AgendaItemRow.position, AgendaItemRow.id)


async def item(tx: Tx, community_id: int, item_id: int) -> AgendaItem | None:
    """Return a point of a community, None if it is not there."""
    own = AgendaItemRow.id == item_id, AgendaItemRow.community_id == community_id
    items = await _items(tx, *own)
    return items[0] if items else None


async def parked(tx: Tx, community_id: int) -> tuple[AgendaItem, ...]:
    """Return the points that wait for a meeting, the oldest first."""
    own = AgendaItemRow.community_id == community_id, AgendaItemRow.state == AgendaState.PARKED
    return tuple(await _items(tx, *own))


async def next_position(tx: Tx, meeting_id: int) -> int:
    """Return the position behind all points that a meeting has."""
    last = select(func.max(AgendaItemRow.position)).where(AgendaItemRow.meeting_id == meeting_id)
    return (await tx.scalar(last) or 0) + 1


async def is_ahead(tx: Tx, meeting_id: int, person_id: int, text: str) -> bool:
    """Return whether a person has a point of this text at a meeting, which is still ahead."""
    own = AgendaItemRow.meeting_id == meeting_id, AgendaItemRow.person_id == person_id
    items = await _items(tx, *own, AgendaItemRow.text == text)
    return any(item.is_ahead for item in items)


async def count_ahead(tx: Tx, meeting_id: int, person_id: int | None = None) -> int:
    """Count the points of a meeting that are still ahead, or those of one person."""
    own = [AgendaItemRow.meeting_id == meeting_id, AgendaItemRow.state.in_(_AHEAD)]
    if person_id is not None:
        own.append(AgendaItemRow.person_id == person_id)
    return await tx.scalar(select(func.count()).where(*own)) or 0


async def change_item(tx: Tx, item_id: int, now: datetime, **values: Any) -> None:
    """Change columns of a point; calendars show that its meeting, or both of them, changed."""
    own = AgendaItemRow.id == item_id
    before = await tx.scalar(select(AgendaItemRow.meeting_id).where(own))
    await tx.execute(update(AgendaItemRow).where(own).values(**values))
    await note_changed(tx, _of(before, values.get("meeting_id")), now)


def _of(*meeting_ids: int | None) -> set[int]:
    """Return the meetings of a point, which may have none."""
    return {meeting_id for meeting_id in meeting_ids if meeting_id is not None}


async def set_order(tx: Tx, item_ids: Sequence[int], now: datetime) -> None:
    """Give points their places, in this order."""
    for position, item_id in enumerate(item_ids, start=1):
        await change_item(tx, item_id, now, position=position)


async def papers_of(tx: Tx, community_id: int, meeting_id: int) -> tuple[JournalItem, ...]:
    """Return the papers that were picked for a meeting."""
    own = select(JournalPickRow.item_id).where(JournalPickRow.meeting_id == meeting_id)
    ids = list(await tx.scalars(own.order_by(JournalPickRow.id)))
    items = [await journal.item(tx, community_id, item_id) for item_id in ids]
    return tuple(item for item in items if item)
