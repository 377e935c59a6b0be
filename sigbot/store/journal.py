"""Keep journal items."""

from datetime import datetime

from sqlalchemy import select

from sigbot.domain.forgetting import NAMELESS
from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.journal import JournalItemRow
from sigbot.store.rows.members import PersonRow


def _item(row: JournalItemRow, shared_by: str | None) -> JournalItem:
    return JournalItem(
        id=row.id,
        link=row.link,
        title=row.title,
        note=row.note,
        tags=tuple(row.tags),
        shared_by=shared_by or NAMELESS,
        shared_at=row.shared_at,
        status=ItemStatus(row.status),
        discussed_at=row.discussed_at,
    )


async def add_item(
    tx: Tx,
    community_id: int,
    person_id: int,
    link: str,
    link_key: str,
    title: str,
    note: str,
    tags: tuple[str, ...],
    now: datetime,
) -> bool:
    """Add an item; return False, without changing anything, when its page was shared before."""
    values = {
        "community_id": community_id,
        "link": link,
        "link_key": link_key,
        "title": title,
        "note": note,
        "tags": list(tags),
        "shared_by": person_id,
        "shared_at": now,
        "status": ItemStatus.SHARED,
    }
    return await insert_once(tx, JournalItemRow, values, "community_id", "link_key")


async def shared_since(
    tx: Tx, person_id: int, community_id: int, since: datetime
) -> list[datetime]:
    """Return when a person shared items after `since`, in order."""
    shared = await tx.scalars(
        select(JournalItemRow.shared_at)
        .where(
            JournalItemRow.community_id == community_id,
            JournalItemRow.shared_by == person_id,
            JournalItemRow.shared_at > since,
        )
        .order_by(JournalItemRow.shared_at)
    )
    return list(shared)


async def item_of_link(tx: Tx, community_id: int, link_key: str) -> JournalItem | None:
    row = (
        await tx.execute(
            select(JournalItemRow, PersonRow.name)
            .outerjoin(PersonRow, PersonRow.id == JournalItemRow.shared_by)
            .where(JournalItemRow.community_id == community_id, JournalItemRow.link_key == link_key)
        )
    ).first()
    return _item(*row) if row else None


async def items_between(
    tx: Tx,
    community_id: int,
    start: datetime | None = None,
    until: datetime | None = None,
) -> list[JournalItem]:
    """Return the items shared in [start, until), the newest last."""
    chosen = (
        select(JournalItemRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == JournalItemRow.shared_by)
        .where(JournalItemRow.community_id == community_id)
        .order_by(JournalItemRow.shared_at, JournalItemRow.id)
    )
    if start is not None:
        chosen = chosen.where(JournalItemRow.shared_at >= start)
    if until is not None:
        chosen = chosen.where(JournalItemRow.shared_at < until)
    return [_item(*row) for row in await tx.execute(chosen)]
