"""Events that somebody made by hand and that fit a meeting.

Organizers are asked whether one is used for it, before the bot makes one of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sigbot.domain.native_events import (
    EventStatus,
    Field,
    KnownEvent,
    ListedEvent,
    NativeEvent,
    Texts,
    start_in,
)
from sigbot.domain.refusals import MeetingCancelledError, MeetingOverError, RefusedError

FITS_WITHIN = timedelta(minutes=15)
"""How far the start of an event may be from that of a meeting it fits."""


class NoEventToUseError(RefusedError):
    """An event is over, was deleted, or does not fit its meeting any more."""


class EventOfBotError(RefusedError):
    """Another bot made an event, and may change it again."""


class EventTakenError(RefusedError):
    """An event is used for another meeting."""


class MayNotChangeEventsError(RefusedError):
    """The bot may not change events that others made."""


def fits(says: Texts, listed: ListedEvent) -> bool:
    """Return whether an event that others made could be that of a meeting whose event says this.

    It starts about then, and has the same place or name. One that repeats is of several dates.
    """
    there = listed.event.texts
    is_near = abs(listed.event.starts_at - start_in(says)) <= FITS_WITHIN
    is_like = there[Field.PLACE] == says[Field.PLACE] or _name(there) == _name(says)
    is_free = listed.status is EventStatus.SCHEDULED and not listed.is_ours and not listed.repeats
    return is_near and is_like and is_free


def _name(texts: Texts) -> str:
    return texts[Field.NAME].casefold()


def find_offers(
    wanted: Mapping[int, NativeEvent],
    missing: Collection[int],
    listed: Sequence[ListedEvent],
    taken: Collection[int | None],
) -> dict[int, ListedEvent]:
    """Return meeting → an event that fits it, for meetings that are `missing` an event.

    The nearest start comes first. Events of other bots, and those whose ids are `taken`, are none.
    """
    free = {each.id: each for each in listed if not each.by_bot and each.id not in taken}
    offers: dict[int, ListedEvent] = {}
    for meeting_id, event in wanted.items():
        fitting = [each for each in free.values() if fits(event.texts, each)]
        if meeting_id in missing and fitting:
            start = event.starts_at
            nearest = min(fitting, key=lambda each: (abs(each.event.starts_at - start), each.id))
            offers[meeting_id] = free.pop(nearest.id)
    return offers


def check_can_use(
    known: KnownEvent, listed: ListedEvent | None, taken: Collection[int | None], now: datetime
) -> ListedEvent:
    """Return the event that was offered for a meeting, as it is `listed` now.

    Raises MeetingCancelledError, MeetingOverError, NoEventToUseError, EventOfBotError, and
    EventTakenError where its id is `taken`.
    """
    if known.is_cancelled:
        raise MeetingCancelledError
    if known.ends_at <= now:
        raise MeetingOverError
    if listed is None or not fits(known.sent, listed):
        raise NoEventToUseError
    if listed.by_bot:
        raise EventOfBotError
    if listed.id in taken:
        raise EventTakenError
    return listed
