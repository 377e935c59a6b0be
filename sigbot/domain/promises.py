"""Action items: what somebody promised at a meeting, until it is done or dropped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sigbot.domain.refusals import RefusedError

REMINDED_BEFORE = timedelta(days=2)
"""How long before the next meeting owners are reminded of what they promised."""


class PromiseState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class NotOwnerError(RefusedError):
    """Somebody who neither owns an action item nor organizes wants to close it."""


class PromiseGoneError(RefusedError):
    """An action item is not there any more."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item. `owner` is a name, "" where nobody was named or the owner was forgotten.

    `meeting` is the title and `met_at` the start of the meeting at which it was noted.
    """

    id: int
    text: str
    owner: str = ""
    owner_id: int | None = None
    due: date | None = None
    state: PromiseState = PromiseState.OPEN
    meeting_id: int = 0
    meeting: str = ""
    met_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"t{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state is PromiseState.OPEN


def is_overdue(promise: Promise, today: date) -> bool:
    """Return whether an open action item should have been done before today."""
    return promise.is_open and promise.due is not None and promise.due < today


@dataclass(frozen=True, slots=True)
class Promises:
    """Action items, what is due first. `owner` is whose they are, "" for everybody's.

    `own` are the ids of those that the reader may close. `today` is the day in their community.
    """

    listed: tuple[Promise, ...]
    state: PromiseState
    today: date
    owner: str = ""
    owner_id: int = 0
    own: frozenset[int] = frozenset()
