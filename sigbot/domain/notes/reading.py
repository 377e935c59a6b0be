"""Read a meeting's notes: who said what under which topic, what was agreed, who does what.

Nothing is lost: what has no mark is a note. The rules are in docs/decisions/notes.md.
"""

from dataclasses import replace
from datetime import date

from sigbot.domain.bounds import MOST_NOTES, MOST_NOTES_BYTES
from sigbot.domain.notes.bots import without_bots
from sigbot.domain.notes.building import built
from sigbot.domain.notes.corrections import corrected
from sigbot.domain.notes.lines import Line, fenced, read_lines
from sigbot.domain.notes.marks import PEOPLE, Mark, read_mark
from sigbot.domain.notes.model import NotesReading, NotesRefusedError
from sigbot.domain.notes.statements import statement
from sigbot.domain.text_files import Fault, Limits, fault_of, text_of, with_line_feeds

LIMITS = Limits(MOST_NOTES_BYTES, MOST_NOTES, frozenset("•‣◦€£¥¢©®™°§¶±×÷½¼¾²³¹µ†‡¿¡"))


def read_notes_file(data: bytes, day: date) -> NotesReading:
    """Read a file of notes of a meeting on `day`. Raises NotesRefusedError."""
    text = text_of(data, LIMITS)
    if isinstance(text, Fault):
        raise NotesRefusedError(text)
    return _read(text.text, day)


def read_notes(text: str, day: date) -> NotesReading:
    """Read notes that were pasted. Raises NotesRefusedError."""
    if fault := fault_of(text, LIMITS):
        raise NotesRefusedError(fault)
    return _read(with_line_feeds(text), day)


def _read(text: str, day: date) -> NotesReading:
    lines, problems = corrected(without_bots([*fenced(read_lines(text))]))
    return built([statement(line) for line in joined(lines)], problems, day)


def joined(lines: list[Line]) -> list[Line]:
    """Join lines that begin with `...` to the line of the same speaker before them."""
    parts: list[list[str]] = []
    first: list[Line] = []
    last: dict[str, int] = {}
    for line in lines:
        place = last.get(line.speaker)
        if place is not None and _goes_on(line) and _may_go_on(first[place]):
            parts[place].append(line.text.lstrip(".… "))
            continue
        if not line.is_left_out:
            last[line.speaker] = len(first)
        first.append(line)
        parts.append([line.text])
    return [
        line if len(part) == 1 else replace(line, text=" ".join(part))
        for line, part in zip(first, parts, strict=True)
    ]


def _goes_on(line: Line) -> bool:
    is_said = not line.is_verbatim and not line.is_left_out
    return is_said and line.text.startswith(("..", "…")) and bool(line.text.lstrip(".… "))


def _may_go_on(line: Line) -> bool:
    """Return whether more text can belong to a line: not to a list of people, nor to a heading."""
    if line.is_verbatim or line.is_left_out:
        return False
    marked = read_mark(line.text, is_of_log=bool(line.speaker))
    return marked is None or marked.mark not in PEOPLE | {Mark.HEADING}
