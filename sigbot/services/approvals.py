"""Review, approve and publish the minutes of a meeting."""

from dataclasses import replace
from datetime import datetime

from sigbot.domain.amendments import ApprovedError, MinutesRecord, Publishing, ShownMinutes
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import HearsBy
from sigbot.domain.minutes import MeetingOutcome, MinutesState
from sigbot.domain.minutes_json import to_plain
from sigbot.domain.outbox import (
    MinutesForYou,
    MinutesPublished,
    NamedInMinutes,
    Outgoing,
    Topic,
    call,
)
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.minutes import compile_minutes, minuted_meeting, shown_to
from sigbot.services.openings import plan_promises
from sigbot.store import audit, minutes, outbox
from sigbot.store.database import Database, Tx


async def choose_outcome(
    db: Database, actor: Actor, meeting_id: int, word: str, now: datetime
) -> ShownMinutes:
    """Say what became of a meeting: held, no quorum, or nothing to record. For organizers only.

    Raises ApprovedError, NotFoundError, NotOfferedError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        outcome = read_word(MeetingOutcome, word)
        meeting, _ = await _draft(tx, community, meeting_id, now)
        await minutes.keep(tx, meeting.id, {"outcome": outcome})
        audit.record(tx, community.id, actor, "minutes.outcome", meeting.key, now, outcome=outcome)
        return await shown_to(tx, community, actor, meeting, now)


async def _draft(
    tx: Tx, community: Community, meeting_id: int, now: datetime
) -> tuple[Meeting, MinutesRecord]:
    """Return a meeting whose minutes can be changed. Raises NotYetError, ApprovedError."""
    meeting = await minuted_meeting(tx, community, f"m{meeting_id}", now)
    record = await minutes.record_of(tx, meeting.id)
    if record.is_settled:
        raise ApprovedError
    return meeting, record


async def offer_review(db: Database, actor: Actor, meeting_id: int, now: datetime) -> ShownMinutes:
    """Offer draft minutes for review: people may suggest corrections. For organizers only.

    Members whom the notes name are told. Raises ApprovedError, NotYetError, NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting, _ = await _draft(tx, community, meeting_id, now)
        await minutes.keep(tx, meeting.id, {"state": MinutesState.REVIEW})
        await _tell_named(tx, community, actor, meeting, now)
        audit.record(tx, community.id, actor, "minutes.review", meeting.key, now)
        return await shown_to(tx, community, actor, meeting, now)


async def _tell_named(
    tx: Tx, community: Community, actor: Actor, meeting: Meeting, now: datetime
) -> None:
    """Tell members once that notes name them: owners of action items, and authors of messages."""
    told = await minutes.told_of(tx, meeting.id, Topic.NAMED)
    rows = [
        Outgoing(community.id, NamedInMinutes(meeting.id, discord_id), now, person_id)
        for person_id, discord_id in await minutes.named_in_notes(tx, meeting.id)
        if person_id not in told and discord_id != actor.discord_id
    ]
    await outbox.post_many(tx, rows, now)


async def approve(db: Database, actor: Actor, meeting_id: int, now: datetime) -> ShownMinutes:
    """Approve minutes: from then on they stay as they are, and errata are added. For organizers
    only. Raises ApprovedError, NotYetError, NotFoundError."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting, record = await _draft(tx, community, meeting_id, now)
        await _approve(tx, community, meeting, record, now)
        await _tell_named(tx, community, actor, meeting, now)
        audit.record(tx, community.id, actor, "minutes.approve", meeting.key, now)
        return await shown_to(tx, community, actor, meeting, now)


async def _approve(
    tx: Tx, community: Community, meeting: Meeting, record: MinutesRecord, now: datetime
) -> None:
    compiled = await compile_minutes(tx, community, meeting, record, now)
    approved = replace(compiled, state=MinutesState.APPROVED)
    values = {"state": MinutesState.APPROVED, "kept": to_plain(approved), "approved_at": now}
    await minutes.keep(tx, meeting.id, values)


async def ask_to_publish(db: Database, actor: Actor, meeting_id: int, now: datetime) -> Publishing:
    """Return what publishing the minutes of a meeting would do. For organizers only.

    Raises ApprovedError where they are published already, NotYetError, NotFoundError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        meeting = await minuted_meeting(tx, community, f"m{meeting_id}", now)
        if (await minutes.record_of(tx, meeting.id)).state is MinutesState.PUBLISHED:
            raise ApprovedError
        told = [
            each
            for each in await minutes.who_missed(tx, meeting.id)
            if each[2] is not HearsBy.NOTHING
        ]
        amendments = await minutes.amendments_of(tx, meeting.id)
        waiting = [each for each in amendments if each.settled_at is None]
        return Publishing(meeting, len(told), len(waiting))


async def publish(db: Database, actor: Actor, meeting_id: int, now: datetime) -> ShownMinutes:
    """Publish minutes, and approve them where they are not: they are posted, and who said Can't or
    asked ahead is told, by mention or by direct message as they chose.

    For organizers only. Raises ApprovedError where they are published already, NotYetError, and
    NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await minuted_meeting(tx, community, f"m{meeting_id}", now)
        record = await minutes.record_of(tx, meeting.id)
        if record.state is MinutesState.PUBLISHED:
            raise ApprovedError
        if not record.is_settled:
            await _approve(tx, community, meeting, record, now)
        values = {"state": MinutesState.PUBLISHED, "published_at": now}
        await minutes.keep(tx, meeting.id, values)
        await _tell_named(tx, community, actor, meeting, now)
        await _tell_missing(tx, community, meeting, now)
        await plan_promises(tx, community, meeting, now)
        audit.record(tx, community.id, actor, "minutes.publish", meeting.key, now)
        return await shown_to(tx, community, actor, meeting, now)


async def _tell_missing(tx: Tx, community: Community, meeting: Meeting, now: datetime) -> None:
    """Post published minutes, with a mention of those who missed the meeting; the others among
    them get a direct message."""
    missed = await minutes.who_missed(tx, meeting.id)
    mentioned = [discord_id for _, discord_id, hears in missed if hears is HearsBy.MENTION]
    direct = [
        Outgoing(community.id, MinutesForYou(meeting.id, discord_id), now, person_id)
        for person_id, discord_id, hears in missed
        if hears is HearsBy.DIRECT
    ]
    await outbox.post(tx, community.id, MinutesPublished(meeting.id, call([], mentioned)), now, now)
    await outbox.post_many(tx, direct, now)
