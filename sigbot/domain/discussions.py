"""Discussions of papers: who read it, what is asked, and what people say of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.bounds import MOST_QUESTIONS, QUESTIONS_COUNTED
from sigbot.domain.journal import JournalItem
from sigbot.domain.meetings import Meeting
from sigbot.domain.opinions import NO_SUMS, Sums
from sigbot.domain.refusals import NotOrganizerError, RefusedError

ASKED_FOR = timedelta(days=2)
"""How long after check-in closes people may say what they think of a discussion."""

VOTERS_BEFORE = timedelta(days=1)
"""Readers are not told of a paper that is picked later than this before its meeting."""


class ManyQuestionsError(RefusedError):
    """A member asked as many questions as they may; `again` is when they can ask the next one."""

    def __init__(self, again: datetime) -> None:
        super().__init__(again)
        self.again = again


class NotYourQuestionError(NotOrganizerError):
    """Only who asked a question, or an organizer, may remove it."""


class QuestionGoneError(RefusedError):
    """A question that was removed."""


class NotPickedError(RefusedError):
    """A paper that is not on the agenda of the meeting any more."""


class WasNotThereError(RefusedError):
    """Only who was at a meeting may say what they think of its discussions."""


class AskedTooLateError(RefusedError):
    """People may not say any more what they think of a discussion."""


class NotAskedYetError(RefusedError):
    """People may not say yet what they think of a discussion: `opens_at` is when they may."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a member brings to a discussion."""

    id: int
    text: str
    name: str
    person_id: int


@dataclass(frozen=True, slots=True)
class Discussion:
    """A paper on the agenda of a meeting, with what is shown of it.

    `place` is the (channel, message) that told of it, `card` that of the card in its thread, and
    `asked` that of the question what people think of it: each None where there is none.
    """

    item: JournalItem
    meeting: Meeting
    pick_id: int
    presenter: str = ""
    presenter_id: int | None = None
    readers: int = 0
    questions: Sequence[Question] = ()
    thread_id: int | None = None
    place: tuple[int, int] | None = None
    card: tuple[int, int] | None = None
    asked: tuple[int, int] | None = None
    told_at: datetime | None = None
    """When the presenter and readers were told of the meeting, None for not yet."""
    is_discussed: bool = False
    is_closed: bool = False
    """Whether people may not answer any more; then there are `sums`."""
    sums: Sums = NO_SUMS

    @property
    def asked_from(self) -> datetime:
        """Return when people are asked what they think of the discussion."""
        return self.meeting.closes_at

    @property
    def asked_until(self) -> datetime:
        return self.meeting.closes_at + ASKED_FOR


def check_asked(asked: Sequence[datetime]) -> None:
    """Refuse another question of a member who asked MOST_QUESTIONS within QUESTIONS_COUNTED.

    `asked` are the instants at which they did, in order. Raises ManyQuestionsError.
    """
    if len(asked) >= MOST_QUESTIONS:
        raise ManyQuestionsError(asked[-MOST_QUESTIONS] + QUESTIONS_COUNTED)


def check_answerable(discussion: Discussion, now: datetime, *, was_there: bool) -> None:
    """Refuse an opinion too early, too late, or of somebody who was not there.

    Raises NotAskedYetError, AskedTooLateError, WasNotThereError.
    """
    if now < discussion.asked_from:
        raise NotAskedYetError(discussion.asked_from)
    if discussion.is_closed or now >= discussion.asked_until:
        raise AskedTooLateError
    if not was_there:
        raise WasNotThereError
