"""Delete what is old, a few rows at a time."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CursorResult,
    Select,
    Table,
    bindparam,
    delete,
    or_,
    select,
    tuple_,
)

from sigbot.domain.sweeping import Swept
from sigbot.store.database import Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.attendance import CodeRow, GuessRow, PresenceRow
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.meetings import AnnouncementRow, ClockWarningRow, QuestionRow
from sigbot.store.rows.notices import NoticeRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.rotation import SuggestionRow

_AGES: Mapping[Swept, Any] = {
    Swept.OUTBOX: OutboxRow.done_at,
    Swept.ANNOUNCEMENTS: AnnouncementRow.starts_at,
    Swept.CLOCK_WARNINGS: ClockWarningRow.changes_at,
    Swept.PRESENCES: PresenceRow.joined_at,
    Swept.CODES: CodeRow.made_at,
    Swept.GUESSES: GuessRow.since,
    Swept.QUESTIONS: QuestionRow.asked_at,
    Swept.SUGGESTIONS: SuggestionRow.at,
    Swept.NOTICES: NoticeRow.noticed_at,
    Swept.AUDIT: AuditRow.at,
}
"""The column that says how old a row is; each has an index."""

_ONLY: Mapping[Swept, ColumnElement[bool]] = {
    Swept.NOTICES: or_(NoticeRow.mended_at.is_not(None), NoticeRow.told_at.is_not(None)),
}
"""Which of the old rows are deleted, where not all are."""


async def old_kinds(tx: Tx, befores: Mapping[Swept, datetime]) -> list[Swept]:
    """Return of which kinds there are rows older than the instant given for each."""
    instants = {kind.value: before for kind, before in befores.items()}
    there = (await tx.execute(_are_there(tuple(befores)), instants)).one()
    return [kind for kind, is_there in zip(befores, there, strict=True) if is_there]


@cache
def _are_there(kinds: tuple[Swept, ...]) -> Select[Any]:
    """Return the statement of `old_kinds`; to make it takes longer than to run it."""
    befores = {kind: bindparam(kind.value, type_=_AGES[kind].type) for kind in kinds}
    are_there = [_old(kind, before).exists() for kind, before in befores.items()]
    return cast("Select[Any]", select(*are_there))


def _old(kind: Swept, before: datetime | BindParameter[datetime]) -> Select[Any]:
    """Return the statement for the keys of the rows that are older than an instant."""
    table: Table = all_tables().tables[kind.value]
    old = select(*table.primary_key.columns).where(_AGES[kind] < before)
    return old.where(_ONLY[kind]) if kind in _ONLY else old


async def sweep(tx: Tx, kind: Swept, before: datetime, limit: int) -> int:
    """Delete rows that are older than an instant, `limit` at most; return how many."""
    chosen = _old(kind, before).order_by(_AGES[kind]).limit(limit)
    rows = [tuple(row) for row in await tx.execute(chosen)]
    if not rows:
        return 0
    table: Table = all_tables().tables[kind.value]
    key = tuple_(*table.primary_key.columns)
    deleted = await tx.execute(delete(table).where(key.in_(rows)))
    return cast("CursorResult[Any]", deleted).rowcount
