"""Look after the native events of a community: what to do, and what was done, meeting by meeting.

A look takes the events of one community, asks Discord how they are, and does one step after the
other. Between requests there are short transactions, each about one meeting. What a look has done
and not noted, as the process ended, is found by the mark of the meeting in the event.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.community import Community
from sigbot.domain.event_steps import AskAbout, Offer, Rewrite
from sigbot.domain.meetings import Meeting
from sigbot.domain.native_events import (
    LEASE,
    LOOK_FAR,
    SOON,
    EventState,
    KnownEvent,
    NativeEvent,
    Texts,
)
from sigbot.domain.notices import GATHERED_FOR, HELD_FOR, MOST_TOLD, NoticeTopic
from sigbot.domain.outbox import EventsAsked, Topic, retry_delay
from sigbot.services.announcements import refresh_card
from sigbot.services.notices import notice
from sigbot.store import cards, meetings, native_events, notices, origins, outbox
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

MARK_BASE, MARK_ROOM = 1_000_000, 2_000_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """A look after the events of a community, by the process `holder`."""

    taken: native_events.Taken
    holder: str
    origin: str
    """The random id of the database, 8 hexadecimal digits."""

    @property
    def guild_id(self) -> int:
        return self.taken.guild_id

    def mark_of(self, meeting_id: int) -> int:
        """Return the number (31 bits) by which the event of a meeting is found again."""
        return MARK_BASE + (int(self.origin, 16) + meeting_id) % MARK_ROOM

    def meeting_of(self, mark: int) -> int:
        """Return the meeting that has a mark, if it is a mark of this database."""
        return (mark - MARK_BASE - int(self.origin, 16)) % MARK_ROOM


@dataclass(frozen=True, slots=True)
class Ground:
    """What a look needs to know: the meetings that are `wanted` to have events, the first ones
    most, with their cards as (channel id, message id); what is `known` of events; which of the
    `marked` meetings are the community's own, and which are `gone`."""

    community: Community
    wanted: Sequence[Meeting]
    cards: Mapping[int, tuple[int, int]]
    known: Mapping[int, KnownEvent]
    marked: Collection[int]
    gone: Collection[int] = ()


async def take_look(db: Database, holder: str, now: datetime) -> Look | None:
    """Take the events that have been due for longest; None where none are due.

    Those of a server that removed the bot are put off.
    """
    async with db.look() as tx:
        community_id = await native_events.first_due(tx, now)
    if community_id is None:
        return None
    async with db.write() as tx:
        origin = await origins.origin(tx)
        taken = await native_events.lease(tx, community_id, holder, now + LEASE, now)
        if taken and await native_events.is_silent(tx, community_id):
            await native_events.release(tx, taken, holder, now + LOOK_FAR, now)
            return None
        return Look(taken, holder, origin.name) if taken else None


async def read_ground(db: Database, look: Look, marked: Collection[int], now: datetime) -> Ground:
    """Return what a look needs to know; `marked` are the meetings that events claim to be of."""
    community_id = look.taken.community_id
    async with db.read() as tx:
        community = await communities.community(tx, community_id)
        known = await native_events.known_events(tx, community_id)
        running = [k.meeting_id for k in known.values() if _runs(k, now) and community.events]
        ahead = await native_events.next_meetings(tx, community_id, now + SOON)
        wanted = [*running, *(ahead if community.events else [])]
        by_id = await meetings.counted_meetings(tx, community_id, wanted)
        return Ground(
            community,
            [by_id[meeting_id] for meeting_id in wanted],
            await cards.cards_of(tx, community_id, wanted),
            known,
            await native_events.own_meetings(tx, community_id, marked),
            await native_events.gone_meetings(tx, marked),
        )


def _runs(known: KnownEvent, now: datetime) -> bool:
    """Return whether a meeting runs, or is about to start."""
    return not known.is_cancelled and known.starts_at <= now + SOON and known.ends_at > now


async def renew(db: Database, look: Look, now: datetime) -> bool:
    """Return whether the look may go on: no meeting changed, and no other process has taken it."""
    async with db.write() as tx:
        return await native_events.renew(tx, look.taken, look.holder, now + LEASE)


async def note_shown(
    db: Database, look: Look, meeting_id: int, event_id: int, sent: Texts, shown: Texts
) -> None:
    """Note that a meeting has an event."""
    async with db.write() as tx:
        community_id = look.taken.community_id
        await native_events.note_shown(tx, community_id, meeting_id, event_id, sent, shown)


async def note_rewritten(db: Database, step: Rewrite, shown: Texts | None) -> None:
    """Note that fields of an event were written, so that it shows this now; None where Discord
    refused them, and would again."""
    async with db.write() as tx:
        values: dict[str, object] = {"sent": step.event.texts, "held": step.held}
        if shown is not None:
            values["shown"] = shown
        await native_events.change(tx, step.meeting_id, **values)


async def note_refused(
    db: Database, look: Look, meeting_id: int, event: NativeEvent, now: datetime
) -> None:
    """Note that Discord refused an event, and tell organizers.

    It is tried again when it says something else.
    """
    async with db.write() as tx:
        community_id = look.taken.community_id
        await native_events.note_refused(tx, community_id, meeting_id, event.texts)
        details = {"title": event.name, "starts": int(event.starts_at.timestamp())}
        subject = f"{meeting_id}"
        await notice(tx, community_id, NoticeTopic.EVENT_REFUSED, now, subject, **details)


async def note_gone(db: Database, meeting_id: int) -> None:
    """Keep nothing of the event of a meeting any more."""
    async with db.write() as tx:
        await native_events.forget(tx, meeting_id)


async def note_interest(
    db: Database, look: Look, meeting_id: int, interested: int, now: datetime
) -> None:
    """Note how many people are interested in an event, and show it on the meeting's card."""
    async with db.write() as tx:
        await native_events.change(tx, meeting_id, interested=interested)
        if await cards.posted(tx, [meeting_id]):
            await refresh_card(tx, look.taken.community_id, meeting_id, now)


async def note_by_hand(db: Database, look: Look, step: AskAbout, now: datetime) -> None:
    """Note what somebody did to an event by hand, and ask organizers where that is to be asked.

    What one look finds is one question.
    """
    community_id, number = look.taken.community_id, look.taken.asks + 1
    async with db.write() as tx:
        known = await native_events.known_event(tx, community_id, step.meeting_id)
        if known is None:
            return
        if step.texts is None:
            values: dict[str, object] = {"state": EventState.GONE.value, "event_id": None}
        else:
            values = {"shown": {**known.shown, **step.texts}, "held": step.held}
            if step.asks:
                values["state"] = EventState.ASKED.value
            elif not step.held and known.state is EventState.ASKED:
                values |= {"state": EventState.SHOWN.value, "asked": None}
        if step.asks:
            values["asked"] = number
            await _ask(tx, community_id, number, now)
        await native_events.change(tx, step.meeting_id, **values)


async def note_offer(db: Database, look: Look, step: Offer, now: datetime) -> None:
    """Ask organizers whether an event that somebody made is used for a meeting.

    What one look finds is one question, beside that about changes by hand.
    """
    community_id, number = look.taken.community_id, look.taken.asks + 2
    listed, sent = step.listed, step.event.texts
    async with db.write() as tx:
        await native_events.note_offered(
            tx, community_id, step.meeting_id, listed.id, sent, listed.event.texts, number
        )
        await _ask(tx, community_id, number, now)


async def _ask(tx: Tx, community_id: int, number: int, now: datetime) -> None:
    """Ask the organizers who were active last, once."""
    await native_events.note_question(tx, community_id, number)
    for to in await notices.organizers_seen(tx, community_id, MOST_TOLD):
        key = f"{Topic.EVENTS_ASKED}:{community_id}:{number}:{to}"
        message = EventsAsked(number, to)
        await outbox.post(tx, community_id, message, now + GATHERED_FOR, now, key=key)


# The end of a look


async def finish_look(db: Database, look: Look, next_at: datetime, now: datetime) -> None:
    """Note that a look came to its end, so that the bot may make events; the next is at `next_at`.

    Where the community wants no events and none are left, there is no next one.
    """
    async with db.write() as tx:
        await notices.mend(tx, look.taken.community_id, [NoticeTopic.NO_EVENTS], now)
        await native_events.end(tx, look.taken, look.holder)
        await native_events.release(tx, look.taken, look.holder, next_at, now)


async def stop_look(db: Database, look: Look, now: datetime) -> None:
    """Note that a look is begun anew, as meetings changed meanwhile."""
    async with db.write() as tx:
        await native_events.release(tx, look.taken, look.holder, now, now)


async def hold_look(db: Database, look: Look, now: datetime) -> None:
    """Note that the bot may make no events, and tell organizers who want some, once; it is tried
    again."""
    async with db.write() as tx:
        if (await communities.community(tx, look.taken.community_id)).events:
            await notice(tx, look.taken.community_id, NoticeTopic.NO_EVENTS, now)
        await native_events.release(tx, look.taken, look.holder, now + HELD_FOR, now)


async def put_look_off(
    db: Database, look: Look, now: datetime, pause: timedelta | None = None
) -> None:
    """Note that a look failed; it is tried again after a `pause` that Discord asks for, else later
    each time."""
    failures = look.taken.failures + 1
    seed = look.taken.community_id
    delay = retry_delay(failures, seed) if pause is None else pause
    async with db.write() as tx:
        await native_events.release(tx, look.taken, look.holder, now + delay, now, failures)
