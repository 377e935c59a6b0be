"""The messages of the outbox: one frozen dataclass for each topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, get_args

from sigbot.domain.outbox.calls import NOBODY_CALLED, Called
from sigbot.domain.outbox.kinds import Topic
from sigbot.domain.outbox.of_minutes import (
    AboutMinutes,
    CheckPromises,
    MinutesForYou,
    MinutesPublished,
    MissingMinutes,
    NamedInMinutes,
    PromisesDue,
    QuestionAnswered,
)
from sigbot.domain.outbox.of_papers import (
    CallReaders,
    OfPaper,
    PaperAhead,
)


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """The card of a meeting."""

    topic: ClassVar = Topic.CARD
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingRefresh:
    """Update a card that was posted."""

    topic: ClassVar = Topic.REFRESH
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    """Say that `count` meetings were cancelled at once; `meeting_id` is the first of them."""

    topic: ClassVar = Topic.CANCELLED
    meeting_id: int
    count: int
    called: Called = NOBODY_CALLED


@dataclass(frozen=True, slots=True)
class MeetingMoved:
    """Say that `count` meetings were moved at once.

    `meeting_id` is the first of them; it was scheduled to start at `before`. With `asks`, those who
    said Going are asked whether they still come.
    """

    topic: ClassVar = Topic.MOVED
    meeting_id: int
    before: datetime
    count: int
    called: Called = NOBODY_CALLED
    asks: bool = False


@dataclass(frozen=True, slots=True)
class MeetingRestored:
    """Say that `count` cancelled meetings take place after all; `meeting_id` is the first.

    With `asks`, those who said Going are asked whether they still come, as the meeting had moved.
    """

    topic: ClassVar = Topic.RESTORED
    meeting_id: int
    count: int
    called: Called = NOBODY_CALLED
    asks: bool = False


@dataclass(frozen=True, slots=True)
class MeetingRepeated:
    """Say that a series has another repetition from the meeting `meeting_id` on."""

    topic: ClassVar = Topic.REPEATED
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingReminder:
    """A reminder in the channel for news."""

    topic: ClassVar = Topic.REMINDER
    meeting_id: int


@dataclass(frozen=True, slots=True)
class ReminderCorrection:
    """Edit a reminder that was posted, as its meeting was changed since.

    With `if_newest`, other buttons fit the moment now: that is for the newest reminder only.
    """

    topic: ClassVar = Topic.CORRECTION
    meeting_id: int
    announcement_id: int
    if_newest: bool = False


@dataclass(frozen=True, slots=True)
class DirectReminder:
    """A reminder for one person alone; `to` is a Discord id."""

    topic: ClassVar = Topic.DIRECT
    meeting_id: int
    to: int


@dataclass(frozen=True, slots=True)
class DirectNews:
    """Tell one person that `count` meetings were moved or cancelled that they may come to.

    With `asks`, they said Going to a meeting that moved far, and are asked whether they still come.
    """

    topic: ClassVar = Topic.DIRECT_NEWS
    meeting_id: int
    to: int
    count: int
    asks: bool = False
    restored: bool = False


@dataclass(frozen=True, slots=True)
class ClockWarning:
    """Warn that the local hour of a series changes for some members at `changes_at`."""

    topic: ClassVar = Topic.CLOCKS
    series_id: int
    changes_at: datetime


@dataclass(frozen=True, slots=True)
class CheckClocks:
    """Look for clock changes to warn of, as meetings or zones of members have changed."""

    topic: ClassVar = Topic.CHECK_CLOCKS


@dataclass(frozen=True, slots=True)
class RotationAdopted:
    """Say that a rotation was adopted, or taken back (`undone`).

    With `asks`, those who said Going to a meeting that moved are asked whether they still come.
    """

    topic: ClassVar = Topic.ROTATION
    rotation_id: int
    undone: bool
    called: Called = NOBODY_CALLED
    asks: bool = False


@dataclass(frozen=True, slots=True)
class ZonesWanted:
    """Ask members to say where they live."""

    topic: ClassVar = Topic.ZONES


@dataclass(frozen=True, slots=True)
class ReportPublished:
    """Say that the report of the period from `start` to `end` was published.

    `replaces` is the day on which the report was published that this one replaces; with its
    default, this is the first one.
    """

    topic: ClassVar = Topic.PUBLISHED
    start: date
    end: date
    replaces: date = date.min


@dataclass(frozen=True, slots=True)
class GatherNotices:
    """Put all notices that no organizer was told yet into one message."""

    topic: ClassVar = Topic.GATHER


@dataclass(frozen=True, slots=True)
class OrganizerNotice:
    """Tell notices to one organizer; `to` is a Discord id."""

    topic: ClassVar = Topic.NOTICE
    to: int
    notice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HostQuestion:
    """Ask one member whether they want to be a host; `to` is a Discord id."""

    topic: ClassVar = Topic.HOST
    host_id: int
    to: int


@dataclass(frozen=True, slots=True)
class ReportDue:
    """Remind one organizer of the report of the period from `start` to `end`; `to` is a Discord
    id."""

    topic: ClassVar = Topic.REPORT_DUE
    start: date
    end: date
    to: int


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """Ask one organizer about native events that somebody changed by hand; `number` is that of the
    question, `to` is a Discord id."""

    topic: ClassVar = Topic.EVENTS_ASKED
    number: int
    to: int


@dataclass(frozen=True, slots=True)
class AuthorAsked:
    """Ask one member whether a report may name them; `to` is a Discord id."""

    topic: ClassVar = Topic.AUTHOR
    author_id: int
    to: int


@dataclass(frozen=True, slots=True)
class JournalRefresh:
    """Update the message that shows an item of the journal to the channel.

    Of an item that was removed, `channel_id` and `message_id` say where it was shown; else they
    are 0.
    """

    topic: ClassVar = Topic.JOURNAL
    item_id: int
    channel_id: int = 0
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read, with the reason: an unknown `topic`, or a broken payload."""

    topic: str
    reason: str


AboutMeeting = (
    MeetingCard
    | MeetingRefresh
    | MeetingCancelled
    | MeetingMoved
    | MeetingRestored
    | MeetingRepeated
    | MeetingReminder
    | ReminderCorrection
    | DirectReminder
    | DirectNews
)
Calling = MeetingCancelled | MeetingMoved | MeetingRestored | RotationAdopted | MinutesPublished
"""A message that mentions people."""

Direct = (
    DirectReminder
    | DirectNews
    | OrganizerNotice
    | HostQuestion
    | AuthorAsked
    | ReportDue
    | QuestionAnswered
    | PromisesDue
    | NamedInMinutes
    | MinutesForYou
    | PaperAhead
    | EventsAsked
)
"""A direct message to one person."""

Errand = CheckClocks | GatherNotices | MissingMinutes | CheckPromises | CallReaders
"""Work after which other messages may be due; nothing is sent for itself."""

Message = (
    AboutMeeting
    | ClockWarning
    | CheckClocks
    | RotationAdopted
    | ZonesWanted
    | ReportPublished
    | GatherNotices
    | OrganizerNotice
    | HostQuestion
    | ReportDue
    | AuthorAsked
    | JournalRefresh
    | QuestionAnswered
    | AboutMinutes
    | OfPaper
    | EventsAsked
)
AnyMessage = Message | Unreadable
"""What a row of the outbox may hold when it is read."""

MESSAGES: Mapping[Topic, type[Message]] = {kind.topic: kind for kind in get_args(Message)}
