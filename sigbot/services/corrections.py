"""Correct the attendance of a meeting by hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.attendance import Correction
from sigbot.domain.bounds import LINE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, check_attended
from sigbot.domain.members import Name, Person
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import NotFoundError, WhoError
from sigbot.domain.texts import check_text, check_title
from sigbot.services.access import (
    find_called,
    find_meeting,
    find_named,
    lock_for_organizer,
    person_behind,
)
from sigbot.services.announcements import refresh_card, renew_last_reminder
from sigbot.store import audit, ledger, members, namesakes, reports
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Corrected:
    """A person was put on a meeting's list or taken off it.

    `changed` is False when the list was like that before. `namesake` is somebody known by the same
    name only: still on the list after a person was taken off it, or maybe the member who was put on
    it.
    """

    meeting: Meeting
    person: Person
    changed: bool
    namesake: Name | None = None


Find = Callable[[Tx, int, str], Awaitable[Person | None]]
"""`find_named`, or `find_called`, which takes the beginning of a name, too."""

Correct = Callable[[Database, Actor, str, Actor | None, str | None, datetime], Awaitable[Corrected]]
"""`add_attendance` or `remove_attendance`."""


async def add_attendance(
    db: Database, actor: Actor, text: str, member: Actor | None, name: str | None, now: datetime
) -> Corrected:
    """Put a member, or a person known by a name only, on the attendance list of a meeting.

    A name that nobody has is added. For organizers only. Raises WhoError unless either `member` or
    `name` is given, NotBegunError, MeetingCancelledError, and AmbiguousNameError when several
    people have the name.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        check_attended(meeting, now)
        person = await _who(tx, community, member, name, now) or await members.add_name(
            tx, community.id, clean_name(check_title("name", name or "", LINE_LIMIT)), now
        )
        corrected = await _correct(tx, community, actor, meeting, person, there=True, now=now)
        called = {person.id: person.name} if person.discord_id else {}
        alike = await namesakes.namesakes(tx, community.id, meeting.id, called)
        return replace(corrected, namesake=alike.get(person.id))


async def remove_attendance(
    db: Database, actor: Actor, text: str, member: Actor | None, name: str | None, now: datetime
) -> Corrected:
    """Take a person off the attendance list of a meeting, and overrule all sources.

    For organizers only. Raises WhoError unless either `member` or `name` is given, NotFoundError,
    and AmbiguousNameError when several people have the name.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        person = await _who(tx, community, member, name, now, find=find_called)
        if person is None:
            raise NotFoundError("person", name or "")
        corrected = await _correct(tx, community, actor, meeting, person, there=False, now=now)
        return replace(corrected, namesake=await _namesake(tx, community, meeting, person))


async def _namesake(tx: Tx, community: Community, meeting: Meeting, person: Person) -> Name | None:
    """Return the first other person on the list who is known by this person's name only."""
    called = await members.names_called(tx, community.id, person.name)
    guests = [name for name in called if name.same_as is None and name.id != person.id]
    there = await ledger.present(tx, meeting.id, [name.id for name in guests])
    return next((name for name in guests if name.id in there), None)


async def _who(
    tx: Tx,
    community: Community,
    member: Actor | None,
    name: str | None,
    now: datetime,
    find: Find = find_named,
) -> Person | None:
    if (member is None) == (not name or not name.strip()):
        raise WhoError
    if member is not None:
        return await person_behind(tx, community, member, now)
    return await find(tx, community.id, check_text("name", name or "", LINE_LIMIT))


async def _correct(
    tx: Tx,
    community: Community,
    actor: Actor,
    meeting: Meeting,
    person: Person,
    *,
    there: bool,
    now: datetime,
) -> Corrected:
    await ledger.lock_meeting(tx, meeting.id)
    before = await ledger.present(tx, meeting.id, [person.id])
    await ledger.correct(tx, meeting.id, person.id, Correction(there, now))
    after = await ledger.settle(tx, meeting.id, [person.id])
    if there:
        await members.note_seen(tx, [person.id], now)
    action = "attendance.add" if there else "attendance.remove"
    audit.record(tx, community.id, actor, action, meeting.key, now, person=f"u{person.id}")
    if before != after:
        await ledger_changed(tx, community, meeting, now)
    return Corrected(meeting, person, before != after)


async def ledger_changed(tx: Tx, community: Community, meeting: Meeting, now: datetime) -> None:
    """Update the card of a meeting whose list has changed, and the reminder that says how many were
    there; note it for published reports."""
    await refresh_card(tx, community.id, meeting.id, now)
    await renew_last_reminder(tx, community.id, meeting, now)
    day = meeting.starts_at.astimezone(ZoneInfo(community.timezone)).date()
    await reports.mark_changed(tx, community.id, day, now)
