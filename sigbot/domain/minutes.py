"""The minutes of a meeting, as a document is made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sigbot.domain.attendance import Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.notes import NoteKind
from sigbot.domain.promises import PromiseState


class MinutesState(StrEnum):
    """How far minutes are. Once they are approved, only errata are added."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"


class MeetingOutcome(StrEnum):
    """What became of a meeting; of all but `held` there are no minutes, but it is said why."""

    HELD = "held"
    CANCELLED = "cancelled"
    NO_QUORUM = "no_quorum"
    NOTHING_RECORDED = "nothing_recorded"


class MinutesFormat(StrEnum):
    """A file format of minutes."""

    MD = "md"
    HTML = "html"
    TXT = "txt"


@dataclass(frozen=True, slots=True)
class PresentBy:
    """The people of whom it is known in one way that they were there."""

    source: Source
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpeningProof:
    """That the notices were shown: which version of them, when, and the address of the message."""

    version: int
    at: datetime
    address: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A guest's talk; `slides` and `recording` are addresses."""

    speaker: str
    affiliation: str = ""
    title: str = ""
    slides: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point of the agenda. `by` suggested it; of a question, `answer` is what was answered."""

    title: str
    minutes: int | None = None
    by: str = ""
    is_question: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MinutesNote:
    """A line under a topic; `speaker` is "" where it is nobody's remark."""

    kind: NoteKind
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class MinutesTopic:
    """A topic with its lines; the title is "" for what was said before any topic."""

    title: str
    notes: tuple[MinutesNote, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesAction:
    """What was promised: its key, who promised it, until when."""

    key: str
    text: str
    owner: str = ""
    due: date | None = None
    status: PromiseState = PromiseState.OPEN


@dataclass(frozen=True, slots=True)
class Erratum:
    """What was found wrong after approval, and when that was written."""

    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting. Instants are UTC; they are written on the clock of `zone`.

    `noted` are people whom the notes name as present, and nothing else does. `nameless` counts
    attendees who have no name, `caught_up` people who read up on the meeting later: they were not
    there. `actions` were promised at this meeting, `carried` before it. `reason` says why a meeting
    was cancelled.
    """

    key: str
    title: str
    community: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    zone: str
    revised_on: date
    state: MinutesState = MinutesState.DRAFT
    outcome: MeetingOutcome = MeetingOutcome.HELD
    reason: str = ""
    chairs: tuple[str, ...] = ()
    scribes: tuple[str, ...] = ()
    present: tuple[PresentBy, ...] = ()
    noted: tuple[str, ...] = ()
    nameless: int = 0
    regrets: tuple[str, ...] = ()
    caught_up: int = 0
    opening: OpeningProof | None = None
    talk: Talk | None = None
    agenda: tuple[AgendaPoint, ...] = ()
    topics: tuple[MinutesTopic, ...] = ()
    actions: tuple[MinutesAction, ...] = ()
    carried: tuple[MinutesAction, ...] = ()
    errata: tuple[Erratum, ...] = ()

    @property
    def has_notes(self) -> bool:
        """Whether anything was noted at the meeting."""
        return bool(self.topics or self.actions)

    @property
    def day(self) -> date:
        """The meeting's date on its own clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def decisions(self) -> tuple[str, ...]:
        notes = (note for topic in self.topics for note in topic.notes)
        return tuple(note.text for note in notes if note.kind is NoteKind.AGREED)


def topics_of(lines: Iterable[MinutesNote]) -> tuple[MinutesTopic, ...]:
    """Put lines under their topics, in order; names in lists are left out."""
    topics = [MinutesTopic("")]
    for line in lines:
        if line.kind is NoteKind.TOPIC:
            topics.append(MinutesTopic(line.text))
        elif line.kind in UNDER_TOPICS:
            topics[-1] = replace(topics[-1], notes=(*topics[-1].notes, line))
    return tuple(topic for topic in topics if topic.title or topic.notes)


UNDER_TOPICS = frozenset((NoteKind.INFO, NoteKind.LINK, NoteKind.AGREED, NoteKind.ACTION))
