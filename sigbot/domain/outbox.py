"""The outbox: what must be said or done later, written in the transaction that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(seconds=60)
REFRESH_AFTER = timedelta(seconds=4)
"""A card's counters are edited at most this often: Discord allows 5 edits in 5 s a channel."""

_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is due. `topic` says which card it becomes, `payload` which thing it is about."""

    id: int
    guild_id: int
    topic: str
    payload: Mapping[str, str | int]
    due_at: datetime
    attempts: int
    holder: str = ""
    """Who took it; only they may put it off or set it aside."""

    @property
    def nonce(self) -> str:
        """The same for every try, so that a repeated send is one message (≤ 25 characters)."""
        return f"sigbot-{self.id}"


def retry_delay(attempts: int) -> timedelta:
    """Exponential: 5 s, 10 s, 20 s ... at most 30 minutes. `attempts` counts from 1."""
    return min(_FIRST_DELAY * (1 << min(attempts - 1, 20)), _LONGEST_DELAY)
