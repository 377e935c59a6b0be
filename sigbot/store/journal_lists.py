"""Read pages of journal items, the most wanted first, and what an export needs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, select

from sigbot.domain.journal_lists import PAGE_ITEMS, ItemPage, Reference, Wanted
from sigbot.store import journal, journal_search
from sigbot.store.database import Tx
from sigbot.store.rows.journal import JournalItemRow, JournalVoteRow, JournalWorkRow
from sigbot.store.rows.members import PersonRow

LAST_PAGE = 9_999_999
"""A later one cannot be asked for; databases do not count as far as a forged number may go."""

_BOUNDLESS: tuple[None, None] = (None, None)


async def item_page(
    tx: Tx,
    community_id: int,
    wanted: Wanted,
    page: int = 0,
    instants: tuple[datetime | None, datetime | None] = _BOUNDLESS,
) -> ItemPage:
    """Return a page, counted from 0, of the wanted items; the last one for a later page.

    Items with more votes come first, then the newest. `instants` are those of the period, [from,
    until).
    """
    page = min(page, LAST_PAGE)
    conditions = list(_conditions(tx, community_id, wanted, instants))
    items, total = await _page(tx, conditions, page)
    if not items and page:
        _, total = await _page(tx, conditions, 0)
        page = max(0, -(-total // PAGE_ITEMS) - 1)
        items, total = await _page(tx, conditions, page)
    return ItemPage(wanted, items, page, total)


def _conditions(
    tx: Tx, community_id: int, wanted: Wanted, instants: tuple[datetime | None, datetime | None]
) -> Iterator[ColumnElement[bool]]:
    row = JournalItemRow
    start, until = instants
    yield row.community_id == community_id
    if start is not None:
        yield row.shared_at >= start
    if until is not None:
        yield row.shared_at < until
    if wanted.status:
        yield row.status == wanted.status
    for tag in wanted.tags:
        yield _has_tag(tx, tag)
    if wanted.query:
        yield journal_search.found(tx, community_id, wanted.query)


def _has_tag(tx: Tx, tag: str) -> ColumnElement[bool]:
    """Return the condition for items with a tag, which are kept as JSON."""
    sqlite = tx.get_bind().dialect.name == "sqlite"
    each = func.json_each if sqlite else func.json_array_elements_text
    tags = each(JournalItemRow.tags).table_valued("value")
    return exists(select(tags.c.value).where(tags.c.value == tag))


async def _page(
    tx: Tx, conditions: list[ColumnElement[bool]], page: int
) -> tuple[tuple[Any, ...], int]:
    """Return the items of a page, and how many there are on all pages; 0 where the page is empty.

    Only ids are sorted; the rest is read of the items of the page.
    """
    ids = _ids(conditions, page).subquery()
    rows = (await tx.execute(_items(ids))).all()
    items = tuple(journal.item_of(row[0], row[1], row[2]) for row in rows)
    return items, rows[0][3] if rows else 0


def _ids(conditions: list[ColumnElement[bool]], page: int) -> Select[Any]:
    row = JournalItemRow
    votes = select(func.count()).where(JournalVoteRow.item_id == row.id).scalar_subquery()
    counted = votes.label("votes")
    return (
        select(row.id, row.shared_at, counted, func.count().over().label("total"))
        .where(*conditions)
        .order_by(counted.desc(), row.shared_at.desc(), row.id.desc())
        .limit(PAGE_ITEMS)
        .offset(page * PAGE_ITEMS)
    )


def _items(ids: Subquery) -> Select[Any]:
    return (
        select(JournalItemRow, PersonRow.name, ids.c.votes, ids.c.total)
        .join(ids, ids.c.id == JournalItemRow.id)
        .outerjoin(PersonRow, PersonRow.id == JournalItemRow.shared_by)
        .order_by(ids.c.votes.desc(), ids.c.shared_at.desc(), ids.c.id.desc())
    )


async def references_between(
    tx: Tx, community_id: int, start: datetime | None, until: datetime | None
) -> list[Reference]:
    """Return the items shared in [start, until) with the ids of their works, the oldest first."""
    items = await journal.items_between(tx, community_id, start, until)
    own = select(JournalWorkRow.item_id, JournalWorkRow.work)
    known = await tx.execute(
        own.where(JournalWorkRow.community_id == community_id).order_by(JournalWorkRow.work)
    )
    ids: dict[int, dict[str, str]] = {}
    for item_id, work in known:
        kind, _, number = work.partition(":")
        ids.setdefault(item_id, {}).setdefault(kind, number)
    return [Reference(item, ids.get(item.id, {})) for item in items]
