"""The messages of the outbox about papers on the agendas of meetings."""

from dataclasses import dataclass
from typing import ClassVar

from sigbot.domain.outbox.kinds import Topic


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
