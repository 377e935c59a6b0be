"""Read a file as a piece of heavy work: everything it needs is in one argument."""

from dataclasses import dataclass, field
from datetime import datetime

from sigbot.domain.attendance_files.drafting import Draft, Seal, draft_file


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file for a meeting that begins at `start`, on the meeting's clock. It can be pickled if
    `seal` can."""

    data: bytes = field(repr=False)
    start: datetime
    seal: Seal = field(repr=False)


def read_draft(file: FileToRead) -> Draft:
    """Return the draft of a file; slow for a large file. Raises FileRefusedError."""
    return draft_file(file.data, file.start, file.seal)
