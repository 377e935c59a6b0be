"""Rows of the outbox as they are written and taken, and when one that failed is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeGuard, TypeVar

from sigbot.domain.outbox.topics import AboutMeeting, AnyMessage, Direct, GatherNotices, Message

MOST_ATTEMPTS = 8
"""A row that is refused or ends the process so often is set aside."""

SUSPICIOUS = 3
"""A row that was left behind so often is tried alone."""

FROM_ONE_LANE = 3
"""Rows of one lane are said one after the other: more would only wait under their lease."""

LEASE = timedelta(seconds=60)
REFRESH_AFTER = timedelta(seconds=4)
"""A card's counters are edited at most this often: Discord allows 5 edits in 5 s a channel."""

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=30)
LONGEST_OUTAGE = timedelta(hours=24)
"""What could not be said for so long is set aside: it is no news any more."""

NONCE_KNOWN = timedelta(minutes=2)
"""Discord tells a repeated send by its nonce for "the past few minutes"; this is well within."""

CLOCK_TRUST = timedelta(hours=2)
"""No clock is thought to be wrong by more than this."""

JITTER = 0.25

Kind = TypeVar("Kind", bound=AnyMessage)
Kind_co = TypeVar("Kind_co", bound=AnyMessage, covariant=True)


def news_lane(community_id: int) -> str:
    """Return the lane of what is said in the community's channel for news."""
    return f"c{community_id}"


def direct_lane(discord_id: int) -> str:
    """Return the lane of what is said to one person alone."""
    return f"d{discord_id}"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent at `due_at`. `person_id`: the one person that it is for."""

    community_id: int
    message: Message
    due_at: datetime
    person_id: int | None = None

    @property
    def lane(self) -> str:
        """Rows of one lane are said one after the other."""
        if isinstance(self.message, Direct):
            return direct_lane(self.message.to)
        if isinstance(self.message, GatherNotices):
            return f"n{self.community_id}"
        return news_lane(self.community_id)

    @property
    def meeting_id(self) -> int | None:
        """The meeting that the message is about, None when it is about something else."""
        return self.message.meeting_id if isinstance(self.message, AboutMeeting) else None


@dataclass(frozen=True, slots=True)
class Due(Generic[Kind_co]):
    """A row that is due, with its message."""

    id: int
    guild_id: int
    message: Kind_co
    due_at: datetime
    """When it was meant to be said, however often it was put off."""
    attempts: int
    holder: str = ""
    """Who took it; only they may put it off or set it aside."""
    lane: str = ""
    """Rows of one lane are said one after the other."""
    tried_at: datetime | None = None
    """When somebody took it first, None when nobody did before."""
    leased_until: datetime | None = None

    @property
    def topic(self) -> str:
        """The topic as it was kept; of an unreadable row maybe one that nobody knows."""
        return self.message.topic

    @property
    def nonce(self) -> str:
        """The same for every try, so that a repeated send is one message (≤ 25 characters)."""
        return f"sigbot-{self.id}"

    @property
    def mark(self) -> int:
        """The id of the message's first component (32 bits), by which it is found again; large, so
        that it is none of the small ones that Discord gives to the others."""
        return 1_000_000 + self.id % 2_000_000_000

    def may_be_said_already(self, now: datetime) -> bool:
        """Somebody tried it, and it may be so long ago that Discord has forgotten the nonce; where
        the clock was set since, nobody knows how long."""
        return self.tried_at is not None and abs(now - self.tried_at) > NONCE_KNOWN

    def said_since(self, now: datetime) -> datetime:
        """Its message, if there is one, is no older than this, whatever the clock was set to."""
        return min(self.tried_at or now, now) - CLOCK_TRUST


AnyDue = Due[AnyMessage]


def holds(due: AnyDue, kind: type[Kind]) -> TypeGuard[Due[Kind]]:
    """Return whether the message of a row is of this kind."""
    return isinstance(due.message, kind)


def is_direct(due: AnyDue) -> TypeGuard[Due[Direct]]:
    """Return whether the message is for one person alone."""
    return isinstance(due.message, Direct)


def retry_delay(attempts: int, row_id: int = 0) -> timedelta:
    """Exponential: about 5 s, 10 s, 20 s ... at most 30 minutes. `attempts` counts from 1."""
    return spread(FIRST_DELAY * (1 << min(attempts - 1, 20)), row_id + attempts)


def outage_delay(tried_at: datetime, now: datetime, row_id: int = 0) -> timedelta:
    """How long to wait when it was not the row's fault: about as long as it lasts already."""
    return spread(max(now - tried_at, FIRST_DELAY), row_id)


def spread(delay: timedelta, seed: int) -> timedelta:
    """`delay` with jitter, a quarter more or less; the same for the same seed, at most
    LONGEST_DELAY. So rows that failed together are not tried again together."""
    share = (seed * 2_654_435_761 % 2**32) / 2**32  # Knuth's multiplicative hash
    return min(delay, LONGEST_DELAY / (1 + JITTER)) * (1 - JITTER + 2 * JITTER * share)
