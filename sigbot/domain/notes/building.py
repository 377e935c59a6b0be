"""Put the lines of notes together: topics and what was said under them, people, problems."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sigbot.domain.bounds import NOTE_LIMIT, TITLE_LIMIT
from sigbot.domain.notes.actions import ActionReader
from sigbot.domain.notes.lines import Line
from sigbot.domain.notes.marks import LISTS, PEOPLE, Mark, Marked, Sign, read_mark, without_bullet
from sigbot.domain.notes.model import (
    Action,
    Entry,
    Note,
    NotedTopic,
    NoteKind,
    NotesReading,
    Problem,
    ProblemCode,
)
from sigbot.domain.notes.names import are_people
from sigbot.domain.notes.outline import Outline, outlined
from sigbot.domain.notes.rolls import Rolls
from sigbot.domain.notes.statements import Statement, address_in, link_text

_RULE = frozenset("-=*_~ ")
_NUMBERED = frozenset("0123456789.)")


@dataclass(slots=True)
class _Topic:
    name: str
    line: int
    parent: str = ""
    is_list: bool = False
    entries: list[Entry] = field(default_factory=list)

    def frozen(self) -> NotedTopic:
        return NotedTopic(self.name, self.line, tuple(self.entries), self.parent, self.is_list)


def built(statements: list[Statement], problems: list[Problem], day: date) -> NotesReading:
    """Return the reading of all lines, in order; `problems` are those of the corrections."""
    outline = outlined(statements)
    builder = Builder(outline, ActionReader(day, outline.known), problems)
    for place, stated in enumerate(statements):
        builder.add(place, stated)
    return builder.reading()


class Builder:
    """A reading while it is made."""

    def __init__(self, outline: Outline, actions: ActionReader, problems: list[Problem]) -> None:
        self._outline = outline
        self._actions = actions
        self._problems = [*problems]
        self._rolls = Rolls(self._report, outline.first_scribes)
        self._topics = [_Topic("", 0)]
        self._titles: list[str] = []
        self._left_out: list[str] = []
        self._undoable: list[tuple[_Topic, Entry | None]] = []
        self._list: Mark | None = None
        self._opener: Line | None = None
        """The line that opened a list and has had no item yet, where it was no heading."""
        self._handlers: Mapping[Mark, Callable[[Line, Marked], None]] = {
            Mark.TOPIC: self._topic,
            Mark.SUBTOPIC: self._subtopic,
            Mark.INFO: self._info,
            Mark.AGREED: self._agreed,
            Mark.LINK: self._link,
            Mark.ACTION: self._action,
            Mark.DONE: self._action,
            Mark.TITLE: self._title,
            Mark.NAME: self._name,
            Mark.START: self._start,
            Mark.UNDO: self._undo,
            Mark.NOTHING: self._nothing,
        }

    def reading(self) -> NotesReading:
        self._end_list()
        topics = (topic for topic in self._topics if topic.entries or not _may_vanish(topic))
        return NotesReading(
            topics=tuple(topic.frozen() for topic in topics),
            present=self._rolls.names(Mark.PRESENT),
            regrets=self._rolls.names(Mark.REGRETS),
            chairs=self._rolls.names(Mark.CHAIR),
            scribes=self._rolls.names(Mark.SCRIBE),
            titles=tuple(self._titles),
            names=self._rolls.nicks,
            left_out=tuple(self._left_out),
            problems=tuple(sorted(self._problems, key=lambda problem: problem.line)),
        )

    def add(self, place: int, stated: Statement) -> None:
        line, marked = stated.line, stated.marked
        if line.is_left_out:
            self._left_out.append(line.text)
        elif self._list is None or not self._add_to_list(self._list, line, marked):
            if marked is None and not _is_rule(line):
                self._note(line, without_bullet(line.text)[0])
            elif marked is None:
                self._end_list()
            elif marked.mark is Mark.HEADING:
                self._heading(place, line, marked)
            else:
                self._marked(line, marked)

    def _marked(self, line: Line, marked: Marked) -> None:
        if marked.mark in PEOPLE:
            self._people(line, marked)
        elif marked.text or marked.mark in {Mark.UNDO, Mark.START, Mark.NOTHING}:
            self._handlers[marked.mark](line, marked)
        elif marked.mark in LISTS and not line.text.startswith("#"):
            self._open_list(marked.mark, line)
        else:
            self._report(ProblemCode.EMPTY, line)

    def _people(self, line: Line, marked: Marked) -> None:
        if not marked.text and marked.sign is Sign.SET:
            self._open_list(marked.mark, line)
        elif not marked.text and not line.speaker:
            self._report(ProblemCode.NOBODY, line)
            self._note(line, line.text)
        else:
            self._keep_rest(line, self._rolls.call(line, marked))

    def _keep_rest(self, line: Line, rest: str) -> None:
        """Keep what could not be a name as a note."""
        if rest:
            self._note(line, rest)

    def _report(self, code: ProblemCode, line: Line) -> None:
        self._problems.append(Problem(code, line.number, line.text))

    # Lists under a heading, or under a mark without a text

    def _open_list(self, mark: Mark, line: Line | None) -> None:
        self._end_list()
        self._list, self._opener = mark, line

    def _end_list(self) -> None:
        if self._opener is not None:
            self._report(ProblemCode.EMPTY, self._opener)
        self._list = self._opener = None

    def _add_to_list(self, mark: Mark, line: Line, marked: Marked | None) -> bool:
        """Add an item to the list that is open; return False where the line is no item of it."""
        text, is_item = _item(line.text)
        is_box = marked is not None and marked.is_item
        if is_box and mark is not Mark.ACTION:
            return False
        is_plain = marked is None or (is_item and marked.mark is Mark.LINK)
        is_people = mark in PEOPLE and not line.speaker and are_people(text)
        if not (is_box or (is_plain and (is_item or is_people))):
            self._end_list()
            return False
        self._opener = None
        item = marked if is_box and marked else Marked(mark, text, Sign.ADD)
        self._marked(line, item)
        return True

    # What marks mean

    def _heading(self, place: int, line: Line, marked: Marked) -> None:
        self._end_list()
        inner = read_mark(marked.text, is_of_log=True)
        if place == self._outline.title_at:
            self._entitle(line, inner.text if inner and inner.text else marked.text)
        elif inner is not None and inner.text:
            self._marked(line, inner)
        else:
            self._open_topic(line, marked)

    def _open_topic(self, line: Line, marked: Marked) -> None:
        listed = self._outline.lists.get(line.number)
        is_sub = marked.level > self._outline.topic_level and listed is None
        self._begin(line, marked.text, self._parent() if is_sub else "")
        if listed is not None:
            self._topics[-1].is_list = True
            self._open_list(listed, None)

    def _begin(self, line: Line, name: str, parent: str = "") -> None:
        title, rest = _cut(name, TITLE_LIMIT)
        topic = _Topic(title, line.number, parent)
        self._topics.append(topic)
        self._undoable.append((topic, None))
        self._keep_rest(line, rest)

    def _parent(self) -> str:
        """Return the name of the topic that a subtopic is of."""
        subjects = (topic for topic in reversed(self._topics) if not topic.is_list)
        topic = next(subjects, self._topics[0])
        return topic.parent or topic.name

    def _topic(self, line: Line, marked: Marked) -> None:
        self._begin(line, marked.text)

    def _subtopic(self, line: Line, marked: Marked) -> None:
        self._begin(line, marked.text, self._parent())

    def _info(self, line: Line, marked: Marked) -> None:
        self._append(_note(NoteKind.INFO, line, marked.text, is_marked=True))

    def _agreed(self, line: Line, marked: Marked) -> None:
        self._append(_note(NoteKind.AGREED, line, marked.text, is_marked=True))

    def _link(self, line: Line, marked: Marked) -> None:
        text = link_text(marked.text)
        address = address_in(text)
        kind = NoteKind.LINK if address else NoteKind.INFO
        note = _note(kind, line, text if address else marked.text, is_marked=True)
        self._append(replace(note, address=address))

    def _action(self, line: Line, marked: Marked) -> None:
        action = self._actions.read(_tidy(marked.text))
        if action.problem:
            self._report(action.problem, line)
        is_done = marked.mark is Mark.DONE
        self._append(
            Action(action.owner, action.text, line.number, action.due, is_done, line.speaker)
        )

    def _title(self, line: Line, marked: Marked) -> None:
        self._entitle(line, marked.text)

    def _name(self, line: Line, marked: Marked) -> None:
        self._entitle(line, marked.text)
        self._titles.insert(0, self._titles.pop())

    def _entitle(self, line: Line, text: str) -> None:
        title, rest = _cut(text, TITLE_LIMIT)
        self._titles.append(title)
        self._keep_rest(line, rest)

    def _start(self, line: Line, marked: Marked) -> None:
        if line.speaker:
            self._rolls.call(line, Marked(Mark.CHAIR, "", Sign.ADD))
        if marked.text:
            self._entitle(line, marked.text)

    def _nothing(self, line: Line, marked: Marked) -> None:
        if marked.text:
            self._note(line, marked.text)

    def _undo(self, line: Line, marked: Marked) -> None:
        """Take back the last thing that was marked; what was only said stays."""
        if not self._undoable:
            self._report(ProblemCode.NOTHING_TO_UNDO, line)
            return
        topic, entry = self._undoable.pop()
        if entry is not None:
            place = next(
                i for i in reversed(range(len(topic.entries))) if topic.entries[i] is entry
            )
            del topic.entries[place]
        else:  # a topic that can be taken back is the last one
            self._topics.pop()
            self._topics[-1].entries += topic.entries
        self._nothing(line, marked)

    # Entries

    def _note(self, line: Line, text: str) -> None:
        self._append(_note(NoteKind.INFO, line, text, speaker=self._rolls.speaker(line)))

    def _append(self, entry: Entry) -> None:
        topic = self._topics[-1]
        topic.is_list = topic.is_list and entry.kind is not NoteKind.INFO
        first, *rest = _pieces(entry.text, NOTE_LIMIT)
        whole = replace(entry, text=first)
        topic.entries.append(whole)
        topic.entries.extend(
            Note(NoteKind.INFO, piece, entry.line, entry.speaker, is_marked=True) for piece in rest
        )
        if not isinstance(entry, Note) or entry.is_marked:
            self._undoable.append((topic, whole))


def _is_rule(line: Line) -> bool:
    """Return whether a line only divides others: `---`, `=====`."""
    return not line.is_verbatim and {*line.text} <= _RULE


def _may_vanish(topic: _Topic) -> bool:
    """Return whether a topic without entries is none: the start, and the heading of a list."""
    return topic.is_list or not topic.name


def _note(
    kind: NoteKind, line: Line, text: str, *, is_marked: bool = False, speaker: str | None = None
) -> Note:
    said_by = line.speaker if speaker is None else speaker
    return Note(kind, _tidy(text), line.number, said_by, is_marked)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _item(text: str) -> tuple[str, bool]:
    """Return the text of an item, with a sign or a number before it, and whether it is one."""
    bare, is_item = without_bullet(text)
    if is_item:
        return bare, True
    number, _, rest = text.partition(" ")
    is_numbered = 1 < len(number) <= 4 and {*number} <= _NUMBERED and number[-1] in ".)"
    return (rest.strip(), True) if is_numbered and rest.strip() else (text, False)


def _cut(text: str, limit: int) -> tuple[str, str]:
    """Return the first words of a text, at most `limit` characters, and the others."""
    tidy = _tidy(text)
    first = next(_pieces(tidy, limit))
    return first, tidy[len(first) :].strip()


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Yield a text in pieces of at most `limit` characters, cut between words where it can."""
    start = 0
    while len(text) - start > limit:
        space = text.rfind(" ", start + 1, start + limit + 1)
        end = space if space > 0 else start + limit
        yield text[start:end]
        start = end + (space > 0)
    yield text[start:]
