"""Keep by which ids the works of items are known, what is related to them, and join items."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Result, delete, exists, select, update
from sqlalchemy.orm import aliased

from sigbot.domain.journal import ItemStatus
from sigbot.domain.works import registries_for
from sigbot.store import journal_search
from sigbot.store.base import Base
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.journal import (
    JournalItemRow,
    JournalMergeRow,
    JournalOpinionRow,
    JournalPickRow,
    JournalQuestionRow,
    JournalReaderRow,
    JournalRelationRow,
    JournalVolunteerRow,
    JournalVoteRow,
    JournalWorkRow,
)
from sigbot.store.rows.lookups import LookupRow

_BY_PERSON = (JournalVoteRow, JournalVolunteerRow, JournalReaderRow)
_STATUSES = tuple(ItemStatus)


async def add_work(tx: Tx, community_id: int, item_id: int, work: str, now: datetime) -> bool:
    """Let an item be known by an id; return False if an item of the community is so already.

    No registry knows links, so an item of a link is filled at once.
    """
    filled_at = None if registries_for(work) else now
    values = {
        "community_id": community_id,
        "work": work,
        "item_id": item_id,
        "filled_at": filled_at,
    }
    if not await insert_once(tx, JournalWorkRow, values, "community_id", "work"):
        return False
    await journal_search.index(tx, item_id)
    return True


async def works_of(tx: Tx, item_id: int) -> list[str]:
    """Return the ids of an item, the one under which it was shared first."""
    own = JournalItemRow.id == item_id
    first = await tx.scalar(select(JournalItemRow.link_key).where(own))
    works = await tx.scalars(
        select(JournalWorkRow.work)
        .where(JournalWorkRow.item_id == item_id)
        .order_by(JournalWorkRow.work)
    )
    return list(dict.fromkeys([*([first] if first else []), *works]))


async def next_to_fill(tx: Tx) -> tuple[int, int] | None:
    """Return (community, item) of an item for which a registry has said something new."""
    answered = exists().where(
        LookupRow.work == JournalWorkRow.work, LookupRow.answered_at.is_not(None)
    )
    row = await tx.execute(
        select(JournalWorkRow.community_id, JournalWorkRow.item_id)
        .where(JournalWorkRow.filled_at.is_(None), answered)
        .limit(1)
    )
    first = row.first()
    return (first[0], first[1]) if first else None


async def note_filled(tx: Tx, item_id: int, now: datetime) -> None:
    """Note that an item has what the registries have said so far."""
    answered = exists().where(
        LookupRow.work == JournalWorkRow.work, LookupRow.answered_at.is_not(None)
    )
    await tx.execute(
        update(JournalWorkRow)
        .where(JournalWorkRow.item_id == item_id, JournalWorkRow.filled_at.is_(None), answered)
        .values(filled_at=now)
    )


async def relate(tx: Tx, item_id: int, preprints: Iterable[str], articles: Iterable[str]) -> None:
    """Keep which other works are preprints of an item, and which are its articles."""
    for works, is_preprint in ((preprints, True), (articles, False)):
        for work in works:
            values = {"item_id": item_id, "work": work, "is_preprint": is_preprint}
            await insert_once(tx, JournalRelationRow, values, "item_id", "work")


async def siblings(tx: Tx, community_id: int, item_id: int) -> list[tuple[int, bool]]:
    """Return (item, whether it is the preprint) of the items that are related to one."""
    own, related = aliased(JournalWorkRow), aliased(JournalWorkRow)
    of_item = JournalRelationRow.item_id == item_id
    ahead = (
        select(related.item_id, JournalRelationRow.is_preprint)
        .join(JournalRelationRow, JournalRelationRow.work == related.work)
        .where(of_item, related.community_id == community_id)
    )
    back = (
        select(JournalRelationRow.item_id, JournalRelationRow.is_preprint)
        .join(own, own.work == JournalRelationRow.work)
        .where(own.item_id == item_id, own.community_id == community_id)
    )
    siblings_by_id = {row[0]: row[1] for row in await tx.execute(ahead)}
    for sibling, is_preprint in await tx.execute(back):
        siblings_by_id.setdefault(sibling, not is_preprint)
    siblings_by_id.pop(item_id, None)
    theirs = await tx.scalars(
        select(JournalItemRow.id).where(
            JournalItemRow.id.in_(siblings_by_id), JournalItemRow.community_id == community_id
        )
    )
    return [(sibling, siblings_by_id[sibling]) for sibling in sorted(theirs)]


async def join_items(tx: Tx, from_id: int, into_id: int) -> None:
    """Let one item become a part of another of the same community, with all that belongs to it.

    Somebody who voted for both has one vote.
    """
    gone = await tx.get_one(JournalItemRow, from_id)
    kept = await tx.get_one(JournalItemRow, into_id)
    for row, key in (*((row, "person_id") for row in _BY_PERSON), (JournalRelationRow, "work")):
        await _move(tx, row, key, from_id, into_id)
        await tx.execute(delete(row).where(row.__table__.c.item_id == from_id))
    await _move(tx, JournalPickRow, "meeting_id", from_id, into_id)
    await remove_picks(tx, from_id)
    for whole in (JournalQuestionRow, JournalWorkRow):
        own = whole.__table__.c.item_id == from_id
        await tx.execute(update(whole).where(own).values(item_id=into_id))
    kept.tags = list(dict.fromkeys([*kept.tags, *gone.tags]))
    kept.status = max(kept.status, gone.status, key=lambda word: _STATUSES.index(ItemStatus(word)))
    kept.discussed_at = kept.discussed_at or gone.discussed_at
    kept.summary = kept.summary or gone.summary
    kept.is_listed = kept.is_listed or gone.is_listed
    if gone.has_own_title and not kept.has_own_title:
        kept.title, kept.has_own_title = gone.title, True
    if kept.message_id is None:
        kept.channel_id, kept.message_id = gone.channel_id, gone.message_id
    await tx.flush()
    merged = JournalMergeRow.into_id == from_id
    await tx.execute(update(JournalMergeRow).where(merged).values(into_id=into_id))
    tx.add(JournalMergeRow(item_id=from_id, into_id=into_id))
    await journal_search.unindex(tx, from_id)
    await tx.delete(gone)
    await journal_search.index(tx, into_id)


async def _move(tx: Tx, row: type[Base], key: str, from_id: int, into_id: int) -> None:
    """Move rows of one item to another, where that one has none with the same value of `key`."""
    columns = row.__table__.c
    there = select(columns[key]).where(columns.item_id == into_id)
    await tx.execute(
        update(row)
        .where(columns.item_id == from_id, columns[key].not_in(there))
        .values(item_id=into_id)
        .execution_options(synchronize_session=False)
    )


async def remove_picks(tx: Tx, item_id: int) -> None:
    """Delete the picks of an item, and what people said of its discussions."""
    picks = select(JournalPickRow.id).where(JournalPickRow.item_id == item_id)
    await tx.execute(delete(JournalOpinionRow).where(JournalOpinionRow.pick_id.in_(picks)))
    await tx.execute(delete(JournalPickRow).where(JournalPickRow.item_id == item_id))


async def remove_item(tx: Tx, item_id: int) -> None:
    """Delete an item with all that belongs to it."""
    await remove_picks(tx, item_id)
    await journal_search.unindex(tx, item_id)
    for row in (*_BY_PERSON, JournalQuestionRow, JournalWorkRow, JournalRelationRow):
        await tx.execute(delete(row).where(row.__table__.c.item_id == item_id))
    await tx.execute(delete(JournalMergeRow).where(JournalMergeRow.into_id == item_id))
    await tx.execute(delete(JournalItemRow).where(JournalItemRow.id == item_id))


async def unname(tx: Tx, ids: Collection[int], noted: Collection[int]) -> int:
    """Delete what only this person shared and wanted; of what others want, or what was discussed,
    keep link and title. Their own votes have to be deleted before; `noted` are the items of which
    these had notes."""
    own = JournalItemRow.shared_by.in_(ids)
    wanted = exists().where(JournalVoteRow.item_id == JournalItemRow.id)
    open_ = JournalItemRow.status == ItemStatus.SHARED
    gone = list(await tx.scalars(select(JournalItemRow.id).where(own, open_, ~wanted)))
    for item_id in gone:
        await remove_item(tx, item_id)
    kept = list(await tx.scalars(select(JournalItemRow.id).where(own)))
    unnamed = update(JournalItemRow).where(own).values(shared_by=None, note="", tags=[])
    count = len(gone) + _rows(await tx.execute(unnamed))
    for item_id in {*kept, *noted} - {*gone}:
        await journal_search.index(tx, item_id)
    if kept or noted:
        await journal_search.purge(tx)
    presented = update(JournalPickRow).where(JournalPickRow.presenter_id.in_(ids))
    return count + _rows(await tx.execute(presented.values(presenter_id=None)))


def _rows(result: Result[Any]) -> int:
    """Return how many rows a statement changed."""
    return cast("CursorResult[Any]", result).rowcount
