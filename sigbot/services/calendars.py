"""Show the calendar of a community or a member, and serve members' own addresses."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sigbot.domain.calendars import (
    KEPT_BACK,
    Calendar,
    CalendarEvent,
    NoSubscriptionError,
    NothingToAddError,
    OverToAddError,
    Subscription,
    feed_url,
    new_token,
    token_hash,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.members import Person
from sigbot.domain.refusals import MeetingCancelledError
from sigbot.services.access import community_of, lock_for_member, person_behind
from sigbot.store import audit, calendars, members
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A member's calendar, and what they chose for it."""

    calendar: Calendar
    subscription: Subscription


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address that was made, in a community of this name; whether it `replaced` another one."""

    url: str
    community: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class _Owner:
    """Somebody whose address is given or ended, and whether they have one."""

    community: Community
    person: Person
    has_address: bool


async def own_calendar(db: Database, actor: Actor, now: datetime) -> OwnCalendar:
    """Return the meetings that concern the actor, from KEPT_BACK ago on."""
    async with db.read() as tx:
        return await _own(tx, await community_of(tx, actor), actor, now)


async def _own(tx: Tx, community: Community, actor: Actor, now: datetime) -> OwnCalendar:
    person = await members.find_person(tx, community.id, actor.discord_id)
    chosen = await calendars.subscription(tx, person.id) if person else Subscription()
    events = await calendars.events_for(
        tx,
        community.id,
        person.id if person else None,
        now - KEPT_BACK,
        skips_declined=chosen.skips_declined,
    )
    return OwnCalendar(Calendar(community.name, tuple(events), personal=True), chosen)


async def whole_calendar(db: Database, actor: Actor, now: datetime) -> Calendar:
    """Return all meetings of a community, from KEPT_BACK ago on."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        events = await calendars.events_of(tx, community.id, now - KEPT_BACK)
        return Calendar(community.name, tuple(events))


async def event_of(db: Database, actor: Actor, meeting_id: int, now: datetime) -> Calendar:
    """Return a calendar with one meeting that is ahead or runs.

    Raises NothingToAddError, MeetingCancelledError, OverToAddError.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        event = await calendars.event(tx, community.id, meeting_id)
        if event is None:
            raise NothingToAddError
        if event.is_cancelled:
            raise MeetingCancelledError
        if event.ends_at <= now:
            raise OverToAddError
        return Calendar(community.name, (event,))


async def first_address(
    db: Database, actor: Actor, public_url: str, dice: Random, now: datetime
) -> NewAddress | None:
    """Make an address for the actor, as `new_address` does; None where they have one."""
    token = _token(public_url, dice)
    async with db.write() as tx:
        owner = await _owner(tx, actor, now)
        if owner.has_address:
            return None
        await _set_address(tx, owner, actor, token_hash(db.secret, token), now)
        return NewAddress(feed_url(public_url, token), owner.community.name, replaced=False)


async def new_address(
    db: Database, actor: Actor, public_url: str, dice: Random, now: datetime
) -> NewAddress:
    """Make a new address for the actor, below `public_url`; the address that they had ends.

    Raises NoSubscriptionError where calendars are not served.
    """
    token = _token(public_url, dice)
    async with db.write() as tx:
        owner = await _owner(tx, actor, now)
        await _set_address(tx, owner, actor, token_hash(db.secret, token), now)
        name, replaced = owner.community.name, owner.has_address
        return NewAddress(feed_url(public_url, token), name, replaced)


async def end_address(db: Database, actor: Actor, now: datetime) -> bool:
    """End the address of the actor; return whether they had one."""
    async with db.write() as tx:
        owner = await _owner(tx, actor, now)
        await _set_address(tx, owner, actor, None, now)
        return owner.has_address


def _token(public_url: str, dice: Random) -> str:
    """Return a new token for an address. Raises NoSubscriptionError where none can be had."""
    if not public_url:
        raise NoSubscriptionError
    return new_token(dice)


async def _owner(tx: Tx, actor: Actor, now: datetime) -> _Owner:
    community = await lock_for_member(tx, actor)
    person = await person_behind(tx, community, actor, now)
    chosen = await calendars.subscription(tx, person.id)
    return _Owner(community, person, chosen.made_at is not None)


async def _set_address(
    tx: Tx, owner: _Owner, actor: Actor, digest: str | None, now: datetime
) -> None:
    """Give an address, or end it without a `digest`."""
    person_id = owner.person.id
    await calendars.set_address(tx, person_id, digest, now)
    audit.record(tx, owner.community.id, actor, "me.calendar", f"person:{person_id}", now)


async def skip_declined(db: Database, actor: Actor, now: datetime, *, skips: bool) -> OwnCalendar:
    """Keep whether the actor's calendar leaves out meetings that they said Can't to."""
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        person = await person_behind(tx, community, actor, now)
        await calendars.set_skips_declined(tx, person.id, skips=skips)
        audit.record(tx, community.id, actor, "me.calendar", f"person:{person.id}", now)
        return await _own(tx, community, actor, now)


async def calendar_at(db: Database, token: str, now: datetime) -> Calendar | None:
    """Return the calendar to which an address leads, None where it leads nowhere."""
    digest = token_hash(db.secret, token)
    if digest is None:
        return None
    async with db.read() as tx:
        holder = await calendars.holder(tx, digest)
        if holder is None:
            return None
        community_id, person_id, name, skips = holder
        events: list[CalendarEvent] = await calendars.events_for(
            tx, community_id, person_id, now - KEPT_BACK, skips_declined=skips
        )
        return Calendar(name, tuple(events), personal=True)
