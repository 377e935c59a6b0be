"""Keep journal items, and who wants to read them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from sigbot.domain.forgetting import NAMELESS
from sigbot.domain.journal import ItemStatus, JournalItem
from sigbot.domain.works import Work
from sigbot.store import journal_search
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.picks import on_reading_list
from sigbot.store.rows.journal import (
    JournalItemRow,
    JournalMergeRow,
    JournalVoteRow,
    JournalWorkRow,
)
from sigbot.store.rows.members import PersonRow


def _items() -> Select[JournalItemRow, str, int]:
    """Return a SELECT of items with the name of who shared each, and how many votes it has."""
    votes = select(func.count()).where(JournalVoteRow.item_id == JournalItemRow.id)
    return select(JournalItemRow, PersonRow.name, votes.scalar_subquery()).outerjoin(
        PersonRow, PersonRow.id == JournalItemRow.shared_by
    )


def item_of(row: JournalItemRow, shared_by: str | None, votes: int) -> JournalItem:
    """Return the item of a row, with the name of who shared it and how many votes it has."""
    has_place = row.channel_id is not None and row.message_id is not None
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
        authors=tuple(row.authors),
        venue=row.venue,
        year=row.year,
        abstract_link=row.abstract_link,
        licence=row.licence,
        open_copy=row.open_copy,
        is_retracted=row.is_retracted,
        summary=row.summary,
        is_listed=row.is_listed,
        votes=votes,
        place=(row.channel_id or 0, row.message_id or 0) if has_place else None,
    )


async def add_item(
    tx: Tx,
    community_id: int,
    person_id: int,
    link: str,
    work: str,
    title: str,
    note: str,
    tags: tuple[str, ...],
    now: datetime,
    *,
    has_own_title: bool = False,
) -> bool:
    """Add an item with the id of its work; return False, without changing anything, when there is
    one of this work."""
    values = {
        "community_id": community_id,
        "link": link,
        "link_key": work,
        "title": title,
        "note": note,
        "tags": list(tags),
        "shared_by": person_id,
        "shared_at": now,
        "status": ItemStatus.SHARED,
        "has_own_title": has_own_title,
        "authors": [],
    }
    if not await insert_once(tx, JournalItemRow, values, "community_id", "link_key"):
        return False
    own = JournalItemRow.community_id == community_id, JournalItemRow.link_key == work
    [item_id] = await tx.scalars(select(JournalItemRow.id).where(*own))
    await journal_search.index(tx, item_id)
    return True


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


async def item_of_work(tx: Tx, community_id: int, work: str) -> JournalItem | None:
    """Return the item that has an id of a work, None where there is none."""
    known = select(JournalWorkRow.item_id).where(
        JournalWorkRow.community_id == community_id, JournalWorkRow.work == work
    )
    own = or_(JournalItemRow.link_key == work, JournalItemRow.id.in_(known))
    items = _items().where(JournalItemRow.community_id == community_id, own)
    row = (await tx.execute(items.order_by(JournalItemRow.id).limit(1))).first()
    return item_of(*row) if row else None


async def item(tx: Tx, community_id: int, item_id: int) -> JournalItem | None:
    """Return an item by its id, or the item that it became a part of; None where it was removed."""
    into = await tx.scalar(
        select(JournalMergeRow.into_id).where(JournalMergeRow.item_id == item_id)
    )
    own = JournalItemRow.id == (item_id if into is None else into)
    items = _items().where(JournalItemRow.community_id == community_id, own)
    row = (await tx.execute(items)).first()
    return item_of(*row) if row else None


async def sharer(tx: Tx, item_id: int) -> int | None:
    """Return the id of the person who shared an item, None where they were forgotten."""
    own = JournalItemRow.id == item_id
    return await tx.scalar(select(JournalItemRow.shared_by).where(own))


async def reading_list(
    tx: Tx, community_id: int, start: datetime, until: datetime
) -> list[JournalItem]:
    """Return the items of the report's reading list of [start, until), discussed ones first.

    What was discussed then or was on the agenda of a meeting then, and what an organizer added of
    what was shared then.
    """
    own = JournalItemRow.community_id == community_id
    order = (
        JournalItemRow.discussed_at.is_(None),
        JournalItemRow.discussed_at,
        JournalItemRow.shared_at,
        JournalItemRow.id,
    )
    chosen = _items().where(own, on_reading_list(start, until)).order_by(*order)
    return [item_of(*row) for row in await tx.execute(chosen)]


async def listed_items(tx: Tx, community_id: int, limit: int) -> list[JournalItem]:
    """Return what was picked, discussed or put on the report's reading list, the newest first."""
    row = JournalItemRow
    is_listed = or_(row.status != ItemStatus.SHARED, row.is_listed)
    newest = func.coalesce(row.discussed_at, row.shared_at).desc(), row.id.desc()
    chosen = _items().where(row.community_id == community_id, is_listed).order_by(*newest)
    return [item_of(*columns) for columns in await tx.execute(chosen.limit(limit))]


async def item_titled(tx: Tx, community_id: int, title: str) -> JournalItem | None:
    """Return the newest item with exactly this title."""
    own = JournalItemRow.community_id == community_id, JournalItemRow.title == title
    newest = _items().where(*own).order_by(JournalItemRow.id.desc()).limit(1)
    row = (await tx.execute(newest)).first()
    return item_of(*row) if row else None


async def items_like(tx: Tx, community_id: int, part: str, limit: int = 25) -> list[JournalItem]:
    """Return the newest items with `part` in their title, in any letter case."""
    own = JournalItemRow.community_id == community_id
    like = JournalItemRow.title.icontains(part, autoescape=True)
    newest = (
        _items()
        .where(own, like)
        .order_by(JournalItemRow.shared_at.desc(), JournalItemRow.id.desc())
    )
    return [item_of(*row) for row in await tx.execute(newest.limit(limit))]


async def items_between(
    tx: Tx,
    community_id: int,
    start: datetime | None = None,
    until: datetime | None = None,
) -> list[JournalItem]:
    """Return the items shared in [start, until), the newest last."""
    chosen = (
        _items()
        .where(JournalItemRow.community_id == community_id)
        .order_by(JournalItemRow.shared_at, JournalItemRow.id)
    )
    if start is not None:
        chosen = chosen.where(JournalItemRow.shared_at >= start)
    if until is not None:
        chosen = chosen.where(JournalItemRow.shared_at < until)
    return [item_of(*row) for row in await tx.execute(chosen)]


async def vote(tx: Tx, item_id: int, person_id: int, note: str, now: datetime) -> bool:
    """Add the vote of a person for an item; return whether they had none."""
    values = {"item_id": item_id, "person_id": person_id, "note": note, "at": now}
    if not await insert_once(tx, JournalVoteRow, values, "item_id", "person_id"):
        return False
    if note:
        await journal_search.index(tx, item_id)
    return True


async def take_vote_back(tx: Tx, item_id: int, person_id: int) -> None:
    """Delete the vote of a person for an item."""
    own = JournalVoteRow.item_id == item_id, JournalVoteRow.person_id == person_id
    note = await tx.scalar(select(JournalVoteRow.note).where(*own))
    await tx.execute(delete(JournalVoteRow).where(*own))
    if note:
        await journal_search.index(tx, item_id)
        await journal_search.purge(tx)


async def put(tx: Tx, item_id: int, channel_id: int, message_id: int) -> None:
    """Keep the place of the message that shows an item."""
    await _change(tx, item_id, {"channel_id": channel_id, "message_id": message_id})


async def fill(tx: Tx, item_id: int, work: Work) -> None:
    """Write what the registries say of an item; a title that a person typed stays."""
    values: dict[str, Any] = {
        "authors": list(work.authors),
        "venue": work.venue,
        "year": work.year,
        "abstract_link": work.abstract_link,
        "licence": work.licence,
        "open_copy": work.open_copy,
        "is_retracted": work.is_retracted,
    }
    await _change(tx, item_id, values)
    if work.title:
        untitled = JournalItemRow.id == item_id, JournalItemRow.has_own_title.is_(False)
        await tx.execute(update(JournalItemRow).where(*untitled).values(title=work.title))
    await journal_search.index(tx, item_id)


async def _change(tx: Tx, item_id: int, values: Mapping[str, Any]) -> None:
    await tx.execute(update(JournalItemRow).where(JournalItemRow.id == item_id).values(**values))


async def voters(tx: Tx, item_ids: Collection[int]) -> dict[int, list[str]]:
    """Return item → the names of the members who want to read it, in the order of their votes."""
    rows = await tx.execute(
        select(JournalVoteRow.item_id, PersonRow.name)
        .join(PersonRow, PersonRow.id == JournalVoteRow.person_id)
        .where(JournalVoteRow.item_id.in_(item_ids))
        .order_by(JournalVoteRow.at, JournalVoteRow.person_id)
    )
    names: dict[int, list[str]] = {item_id: [] for item_id in item_ids}
    for item_id, name in rows:
        names[item_id].append(name)
    return names
