"""How far the minutes of a meeting are, and corrections that people suggest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sigbot.domain.meetings import Meeting
from sigbot.domain.minutes import MeetingOutcome, Minutes, MinutesState
from sigbot.domain.refusals import RefusedError


class NotYetError(RefusedError):
    """Minutes are to be published, or caught up with, before they are there."""


class ApprovedError(RefusedError):
    """What is only possible before minutes are approved."""


class NotPublishedError(RefusedError):
    """Somebody says they caught up with a meeting whose minutes are not published."""


class CaughtUpLateError(RefusedError):
    """Somebody says they caught up more than CAUGHT_UP_FOR after publication."""


class WasThereError(RefusedError):
    """Somebody who was at a meeting says that they caught up with it."""


class AmendmentGoneError(RefusedError):
    """A correction is not there any more."""


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """How far the minutes of a meeting are.

    `kept` is their text as data, frozen at approval; None before. `place` is (channel id,
    message id) of the message that announced them.
    """

    meeting_id: int
    state: MinutesState = MinutesState.DRAFT
    outcome: MeetingOutcome = MeetingOutcome.HELD
    kept: Mapping[str, Any] | None = None
    approved_at: datetime | None = None
    published_at: datetime | None = None
    place: tuple[int, int] | None = None

    @property
    def is_settled(self) -> bool:
        """Return whether they are approved: then only errata are added."""
        return self.state in (MinutesState.APPROVED, MinutesState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction that somebody suggested, or an erratum. `by` is a name, "" for somebody who was
    forgotten. `settled_at` is when an organizer dealt with it."""

    id: int
    meeting_id: int
    text: str
    written_at: datetime
    by: str = ""
    is_erratum: bool = False
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShownMinutes:
    """Minutes as somebody sees them, and what that person is to them."""

    meeting: Meeting
    minutes: Minutes
    record: MinutesRecord
    amendments: tuple[Amendment, ...] = ()
    organizes: bool = False
    is_named: bool = False
    was_there: bool = False

    @property
    def open_amendments(self) -> list[Amendment]:
        """Return the corrections that no organizer has dealt with."""
        return [amendment for amendment in self.amendments if amendment.settled_at is None]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What publishing would do: how many people who missed the meeting are told."""

    meeting: Meeting
    told: int
    open_amendments: int
