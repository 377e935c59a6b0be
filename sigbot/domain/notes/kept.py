"""Lines of notes as they are kept: what was pasted, and what was noted one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sigbot.domain.meetings import Meeting
from sigbot.domain.notes.model import Action, Entry, NotedTopic, NoteKind, NotesReading
from sigbot.domain.refusals import RefusedError


class HandKind(StrEnum):
    """What a line is that somebody notes with a command: the first kinds of NoteKind."""

    TOPIC = "topic"
    INFO = "info"
    ACTION = "action"
    AGREED = "agreed"
    LINK = "link"


class NotThereError(RefusedError):
    """Somebody notes something about a meeting to which they neither said yes nor came."""


class NotAnActionError(RefusedError):
    """A note that is no action item has an owner or a date."""


class NotBegunYetError(RefusedError):
    """Something is noted about a meeting that has not begun."""


class NotesClosedError(RefusedError):
    """Something is noted about a meeting whose minutes are approved."""


class EmptyMessageError(RefusedError):
    """A message without any text is added to the minutes."""


class LongMessageError(RefusedError):
    """A message that is longer than a line of notes is added to the minutes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be kept; of an action item also its owner and the day it is due."""

    kind: NoteKind
    text: str
    owner: str = ""
    due: date | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line as it is kept. `speaker` wrote the message that was added, "" for any other line."""

    id: int
    kind: NoteKind
    text: str
    position: int
    speaker: str = ""
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A line that was noted; `owner` is the name of the member whose action item it is, "" for
    nobody or a name that is no member's. `is_new` is False for a message that was added before."""

    meeting: Meeting
    line: Line
    owner: str = ""
    is_new: bool = True


def lines_of(reading: NotesReading) -> list[Line]:
    """Return the lines of notes that were read, in order: people first, then topic by topic."""
    rolls = (
        (NoteKind.CHAIR, reading.chairs),
        (NoteKind.SCRIBE, reading.scribes),
        (NoteKind.PRESENT, reading.present),
        (NoteKind.REGRETS, reading.regrets),
    )
    people = [Line(kind, name) for kind, names in rolls for name in names]
    return [*people, *(line for topic in reading.topics for line in _of_topic(topic))]


def _of_topic(topic: NotedTopic) -> Iterator[Line]:
    if topic.name and not topic.is_list:
        yield Line(NoteKind.TOPIC, topic.title)
    yield from (_line(entry) for entry in topic.entries)


def _line(entry: Entry) -> Line:
    if isinstance(entry, Action):
        return Line(NoteKind.ACTION, entry.text, entry.owner, entry.due, entry.is_done)
    text = f"{entry.text} {entry.address}" if entry.address not in entry.text else entry.text
    return Line(entry.kind, text if entry.address else entry.shown)
