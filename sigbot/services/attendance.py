"""Show and export attendance."""

from collections.abc import AsyncIterator
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
from sigbot.store.attendance import LineKey
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


async def exported_attendance(
    db: Database, actor: Actor, period: str | None, kind: str | None, now: datetime
) -> tuple[Period, AsyncIterator[AttendanceLine]]:
    """Return a period, the running half-year by default, and its attendances line by line.

    The lines are read in pages, each in a transaction of its own: nobody waits for a connection
    while a file is written. For organizers only. Raises NotOfferedError, and the refusals of
    periods.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        chosen = period_of(period or "this half", community, now)
        of_kind = read_word(MeetingKind, kind) if kind else None
    start, until = chosen.instants(community.timezone)
    return chosen, _lines(db, community.id, start, until, of_kind)


async def _lines(
    db: Database, community_id: int, start: datetime, until: datetime, kind: MeetingKind | None
) -> AsyncIterator[AttendanceLine]:
    after: LineKey | None = None
    while True:
        async with db.read() as tx:
            page = await attendance.attendance_page(tx, community_id, start, until, kind, after)
        for line in page.lines:
            yield line
        if page.last is None:
            return
        after = page.last
