"""Let members say that they caught up with a meeting. It is kept apart from attendance."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.amendments import CaughtUpLateError, NotPublishedError, WasThereError
from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.domain.openings import CAUGHT_UP_FOR
from sigbot.services.access import lock_for_member, must_find, person_behind
from sigbot.store import audit, ledger, minutes, reports
from sigbot.store.database import Database


async def catch_up(
    db: Database, actor: Actor, meeting_id: int, now: datetime
) -> tuple[Meeting, bool]:
    """Keep that a member caught up with a meeting, or take it back; return whether it is kept now.

    It is no attendance. Raises NotPublishedError, CaughtUpLateError, WasThereError, NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        record = await minutes.record_of(tx, meeting.id)
        if record.published_at is None:
            raise NotPublishedError
        if now > record.published_at + CAUGHT_UP_FOR:
            raise CaughtUpLateError
        person = await person_behind(tx, community, actor, now)
        if await ledger.present(tx, meeting.id, [person.id]):
            raise WasThereError
        is_new = await minutes.catch_up(tx, meeting.id, person.id, now)
        if not is_new:
            await minutes.take_catching_up_back(tx, meeting.id, person.id)
        audit.record(tx, community.id, actor, "minutes.caught_up", meeting.key, now)
        day = meeting.starts_at.astimezone(ZoneInfo(community.timezone)).date()
        await reports.mark_changed(tx, community.id, day, now)
        return meeting, is_new
