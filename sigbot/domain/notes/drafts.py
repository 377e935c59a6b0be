"""Notes while they are reviewed: the lines that would be kept, as JSON and back."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sigbot.domain.meetings import Meeting
from sigbot.domain.notes.kept import Line, lines_of
from sigbot.domain.notes.model import NoteKind, NotesReading, Problem, ProblemCode
from sigbot.domain.refusals import RefusedError

FORMAT = "notes-1"
"""The format of drafts, changed with each change of it: a draft of another one cannot be read."""

MOST_PROBLEMS = 200
"""Problems that a draft keeps; the others are counted."""


class NotesFileKindError(RefusedError):
    """A file that by its name holds no notes."""


class NotesKeptError(RefusedError):
    """The same notes were kept for this meeting before."""


@dataclass(frozen=True, slots=True)
class NotesDraft:
    """What would be kept. `members` has the names of members by the owners who are meant.

    `problem_count` counts all problems, `left_out` lines of the log that nobody said.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    left_out: int = 0
    title: str = ""
    members: Mapping[str, str] | None = None

    @property
    def digest(self) -> str:
        """What the same notes have in common, in whatever file they come."""
        texts = [[line.kind, line.text, line.owner, str(line.due)] for line in self.lines]
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()

    def of(self, kind: NoteKind) -> list[Line]:
        return [line for line in self.lines if line.kind is kind]

    def member(self, owner: str) -> str:
        """Return the name of the member who is meant by an owner, "" where nobody is known."""
        return (self.members or {}).get(owner, "")

    def topics(self) -> list[tuple[str, int]]:
        """Return the topics in order, each with how many lines are under it."""
        titles, counts = [""], Counter[int]()
        for line in self.lines:
            if line.kind is NoteKind.TOPIC:
                titles.append(line.text)
            elif line.kind not in PEOPLE_KINDS:
                counts[len(titles) - 1] += 1
        return [(title, counts[i]) for i, title in enumerate(titles) if title or counts[i]]


PEOPLE_KINDS = (NoteKind.CHAIR, NoteKind.SCRIBE, NoteKind.PRESENT, NoteKind.REGRETS)


@dataclass(frozen=True, slots=True)
class NotesReview:
    """Notes of a meeting under review."""

    id: int
    meeting: Meeting
    draft: NotesDraft


def draft_of(reading: NotesReading) -> NotesDraft:
    problems = reading.problems
    return NotesDraft(
        tuple(lines_of(reading)),
        problems[:MOST_PROBLEMS],
        len(problems),
        len(reading.left_out),
        reading.title,
    )


def write_draft(draft: NotesDraft) -> dict[str, Any]:
    """Return a draft as JSON's values."""
    return {
        "format": FORMAT,
        "lines": [_written(line) for line in draft.lines],
        "problems": [[p.code, p.line, p.text] for p in draft.problems],
        "problem_count": draft.problem_count,
        "left_out": draft.left_out,
        "title": draft.title,
        "members": dict(draft.members or {}),
    }


def read_draft(values: Mapping[str, Any]) -> NotesDraft | None:
    """Return the draft that `write_draft` wrote, None for anything else."""
    if values.get("format") != FORMAT:
        return None
    return NotesDraft(
        tuple(_read(line) for line in values["lines"]),
        tuple(Problem(ProblemCode(code), line, text) for code, line, text in values["problems"]),
        values["problem_count"],
        values["left_out"],
        values["title"],
        values["members"],
    )


def _written(line: Line) -> list[Any]:
    due = line.due.isoformat() if line.due else ""
    plain = [line.kind, line.text, line.owner, due, int(line.is_done)]
    return plain if line.kind is NoteKind.ACTION else plain[:2]


def _read(values: Sequence[Any]) -> Line:
    kind, text, *action = values
    if not action:
        return Line(NoteKind(kind), text)
    owner, due, is_done = action
    return Line(NoteKind(kind), text, owner, date.fromisoformat(due) if due else None, is_done == 1)
