"""Keep when organizers are reminded of a report that falls due, and which reports are skipped."""

from datetime import datetime

from sqlalchemy import select, type_coerce, update

from sigbot.domain.periods import Period
from sigbot.store.attendance import in_period
from sigbot.store.base import UtcOrLongAgo
from sigbot.store.database import Tx
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.reports import ReportRow


async def community_due(tx: Tx, now: datetime) -> int | None:
    """Return the community whose reminder has been due for longest, None where none is due."""
    due = type_coerce(CommunityRow.report_at, UtcOrLongAgo)
    first = select(due, CommunityRow.id).where(CommunityRow.report_at.is_not(None))
    row = (await tx.execute(first.order_by(CommunityRow.report_at).limit(1))).first()
    return row[1] if row and row[0] <= now else None


async def due_at(tx: Tx, community_id: int) -> datetime | None:
    """Return when the next reminder of a community is due."""
    due = type_coerce(CommunityRow.report_at, UtcOrLongAgo)
    return await tx.scalar(select(due).where(CommunityRow.id == community_id))


async def put_off(tx: Tx, community_id: int, until: datetime) -> None:
    """Set when the next reminder of a community is due."""
    changed = update(CommunityRow).where(CommunityRow.id == community_id)
    await tx.execute(changed.values(report_at=until))


async def is_settled(tx: Tx, community_id: int, period: Period) -> bool:
    """Return whether the report of a period was published or skipped."""
    settled = select(ReportRow.id).where(
        ReportRow.community_id == community_id,
        ReportRow.start == period.start,
        ReportRow.end == period.end,
        ReportRow.published_at.is_not(None) | ReportRow.skipped_at.is_not(None),
    )
    return await tx.scalar(settled) is not None


async def any_meeting(tx: Tx, community_id: int, start: datetime, until: datetime) -> bool:
    """Return whether a meeting that was not cancelled began in [start, until)."""
    held = select(MeetingRow.id).where(in_period(community_id, start, until)).limit(1)
    return await tx.scalar(held) is not None


async def set_skipped(tx: Tx, report_id: int, at: datetime | None) -> None:
    """Note that a report is skipped, None that it is not any more."""
    await tx.execute(update(ReportRow).where(ReportRow.id == report_id).values(skipped_at=at))
