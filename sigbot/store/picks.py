"""Keep which items are on the agenda of which meetings, who presents them, and what came of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from sigbot.domain.journal import ItemStatus, Pick
from sigbot.domain.opinions import Sums, tally
from sigbot.domain.picks import Candidate
from sigbot.store import journal_search
from sigbot.store.changes import note_changed
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import JournalItemRow, JournalPickRow, JournalVolunteerRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


async def add_pick(tx: Tx, item_id: int, meeting_id: int, now: datetime) -> bool:
    """Put an item on the agenda of a meeting; return False if it is there already."""
    values = {"item_id": item_id, "meeting_id": meeting_id, "picked_at": now}
    is_new = await insert_once(tx, JournalPickRow, values, "item_id", "meeting_id")
    if is_new:
        await note_changed(tx, [meeting_id], now)
    return is_new


async def count_picks(tx: Tx, meeting_id: int) -> int:
    counted = select(func.count()).where(JournalPickRow.meeting_id == meeting_id)
    return await tx.scalar(counted) or 0


async def picks_of(tx: Tx, item_ids: Collection[int]) -> list[Pick]:
    """Return the picks of items, in the order of their meetings."""
    rows = await tx.execute(
        select(
            JournalPickRow,
            MeetingRow.title,
            MeetingRow.starts_at,
            PersonRow.name,
            CommunityRow.smallest_group,
        )
        .join(MeetingRow, MeetingRow.id == JournalPickRow.meeting_id)
        .join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        .outerjoin(PersonRow, PersonRow.id == JournalPickRow.presenter_id)
        .where(JournalPickRow.item_id.in_(item_ids))
        .order_by(MeetingRow.starts_at, JournalPickRow.id)
    )
    return [
        Pick(
            row.id,
            row.item_id,
            row.meeting_id,
            title,
            starts_at,
            name or "",
            row.presenter_id,
            row.is_discussed,
            sums_of(row, smallest_group),
        )
        for row, title, starts_at, name, smallest_group in rows
    ]


def sums_of(row: JournalPickRow, smallest_group: int) -> Sums:
    """Return what may be told of what people said of a discussion."""
    return Sums(
        tally(row.good or 0, row.good_of or 0, smallest_group),
        tally(row.recommended or 0, row.recommended_of or 0, smallest_group),
    )


async def let_present(tx: Tx, pick_id: int, person_id: int | None) -> None:
    own = JournalPickRow.id == pick_id
    await tx.execute(update(JournalPickRow).where(own).values(presenter_id=person_id))


async def volunteer(tx: Tx, item_id: int, person_id: int, now: datetime) -> bool:
    """Keep that a member volunteers to present an item; return False if they did before."""
    values = {"item_id": item_id, "person_id": person_id, "at": now}
    return await insert_once(tx, JournalVolunteerRow, values, "item_id", "person_id")


async def candidates(tx: Tx, item_id: int, now: datetime) -> list[Candidate]:
    """Return who volunteered for an item, with when each presented anything last."""
    presented = (
        select(JournalPickRow.presenter_id, func.max(MeetingRow.starts_at).label("at"))
        .join(MeetingRow, MeetingRow.id == JournalPickRow.meeting_id)
        .where(MeetingRow.starts_at <= now, MeetingRow.cancelled_at.is_(None))
        .group_by(JournalPickRow.presenter_id)
        .subquery()
    )
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.name, presented.c.at, JournalVolunteerRow.at)
        .join(JournalVolunteerRow, JournalVolunteerRow.person_id == PersonRow.id)
        .outerjoin(presented, presented.c.presenter_id == PersonRow.id)
        .where(JournalVolunteerRow.item_id == item_id)
    )
    return [Candidate(*row) for row in rows]


async def mark_picked(tx: Tx, item_id: int) -> None:
    """Note that an item is picked, unless it was discussed."""
    own = JournalItemRow.id == item_id, JournalItemRow.status == ItemStatus.SHARED
    await tx.execute(update(JournalItemRow).where(*own).values(status=ItemStatus.PICKED))


async def mark_discussed(
    tx: Tx, item_id: int, pick_id: int | None, summary: str | None, at: datetime
) -> None:
    """Note that an item was discussed at an instant; None leaves the summary as it is."""
    values = {"status": ItemStatus.DISCUSSED, "discussed_at": at}
    if summary is not None:
        values["summary"] = summary
    await tx.execute(update(JournalItemRow).where(JournalItemRow.id == item_id).values(**values))
    if pick_id is not None:
        own = JournalPickRow.id == pick_id
        await tx.execute(update(JournalPickRow).where(own).values(is_discussed=True))
    await journal_search.index(tx, item_id)
    await journal_search.purge(tx)


async def list_in_report(tx: Tx, item_id: int, *, listed: bool) -> None:
    """Put an item on the reading list of the report of the day it was shared, or take it off."""
    own = JournalItemRow.id == item_id
    await tx.execute(update(JournalItemRow).where(own).values(is_listed=listed))


def on_reading_list(start: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition for items of the reading list of [start, until): what was discussed
    then or was on the agenda of a meeting then, and what an organizer added of what was shared."""
    shared = and_(
        JournalItemRow.is_listed,
        JournalItemRow.shared_at >= start,
        JournalItemRow.shared_at < until,
    )
    discussed = and_(JournalItemRow.discussed_at >= start, JournalItemRow.discussed_at < until)
    picked = (
        select(JournalPickRow.item_id)
        .join(MeetingRow, MeetingRow.id == JournalPickRow.meeting_id)
        .where(
            MeetingRow.starts_at >= start,
            MeetingRow.starts_at < until,
            MeetingRow.cancelled_at.is_(None),
        )
    )
    undiscussed = and_(JournalItemRow.discussed_at.is_(None), JournalItemRow.id.in_(picked))
    return or_(shared, discussed, undiscussed)
