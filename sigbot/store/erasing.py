"""Erase a whole community: every row of every table that leads to it by foreign keys."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import ColumnElement, Table, delete, func, select, true

from sigbot.store.database import Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.community import CommunityRow

COMMUNITIES = CommunityRow.__tablename__


@cache
def ways_to_community() -> Mapping[str, tuple[str, str] | None]:
    """Return table → (column, table that it refers to) on a shortest way to a community.

    None for a table that belongs to no community; communities themselves are left out. Only where
    there is no other way, a reference may be empty: then it is that of somebody who was forgotten.
    """
    tables = all_tables().tables
    ways: dict[str, tuple[str, str] | None] = {}
    for may_be_empty in (False, True):
        reached = [COMMUNITIES, *ways]
        for parent in reached:
            for name in tables.keys() - ways.keys() - {COMMUNITIES}:
                column = _reference(tables[name], parent, may_be_empty=may_be_empty)
                if column:
                    ways[name] = column, parent
                    reached.append(name)
    return {name: ways.get(name) for name in tables if name != COMMUNITIES}


def _reference(table: Table, parent: str, *, may_be_empty: bool) -> str | None:
    """Return the column of a table that refers to another one."""
    for key in table.foreign_keys:
        if key.column.table.name == parent and (may_be_empty or not key.parent.nullable):
            return str(key.parent.name)
    return None


def belongs(table: Table, community_id: int) -> ColumnElement[bool]:
    """Return the condition for the rows of a community."""
    way = ways_to_community()[table.name]
    if way is None:
        return ~true()
    column, parent = way
    if parent == COMMUNITIES:
        return table.c[column] == community_id
    owner = all_tables().tables[parent]
    [key] = owner.primary_key
    return table.c[column].in_(select(key).where(belongs(owner, community_id)))


async def erase_community(tx: Tx, community_id: int) -> dict[str, int]:
    """Delete a community with all that belongs to it; return table → how many rows.

    It has to be locked. Tables are emptied before those that they refer to.
    """
    counts: dict[str, int] = {}
    for table in reversed(all_tables().sorted_tables):
        if table.name == COMMUNITIES:
            continue
        own = belongs(table, community_id)
        counts[table.name] = (
            await tx.scalar(select(func.count()).select_from(table).where(own)) or 0
        )
        if counts[table.name]:
            await tx.execute(delete(table).where(own))
    communities = all_tables().tables[COMMUNITIES]
    await tx.execute(delete(communities).where(communities.c.id == community_id))
    return {name: count for name, count in sorted(counts.items()) if count}
