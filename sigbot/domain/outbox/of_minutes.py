"""The messages of the outbox about agendas, openings and minutes."""

from dataclasses import dataclass
from typing import ClassVar

from sigbot.domain.outbox.calls import NOBODY_CALLED, Called
from sigbot.domain.outbox.kinds import Topic


@dataclass(frozen=True, slots=True)
class MeetingOpened:
    """Show the notices and the agenda in the thread of a meeting that has begun."""

    topic: ClassVar = Topic.OPENED
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    """Say in the thread of a meeting that check-in has closed, and what comes next."""

    topic: ClassVar = Topic.CLOSED
    meeting_id: int


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Send the answer to a question that was asked ahead to who asked; `to` is a Discord id."""

    topic: ClassVar = Topic.ANSWERED
    point_id: int
    to: int


@dataclass(frozen=True, slots=True)
class PromisesDue:
    """Remind one person of their open action items before a meeting; `to` is a Discord id."""

    topic: ClassVar = Topic.PROMISED
    meeting_id: int
    to: int


@dataclass(frozen=True, slots=True)
class MinutesPublished:
    """Say that the minutes of a meeting were published; those who missed it are `called`."""

    topic: ClassVar = Topic.MINUTES_PUBLISHED
    meeting_id: int
    called: Called = NOBODY_CALLED


@dataclass(frozen=True, slots=True)
class NamedInMinutes:
    """Tell one person that minutes name them, and how to take it out; `to` is a Discord id."""

    topic: ClassVar = Topic.NAMED
    meeting_id: int
    to: int


@dataclass(frozen=True, slots=True)
class MinutesForYou:
    """Tell one person who missed a meeting of its minutes; `to` is a Discord id."""

    topic: ClassVar = Topic.MINUTES_FOR_YOU
    meeting_id: int
    to: int


@dataclass(frozen=True, slots=True)
class MissingMinutes:
    """Look whether a meeting that is long over has minutes."""

    topic: ClassVar = Topic.MISSING
    meeting_id: int


@dataclass(frozen=True, slots=True)
class CheckPromises:
    """Look whose action items are open before a meeting."""

    topic: ClassVar = Topic.CHECK_PROMISES
    meeting_id: int


AboutMinutes = (
    MeetingOpened
    | MeetingClosed
    | PromisesDue
    | MinutesPublished
    | NamedInMinutes
    | MinutesForYou
    | MissingMinutes
    | CheckPromises
)
