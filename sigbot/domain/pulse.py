"""Whether a process does its work: connected, with a database that answers, and never late."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=10)
"""How long a message that could be sent may wait: longer than a full hour of many communities
takes under Discord's limits."""


class Trouble(StrEnum):
    """What is wrong with a process."""

    NOT_CONNECTED = "not_connected"
    DATABASE = "database"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What was found at one look.

    `database_s` is how many seconds the database took to answer, None if it did not answer in time.
    `waiting_s` is for how many seconds the first message that could be sent has waited, 0 if there
    is none, None if the database did not say.
    """

    is_connected: bool
    database_s: float | None
    waiting_s: float | None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Return what is wrong; nothing is wrong where this is empty."""
        wrong = {
            Trouble.NOT_CONNECTED: not self.is_connected,
            Trouble.DATABASE: self.database_s is None,
            Trouble.LATE: (self.waiting_s or 0.0) > LATE_AFTER.total_seconds(),
        }
        return tuple(trouble for trouble, is_so in wrong.items() if is_so)
