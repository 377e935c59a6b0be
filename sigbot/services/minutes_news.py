"""Read what a due message about minutes must say now, and note what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sigbot.domain.amendments import ShownMinutes
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.minutes import MinutesState
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.openings import CAUGHT_UP_FOR
from sigbot.domain.outbox import (
    NOBODY_CALLED,
    Called,
    Due,
    MinutesForYou,
    MinutesPublished,
    MissingMinutes,
    NamedInMinutes,
)
from sigbot.services.minutes import minutes_of
from sigbot.services.notices import notice
from sigbot.services.outbox import note_called
from sigbot.store import community as communities
from sigbot.store import meetings, members, minutes, notes, outbox
from sigbot.store.database import Database

JUST_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PublishedNews:
    """Published minutes, as they are now; `can_catch_up` while people may say that they did."""

    community: Community
    shown: ShownMinutes
    can_catch_up: bool


async def published_news(
    db: Database, due: Due[MinutesPublished] | Due[MinutesForYou], now: datetime
) -> PublishedNews | None:
    """Return published minutes, None where the meeting is gone."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        meeting_id = due.message.meeting_id
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        record = await minutes.record_of(tx, meeting_id)
        if not community or not meeting or record.published_at is None:
            return None
        shown = await minutes_of(tx, community, meeting, record, now)
        can_catch_up = now <= record.published_at + CAUGHT_UP_FOR
        return PublishedNews(community, ShownMinutes(meeting, shown, record), can_catch_up)


async def finish_published(
    db: Database,
    due: Due[MinutesPublished],
    rest: Called | None,
    place: tuple[int, int],
    now: datetime,
) -> None:
    """Note where minutes were posted, and let a reply mention the `rest` of those who missed the
    meeting. After three weeks the button for catching up goes."""
    async with db.write() as tx:
        community = await note_called(tx, due, rest, place[1], now)
        meeting_id = due.message.meeting_id
        record = await minutes.record_of(tx, meeting_id)
        if community is None or record.published_at is None or due.message.called.part:
            return
        await minutes.keep(tx, meeting_id, {"channel_id": place[0], "message_id": place[1]})
        again = replace(due.message, called=NOBODY_CALLED)
        over = record.published_at + CAUGHT_UP_FOR + JUST_AFTER
        await outbox.post(tx, community.id, again, over, now)


async def named_news(db: Database, due: Due[NamedInMinutes]) -> Meeting | None:
    """Return a meeting whose notes name somebody, None where they are not named any more."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community is None:
            return None
        person = await members.find_person(tx, community.id, due.message.to)
        meeting = await meetings.meeting(tx, community.id, due.message.meeting_id)
        if person is None or meeting is None:
            return None
        named = {number for number, _ in await minutes.named_in_notes(tx, meeting.id)}
        left_out = await minutes.left_out(tx, meeting.id)
        return meeting if person.id in named and person.id not in left_out else None


async def note_missing(db: Database, due: Due[MissingMinutes], now: datetime) -> None:
    """Tell organizers that a meeting has no minutes a week after it: nothing was noted, and nobody
    said that there is nothing to record.

    A community that never used minutes or notices is left in peace.
    """
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        community = await communities.community_of_guild(tx, due.guild_id)
        meeting_id = due.message.meeting_id
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        if not community or not meeting or meeting.is_cancelled:
            return
        record = await minutes.record_of(tx, meeting_id)
        is_begun = record.state is not MinutesState.DRAFT or record.outcome != "held"
        if is_begun or await notes.count_notes(tx, meeting_id):
            return
        if not await minutes.are_used(tx, community.id):
            return
        starts = int(meeting.starts_at.timestamp())
        details = {"title": meeting.title, "starts": starts, "zone": meeting.zone}
        await notice(tx, community.id, NoticeTopic.NO_MINUTES, now, meeting.key, **details)
