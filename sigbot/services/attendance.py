"""Show and export attendance."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.attendance import Attendance, AttendanceLine
from sigbot.domain.community import Actor, may_organize
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.periods import Period
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import community_of, find_meeting, require_organizer
from sigbot.services.periods import period_of
from sigbot.store import attendance
from sigbot.store.database import Database


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """Who was at a meeting.

    `brief` is (name, minutes) of people who were in its voice channel too briefly to count; it is
    empty unless the actor is an organizer (`organizes`).
    """

    meeting: Meeting
    people: list[Attendance]
    brief: list[tuple[str, int]]
    organizes: bool


async def show_attendance(db: Database, actor: Actor, text: str, now: datetime) -> AttendanceView:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        people = await attendance.attendances(tx, meeting.id)
        organizes = may_organize(community.organizer_role_id, actor)
        brief = await attendance.brief_visits(tx, meeting.id) if organizes else []
        return AttendanceView(meeting, people, brief, organizes)


@asynccontextmanager
async def exported_attendance(
    db: Database, actor: Actor, period: str | None, kind: str | None, now: datetime
) -> AsyncIterator[tuple[Period, AsyncIterator[AttendanceLine]]]:
    """Give a period, the running half-year by default, and its attendances line by line.

    All lines are read in one transaction, so that they fit together.

    For organizers only. Raises NotOfferedError, and the refusals of periods.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        chosen = period_of(period or "this half", community, now)
        of_kind = read_word(MeetingKind, kind) if kind else None
        start, until = chosen.instants(community.timezone)
        yield chosen, attendance.attendance_lines(tx, community.id, start, until, of_kind)
