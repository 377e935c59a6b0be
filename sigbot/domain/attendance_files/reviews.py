"""The review of an attendance file, with the people whom the community knows already."""

from dataclasses import dataclass
from datetime import date

from sigbot.domain.attendance_files.drafts import Counts, FileQuestion
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.matches import MatchQuestion, NamelessQuestion
from sigbot.domain.meetings import Meeting

Question = FileQuestion | MatchQuestion | NamelessQuestion


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A person of a file. `known_as` is how the community calls them, "" for somebody new.

    `minutes` are None where not known.
    """

    name: str
    minutes: int | None
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedMachine:
    """A note-taker or device of a file, by its `place`; it is counted where it `is_ticked`."""

    place: int
    machine: Machine
    name: str
    minutes: int | None
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class ImportReview:
    """What would be written, or what is asked first.

    `known_people` are known to the community already, the others are `new`. `dropped` are what
    those were called who have no name and are left out. `day` is the day of the file where it is
    not that of the meeting.
    """

    id: int
    meeting: Meeting
    counts: Counts
    known_people: tuple[Reviewed, ...]
    new: tuple[Reviewed, ...]
    machines: tuple[ReviewedMachine, ...]
    dropped: tuple[str, ...]
    question: Question | None
    day: date | None

    @property
    def known(self) -> int:
        """How many people of the file are known."""
        return len(self.known_people)

    @property
    def people(self) -> int:
        """How many people are in the file."""
        return self.known + len(self.new)


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
