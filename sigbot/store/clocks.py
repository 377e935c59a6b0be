"""Keep warnings of clock changes, and read the zones and times they are worked out from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.meetings import ClockWarningRow, MeetingRow, SeriesRow
from sigbot.store.rows.members import PersonRow


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a series meets, on the clock of `zone`.

    `starts` are instants: the last before now, where there was one, then all that are ahead.
    `title` is that of the next meeting: later ones may have another name already.
    """

    series_id: int
    title: str
    zone: str
    starts: tuple[datetime, ...]


async def has_series(tx: Tx, community_id: int) -> bool:
    chosen = select(SeriesRow.id).where(SeriesRow.community_id == community_id).limit(1)
    return await tx.scalar(chosen) is not None


async def timetables(
    tx: Tx, community_id: int, now: datetime, series_id: int | None = None
) -> list[Timetable]:
    """Return the timetables of the community's series, or of one, that have meetings ahead."""
    columns = (SeriesRow.id, SeriesRow.title, SeriesRow.zone)
    chosen = select(*columns).where(SeriesRow.community_id == community_id)
    if series_id is not None:
        chosen = chosen.where(SeriesRow.id == series_id)
    tables = [await _timetable(tx, *row, now) for row in (await tx.execute(chosen)).all()]
    return [table for table in tables if table.starts and table.starts[-1] > now]


async def _timetable(
    tx: Tx, series_id: int, title: str, series_zone: str, now: datetime
) -> Timetable:
    """Return the timetable of a series, without meetings that were moved away from its time."""
    held = (
        MeetingRow.series_id == series_id,
        MeetingRow.cancelled_at.is_(None),
        MeetingRow.moved.is_(False),
    )
    last = await tx.scalar(
        select(func.max(MeetingRow.occurrence)).where(*held, MeetingRow.starts_at <= now)
    )
    since = [MeetingRow.occurrence >= last] if last else []
    rows = await tx.execute(
        select(MeetingRow.starts_at, MeetingRow.zone, MeetingRow.title)
        .where(*held, *since)
        .order_by(MeetingRow.starts_at)
    )
    meetings = [(starts_at, zone, name) for starts_at, zone, name in rows]
    ahead = ((zone, name) for starts_at, zone, name in meetings if starts_at > now)
    # A rotation may keep its times on another clock. That change of times is no clock change.
    zone, title = next(ahead, (series_zone, title))
    starts = tuple(starts_at for starts_at, its_zone, _ in meetings if its_zone == zone)
    return Timetable(series_id, title, zone, starts)


async def member_zones(tx: Tx, community_id: int) -> list[str]:
    """Return the zones that members gave, each once, in order."""
    rows = await tx.scalars(
        select(PersonRow.timezone)
        .where(PersonRow.community_id == community_id, PersonRow.timezone.is_not(None))
        .distinct()
        .order_by(PersonRow.timezone)
    )
    return [zone for zone in rows if zone]


async def common_zones(tx: Tx, community_id: int, at_least: int) -> frozenset[str]:
    """Return the zones that so many members gave."""
    rows = await tx.scalars(
        select(PersonRow.timezone)
        .where(PersonRow.community_id == community_id, PersonRow.timezone.is_not(None))
        .group_by(PersonRow.timezone)
        .having(func.count() >= at_least)
    )
    return frozenset(zone for zone in rows if zone)


async def warned_of(tx: Tx, community_id: int) -> set[tuple[int, datetime]]:
    """Return (series, instant of the change) of the warnings of a community that were noted."""
    rows = await tx.execute(
        select(ClockWarningRow.series_id, ClockWarningRow.changes_at)
        .join(SeriesRow, SeriesRow.id == ClockWarningRow.series_id)
        .where(SeriesRow.community_id == community_id)
    )
    return {(series_id, changes_at) for series_id, changes_at in rows}


async def add_warning(tx: Tx, series_id: int, changes_at: datetime) -> bool:
    """Note that a series is warned of a change; return False where it was noted before."""
    values = {"series_id": series_id, "changes_at": changes_at}
    return await insert_once(tx, ClockWarningRow, values, "series_id", "changes_at")
