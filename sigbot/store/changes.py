"""Changing what was scheduled: one meeting, or it and the following ones of its series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from sigbot.domain.keys import title_key
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import MeetingRow, RsvpRow, SeriesRow

_ASIDE = timedelta(days=365 * 5_000)
"""Occurrences are laid aside there while they change places: their times are unique in a series."""


@dataclass(frozen=True, slots=True)
class Placed:
    """When a meeting is: what the rule of its series says (`occurrence`), and where it is (`wall`,
    on the clock of `zone`). One that was `moved` by itself stays there when its series moves."""

    id: int
    occurrence: datetime
    wall: datetime
    zone: str
    starts_at: datetime
    moved: bool = False
    fold: int = 0
    is_cancelled: bool = False


async def change_meeting(tx: Tx, meeting_id: int, values: Mapping[str, Any]) -> None:
    """For this meeting alone: later changes of its series leave these values as they are."""
    row = await tx.get_one(MeetingRow, meeting_id)
    for name, value in _with_key(values).items():
        setattr(row, name, value)
    row.own = sorted({*row.own, *values})
    await tx.flush()


def _with_key(values: Mapping[str, Any]) -> dict[str, Any]:
    """A title never changes without what it is compared by."""
    if "title" not in values:
        return dict(values)
    return {**values, "title_key": title_key(str(values["title"]))}


async def change_following(
    tx: Tx, series_id: int, since: datetime, values: Mapping[str, Any]
) -> None:
    """Change the series and its occurrences from `since` (a wall time) on, except where an
    occurrence was given a value of its own."""
    series = await tx.get_one(SeriesRow, series_id)
    rows = await tx.scalars(
        select(MeetingRow).where(MeetingRow.series_id == series_id, MeetingRow.occurrence >= since)
    )
    for row in rows:
        first = row.occurrence == since
        for name, value in values.items():
            if first or name not in row.own:
                for column, changed in _with_key({name: value}).items():
                    setattr(row, column, changed)
        if first:
            row.own = [name for name in row.own if name not in values]
    for name, value in values.items():
        setattr(series, name, value)
    await tx.flush()


async def following(tx: Tx, series_id: int, since: datetime) -> list[Placed]:
    """The occurrences of a series from `since` (a wall time) on, cancelled ones too, in order."""
    rows = await tx.scalars(
        select(MeetingRow)
        .where(MeetingRow.series_id == series_id, MeetingRow.occurrence >= since)
        .order_by(MeetingRow.occurrence)
    )
    return [
        Placed(
            row.id,
            row.occurrence,
            row.wall,
            row.zone,
            row.starts_at,
            row.moved,
            row.fold,
            row.cancelled_at is not None,
        )
        for row in rows
    ]


async def begins(tx: Tx, series_id: int) -> datetime:
    """The wall time of the first occurrence under the rule that a series has now."""
    return (await tx.get_one(SeriesRow, series_id)).wall


async def count_before(tx: Tx, series_id: int, since: datetime) -> int:
    """How many occurrences lie between the first one under the rule that a series has now and
    `since` (a wall time); negative where `since` is the earlier one."""
    start = await begins(tx, series_id)
    counted = await tx.scalar(
        select(func.count(MeetingRow.id)).where(
            MeetingRow.series_id == series_id,
            MeetingRow.occurrence >= min(start, since),
            MeetingRow.occurrence < max(start, since),
        )
    )
    return (counted or 0) if start <= since else -(counted or 0)


async def last_before(tx: Tx, series_id: int, since: datetime) -> datetime | None:
    """The wall time of the last occurrence before one."""
    return await tx.scalar(
        select(func.max(MeetingRow.occurrence)).where(
            MeetingRow.series_id == series_id, MeetingRow.occurrence < since
        )
    )


async def place(tx: Tx, meetings: Sequence[Placed]) -> None:
    """Put meetings at their times."""
    await _place(tx, [(m, m.occurrence + _ASIDE) for m in meetings])
    await _place(tx, [(m, m.occurrence) for m in meetings])


async def _place(tx: Tx, meetings: Sequence[tuple[Placed, datetime]]) -> None:
    rows = [
        {
            "id": one.id,
            "occurrence": occurrence,
            "moved": one.moved,
            "wall": one.wall,
            "zone": one.zone,
            "starts_at": one.starts_at,
            "fold": one.fold,
        }
        for one, occurrence in meetings
    ]
    if rows:
        await tx.execute(update(MeetingRow), rows)


async def restart_series(
    tx: Tx, series_id: int, rule: str, wall: datetime, made_until: datetime
) -> None:
    """From now on the series begins at `wall`."""
    await tx.execute(
        update(SeriesRow)
        .where(SeriesRow.id == series_id)
        .values(rule=rule, wall=wall, made_until=made_until)
    )


async def anybody_answered(tx: Tx, meeting_ids: Sequence[int]) -> bool:
    found = await tx.scalar(
        select(RsvpRow.meeting_id).where(RsvpRow.meeting_id.in_(meeting_ids)).limit(1)
    )
    return found is not None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting ahead with what was meant, to work its instant out again."""

    id: int
    community_id: int
    wall: datetime
    zone: str
    fold: int
    starts_at: datetime


async def meetings_ahead(tx: Tx, now: datetime) -> list[Ahead]:
    """Of all communities, none that is cancelled."""
    rows = await tx.execute(
        select(
            MeetingRow.id,
            MeetingRow.community_id,
            MeetingRow.wall,
            MeetingRow.zone,
            MeetingRow.fold,
            MeetingRow.starts_at,
        ).where(MeetingRow.starts_at > now, MeetingRow.cancelled_at.is_(None))
    )
    return [Ahead(*row) for row in rows]


async def set_starts(tx: Tx, starts: Mapping[int, tuple[datetime, int]]) -> None:
    """Meeting → the instant its wall time is now, and its fold."""
    rows = [
        {"id": meeting_id, "starts_at": at, "fold": fold}
        for meeting_id, (at, fold) in starts.items()
    ]
    if rows:
        await tx.execute(update(MeetingRow), rows)
