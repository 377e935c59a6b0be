"""Checking in, and who was there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.attendance import Attendance, AttendanceLine
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, check_in_window
from sigbot.domain.periods import Period
from sigbot.domain.refusals import NothingToCheckInError
from sigbot.services.access import community_of, find_meeting, organized_by, person_behind
from sigbot.services.announcements import refresh_card
from sigbot.services.periods import period_of
from sigbot.store import attendance, audit, meetings
from sigbot.store.database import Database, Tx

LOOK_BACK = timedelta(hours=14)
"""A meeting that can still be open started no longer ago than this."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """`first` is False when the actor was checked in already; that is no error."""

    meeting: Meeting
    first: bool


async def check_in(
    db: Database, actor: Actor, meeting_id: int, source: str, now: datetime
) -> CheckedIn:
    """Record that the actor is there. Raises the refusals of the check-in window."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, f"m{meeting_id}", now)
        return await _check_in(tx, community, actor, meeting, source, now)


async def check_in_now(db: Database, actor: Actor, now: datetime) -> CheckedIn | list[Meeting]:
    """Check in to the one meeting that is open; with several open, give them to choose from.

    Raises NothingToCheckInError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        nearby = await meetings.meetings_after(tx, community.id, now - LOOK_BACK, limit=50)
        open_now = [meeting for meeting in nearby if meeting.is_open(now)]
        if not open_now:
            raise NothingToCheckInError
        if len(open_now) > 1:
            return open_now
        return await _check_in(tx, community, actor, open_now[0], "button", now)


async def _check_in(
    tx: Tx, community: Community, actor: Actor, meeting: Meeting, source: str, now: datetime
) -> CheckedIn:
    check_in_window(meeting, now)
    person = await person_behind(tx, community, actor, now)
    first = await attendance.check_in(tx, meeting.id, person.id, source, now)
    if first:
        audit.record(tx, community.id, actor, "attendance.checkin", meeting.key, now)
        await refresh_card(tx, community.id, meeting.id, now)
    return CheckedIn(meeting, first)


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
