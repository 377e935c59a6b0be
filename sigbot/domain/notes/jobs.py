"""Read notes as a piece of heavy work: everything it needs is in one argument."""

from dataclasses import dataclass, field
from datetime import date

from sigbot.domain.notes.model import NotesReading
from sigbot.domain.notes.reading import read_notes_file


@dataclass(frozen=True, slots=True)
class NotesToRead:
    """Notes of a meeting on `day`, on the meeting's clock."""

    data: bytes = field(repr=False)
    day: date


def read_notes_job(notes: NotesToRead) -> NotesReading:
    """Return the reading of a file; slow for a large file. Raises NotesRefusedError."""
    return read_notes_file(notes.data, notes.day)
