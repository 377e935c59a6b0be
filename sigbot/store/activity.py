"""Keep activities."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.meetings import MeetingKind
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.reports import ActivityRow


def _activity(row: ActivityRow) -> Activity:
    return Activity(row.id, row.title, ActivityKind(row.kind), row.date, row.link)


async def add_activity(
    tx: Tx,
    community_id: int,
    title: str,
    kind: ActivityKind,
    day: date,
    link: str,
    now: datetime,
) -> Activity:
    row = ActivityRow(
        community_id=community_id, title=title, kind=kind, date=day, link=link, created_at=now
    )
    tx.add(row)
    await tx.flush()
    return _activity(row)


async def count_activities(tx: Tx, community_id: int) -> int:
    counted = select(func.count()).where(ActivityRow.community_id == community_id)
    return await tx.scalar(counted) or 0


async def activities_between(
    tx: Tx, community_id: int, start: date | None = None, end: date | None = None
) -> list[Activity]:
    """Return the activities of the days from `start` to `end`, both included, in order."""
    chosen = select(ActivityRow).where(ActivityRow.community_id == community_id)
    if start is not None:
        chosen = chosen.where(ActivityRow.date >= start)
    if end is not None:
        chosen = chosen.where(ActivityRow.date <= end)
    rows = await tx.scalars(chosen.order_by(ActivityRow.date, ActivityRow.id))
    return [_activity(row) for row in rows]


async def talks_until(
    tx: Tx, community_id: int, zone: str, start: datetime | None, until: datetime
) -> list[Activity]:
    """Return the guest presentations that began in [start, until), as activities without a key of
    their own: the recording or the slides are the link of each, as soon as they are there."""
    chosen = select(MeetingRow).where(
        MeetingRow.community_id == community_id,
        MeetingRow.kind == MeetingKind.GUEST,
        MeetingRow.cancelled_at.is_(None),
        MeetingRow.starts_at < until,
    )
    if start is not None:
        chosen = chosen.where(MeetingRow.starts_at >= start)
    rows = await tx.scalars(chosen.order_by(MeetingRow.starts_at))
    return [
        Activity(
            0,
            row.title,
            ActivityKind.PRESENTATION,
            row.starts_at.astimezone(ZoneInfo(zone)).date(),
            row.recording or row.slides,
        )
        for row in rows
    ]


async def remove_activity(tx: Tx, activity_id: int) -> None:
    await tx.execute(delete(ActivityRow).where(ActivityRow.id == activity_id))
