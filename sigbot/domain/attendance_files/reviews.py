"""The review of an attendance file, with the people whom the community knows already."""

from dataclasses import dataclass
from datetime import date

from sigbot.domain.attendance_files.drafts import Counts, NameQuestion, OrderQuestion
from sigbot.domain.attendance_files.matches import MatchQuestion
from sigbot.domain.meetings import Meeting

Question = OrderQuestion | NameQuestion | MatchQuestion


@dataclass(frozen=True, slots=True)
class ImportReview:
    """What would be written, or what is asked first.

    `people` are in the file, of whom `known` are known already; `new` are the names of the others.
    `day` is the day of the file where it is not that of the meeting.
    """

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
    """How far the writing of a file has come: `done` of `people` people.

    `listed` of them are on the attendance list; those whom an organizer took off stay off.
    """

    meeting: Meeting
    people: int
    done: int = 0
    listed: int = 0

    @property
    def is_complete(self) -> bool:
        return self.done >= self.people
