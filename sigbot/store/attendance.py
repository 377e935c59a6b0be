"""Read attendances from the ledger, and who gave which answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from sigbot.domain.attendance import Attendance, AttendanceLine, Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute, Candidate
from sigbot.domain.regions import Region
from sigbot.domain.turnouts import People, Turnout
from sigbot.store.base import all_ids
from sigbot.store.database import Tx
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from sigbot.store.rows.community import SubgroupRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import GenderRow, PersonRow, SelfDescriptionRow


async def attendances(tx: Tx, meeting_id: int) -> list[Attendance]:
    """Return the attendances of a meeting in the order of check-in."""
    rows = await tx.execute(
        select(AttendanceRow, PersonRow, SelfDescriptionRow.region)
        .join(PersonRow, PersonRow.id == AttendanceRow.person_id)
        .outerjoin(SelfDescriptionRow, SelfDescriptionRow.person_id == PersonRow.id)
        .where(AttendanceRow.meeting_id == meeting_id)
        .order_by(AttendanceRow.checked_in_at, AttendanceRow.person_id)
    )
    return [_attendance(*row) for row in rows]


def _attendance(row: AttendanceRow, person: PersonRow, region: str | None) -> Attendance:
    return Attendance(
        person=person.name,
        discord_id=person.discord_id,
        source=Source(row.source),
        checked_in_at=row.checked_in_at,
        minutes=row.minutes,
        region=Region(region) if region else None,
        timed=row.timed,
    )


async def brief_visits(tx: Tx, meeting_id: int) -> list[tuple[str, int]]:
    """Return (name, minutes) of visits too brief for the ledger, the longest first."""
    rows = await tx.execute(
        select(PersonRow.name, SightingRow.minutes)
        .join(PersonRow, PersonRow.id == SightingRow.person_id)
        .outerjoin(
            AttendanceRow,
            and_(
                AttendanceRow.meeting_id == SightingRow.meeting_id,
                AttendanceRow.person_id == SightingRow.person_id,
            ),
        )
        .where(
            SightingRow.meeting_id == meeting_id,
            SightingRow.counts.is_(False),
            AttendanceRow.id.is_(None),
        )
        .order_by(SightingRow.minutes.desc(), PersonRow.name)
    )
    return [(name, minutes or 0) for name, minutes in rows]


def in_period(community_id: int, start: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition for a community's meetings in [start, until) that were not cancelled."""
    return and_(
        MeetingRow.community_id == community_id,
        MeetingRow.starts_at >= start,
        MeetingRow.starts_at < until,
        MeetingRow.cancelled_at.is_(None),
    )


LineKey = tuple[datetime, int, datetime, int]
"""The place of a line in an export: start and id of the meeting, check-in, id of the person."""

_LINE_KEY = (
    MeetingRow.starts_at,
    MeetingRow.id,
    AttendanceRow.checked_in_at,
    AttendanceRow.person_id,
)
PAGE = 500
"""Lines that are read at once."""

MEETINGS_AT_ONCE = 20
"""Of so many meetings. Else the database would sort all lines of the period for each page."""


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some lines of an export; `last` is the place after which others may be, None at the end."""

    lines: list[AttendanceLine]
    last: LineKey | None


async def attendance_page(
    tx: Tx,
    community_id: int,
    start: datetime,
    until: datetime,
    kind: MeetingKind | None,
    after: LineKey | None = None,
    most: int = PAGE,
) -> LinePage:
    """Return the next attendances of a period, in the order of meetings and then of check-in.

    A page may be empty though it is not the last.
    """
    meetings = await _meetings_from(tx, community_id, start, until, kind, after)
    if not meetings:
        return LinePage([], None)
    lines = await _lines_of(tx, [meeting_id for _, meeting_id in meetings], after, most)
    if len(lines) == most:
        last = lines[-1]
        place = (last.starts_at, last.id, last.checked_in_at, last.person_id)
    elif len(meetings) == MEETINGS_AT_ONCE:
        starts_at, meeting_id = meetings[-1]
        place = (starts_at, meeting_id + 1, datetime.min.replace(tzinfo=UTC), 0)
    else:
        place = None
    return LinePage([_line(*line) for line in lines], place)


async def _meetings_from(
    tx: Tx,
    community_id: int,
    start: datetime,
    until: datetime,
    kind: MeetingKind | None,
    after: LineKey | None,
) -> list[tuple[datetime, int]]:
    """Return start and id of the next meetings of a period; the first may have lines before."""
    chosen = (
        select(MeetingRow.starts_at, MeetingRow.id)
        .where(in_period(community_id, after[0] if after else start, until), _of_kind(kind))
        .order_by(MeetingRow.starts_at, MeetingRow.id)
        .limit(MEETINGS_AT_ONCE)
    )
    if after:
        key = (MeetingRow.starts_at, MeetingRow.id)
        chosen = chosen.where(tuple_(*key) >= _place(key, after[:2]))
    return [(starts_at, meeting_id) for starts_at, meeting_id in await tx.execute(chosen)]


async def _lines_of(
    tx: Tx, meetings: Collection[int], after: LineKey | None, most: int
) -> Sequence[Any]:
    chosen = (
        select(
            MeetingRow.id,
            MeetingRow.title,
            MeetingRow.kind,
            SubgroupRow.name,
            MeetingRow.starts_at,
            PersonRow.name,
            PersonRow.discord_id,
            AttendanceRow.source,
            AttendanceRow.checked_in_at,
            AttendanceRow.minutes,
            SelfDescriptionRow.region,
            AttendanceRow.timed,
            AttendanceRow.person_id,
        )
        .select_from(AttendanceRow)
        .join(MeetingRow, MeetingRow.id == AttendanceRow.meeting_id)
        .join(PersonRow, PersonRow.id == AttendanceRow.person_id)
        .outerjoin(SelfDescriptionRow, SelfDescriptionRow.person_id == PersonRow.id)
        .outerjoin(SubgroupRow, SubgroupRow.id == MeetingRow.subgroup_id)
        .where(AttendanceRow.meeting_id.in_(meetings))
        .order_by(*_LINE_KEY)
        .limit(most)
    )
    if after:
        chosen = chosen.where(tuple_(*_LINE_KEY) > _place(_LINE_KEY, after))
    return (await tx.execute(chosen)).all()


def _place(
    key: Sequence[InstrumentedAttribute[Any]], values: Sequence[object]
) -> ColumnElement[Any]:
    """Return values of columns as one value, to be compared with the columns."""
    parts = zip(values, key, strict=True)
    return tuple_(*(literal(value, column.type) for value, column in parts))


def _line(
    meeting_id: int,
    title: str,
    kind: str,
    subgroup: str | None,
    starts_at: datetime,
    person: str,
    discord_id: int | None,
    source: str,
    checked_in_at: datetime,
    minutes: int | None,
    region: str | None,
    timed: bool,  # noqa: FBT001  (a column)
    _person_id: int,
) -> AttendanceLine:
    attendance = Attendance(
        person,
        discord_id,
        Source(source),
        checked_in_at,
        minutes,
        Region(region) if region else None,
        timed,
    )
    return AttendanceLine(
        f"m{meeting_id}", title, MeetingKind(kind), subgroup, starts_at, attendance
    )


async def with_histories(
    tx: Tx, candidates: Sequence[Candidate], zone: ZoneInfo
) -> list[Candidate]:
    """Return the candidates with their number of meetings and when they were last seen (`zone`)."""
    rows = await tx.execute(
        select(
            AttendanceRow.person_id,
            func.count(AttendanceRow.id),
            func.max(AttendanceRow.checked_in_at),
        )
        .where(AttendanceRow.person_id.in_([candidate.id for candidate in candidates]))
        .group_by(AttendanceRow.person_id)
    )
    histories = {person_id: (meetings, last.astimezone(zone)) for person_id, meetings, last in rows}
    known = [(candidate, *histories.get(candidate.id, (0, None))) for candidate in candidates]
    return [
        replace(candidate, meetings=meetings, last_seen=last) for candidate, meetings, last in known
    ]


async def count_attended(tx: Tx, person_id: int) -> int:
    """Return at how many meetings a person was."""
    counted = await tx.scalar(
        select(func.count(AttendanceRow.id)).where(AttendanceRow.person_id == person_id)
    )
    return counted or 0


BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Before all meetings."""


async def turnouts(
    tx: Tx, community_id: int, until: datetime, start: datetime = BEGINNING
) -> list[Turnout]:
    """Return who was at the meetings of [start, until), sorted by start; without cancelled ones.

    Without `start`, begin with the first meeting of the community.
    """
    there = (
        select(all_ids(AttendanceRow.person_id))
        .where(AttendanceRow.meeting_id == MeetingRow.id)
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(
            MeetingRow.kind,
            MeetingRow.subgroup_id,
            MeetingRow.starts_at,
            MeetingRow.duration,
            there,
            MeetingRow.id,
            MeetingRow.title,
            MeetingRow.wall,
            MeetingRow.zone,
        )
        .where(in_period(community_id, start, until))
        .order_by(MeetingRow.starts_at)
    )
    return [
        Turnout(
            MeetingKind(kind),
            subgroup_id,
            starts_at,
            minutes,
            People(ids or ""),
            meeting_id,
            title,
            wall,
            zone,
        )
        for kind, subgroup_id, starts_at, minutes, ids, meeting_id, title, wall, zone in rows
    ]


async def answers(tx: Tx, community_id: int, attribute: Attribute) -> dict[str, People]:
    """Return answer → the people of a community who gave it, in the order of the answers."""
    row = GenderRow if attribute is Attribute.GENDER else SelfDescriptionRow
    answer = getattr(row, attribute)
    rows = await tx.execute(
        select(answer, all_ids(PersonRow.id))
        .join(row, row.person_id == PersonRow.id)
        .where(PersonRow.community_id == community_id, answer.is_not(None))
        .group_by(answer)
    )
    offered = ATTRIBUTES[attribute]
    given = {offered(word): People(ids) for word, ids in rows}
    return {word: given[word] for word in offered if word in given}


def _of_kind(kind: MeetingKind | None) -> ColumnElement[bool]:
    return MeetingRow.kind == kind if kind else true()
