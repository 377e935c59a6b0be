"""The review of an attendance file together with whom a community knows."""

from dataclasses import dataclass
from datetime import date

from sigbot.domain.attendance_files.drafts import Counts, NameQuestion, OrderQuestion
from sigbot.domain.attendance_files.matches import MatchQuestion
from sigbot.domain.meetings import Meeting

Question = OrderQuestion | NameQuestion | MatchQuestion


@dataclass(frozen=True, slots=True)
class ImportReview:
    """What would be written, or what is asked first. `new` are the names of people whom nobody
    knows yet; `day` is the file's, where it is not the meeting's."""

    id: int
    meeting: Meeting
    counts: Counts
    people: int
    known: int
    new: tuple[str, ...]
    question: Question | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Written:
    """How far the writing of a file is: `done` of `people`, of whom `listed` are on the list: those
    whom an organizer took off it stay off."""

    meeting: Meeting
    people: int
    done: int = 0
    listed: int = 0

    @property
    def is_complete(self) -> bool:
        return self.done >= self.people
