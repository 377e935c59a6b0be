"""Schedule reminders, and set how long before a meeting they are sent."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting, check_can_cancel
from sigbot.domain.members import HearsBy, Person
from sigbot.domain.outbox import DirectReminder, MeetingReminder, Outgoing, Topic
from sigbot.domain.reminders import (
    DEFAULT_DIRECT,
    Lead,
    leads_text,
    read_leads,
    reminder_urgency,
    reminders_ahead,
)
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import community_of, find_meeting, lock_for_organizer, person_behind
from sigbot.services.papers import schedule_papers
from sigbot.store import audit, meetings, members, outbox, promises, reminders
from sigbot.store.database import Database, Tx
from sigbot.store.reminders import ToRemind

Going = tuple[int, int, int, str]
"""(meeting, person, Discord id, leads) of a person who goes and wants direct messages."""


async def schedule_reminders(tx: Tx, meeting_ids: Collection[int], now: datetime) -> None:
    """Schedule the reminders of meetings that were made or moved; delete those that wait."""
    await outbox.withdraw(tx, (Topic.REMINDER, Topic.DIRECT), meeting_ids)
    upcoming = await reminders.to_remind(tx, meeting_ids, now)
    going = await reminders.going_to(tx, meeting_ids)
    await outbox.post_many(tx, [*_news(upcoming, now), *_direct(upcoming, going, now)], now)
    await schedule_papers(tx, meeting_ids, now)


def _news(upcoming: Iterable[ToRemind], now: datetime) -> Iterator[Outgoing]:
    """Yield the reminders in the channel for news."""
    for meeting in upcoming:
        for at in _instants(meeting, meeting.leads, now):
            message = MeetingReminder(meeting.meeting_id)
            urgency = reminder_urgency(meeting.starts_at - at)
            yield Outgoing(meeting.community_id, message, at, urgency=urgency)


def _direct(
    upcoming: Iterable[ToRemind], going: Iterable[Going], now: datetime
) -> Iterator[Outgoing]:
    """Yield the reminders in direct messages."""
    by_id = {meeting.meeting_id: meeting for meeting in upcoming}
    for meeting_id, person_id, discord_id, leads in going:
        meeting = by_id.get(meeting_id)
        if meeting is None:
            continue
        for at in _instants(meeting, leads, now):
            message = DirectReminder(meeting_id, discord_id)
            yield Outgoing(meeting.community_id, message, at, person_id)


def _instants(meeting: ToRemind, leads: str, now: datetime) -> list[datetime]:
    wall, zone = meeting.wall, meeting.zone
    return reminders_ahead(wall, zone, meeting.starts_at, read_leads(leads), now)


async def schedule_direct_reminders(
    tx: Tx, meeting_ids: Collection[int], person_id: int, now: datetime
) -> None:
    """Schedule a person's direct reminders again, as their answer has changed.

    A reminder that is due, but was not sent yet, stays if they still go to the meeting.
    """
    going = await reminders.going_to(tx, meeting_ids, person_id)
    kept = {meeting_id for meeting_id, *_ in going}
    await outbox.withdraw(tx, (Topic.DIRECT,), kept, after=now, person_id=person_id)
    await outbox.withdraw(tx, (Topic.DIRECT,), {*meeting_ids} - kept, person_id=person_id)
    upcoming = await reminders.to_remind(tx, meeting_ids, now)
    await outbox.post_many(tx, list(_direct(upcoming, going, now)), now)


@dataclass(frozen=True, slots=True)
class RemindersSet:
    meeting: Meeting
    leads: tuple[Lead, ...]


async def set_reminders(
    db: Database, actor: Actor, text: str, before: str, now: datetime
) -> RemindersSet:
    """Set how long before a meeting, or all meetings ahead of its series, reminders are sent.

    For organizers only. Raises NotFoundError, MeetingCancelledError, MeetingOverError, and the
    refusals of `read_leads`.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        check_can_cancel(meeting, now)
        leads = read_leads(before)
        ids = [meeting.id]
        if meeting.series_id is not None:
            since = min(now, meeting.starts_at)
            ahead = await meetings.series_meetings_after(tx, community.id, meeting.series_id, since)
            ids = [m.id for m in ahead]
        lead_text = leads_text(leads)
        await reminders.set_leads(tx, lead_text, ids, meeting.series_id)
        await outbox.withdraw(tx, (Topic.REMINDER,), ids, after=now)
        upcoming = await reminders.to_remind(tx, ids, now)
        await outbox.post_many(tx, list(_news(upcoming, now)), now)
        key = meeting.key
        audit.record(tx, community.id, actor, "meeting.reminders", key, now, before=lead_text)
        return RemindersSet(meeting, leads)


@dataclass(frozen=True, slots=True)
class DirectMessages:
    """Which direct messages a person gets: so long before meetings, of changes, of papers, and of
    action items."""

    leads: tuple[Lead, ...]
    changes: HearsBy
    papers: bool
    actions: bool


async def set_direct_messages(
    db: Database,
    actor: Actor,
    now: datetime,
    *,
    wanted: bool | None = None,
    before: str | None = None,
    changes: str | None = None,
    papers: bool | None = None,
    actions: bool | None = None,
) -> DirectMessages:
    """Set which direct messages the actor gets, and return it; None leaves a value as it is.

    `before` is how long before a meeting; with `wanted` alone it is what they set earlier, or
    DEFAULT_DIRECT. `changes` is how they hear of changes, `papers` whether they hear of papers that
    they want to read, `actions` whether they are reminded of what they promised. Raises
    NotOfferedError and the refusals of `read_leads`.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await person_behind(tx, community, actor, now)
        hears_by = read_word(HearsBy, changes) if changes else person.changes
        leads = _leads_wanted(person, before, wanted=wanted)
        hears_of_papers = person.papers if papers is None else papers
        text = leads_text(leads) or None
        await members.set_direct_messages(tx, person.id, text, hears_by, papers=hears_of_papers)
        if actions is not None:
            await promises.set_reminder(tx, person.id, wanted=actions)
        going = await reminders.going_ahead(tx, person.id, now)
        await schedule_direct_reminders(tx, going, person.id, now)
        audit.record(tx, community.id, actor, "me.reminders", f"person:{person.id}", now)
        reminded = await promises.wants_reminder(tx, person.id)
        return DirectMessages(leads, hears_by, hears_of_papers, reminded)


def _leads_wanted(person: Person, before: str | None, *, wanted: bool | None) -> tuple[Lead, ...]:
    kept = person.direct_reminders or ""
    if wanted is None:
        return read_leads(before or kept)
    return read_leads(before or kept or DEFAULT_DIRECT) if wanted else ()
