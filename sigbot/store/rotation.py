"""Keep suggestions and adopted rotations, and read the zones and hours of members."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select, update
from sqlalchemy.orm import aliased

from sigbot.domain.hours import Hours
from sigbot.domain.members import NOTICE_OF_TIMES
from sigbot.domain.regions import Region
from sigbot.domain.rotation import (
    Adopted,
    Alike,
    Availability,
    Came,
    HeldAt,
    Reach,
    Slot,
    slot_of,
)
from sigbot.domain.turnouts import People
from sigbot.store.attendance import in_period
from sigbot.store.base import all_ids
from sigbot.store.database import Tx
from sigbot.store.hours import hours_from
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from sigbot.store.rows.members import ConsentRow, HoursRow, PersonRow, SelfDescriptionRow
from sigbot.store.rows.minutes import CaughtUpRow
from sigbot.store.rows.rotation import RotationRow, SuggestionRow


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion as it was shown.

    `slots` is their number, `wishes` what organizers asked for, `alternatives` label → alternative.
    """

    id: int
    meeting_id: int
    slots: int
    wishes: Mapping[str, Any]
    alternatives: Mapping[str, Any]


_AGREED = and_(ConsentRow.granted, ConsentRow.notice_version >= NOTICE_OF_TIMES)
_REGION = case((_AGREED, SelfDescriptionRow.region), else_=None)
"""NULL unless the person agreed that it is used to find meeting times."""

_ALIKE = (PersonRow.timezone, _REGION, HoursRow.begin, HoursRow.end, HoursRow.days)
"""What people who can meet alike have in common."""


def _availabilities(*columns: Any) -> Select[Any]:
    """Return a SELECT of zone, region, hours and `columns` of people."""
    return _of_people(PersonRow.timezone, _REGION, HoursRow, *columns)


def _of_people(*columns: Any) -> Select[Any]:
    log = aliased(ConsentRow)
    last = (
        select(func.max(log.id))
        .where(log.person_id == PersonRow.id)
        .correlate(PersonRow)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(PersonRow)
        .outerjoin(SelfDescriptionRow, SelfDescriptionRow.person_id == PersonRow.id)
        .outerjoin(ConsentRow, ConsentRow.id == last)
        .outerjoin(HoursRow, HoursRow.person_id == PersonRow.id)
    )


async def members(tx: Tx, community_id: int) -> list[Availability]:
    """Return when members with an account can meet, also for members who gave no answers."""
    rows = await tx.execute(
        _availabilities()
        .where(PersonRow.community_id == community_id, PersonRow.discord_id.is_not(None))
        .order_by(PersonRow.id)
    )
    return [_availability(zone, region, hours) for zone, region, hours in rows]


def _availability(zone: str | None, region: str | None, hours: HoursRow | None) -> Availability:
    return Availability(zone, Region(region) if region else None, hours_from(hours))


async def availability(tx: Tx, person_id: int) -> Availability:
    zone, region, hours = (
        await tx.execute(_availabilities().where(PersonRow.id == person_id))
    ).one()
    return _availability(zone, region, hours)


async def attended(
    tx: Tx, community_id: int, person_id: int, start: datetime, until: datetime
) -> list[Came]:
    """Return each attendance of a person in [start, until)."""
    rows = await tx.execute(
        _availabilities(PersonRow.id, MeetingRow.starts_at, MeetingRow.duration)
        .join(AttendanceRow, AttendanceRow.person_id == PersonRow.id)
        .join(MeetingRow, MeetingRow.id == AttendanceRow.meeting_id)
        .where(in_period(community_id, start, until), PersonRow.id == person_id)
    )
    return [
        Came(person, _availability(zone, region, hours), starts_at, minutes)
        for zone, region, hours, person, starts_at, minutes in rows
    ]


async def came_since(
    tx: Tx, community_id: int, since: datetime, until: datetime
) -> tuple[int, int]:
    """Count the members who came to a meeting in [since, until), and those of them with a zone or
    a region."""
    came = (
        select(AttendanceRow.person_id)
        .join(MeetingRow, MeetingRow.id == AttendanceRow.meeting_id)
        .where(
            MeetingRow.community_id == community_id,
            MeetingRow.starts_at >= since,
            MeetingRow.starts_at < until,
        )
    )
    rows = await tx.execute(
        _of_people(PersonRow.timezone, _REGION).where(
            PersonRow.id.in_(came), PersonRow.discord_id.is_not(None)
        )
    )
    known = [bool(zone or region) for zone, region in rows]
    return len(known), sum(known)


async def alike(tx: Tx, community_id: int) -> list[Alike]:
    """Return the people of a community whose zone is known, those who can meet alike together."""
    rows = await tx.execute(
        _of_people(*_ALIKE, all_ids(PersonRow.id))
        .where(PersonRow.community_id == community_id, PersonRow.timezone.is_not(None))
        .group_by(*_ALIKE)
    )
    return [Alike(_alike(*row[:5]), People(row[5])) for row in rows]


def _alike(
    zone: str | None, region: str | None, begin: int | None, end: int | None, days: str | None
) -> Availability:
    hours = None
    if begin is not None and end is not None:
        hours = Hours(begin, end, tuple(map(int, days or "")))
    return Availability(zone, Region(region) if region else None, hours)


async def add_suggestion(
    tx: Tx,
    community_id: int,
    meeting_id: int,
    slots: int,
    wishes: dict[str, Any],
    alternatives: dict[str, Any],
    now: datetime,
) -> int:
    row = SuggestionRow(
        community_id=community_id,
        meeting_id=meeting_id,
        slots=slots,
        wishes=wishes,
        plans=alternatives,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def suggestion(tx: Tx, community_id: int, suggestion_id: int) -> Suggested | None:
    row = await tx.get(SuggestionRow, suggestion_id)
    return _suggested(row) if row and row.community_id == community_id else None


def _suggested(row: SuggestionRow) -> Suggested:
    return Suggested(row.id, row.meeting_id, row.slots, row.wishes, row.plans)


async def last_suggestion(tx: Tx, series_id: int) -> Suggested | None:
    """Return the last suggestion for a meeting of a series, None where there is none."""
    row = await tx.scalar(
        select(SuggestionRow)
        .join(MeetingRow, MeetingRow.id == SuggestionRow.meeting_id)
        .where(MeetingRow.series_id == series_id)
        .order_by(SuggestionRow.id.desc())
        .limit(1)
    )
    return _suggested(row) if row else None


async def adopt(
    tx: Tx,
    community_id: int,
    series_id: int,
    begins: datetime,
    slots: Sequence[Slot],
    reach: Reach,
    now: datetime,
) -> Adopted:
    row = RotationRow(
        community_id=community_id,
        series_id=series_id,
        begins=begins,
        slots=[{"zone": slot.zone, "minute": slot.minute} for slot in slots],
        reach=asdict(reach),
        adopted_at=now,
    )
    tx.add(row)
    await tx.flush()
    return _adopted(row)


def _adopted(row: RotationRow) -> Adopted:
    return Adopted(
        row.id,
        row.series_id,
        row.begins,
        tuple(Slot(slot["zone"], slot["minute"]) for slot in row.slots),
        row.adopted_at,
        row.undone_at,
        _reach(row.reach),
    )


def _reach(kept: Mapping[str, Any]) -> Reach:
    reached, gained = (tuple(map(Region, kept.get(name, ()))) for name in ("reached", "gained"))
    return Reach(reached, gained, kept.get("share_before"), kept.get("share"))


async def rotations_of(tx: Tx, series_id: int) -> list[Adopted]:
    """Return the rotations of a series that were not undone, in the order of adoption."""
    return await _rotations(tx, RotationRow.series_id == series_id)


async def rotations_in(tx: Tx, community_id: int) -> list[Adopted]:
    """Return the rotations of a community that were not undone, in the order of adoption."""
    return await _rotations(tx, RotationRow.community_id == community_id)


async def _rotations(tx: Tx, chosen: Any) -> list[Adopted]:
    rows = await tx.scalars(
        select(RotationRow).where(chosen, RotationRow.undone_at.is_(None)).order_by(RotationRow.id)
    )
    return [_adopted(row) for row in rows]


async def rotation(tx: Tx, community_id: int, rotation_id: int) -> Adopted | None:
    """Return a rotation, undone or not; None where this community has no such rotation."""
    row = await tx.get(RotationRow, rotation_id, populate_existing=True)
    return _adopted(row) if row and row.community_id == community_id else None


async def undo(tx: Tx, rotation_id: int, now: datetime) -> None:
    await tx.execute(update(RotationRow).where(RotationRow.id == rotation_id).values(undone_at=now))


async def first_start(tx: Tx, rotation: Adopted) -> datetime | None:
    """Return when the first meeting of a rotation starts, without cancelled meetings."""
    return await tx.scalar(
        select(func.min(MeetingRow.starts_at)).where(
            MeetingRow.series_id == rotation.series_id,
            MeetingRow.occurrence >= rotation.begins,
            MeetingRow.cancelled_at.is_(None),
        )
    )


async def title_and_start(tx: Tx, rotation: Adopted) -> tuple[str, datetime | None]:
    title = (await tx.get_one(SeriesRow, rotation.series_id)).title
    return title, await first_start(tx, rotation)


async def held_in_series(tx: Tx, series_id: int, since: datetime, until: datetime) -> list[HeldAt]:
    """Return the meetings of a series that started in [since, until) and were not cancelled."""
    caught_up = (
        select(func.count())
        .where(CaughtUpRow.meeting_id == MeetingRow.id)
        .correlate(MeetingRow)
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(MeetingRow, func.count(AttendanceRow.id), caught_up)
        .outerjoin(AttendanceRow, AttendanceRow.meeting_id == MeetingRow.id)
        .where(
            MeetingRow.series_id == series_id,
            MeetingRow.starts_at >= since,
            MeetingRow.starts_at < until,
            MeetingRow.cancelled_at.is_(None),
        )
        .group_by(MeetingRow.id)
        .order_by(MeetingRow.starts_at)
    )
    return [
        HeldAt(
            slot_of(row.wall, row.zone), row.moved, row.occurrence, row.starts_at, attended, later
        )
        for row, attended, later in rows
    ]
