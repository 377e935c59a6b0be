"""Correct the minutes of a meeting, and take names out of them."""

from datetime import datetime

from sigbot.domain.amendments import AmendmentGoneError, ApprovedError, ShownMinutes
from sigbot.domain.bounds import MOST_AMENDMENTS, NOTE_LIMIT, check_room
from sigbot.domain.community import Actor, may_organize
from sigbot.domain.meetings import Meeting
from sigbot.domain.texts import check_paragraph, check_title
from sigbot.services.access import lock_for_member, lock_for_organizer, must_find, person_behind
from sigbot.services.minutes import minuted_meeting, shown_to
from sigbot.store import audit, minutes
from sigbot.store.database import Database


async def suggest_correction(
    db: Database, actor: Actor, meeting_id: int, text: str, now: datetime
) -> ShownMinutes:
    """Suggest a correction of minutes; of approved ones, an organizer adds it as an erratum.

    Raises ApprovedError for a member once they are approved, FullError, NotYetError, and the
    refusals of texts.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        meeting = await minuted_meeting(tx, community, f"m{meeting_id}", now)
        record = await minutes.record_of(tx, meeting.id)
        organizes = may_organize(community.organizer_role_id, actor)
        if record.is_settled and not organizes:
            raise ApprovedError
        words = check_paragraph("correction", text, NOTE_LIMIT)
        check_title("correction", words, NOTE_LIMIT)
        check_room("correction", len(await minutes.amendments_of(tx, meeting.id)), MOST_AMENDMENTS)
        person = await person_behind(tx, community, actor, now)
        author = None if record.is_settled else person.id
        await minutes.add_amendment(tx, meeting.id, author, words, now, erratum=record.is_settled)
        action = "minutes.erratum" if record.is_settled else "minutes.correct"
        audit.record(tx, community.id, actor, action, meeting.key, now)
        return await shown_to(tx, community, actor, meeting, now)


async def settle_correction(
    db: Database, actor: Actor, amendment_id: int, meeting_id: int, now: datetime
) -> ShownMinutes:
    """Note that an organizer has dealt with a suggested correction. For organizers only.

    Raises AmendmentGoneError, NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        known = {each.id for each in await minutes.amendments_of(tx, meeting.id)}
        if amendment_id not in known:
            raise AmendmentGoneError
        await minutes.settle_amendment(tx, amendment_id, now)
        audit.record(tx, community.id, actor, "minutes.settle", meeting.key, now)
        return await shown_to(tx, community, actor, meeting, now)


async def leave_name_out(db: Database, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Take the actor's own name out of the minutes of a meeting, also of published ones.

    Raises NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        person = await person_behind(tx, community, actor, now)
        await minutes.leave_out(tx, meeting.id, person.id, now)
        audit.record(tx, community.id, actor, "me.unnamed", meeting.key, now)
        return meeting
