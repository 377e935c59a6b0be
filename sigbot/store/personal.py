"""Read everything that is stored about one person, as `domain/personal.py` lists it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, text

from sigbot.domain.forgetting import NAMELESS
from sigbot.domain.outbox import direct_lane
from sigbot.domain.personal import Row, exported
from sigbot.store.database import Tx
from sigbot.store.forgetting import Subject, is_called
from sigbot.store.imports import drafts_naming
from sigbot.store.rows import all_tables
from sigbot.store.rows.audit import ABOUT_ANOTHER
from sigbot.store.rows.community import SubgroupRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.outbox import NAMING
from sigbot.store.rows.reports import ReportRow


async def rows_about(tx: Tx, who: Subject) -> dict[str, list[Row]]:
    """Return table → what is exported of its rows about a person, in the order of their keys."""
    drafts = await drafts_naming(tx, who.community_id, who.words, who.ids)
    about: dict[str, list[Row]] = {}
    for name, table in all_tables().tables.items():
        columns = exported(name)
        if columns:
            rows = await _rows(tx, table, who, drafts.naming)
            about[name] = [{column: row[column] for column in columns} for row in rows]
    return about


async def _rows(tx: Tx, table: Table, who: Subject, drafts: Collection[int]) -> list[Row]:
    """Return the rows of a table that are about a person."""
    chosen = _chosen(table, who, drafts).order_by(*table.primary_key)
    rows = [dict(row) for row in (await tx.execute(chosen)).mappings()]
    narrow = _NARROWED.get(table.name)
    return [row for row in rows if narrow is None or narrow(row, who)]


def _chosen(table: Table, who: Subject, drafts: Collection[int]) -> Select[Any]:
    """Return a SELECT of the rows of a table that may be about a person."""
    columns = table.c
    community = select(MeetingRow.id).where(MeetingRow.community_id == who.community_id)
    conditions: Mapping[str, Callable[[], ColumnElement[bool]]] = {
        "people": lambda: columns.id.in_(who.ids),
        "journal_items": lambda: columns.shared_by.in_(who.ids),
        "journal_picks": lambda: columns.presenter_id.in_(who.ids),
        "notes": lambda: or_(columns.person_id.in_(who.ids), columns.speaker_id.in_(who.ids)),
        "promises": lambda: columns.owner_id.in_(who.ids),
        "suggestions": lambda: columns.meeting_id.in_(community),
        "reports": lambda: columns.community_id == who.community_id,
        "narrative_versions": lambda: and_(
            columns.report_id.in_(
                select(ReportRow.id).where(ReportRow.community_id == who.community_id)
            ),
            columns.written_by == who.discord_id,
        ),
        "imports": lambda: or_(
            columns.id.in_(drafts),
            and_(columns.meeting_id.in_(community), columns.discord_id == who.discord_id),
        ),
        "outbox": lambda: or_(
            columns.person_id.in_(who.ids),
            and_(columns.community_id == who.community_id, text(NAMING)),
        ),
        "audit": lambda: and_(
            columns.community_id == who.community_id,
            or_(columns.discord_id == who.discord_id, text(ABOUT_ANOTHER)),
        ),
    }
    if table.name in conditions:
        return select(table).where(conditions[table.name]())
    if "discord_id" in columns:
        of_community = columns.community_id == who.community_id
        return select(table).where(of_community, columns.discord_id == who.discord_id)
    return select(table).where(columns.person_id.in_(who.ids))


def _is_host(row: Row, who: Subject) -> bool:
    return bool(set(row["wishes"].get("hosts", ())) & set(who.ids))


def _is_author(row: Row, who: Subject) -> bool:
    """Return whether a person is an author; of the authors, leave only them."""
    row["authors"][:] = [author for author in row["authors"] if author in who.names]
    return bool(row["authors"])


def _is_for(row: Row, who: Subject) -> bool:
    if row["person_id"] in who.ids:
        return True
    if who.discord_id is None:
        return False
    payload = row["payload"] if isinstance(row["payload"], Mapping) else {}
    return row["lane"] == direct_lane(who.discord_id) or is_called(payload, who.discord_id)


def _is_noted(row: dict[str, Any], who: Subject) -> bool:
    """Return whether an audit row is of a person or about them; leave out another actor's name."""
    if row["discord_id"] == who.discord_id and who.discord_id is not None:
        return True
    row["discord_id"], row["name"] = None, NAMELESS
    return row["subject"] in who.keys or row["details"].get("person") in who.keys


_NARROWED: Mapping[str, Callable[[dict[str, Any], Subject], bool]] = {
    "suggestions": _is_host,
    "reports": _is_author,
    "outbox": _is_for,
    "audit": _is_noted,
}
"""What cannot be asked in SQL alone."""


async def meetings_called(tx: Tx, meeting_ids: Collection[int]) -> dict[int, Row]:
    """Return id → title and start of meetings."""
    rows = await tx.execute(
        select(MeetingRow.id, MeetingRow.title, MeetingRow.starts_at).where(
            MeetingRow.id.in_(meeting_ids)
        )
    )
    return {number: {"title": title, "starts_at": starts_at} for number, title, starts_at in rows}


async def subgroups_called(tx: Tx, subgroup_ids: Collection[int]) -> dict[int, str]:
    """Return id → name of subgroups."""
    rows = await tx.execute(
        select(SubgroupRow.id, SubgroupRow.name).where(SubgroupRow.id.in_(subgroup_ids))
    )
    return {row.id: row.name for row in rows}
