"""Keep which servers removed the bot, and erase their communities a few rows at a time."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    CursorResult,
    Select,
    Table,
    bindparam,
    delete,
    select,
    tuple_,
    update,
)

from sigbot.domain.outbox import SILENCED
from sigbot.store import erasing
from sigbot.store.database import Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.outbox import OutboxRow

MOST_ERASED = 500
"""Rows that are erased in one step."""


async def note_removed(tx: Tx, guild_id: int, application_id: int, now: datetime) -> int | None:
    """Note that a server removed the bot; return its community, None where it has none.

    A removal that was noted before stays as it is.
    """
    own = CommunityRow.guild_id == guild_id, CommunityRow.removed_at.is_(None)
    removed = update(CommunityRow).where(*own).values(removed_at=now, removed_by=application_id)
    return await tx.scalar(removed.returning(CommunityRow.id))


async def strangers_among(tx: Tx, guild_ids: Collection[int], application_id: int) -> list[int]:
    """Return those of the servers with a community of which it is not known that this application
    is there."""
    known = CommunityRow.application_id.is_not_distinct_from(application_id)
    strangers = select(CommunityRow.guild_id).where(CommunityRow.guild_id.in_(guild_ids), ~known)
    return list(await tx.scalars(strangers))


async def note_application(tx: Tx, guild_ids: Collection[int], application_id: int) -> None:
    """Note that an application is on servers."""
    there = update(CommunityRow).where(CommunityRow.guild_id.in_(guild_ids))
    await tx.execute(there.values(application_id=application_id))


async def served_by(tx: Tx, application_id: int) -> list[int]:
    """Return the servers with a community on which an application was, and is as far as is
    known."""
    served = select(CommunityRow.guild_id).where(
        CommunityRow.application_id == application_id,
        CommunityRow.removed_at.is_(None),
        CommunityRow.guild_id > 0,
    )
    return list(await tx.scalars(served))


async def removed_among(tx: Tx, guild_ids: Collection[int]) -> list[int]:
    """Return those of the servers that removed the bot, as far as is known."""
    removed = select(CommunityRow.guild_id).where(CommunityRow.removed_at.is_not(None))
    return [guild_id for guild_id in await tx.scalars(removed) if guild_id in guild_ids]


async def note_returned(tx: Tx, guild_id: int) -> int | None:
    """Note that the bot is back on a server; return its community if it was removed before.

    What fell due meanwhile waits to be sent again.
    """
    own = CommunityRow.guild_id == guild_id, CommunityRow.removed_at.is_not(None)
    back = update(CommunityRow).where(*own).values(removed_at=None, removed_by=None)
    community_id = await tx.scalar(back.returning(CommunityRow.id))
    if community_id is not None:
        silenced = OutboxRow.community_id == community_id, OutboxRow.failure == SILENCED
        await tx.execute(
            update(OutboxRow).where(*silenced).values(done_at=None, failure=None, attempts=0)
        )
    return community_id


async def removed_before(tx: Tx, before: datetime, application_id: int) -> list[int]:
    """Return the servers that removed this application before an instant, the earliest first."""
    values = {"before": before, "application_id": application_id}
    return list(await tx.scalars(_removed_before(), values))


@cache
def _removed_before() -> Select[int]:
    """Return the statement of `removed_before`, which runs often."""
    removed = select(CommunityRow.guild_id).where(
        CommunityRow.removed_at <= bindparam("before"),
        CommunityRow.removed_by == bindparam("application_id"),
    )
    return removed.order_by(CommunityRow.removed_at).limit(100)


async def give_up(tx: Tx, guild_id: int) -> int | None:
    """Let a community belong to no server any more, to be erased; return it, None without one.

    From now on the server is one without a community: it may begin anew while this is erased.
    """
    own = CommunityRow.guild_id == guild_id, CommunityRow.removed_at.is_not(None)
    given_up = update(CommunityRow).where(*own).values(guild_id=-CommunityRow.id)
    return await tx.scalar(given_up.returning(CommunityRow.id))


async def given_up(tx: Tx) -> int | None:
    """Return a community that belongs to no server any more, None without any."""
    return await tx.scalar(_given_up())


@cache
def _given_up() -> Select[int]:
    """Return the statement of `given_up`, which runs often."""
    return select(CommunityRow.id).where(CommunityRow.guild_id < 0).limit(1)


async def erase_some(tx: Tx, community_id: int, limit: int = MOST_ERASED) -> int:
    """Erase some rows of a community that was given up, `limit` at most; return how many.

    Tables are emptied before those that they refer to; the community itself is the last row.
    """
    for table in reversed(all_tables().sorted_tables):
        key = table.primary_key.columns
        if table.name == erasing.COMMUNITIES:
            own = table.c.id == community_id
        else:
            own = erasing.belongs(table, community_id)
        # A name that is linked to a member goes before the member.
        linked_first = [column.is_(None) for column in _own_references(table)]
        chosen = select(*key).where(own).order_by(*linked_first).limit(limit)
        rows = list(await tx.execute(chosen))
        if rows:
            these = tuple_(*key).in_([tuple(row) for row in rows])
            deleted = await tx.execute(delete(table).where(these))
            return cast("CursorResult[Any]", deleted).rowcount
    return 0


def _own_references(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that refer to the table itself."""
    return [key.parent for key in table.foreign_keys if key.column.table is table]
