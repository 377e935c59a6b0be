"""Keep notices for organizers, and find out who the organizers are."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Update, bindparam, func, select, update

from sigbot.domain.notices import Notice, NoticeTopic
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.notices import NoticeRow

_ORGANIZING = ("sig.setup", "meeting.schedule", "meeting.edit", "meeting.cancel", "report.publish")
"""Actions of the audit trail that only an organizer can do."""


async def add_notice(
    tx: Tx,
    community_id: int,
    topic: NoticeTopic,
    subject: str,
    details: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Add a notice; return False where the same notice is there and not mended yet."""
    values = {
        "community_id": community_id,
        "topic": topic,
        "key": _key(community_id, topic, subject),
        "details": dict(details),
        "noticed_at": now,
    }
    return await insert_once(tx, NoticeRow, values, "key")


def _notice(row: NoticeRow) -> Notice:
    return Notice(row.id, NoticeTopic(row.topic), row.details, row.noticed_at)


async def untold(tx: Tx, community_id: int) -> list[Notice]:
    """Return the notices that no organizer was told yet, in order."""
    rows = await tx.scalars(
        select(NoticeRow)
        .where(NoticeRow.community_id == community_id, NoticeRow.told_at.is_(None))
        .order_by(NoticeRow.id)
    )
    return [_notice(row) for row in rows]


async def notices(tx: Tx, notice_ids: Collection[int]) -> list[Notice]:
    rows = await tx.scalars(
        select(NoticeRow).where(NoticeRow.id.in_(notice_ids)).order_by(NoticeRow.id)
    )
    return [_notice(row) for row in rows]


async def mark_told(tx: Tx, notice_ids: Collection[int], now: datetime) -> None:
    await tx.execute(update(NoticeRow).where(NoticeRow.id.in_(notice_ids)).values(told_at=now))


def _key(community_id: int, topic: NoticeTopic, subject: str) -> str:
    return f"{community_id}:{topic}:{subject}"


async def mend_one(
    tx: Tx, community_id: int, topic: NoticeTopic, subject: str, now: datetime
) -> None:
    """Mark the notice about one subject as mended, so that the next one is told again."""
    key = _key(community_id, topic, subject)
    await tx.execute(update(NoticeRow).where(NoticeRow.key == key).values(key=None, mended_at=now))


async def mend(tx: Tx, community_id: int, topics: Collection[NoticeTopic], now: datetime) -> bool:
    """Mark the notices of these topics as mended, so that the next one is told again.

    Return False when there was no such notice.
    """
    values = {"its_community": community_id, "topics": topics, "now": now}
    result = cast("CursorResult[object]", await tx.execute(_mending(), values))
    return bool(result.rowcount)


@cache
def _mending() -> Update:
    """Return the statement of `mend`, which runs for every message.

    A parameter with the name of a column would be set.
    """
    mended = (
        update(NoticeRow)
        .where(
            NoticeRow.community_id == bindparam("its_community"),
            NoticeRow.topic.in_(bindparam("topics", expanding=True)),
            NoticeRow.key.is_not(None),
        )
        .values(key=None, mended_at=bindparam("now"))
    )
    return mended.execution_options(synchronize_session=False)


async def organizers_seen(tx: Tx, community_id: int, limit: int) -> list[int]:
    """Return the Discord ids of the organizers who were active last, the latest first."""
    discord_ids = await tx.scalars(
        select(AuditRow.discord_id)
        .where(
            AuditRow.community_id == community_id,
            AuditRow.action.in_(_ORGANIZING),
            AuditRow.discord_id.is_not(None),
        )
        .group_by(AuditRow.discord_id)
        .order_by(func.max(AuditRow.id).desc())
        .limit(limit)
    )
    return [discord_id for discord_id in discord_ids if discord_id is not None]


async def name_in_audit(tx: Tx, community_id: int, discord_id: int) -> str:
    """Return the name under which a Discord account acted last, "" for one that never did."""
    name = await tx.scalar(
        select(AuditRow.name)
        .where(AuditRow.community_id == community_id, AuditRow.discord_id == discord_id)
        .order_by(AuditRow.id.desc())
        .limit(1)
    )
    return name or ""
