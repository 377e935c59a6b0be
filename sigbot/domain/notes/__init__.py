"""Notes of a meeting, as people write them: read into topics, decisions, actions and people.

`read_notes` reads what was pasted, `read_notes_file` the bytes of a file; `read_notes_job` is the
same as heavy work. The rules are in docs/decisions/notes.md.
"""

from sigbot.domain.notes.drafts import (
    PEOPLE_KINDS,
    NotesDraft,
    NotesFileKindError,
    NotesKeptError,
    NotesReview,
    draft_of,
    read_draft,
    write_draft,
)
from sigbot.domain.notes.jobs import NotesToRead, read_notes_job
from sigbot.domain.notes.kept import (
    EmptyMessageError,
    HandKind,
    KeptLine,
    Line,
    LongMessageError,
    NotAnActionError,
    NotBegunYetError,
    Noted,
    NotesClosedError,
    NotThereError,
    lines_of,
)
from sigbot.domain.notes.model import (
    Action,
    Entry,
    Note,
    NotedTopic,
    NoteKind,
    NotesReading,
    NotesRefusedError,
    Problem,
    ProblemCode,
)
from sigbot.domain.notes.reading import read_notes, read_notes_file

__all__ = [
    "PEOPLE_KINDS",
    "Action",
    "EmptyMessageError",
    "Entry",
    "HandKind",
    "KeptLine",
    "Line",
    "LongMessageError",
    "NotAnActionError",
    "NotBegunYetError",
    "NotThereError",
    "Note",
    "NoteKind",
    "Noted",
    "NotedTopic",
    "NotesClosedError",
    "NotesDraft",
    "NotesFileKindError",
    "NotesKeptError",
    "NotesReading",
    "NotesRefusedError",
    "NotesReview",
    "NotesToRead",
    "Problem",
    "ProblemCode",
    "draft_of",
    "lines_of",
    "read_draft",
    "read_notes",
    "read_notes_file",
    "read_notes_job",
    "write_draft",
]
