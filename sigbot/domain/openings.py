"""The opening of a meeting: the notices that are read, and the proof that they were shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import RefusedError

DECLARED_FOR = timedelta(days=3)
"""How long after a meeting people may say that they were there."""

CAUGHT_UP_FOR = timedelta(weeks=3)
"""How long after its minutes were published people may say that they caught up."""

MISSING_AFTER = timedelta(weeks=1)
"""How long after a meeting organizers are told that there are no minutes."""


class NotDeclaredError(RefusedError):
    """Somebody says that they were at a meeting, but it is too early or too late, or it is off."""


class NoNoticesError(RefusedError):
    """All notices are empty where there were none before."""


@dataclass(frozen=True, slots=True)
class Notices:
    """A version of the notices that a community shows when a meeting opens, as organizers wrote it.

    `id` is 0 for what was not saved yet. With `declares`, people may say afterwards that they were
    there.
    """

    id: int = 0
    version: int = 0
    antitrust: str = ""
    conduct: str = ""
    recording: str = ""
    declares: bool = True
    saved_at: datetime | None = None

    @property
    def texts(self) -> list[str]:
        """Return the notices that are not empty, in the order in which they are read."""
        return [text for text in (self.antitrust, self.conduct, self.recording) if text]


@dataclass(frozen=True, slots=True)
class Opening:
    """The proof that a meeting was opened: with which notices, where and when.

    `place` is (channel id, message id) of the reminder at the start, `shown_at` the id of the
    message in the thread that shows the notices, None until it was posted.
    """

    meeting_id: int
    notices: Notices | None
    place: tuple[int, int]
    opened_at: datetime
    thread_id: int | None = None
    shown_message_id: int | None = None
    closed_message_id: int | None = None

    @property
    def channel_id(self) -> int:
        """Return where the life of the meeting is shown: in its thread, or without one in the
        channel."""
        return self.thread_id or self.place[0]


def may_declare(meeting: Meeting, now: datetime) -> bool:
    """Return whether people may say now that they were at a meeting: from the end of check-in until
    DECLARED_FOR after the meeting."""
    is_time = meeting.closes_at < now <= meeting.ends_at + DECLARED_FOR
    return is_time and not meeting.is_cancelled
