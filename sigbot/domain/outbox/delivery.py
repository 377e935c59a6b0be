"""Rows of the outbox as they are written and taken, and when a failed row is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Generic, TypeGuard, TypeVar

from sigbot.domain.outbox.of_minutes import AboutMinutes
from sigbot.domain.outbox.of_papers import InThread, OfPaper
from sigbot.domain.outbox.topics import (
    AboutMeeting,
    AnyMessage,
    Direct,
    Errand,
    JournalRefresh,
    Message,
)

SILENCED = "silenced"
"""The reason for which a row is not sent: its server removed the bot. It waits for its return."""

MOST_ATTEMPTS = 8
"""A row that was refused, or ended the process, this many times is set aside."""

SUSPICIOUS = 3
"""A row that was left behind this many times is tried alone."""

FROM_ONE_LANE = 3
"""How many rows of one lane are taken at once. They are sent one after the other: more of them
would only wait while they are leased."""

LEASE = timedelta(seconds=60)
REFRESH_AFTER = timedelta(seconds=4)
"""A card's counters are edited at most this often: Discord allows 5 edits in 5 s a channel."""

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)
LONGEST_OUTAGE = timedelta(hours=24)
"""A row that could not be sent for this long is set aside: nobody needs its message any more."""

NONCE_KNOWN = timedelta(minutes=2)
"""Discord recognizes a repeated send by its nonce for "the past few minutes"; this is shorter."""

CLOCK_TRUST = timedelta(hours=2)
"""The machine's time is never wrong by more than this, the bot assumes."""

EARLIER_ORIGIN = "sigbot"

JITTER = 0.25

Kind = TypeVar("Kind", bound=AnyMessage)
Kind_co = TypeVar("Kind_co", bound=AnyMessage, covariant=True)


def news_lane(community_id: int) -> str:
    """Return the lane of messages in the community's channel for news."""
    return f"c{community_id}"


def direct_lane(discord_id: int) -> str:
    """Return the lane of direct messages to one person."""
    return f"d{discord_id}"


class Urgency(IntEnum):
    """Which of the messages that are due at one instant are sent first: the smallest."""

    FIRST = 0
    """People wait for it at that moment: a meeting starts, or it is a message to one person."""
    USUAL = 1
    LAST = 2
    """It is as good some minutes later: a reminder of tomorrow."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent at `due_at` (UTC); `person_id` is the person of a direct message.

    Without an `urgency`, a direct message is sent first, and all else as usual.
    """

    community_id: int
    message: Message
    due_at: datetime
    person_id: int | None = None
    urgency: Urgency | None = None

    @property
    def rank(self) -> Urgency:
        """Return how urgent the message is."""
        if self.urgency is not None:
            return self.urgency
        return Urgency.FIRST if isinstance(self.message, Direct) else Urgency.USUAL

    @property
    def lane(self) -> str:
        """Return the message's lane; rows of one lane are sent one after the other."""
        if isinstance(self.message, Direct):
            return direct_lane(self.message.to)
        if isinstance(self.message, Errand):
            return f"n{self.community_id}"
        if isinstance(self.message, JournalRefresh | InThread):
            return f"j{self.community_id}"
        return news_lane(self.community_id)

    @property
    def meeting_id(self) -> int | None:
        """Return the meeting that the message is about, None when it is about something else."""
        about = AboutMeeting | AboutMinutes | OfPaper
        return self.message.meeting_id if isinstance(self.message, about) else None


@dataclass(frozen=True, slots=True)
class Due(Generic[Kind_co]):
    """A row that is due, with its message."""

    id: int
    guild_id: int
    message: Kind_co
    due_at: datetime
    """When it was meant to be sent, even if it was put off since."""
    attempts: int
    holder: str = ""
    """The process that took it; no other process may put it off or set it aside."""
    lane: str = ""
    """Rows of one lane are sent one after the other."""
    tried_at: datetime | None = None
    """When it was first taken, None when it was never taken before."""
    leased_until: datetime | None = None
    origin: str = ""
    """The random id of the database, 8 hexadecimal digits; "" for a row that an earlier version of
    sigbot has tried, which did not know it."""
    number: int | None = None
    """The number in nonce and mark, if it is not the row's own: another row may have said it."""
    doubted_since: datetime | None = None
    """Since when another database may have said it: this one was put back from a backup."""
    is_broken: bool = False
    """Whether one of the row's instants cannot be read, so that it cannot be sent in time."""

    @property
    def topic(self) -> str:
        """Return the topic as it was kept; that of an unreadable row may be unknown."""
        return self.message.topic

    @property
    def nonce(self) -> str:
        """Return the nonce, at most 25 characters, by which Discord recognizes a repeated send.

        It is the same for every try, so that a repeated send is one message. It is another in each
        database, as the ids of rows begin anew in a new one.
        """
        return f"{self.origin or EARLIER_ORIGIN}-{self.number or self.id}"

    @property
    def mark(self) -> int:
        """Return the number (31 bits) by which the message is found again.

        It is large, as Discord gives small ids to the other components. As the nonce, it is another
        in each database.
        """
        number = self.number or self.id
        return 1_000_000 + (int(self.origin or "0", 16) + number) % 2_000_000_000

    def may_be_said_already(self, now: datetime) -> bool:
        """Return whether it was tried so long ago that Discord may have forgotten the nonce.

        The distance counts in both directions, as the machine's time may have been set since.
        """
        tried_long_ago = self.tried_at is not None and abs(now - self.tried_at) > NONCE_KNOWN
        return tried_long_ago or self.doubted_since is not None

    def said_since(self, now: datetime) -> datetime:
        """Return an instant before which its message cannot have been sent.

        It leaves room for a machine whose time was set since.
        """
        return min(self.tried_at or now, self.doubted_since or now, now) - CLOCK_TRUST


AnyDue = Due[AnyMessage]


def holds(due: AnyDue, kind: type[Kind]) -> TypeGuard[Due[Kind]]:
    """Return whether the message of a row is of this kind."""
    return isinstance(due.message, kind)


def is_direct(due: AnyDue) -> TypeGuard[Due[Direct]]:
    """Return whether the message is for one person alone."""
    return isinstance(due.message, Direct)


def retry_delay(attempts: int, row_id: int = 0) -> timedelta:
    """Return the delay before the next try of a row; `attempts` counts from 1.

    It doubles with each attempt, from FIRST_DELAY to LONGEST_DELAY, and is spread by `row_id`.
    """
    return spread(FIRST_DELAY * (1 << min(attempts - 1, 20)), row_id + attempts)


def outage_delay(tried_at: datetime, now: datetime, row_id: int = 0) -> timedelta:
    """Return the delay before the next try after an outage: about as long as it has lasted."""
    return spread(max(now - tried_at, FIRST_DELAY), row_id)


def spread(delay: timedelta, seed: int) -> timedelta:
    """Return `delay` with jitter, up to JITTER of it more or less, at most LONGEST_DELAY.

    The same seed gives the same jitter. Different seeds keep rows that failed together from being
    tried again together.
    """
    share = (seed * 2_654_435_761 % 2**32) / 2**32  # Knuth's multiplicative hash
    return min(delay, LONGEST_DELAY / (1 + JITTER)) * (1 - JITTER + 2 * JITTER * share)
