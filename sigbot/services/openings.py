"""Open a meeting with its notices and agenda, close it, and let people say that they were there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.agenda import Agenda
from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.bounds import NOTICE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.openings import (
    DECLARED_FOR,
    MISSING_AFTER,
    NoNoticesError,
    NotDeclaredError,
    Notices,
    Opening,
    may_declare,
)
from sigbot.domain.outbox import (
    AnyDue,
    CheckPromises,
    Due,
    MeetingClosed,
    MeetingOpened,
    MeetingReminder,
    MissingMinutes,
)
from sigbot.domain.promises import REMINDED_BEFORE
from sigbot.domain.refusals import TakenOffError
from sigbot.domain.texts import check_paragraph
from sigbot.services.access import (
    lock_for_member,
    lock_for_organizer,
    must_find,
    person_behind,
    require_organizer,
)
from sigbot.services.agenda import agenda_of, meeting_after
from sigbot.services.corrections import ledger_changed
from sigbot.services.outbox import note_reminder
from sigbot.store import audit, ledger, meetings, minutes, openings, outbox
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

JUST_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class OpeningNews:
    """A meeting that was opened, as it is now, with its agenda and the proof of its opening."""

    community: Community
    agenda: Agenda
    opening: Opening
    for_review: Meeting | None = None
    """An earlier meeting whose minutes wait for approval."""

    @property
    def meeting(self) -> Meeting:
        return self.agenda.meeting


async def show_notices(db: Database, actor: Actor) -> Notices | None:
    """Return the notices in force, None where none were saved. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        return await openings.newest_notices(tx, community.id)


async def save_notices(db: Database, actor: Actor, typed: Notices, now: datetime) -> Notices:
    """Keep what an organizer has read and typed as a new version of the notices; return it.

    Where nothing is different, return the version in force. For organizers only. Raises
    TooLongError, and NoNoticesError where all notices are empty and there were none before.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        wanted = Notices(
            antitrust=check_paragraph("notice", typed.antitrust, NOTICE_LIMIT),
            conduct=check_paragraph("notice", typed.conduct, NOTICE_LIMIT),
            recording=check_paragraph("notice", typed.recording, NOTICE_LIMIT),
            declares=typed.declares,
        )
        current = await openings.newest_notices(tx, community.id)
        if current is None and not wanted.texts and wanted.declares:
            raise NoNoticesError
        if current and (current.texts, current.declares) == (wanted.texts, wanted.declares):
            return current
        saved = await openings.add_notices(tx, community.id, wanted, now)
        audit.record(tx, community.id, actor, "opening.notices", f"v{saved.version}", now)
        return saved


def opens_meeting(due: Due[MeetingReminder], meeting: Meeting) -> bool:
    """Return whether a reminder is the one at the start, from which a meeting is opened."""
    return due.due_at >= meeting.starts_at


async def finish_opening(
    db: Database,
    due: Due[MeetingReminder],
    meeting: Meeting,
    place: tuple[int, int],
    now: datetime,
    *,
    has_thread: bool,
) -> None:
    """Note that the reminder at the start was posted at `place`, and open the meeting there.

    The thread of a message has the id of the message.
    """
    async with db.write() as tx:
        noted = await note_reminder(tx, due, meeting, place, now)
        if noted is None:
            return
        community, current = noted
        notices = await openings.newest_notices(tx, community.id)
        thread_id = place[1] if has_thread else None
        notices_id = notices.id if notices and notices.texts else None
        if await openings.open_meeting(tx, current.id, notices_id, place, thread_id, now):
            await _plan_the_rest(tx, community, current, now, shows=has_thread or bool(notices_id))


async def _plan_the_rest(
    tx: Tx, community: Community, meeting: Meeting, now: datetime, *, shows: bool
) -> None:
    """Write what follows the opening of a meeting: its notices, its end, and what comes after."""
    number = community.id
    if shows:
        await outbox.post(tx, number, MeetingOpened(meeting.id), now, now)
    closed = MeetingClosed(meeting.id)
    await outbox.post(tx, number, closed, meeting.closes_at + JUST_AFTER, now)
    missing = MissingMinutes(meeting.id)
    await outbox.post(tx, number, missing, meeting.ends_at + MISSING_AFTER, now)
    await plan_promises(tx, community, meeting, now)


async def plan_promises(tx: Tx, community: Community, meeting: Meeting, now: datetime) -> None:
    """Look at open action items REMINDED_BEFORE the next meeting, where one is ahead."""
    following = await meeting_after(tx, community, meeting, now)
    if following:
        message = CheckPromises(following.id)
        at = max(following.starts_at - REMINDED_BEFORE, now)
        await outbox.post(tx, community.id, message, at, now, key=f"promises:{following.id}")


async def opening_news(
    db: Database, due: Due[MeetingOpened] | Due[MeetingClosed]
) -> OpeningNews | None:
    """Return an opened meeting as it is now, None where it is gone or was cancelled."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        meeting_id = due.message.meeting_id
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        opening = await openings.opening_of(tx, meeting_id)
        if not community or not meeting or not opening or meeting.is_cancelled:
            return None
        waiting = await minutes.for_review(tx, community.id, meeting.starts_at)
        for_review = await meetings.meeting(tx, community.id, waiting) if waiting else None
        return OpeningNews(community, await agenda_of(tx, community, meeting), opening, for_review)


async def finish_opened(
    db: Database, due: Due[MeetingOpened], message_id: int, now: datetime
) -> None:
    """Note which message shows the notices: it is their proof."""
    async with db.write() as tx:
        await openings.note_shown(tx, due.message.meeting_id, message_id)
        await outbox.mark_done(tx, due.id, now)


async def wait_for_end(
    db: Database, due: Due[MeetingClosed], meeting: Meeting, now: datetime
) -> None:
    """Look again when check-in closes: the meeting was made longer, or moved."""
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        community = await communities.community_of_guild(tx, due.guild_id)
        if community:
            again = MeetingClosed(meeting.id)
            await outbox.post(tx, community.id, again, meeting.closes_at + JUST_AFTER, now)


async def finish_closed(
    db: Database, due: Due[MeetingClosed], meeting: Meeting, message_id: int, now: datetime
) -> None:
    """Note which message says that check-in has closed. Its button for who was there goes when
    the time for that is over."""
    async with db.write() as tx:
        await openings.note_closed(tx, meeting.id, message_id)
        await outbox.mark_done(tx, due.id, now)
        community = await communities.community_of_guild(tx, due.guild_id)
        if community and may_declare(meeting, now):
            over = meeting.ends_at + DECLARED_FOR + JUST_AFTER
            await outbox.post(tx, community.id, MeetingClosed(meeting.id), over, now)


async def forget_closed(db: Database, due: AnyDue, meeting_id: int, now: datetime) -> None:
    """Note that the message that check-in has closed was deleted."""
    async with db.write() as tx:
        await openings.note_closed(tx, meeting_id, None)
        await outbox.mark_done(tx, due.id, now)


async def declare_presence(
    db: Database, actor: Actor, meeting_id: int, now: datetime
) -> tuple[Meeting, bool]:
    """Keep that a member says they were at a meeting; return it, and whether that was new.

    Raises NotDeclaredError where it is too early or too late for that, or organizers turned it off,
    TakenOffError for somebody whom an organizer took off the list, and NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        notices = await openings.newest_notices(tx, community.id)
        if not may_declare(meeting, now) or (notices and not notices.declares):
            raise NotDeclaredError
        person = await person_behind(tx, community, actor, now)
        await ledger.lock_meeting(tx, meeting.id)
        before = await ledger.present(tx, meeting.id, [person.id])
        sighting = Sighting(Source.DECLARED, meeting.starts_at, timed=False)
        await ledger.see(tx, meeting.id, [(person.id, sighting)])
        if not await ledger.settle(tx, meeting.id, [person.id]):
            raise TakenOffError
        audit.record(tx, community.id, actor, "attendance.declare", meeting.key, now)
        if not before:
            await ledger_changed(tx, community, meeting, now)
        return meeting, not before
