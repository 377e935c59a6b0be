"""Use events that somebody made by hand for meetings, or leave them to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.domain.event_offers import MayNotChangeEventsError, check_can_use
from sigbot.domain.native_events import EventState, Field, KnownEvent, ListedEvent
from sigbot.domain.refusals import AnsweredError, RefusedError
from sigbot.services.access import lock_for_organizer
from sigbot.store import audit, native_events
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class EventsSeen:
    """What Discord says of a server right now: its events, and whether the bot may change those of
    others."""

    listed: Sequence[ListedEvent]
    may_change: bool


async def use_events(
    db: Database, actor: Actor, number: int, seen: EventsSeen, now: datetime
) -> int:
    """Use the events of a question for their meetings; return how many they are.

    Those that cannot be used any more are left to people. For organizers only. Raises
    AnsweredError, MayNotChangeEventsError, and what `check_can_use` raises where none can be used.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        offered = await _offered(tx, community.id, number)
        if not seen.may_change:
            raise MayNotChangeEventsError
        used = await _use_all(tx, community.id, offered, seen.listed, now)
        await native_events.touch(tx, community.id, now)
        audit.record(tx, community.id, actor, "events.use", community.name, now, count=used)
        return used


async def make_own_events(db: Database, actor: Actor, number: int, now: datetime) -> int:
    """Leave the events of a question to people, so that their meetings get other ones; return how
    many they are. For organizers only. Raises AnsweredError."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        offered = await _offered(tx, community.id, number)
        for known in offered:
            await _decline(tx, known)
        await native_events.touch(tx, community.id, now)
        count = len(offered)
        audit.record(tx, community.id, actor, "events.own", community.name, now, count=count)
        return count


async def _offered(tx: Tx, community_id: int, number: int) -> list[KnownEvent]:
    asked = await native_events.asked_about(tx, community_id, number)
    offered = [known for known in asked if known.state is EventState.OFFERED]
    if not offered:
        raise AnsweredError
    return offered


async def _use_all(
    tx: Tx,
    community_id: int,
    offered: Sequence[KnownEvent],
    listed: Sequence[ListedEvent],
    now: datetime,
) -> int:
    """Use what can be used; return how much that is. Raises why, where nothing can be."""
    by_id = {each.id: each for each in listed}
    everything = await native_events.known_events(tx, community_id)
    taken = {known.event_id for known in everything.values() if known not in offered}
    refusals: list[RefusedError] = []
    for known in offered:
        try:
            event = check_can_use(known, by_id.get(known.event_id or 0), taken, now)
        except RefusedError as refusal:
            refusals.append(refusal)
            await _decline(tx, known)
            continue
        taken.add(event.id)
        await _use(tx, known, event)
    if len(refusals) == len(offered):
        raise refusals[0]
    return len(offered) - len(refusals)


async def _use(tx: Tx, known: KnownEvent, listed: ListedEvent) -> None:
    """Note an event as that of a meeting. What it says otherwise stays as somebody wrote it."""
    shown = listed.event.texts
    held = [each for each in Field if shown[each] != known.sent[each]]
    used = EventState.USED.value
    await native_events.change(tx, known.meeting_id, state=used, asked=None, shown=shown, held=held)


async def _decline(tx: Tx, known: KnownEvent) -> None:
    declined = EventState.DECLINED.value
    await native_events.change(tx, known.meeting_id, state=declined, asked=None, event_id=None)
