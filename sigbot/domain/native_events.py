"""Native events: Discord's own scheduled events, one for each of the next meetings.

What an event says is compared field by field. A field that the meeting changed is written; a field
that somebody changed by hand is not: organizers are asked, and it is `held` until they answer, or
until an organizer changes that field of the meeting.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

MOST_OF_SERVER = 100
"""How many scheduled and running events Discord lets a server have."""

MOST_MIRRORED = 90
"""How many of them are ours at most, so that people can make events of their own."""

OF_A_SERIES = 5
"""How many of the next meetings of a series have an event."""

NAME_LIMIT, LOCATION_LIMIT = 100, 100
"""Discord's limits."""

DESCRIPTION_ROOM = 960
"""Discord's limit is 1,000; the rest is for the mark of the meeting."""

LEASE = timedelta(minutes=5)
"""How long a process has the events of a community; it is renewed before each request."""

LOOK_FAR, LOOK_NEAR = timedelta(hours=3), timedelta(minutes=15)
"""How often Discord is asked how its events are; more often on the day before a meeting."""

LOOK_AFTER = timedelta(minutes=1)
"""After this time Discord is asked once more, where it may have made an event late or twice."""

NEAR = timedelta(days=1)

SOON = timedelta(minutes=1)
"""A meeting that starts within this time gets no event any more: Discord refuses past starts."""

_BETWEEN = "/"


class Entity(IntEnum):
    """Where an event takes place, by Discord's numbers."""

    STAGE = 1
    VOICE = 2
    EXTERNAL = 3


class EventStatus(IntEnum):
    """Discord's numbers."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


class Field(StrEnum):
    """What an event says; each is written, or changed by hand, as a whole."""

    NAME = "name"
    TIME = "time"
    PLACE = "place"
    DESCRIPTION = "description"


class EventState(StrEnum):
    """What became of the event of a meeting.

    It is `shown`; it is shown, but organizers are `asked` about what somebody changed by hand; it
    was deleted by hand, and they are asked about that (`gone`); they chose to leave it out
    (`left_out`); or Discord `refused` it as it was sent. An event that somebody made by hand is
    `offered` for the meeting, and then `used` for it or `declined`.
    """

    SHOWN = "shown"
    ASKED = "asked"
    GONE = "gone"
    LEFT_OUT = "left_out"
    REFUSED = "refused"
    OFFERED = "offered"
    USED = "used"
    DECLINED = "declined"


PENDING = (EventState.ASKED, EventState.GONE, EventState.OFFERED)
"""States in which organizers have not answered."""

OF_OTHERS = (EventState.OFFERED, EventState.USED)
"""States of events that somebody made by hand: the bot never deletes one."""

Texts = Mapping[Field, str]
"""What an event says, each field as text that can be compared."""


@dataclass(frozen=True, slots=True)
class NativeEvent:
    """What an event says. `where` is the id of a channel, or a location for an external event."""

    name: str
    description: str
    starts_at: datetime
    ends_at: datetime | None
    entity: Entity
    where: str

    @property
    def texts(self) -> Texts:
        ends = self.ends_at.isoformat() if self.ends_at else ""
        return {
            Field.NAME: self.name,
            Field.TIME: f"{self.starts_at.isoformat()}{_BETWEEN}{ends}",
            Field.PLACE: f"{self.entity}{_BETWEEN}{self.where}",
            Field.DESCRIPTION: self.description,
        }


def start_in(texts: Texts) -> datetime:
    """Return when an event starts that says this."""
    return datetime.fromisoformat(texts[Field.TIME].partition(_BETWEEN)[0])


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event of the server, as Discord lists it.

    `meeting_id` is the meeting of its mark, None for an event without the mark of a meeting;
    `is_ours` says whether the bot created it, `by_bot` whether another bot did; one that `repeats`
    is of several dates. One that `is_lost` has the mark of a meeting that is gone, as after a
    restore.
    """

    id: int
    status: EventStatus
    event: NativeEvent
    interested: int = 0
    is_ours: bool = True
    meeting_id: int | None = None
    by_bot: bool = False
    repeats: bool = False
    is_lost: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in (EventStatus.SCHEDULED, EventStatus.ACTIVE)

    def of_one_of(self, meeting_ids: Collection[int], gone: Collection[int] = ()) -> "ListedEvent":
        """Return the event without its meeting, where that is none of these; lost if it is gone."""
        if self.meeting_id in meeting_ids:
            return self
        return replace(self, meeting_id=None, is_lost=self.meeting_id in gone)


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """The event of a meeting as it was noted last; instants are those of the meeting now.

    `sent` is what it was told to say, `shown` what Discord made of that. Fields that are `held` are
    as somebody changed them.
    """

    meeting_id: int
    event_id: int | None
    state: EventState
    sent: Texts
    shown: Texts
    held: Collection[Field]
    interested: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
