"""What organizers are asked about events that somebody made and that fit a meeting."""

from collections.abc import Sequence

from sigbot.domain.community import Community
from sigbot.domain.event_offers import (
    EventOfBotError,
    EventTakenError,
    MayNotChangeEventsError,
    NoEventToUseError,
)
from sigbot.domain.native_events import Field, KnownEvent, start_in
from sigbot.wording import times
from sigbot.wording.lists import NEWS_ROOM, fitted
from sigbot.wording.safe import plain

HEADING_ONE = "**Somebody made an event that fits a meeting of {community}.** Use it?"
HEADING = "**Somebody made {count} events that fit meetings of {community}.** Use them?"
MORE = "-# and {count} more"
LINE = "- **{title}**, {when}: the event “{name}” starts {time}."
HOW_ONE = (
    "**Use it for the meeting**: it stays as it is, and I change it when the meeting changes. "
    "**Make another event**: this one is left to you."
)
HOW = (
    "**Use them for the meetings**: they stay as they are, and I change them when the meetings "
    "change. **Make other events**: these are left to you."
)
USE_ONE, USE = "Use it for the meeting", "Use them for the meetings"
OWN_ONE, OWN = "Make another event", "Make other events"

USED_ONE = "1 event is used for its meeting. I change it when the meeting changes."
USED = "{count} events are used for their meetings. I change them when the meetings change."
MADE_ONE = "1 meeting gets an event of its own. The one that somebody made stays."
MADE = "{count} meetings get events of their own. Those that somebody made stay."

NO_EVENT_TO_USE = (
    "This event is over, was deleted, or does not fit the meeting any more. The meeting gets one "
    "of its own when I look the next time."
)
EVENT_OF_BOT = (
    "Another bot made this event, and may change it again. Please make one by hand, or press "
    "**Make another event**."
)
EVENT_TAKEN = "This event is used for another meeting. Please press **Make another event**."
MAY_NOT_CHANGE = (
    "I may not change events that other people made. In Server Settings, Roles, please give my "
    "role the permission Manage Events, then press again."
)

REFUSALS = {
    NoEventToUseError: lambda _: NO_EVENT_TO_USE,
    EventOfBotError: lambda _: EVENT_OF_BOT,
    EventTakenError: lambda _: EVENT_TAKEN,
    MayNotChangeEventsError: lambda _: MAY_NOT_CHANGE,
}


def question(community: Community, offered: Sequence[tuple[KnownEvent, str]]) -> str:
    """Ask whether events are used for meetings; each comes with the title of its meeting."""
    count = len(offered)
    heading = (HEADING_ONE if count == 1 else HEADING).format(
        community=plain(community.name), count=count
    )
    lines = [
        LINE.format(
            title=plain(title, 80),
            when=times.short(known.starts_at),
            name=plain(known.shown[Field.NAME], 80),
            time=times.full(start_in(known.shown)),
        )
        for known, title in offered
    ]
    how = HOW_ONE if count == 1 else HOW
    return "\n".join([heading, fitted(lines, MORE, 10, room=NEWS_ROOM), how])


def labels(count: int) -> tuple[str, str]:
    """Return the buttons of a question about so many events: to use them, and not to."""
    return (USE_ONE, OWN_ONE) if count == 1 else (USE, OWN)


def settled(count: int, *, used: bool) -> str:
    """Confirm the answer to a question about so many events."""
    if count == 1:
        return USED_ONE if used else MADE_ONE
    return (USED if used else MADE).format(count=count)
