"""List what people promised at meetings, close it, and remind the owners."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import CheckPromises, Due, Outgoing, PromisesDue
from sigbot.domain.promises import (
    REMINDED_BEFORE,
    NotOwnerError,
    Promise,
    PromiseGoneError,
    Promises,
    PromiseState,
)
from sigbot.domain.refusals import NotFoundError
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import (
    community_of,
    find_called,
    lock_for_member,
    person_behind,
)
from sigbot.store import audit, meetings, members, outbox, promises
from sigbot.store import community as communities
from sigbot.store.database import Database

_CLOSED = {
    PromiseState.OPEN: "promise.open",
    PromiseState.DONE: "promise.done",
    PromiseState.DROPPED: "promise.dropped",
}
MOST_LISTED, MOST_OF_ONE, MOST_OWNERS = 200, 10, 200


@dataclass(frozen=True, slots=True)
class PromisesNews:
    """What one person promised and is open, before a meeting."""

    community: Community
    meeting: Meeting
    promises: tuple[Promise, ...]


async def list_promises(
    db: Database,
    actor: Actor,
    now: datetime,
    *,
    owner: str | None = None,
    owner_id: int = 0,
    state: str | None = None,
) -> Promises:
    """Return action items of a state, open ones without `state`; of everybody, or of an owner.

    `owner` is a key or a name, `owner_id` the id of a person. Raises NotFoundError,
    NotOfferedError, and the refusals of names.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        wanted = read_word(PromiseState, state) if state else PromiseState.OPEN
        person = await members.person(tx, community.id, owner_id) if owner_id else None
        if owner:
            person = await find_called(tx, community.id, owner)
            if person is None:
                raise NotFoundError("person", owner)
        listed = await promises.promises_in(
            tx, community.id, wanted, MOST_LISTED, person.id if person else None
        )
        reader = await members.find_person(tx, community.id, actor.discord_id)
        organizes = may_organize(community.organizer_role_id, actor)
        own = {p.id for p in listed if organizes or (reader and p.owner_id == reader.id)}
        today = now.astimezone(ZoneInfo(community.timezone)).date()
        name, number = (person.name, person.id) if person else ("", 0)
        return Promises(tuple(listed), wanted, today, name, number, frozenset(own))


async def close_promise(
    db: Database, actor: Actor, promise_id: int, word: str, now: datetime
) -> Promise:
    """Say that an action item is done, dropped, or open again. For its owner, and organizers.

    Raises PromiseGoneError, NotOwnerError, NotOfferedError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        state = read_word(PromiseState, word)
        promise = await promises.promise(tx, community.id, promise_id)
        if promise is None:
            raise PromiseGoneError
        person = await person_behind(tx, community, actor, now)
        is_own = promise.owner_id == person.id
        if not is_own and not may_organize(community.organizer_role_id, actor):
            raise NotOwnerError
        closed_at = None if state is PromiseState.OPEN else now
        await promises.close_promise(tx, promise.id, state, closed_at)
        action = _CLOSED[state]
        audit.record(tx, community.id, actor, action, promise.key, now)
        return await promises.promise(tx, community.id, promise_id) or promise


async def check_promises(db: Database, due: Due[CheckPromises], now: datetime) -> None:
    """Write a reminder to each owner of open action items before a meeting, if they want one.

    Where the meeting was moved away, look again REMINDED_BEFORE its new start.
    """
    async with db.write() as tx:
        await outbox.mark_done(tx, due.id, now)
        community = await communities.community_of_guild(tx, due.guild_id)
        meeting_id = due.message.meeting_id
        meeting = community and await meetings.meeting(tx, community.id, meeting_id)
        if not community or not meeting or meeting.is_cancelled or meeting.starts_at <= now:
            return
        at = meeting.starts_at - REMINDED_BEFORE
        if at > now:
            key = f"promises:{meeting.id}"
            await outbox.post(tx, community.id, CheckPromises(meeting.id), at, now, key=key)
            return
        rows = [
            Outgoing(community.id, PromisesDue(meeting.id, discord_id), now, person_id)
            for person_id, discord_id in await promises.owners_to_remind(
                tx, community.id, MOST_OWNERS
            )
        ]
        await outbox.post_many(tx, rows, now)


async def promises_news(db: Database, due: Due[PromisesDue], now: datetime) -> PromisesNews | None:
    """Return the open action items of one person, None where there are none any more, they want no
    reminder, or the meeting has begun or was cancelled."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if community is None:
            return None
        meeting = await meetings.meeting(tx, community.id, due.message.meeting_id)
        person = await members.find_person(tx, community.id, due.message.to)
        wanted = person and await promises.wants_reminder(tx, person.id)
        if not meeting or meeting.is_cancelled or meeting.starts_at <= now or not wanted:
            return None
        own = await promises.promises_in(
            tx, community.id, PromiseState.OPEN, MOST_OF_ONE, person.id if person else None
        )
        return PromisesNews(community, meeting, tuple(own)) if own else None
