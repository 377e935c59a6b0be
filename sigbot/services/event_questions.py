"""Ask organizers about native events that somebody changed by hand, and do what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.native_events import EventState, KnownEvent
from sigbot.domain.outbox import AnyMessage, Due, EventsAsked
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.store import audit, meetings, native_events
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """Events that somebody changed by hand, or made by hand, each with the title of its meeting."""

    community: Community
    number: int
    asked: Sequence[tuple[KnownEvent, str]]

    @property
    def is_offer(self) -> bool:
        """Return whether it is about events that somebody made, to be used for meetings."""
        return all(known.state is EventState.OFFERED for known, _ in self.asked)


async def question_news(
    db: Database, due: Due[EventsAsked], reader: Actor | None
) -> EventQuestion | None:
    """Return the events that an organizer is asked about; None where nothing is left to ask, and
    for a person who is not an organizer any more."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if not community or not reader or not may_organize(community.organizer_role_id, reader):
            return None
        return await _question(tx, community, due.message.number)


async def open_question(db: Database, actor: Actor) -> EventQuestion | None:
    """Return the last question that no organizer has answered. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        number = await native_events.last_question(tx, community.id)
        return await _question(tx, community, number) if number else None


async def missed_question(
    tx: Tx, community: Community, messages: Sequence[AnyMessage], actor: Actor
) -> EventQuestion | None:
    """Return the last question among messages that an organizer missed, if it is still open."""
    numbers = [message.number for message in messages if isinstance(message, EventsAsked)]
    if not numbers or not may_organize(community.organizer_role_id, actor):
        return None
    return await _question(tx, community, max(numbers))


async def _question(tx: Tx, community: Community, number: int) -> EventQuestion | None:
    asked = await native_events.asked_about(tx, community.id, number)
    if not asked or not community.events:
        return None
    by_id = await meetings.counted_meetings(tx, community.id, [k.meeting_id for k in asked])
    return EventQuestion(community, number, [(k, by_id[k.meeting_id].title) for k in asked])


async def put_events_back(db: Database, actor: Actor, number: int, now: datetime) -> int:
    """Let the events of a question say what their meetings say; return how many they are.

    For organizers only. Raises AnsweredError.
    """
    return await _answer(db, actor, number, now, is_back=True)


async def keep_events(db: Database, actor: Actor, number: int, now: datetime) -> int:
    """Leave the events of a question as they are now; return how many they are.

    For organizers only. Raises AnsweredError.
    """
    return await _answer(db, actor, number, now, is_back=False)


async def _answer(db: Database, actor: Actor, number: int, now: datetime, *, is_back: bool) -> int:
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        pending = await native_events.asked_about(tx, community.id, number)
        asked = [known for known in pending if known.state is not EventState.OFFERED]
        if not asked:
            raise AnsweredError
        for known in asked:
            await (_put_back if is_back else _keep)(tx, known)
        await native_events.touch(tx, community.id, now)
        action = "events.put_back" if is_back else "events.keep"
        audit.record(tx, community.id, actor, action, community.name, now, count=len(asked))
        return len(asked)


async def _put_back(tx: Tx, known: KnownEvent) -> None:
    """Let the next look write the fields that were changed, or make the event anew."""
    if known.state is EventState.GONE:
        await native_events.forget(tx, known.meeting_id)
        return
    sent = {name: value for name, value in known.sent.items() if name not in known.held}
    state = EventState.SHOWN.value
    await native_events.change(tx, known.meeting_id, state=state, asked=None, sent=sent, held=[])


async def _keep(tx: Tx, known: KnownEvent) -> None:
    """Leave the fields that were changed as they are, or the event away."""
    is_gone = known.state is EventState.GONE
    state = EventState.LEFT_OUT if is_gone else EventState.SHOWN
    await native_events.change(tx, known.meeting_id, state=state.value, asked=None)
