"""Who was there."""

from datetime import datetime

from sigbot.domain.attendance import Attendance, AttendanceLine
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.periods import Period
from sigbot.services.access import community_of, find_meeting, organized_by
from sigbot.services.periods import period_of
from sigbot.store import attendance
from sigbot.store.database import Database


async def show_attendance(
    db: Database, actor: Actor, text: str, now: datetime
) -> tuple[Meeting, list[Attendance]]:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        return meeting, await attendance.attendances(tx, meeting.id)


async def export_attendance(
    db: Database, actor: Actor, period: str | None, kind: str | None, now: datetime
) -> tuple[Period, list[AttendanceLine]]:
    """The attendances of a period (the running half-year without one), line by line.

    For organizers only. Raises the refusals of periods.
    """
    async with db.read() as tx:
        community = await organized_by(tx, actor)
        chosen = period_of(period or "this half", community, now)
        start, until = chosen.instants(community.timezone)
        lines = attendance.attendance_lines(tx, community.id, start, until, kind)
        return chosen, [line async for line in lines]
