"""The messages of the outbox: one frozen dataclass for each topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, get_args

from sigbot.domain.outbox.calls import NOBODY_CALLED, Called


class Topic(StrEnum):
    """The kind of a message. The values are kept in databases, so they never change."""

    CARD = "meeting_card"
    REFRESH = "meeting_refresh"
    CANCELLED = "meeting_cancelled"
    MOVED = "meeting_moved"
    RESTORED = "meeting_restored"
    REPEATED = "meeting_repeated"
    REMINDER = "meeting_reminder"
    CORRECTION = "reminder_correction"
    DIRECT = "direct_reminder"
    DIRECT_NEWS = "direct_news"
    CLOCKS = "clock_change"
    CHECK_CLOCKS = "clock_check"
    ROTATION = "rotation_adopted"
    ZONES = "zones_wanted"
    PUBLISHED = "report_published"
    GATHER = "organizer_notices"
    NOTICE = "organizer_notice"
    HOST = "host_question"
    REPORT_DUE = "report_due"
    AUTHOR = "author_question"
    JOURNAL = "journal_refresh"
    PICKED = "journal_picked"
    DISCUSSION = "journal_discussion"
    DISCUSSION_REFRESH = "discussion_refresh"
    OPINIONS = "journal_opinions"
    OPINIONS_CLOSED = "opinions_closed"
    READERS = "paper_readers"
    PAPER = "paper_ahead"


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
class AuthorAsked:
    """Ask one member whether a report may name them; `to` is a Discord id."""

    topic: ClassVar = Topic.AUTHOR
    author_id: int
    to: int


@dataclass(frozen=True, slots=True)
class JournalRefresh:
    """Update the message that shows an item of the journal to the channel."""

    topic: ClassVar = Topic.JOURNAL
    item_id: int


@dataclass(frozen=True, slots=True)
class ItemPicked:
    """Say that an item of the journal is on the agenda of a meeting, and start its thread."""

    topic: ClassVar = Topic.PICKED
    meeting_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class DiscussionCard:
    """The card in the thread of an item."""

    topic: ClassVar = Topic.DISCUSSION
    meeting_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class DiscussionRefresh:
    """Update the card in a thread, or without `in_thread` the message that it was started from."""

    topic: ClassVar = Topic.DISCUSSION_REFRESH
    meeting_id: int
    item_id: int
    in_thread: bool = False


@dataclass(frozen=True, slots=True)
class OpinionsAsked:
    """Ask who was at a meeting what they think of its discussion of an item."""

    topic: ClassVar = Topic.OPINIONS
    meeting_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class OpinionsClosed:
    """Ask nobody any more what they think of a discussion, and keep the sums."""

    topic: ClassVar = Topic.OPINIONS_CLOSED
    meeting_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class CallReaders:
    """Tell the presenter of an item, and readers who want it, of the meeting."""

    topic: ClassVar = Topic.READERS
    meeting_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class PaperAhead:
    """Tell one person that an item is discussed soon; `to` is a Discord id."""

    topic: ClassVar = Topic.PAPER
    meeting_id: int
    item_id: int
    to: int


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
Calling = MeetingCancelled | MeetingMoved | MeetingRestored | RotationAdopted
"""A message that mentions people."""

OfPaper = (
    ItemPicked
    | DiscussionCard
    | DiscussionRefresh
    | OpinionsAsked
    | OpinionsClosed
    | CallReaders
    | PaperAhead
)
"""A message about an item on the agenda of a meeting."""

InThread = DiscussionCard | DiscussionRefresh | OpinionsClosed
"""A message about an item that is posted, or most likely edited, in a thread."""

Direct = (
    DirectReminder
    | DirectNews
    | OrganizerNotice
    | HostQuestion
    | AuthorAsked
    | ReportDue
    | PaperAhead
)
"""A direct message to one person."""

Errand = CheckClocks | GatherNotices | CallReaders
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
    | OfPaper
)
AnyMessage = Message | Unreadable
"""What a row of the outbox may hold when it is read."""

MESSAGES: Mapping[Topic, type[Message]] = {kind.topic: kind for kind in get_args(Message)}
