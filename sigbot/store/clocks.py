"""Warnings of clock changes, kept; and the zones and times they are worked out from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.meetings import ClockWarningRow, MeetingRow, SeriesRow
from sigbot.store.rows.members import PersonRow


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a series meets: the last time before now, where there was one, then all times ahead."""

    series_id: int
    title: str
    zone: str
    starts: tuple[datetime, ...]


async def timetables(
    tx: Tx, community_id: int, now: datetime, series_id: int | None = None
) -> list[Timetable]:
    """Of the community's series (or of one) that have meetings ahead."""
    chosen = select(SeriesRow).where(SeriesRow.community_id == community_id)
    if series_id is not None:
        chosen = chosen.where(SeriesRow.id == series_id)
    found = [await _timetable(tx, series, now) for series in await tx.scalars(chosen)]
    return [table for table in found if table.starts and table.starts[-1] > now]


async def _timetable(tx: Tx, series: SeriesRow, now: datetime) -> Timetable:
    """Only of meetings at the series' own time: a meeting that was moved warns nobody."""
    held = (
        MeetingRow.series_id == series.id,
        MeetingRow.cancelled_at.is_(None),
        MeetingRow.moved.is_(False),
    )
    last = await tx.scalar(
        select(func.max(MeetingRow.occurrence)).where(*held, MeetingRow.starts_at <= now)
    )
    since = [MeetingRow.occurrence >= last] if last else []
    rows = await tx.execute(
        select(MeetingRow.starts_at, MeetingRow.zone)
        .where(*held, *since)
        .order_by(MeetingRow.starts_at)
    )
    found = [(starts_at, zone) for starts_at, zone in rows]
    # A rotation may have its times on another clock: what changes with it is no news of clocks.
    zone = next((zone for starts_at, zone in found if starts_at > now), series.zone)
    starts = tuple(starts_at for starts_at, its_zone in found if its_zone == zone)
    return Timetable(series.id, series.title, zone, starts)


async def member_zones(tx: Tx, community_id: int) -> list[str]:
    """The zones that members gave, each once."""
    rows = await tx.scalars(
        select(PersonRow.timezone)
        .where(PersonRow.community_id == community_id, PersonRow.timezone.is_not(None))
        .distinct()
        .order_by(PersonRow.timezone)
    )
    return [zone for zone in rows if zone]


async def add_warning(tx: Tx, series_id: int, changes_at: datetime) -> bool:
    """Remember that a change is warned of; return False where that was known already."""
    values = {"series_id": series_id, "changes_at": changes_at}
    return await insert_once(tx, ClockWarningRow, values, "series_id", "changes_at")
