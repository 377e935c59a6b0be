"""What was understood of a meeting's notes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sigbot.domain.refusals import RefusedError
from sigbot.domain.text_files import Fault


class NoteKind(StrEnum):
    """What a line of the minutes is: a topic, what was said under it, or a name in a list."""

    TOPIC = "topic"
    INFO = "info"
    ACTION = "action"
    AGREED = "agreed"
    LINK = "link"
    PRESENT = "present"
    REGRETS = "regrets"
    CHAIR = "chair"
    SCRIBE = "scribe"


class ProblemCode(StrEnum):
    """What could not be understood; what was typed is kept as a note where it is one."""

    NO_MATCH = "no_match"  # a correction of a text that is nowhere before it
    TOO_LONG = "too_long"  # a correction that would make lines too long
    MANY_CORRECTIONS = "many_corrections"
    DUE = "due"
    DUE_AMBIGUOUS = "due_ambiguous"
    EMPTY = "empty"  # `topic:` and nothing behind it
    NOBODY = "nobody"  # `present+` without a name, where nobody is known to speak
    NOT_LISTED = "not_listed"  # `present-` of somebody who is not present
    LONG_NAME = "long_name"
    MANY_NAMES = "many_names"
    NOTHING_TO_UNDO = "nothing_to_undo"


@dataclass(frozen=True, slots=True)
class Note:
    """A note, a link or a decision.

    `speaker` is who said or typed it, as the log calls them; "" for the scribe, and where it is not
    known. A note is `marked` where somebody typed that it belongs into the minutes. Of a link,
    `address` is where it leads.
    """

    kind: NoteKind
    text: str
    line: int
    speaker: str = ""
    is_marked: bool = False
    address: str = ""

    @property
    def shown(self) -> str:
        """The text, with the name of who said it where it is a remark of theirs."""
        return self.text if self.is_marked or not self.speaker else f"{self.speaker}: {self.text}"


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody is to do; `owner` is as it was typed, "" where nobody was named."""

    owner: str
    text: str
    line: int
    due: date | None = None
    is_done: bool = False
    speaker: str = ""

    @property
    def kind(self) -> NoteKind:
        return NoteKind.ACTION


Entry = Note | Action


@dataclass(frozen=True, slots=True)
class NotedTopic:
    """A topic with what was said under it, in order. `name` is "" for what came before any topic.

    A subtopic has the name of its topic as `parent`. `is_list`: the topic is the heading of a list
    of people, decisions or actions, and no subject that was talked about.
    """

    name: str
    line: int
    entries: tuple[Entry, ...] = ()
    parent: str = ""
    is_list: bool = False

    @property
    def title(self) -> str:
        return f"{self.parent}: {self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be understood, in the line with this number, counted from 1."""

    code: ProblemCode
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class NotesReading:
    """How notes were understood.

    `titles` are titles of the meeting, in order; the last one holds. `names` are the names of
    scribes by what the log calls them, where both were given. `left_out` are lines of the log that
    nobody said: who joined and left, and talk with bots.
    """

    topics: tuple[NotedTopic, ...] = ()
    present: tuple[str, ...] = ()
    regrets: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    scribes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        return self.titles[-1] if self.titles else ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for topic in self.topics for entry in topic.entries)

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Action))

    @property
    def agreed(self) -> tuple[Note, ...]:
        return self._of(NoteKind.AGREED)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of all links, each once."""
        return tuple(dict.fromkeys(note.address for note in self._of(NoteKind.LINK)))

    def _of(self, kind: NoteKind) -> tuple[Note, ...]:
        return tuple(e for e in self.entries if isinstance(e, Note) and e.kind is kind)


class NotesRefusedError(RefusedError):
    """A file or text of notes that cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
