"""Read a file as a piece of heavy work: everything it needs is in one argument."""

from dataclasses import dataclass, field
from datetime import date

from sigbot.domain.attendance_files.drafts import Draft, Seal, draft_of
from sigbot.domain.attendance_files.reading import Outcome, read_file
from sigbot.domain.refusals import FileRefusedError


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file for a meeting on `day`, on the meeting's clock. It can be pickled if `seal` can."""

    data: bytes = field(repr=False)
    day: date
    seal: Seal = field(repr=False)


def read_draft(file: FileToRead) -> Draft:
    """Return the draft of a file; slow for a large file. Raises FileRefusedError."""
    review = read_file(file.data, file.day)
    if review.outcome is Outcome.REFUSE:
        assert review.why is not None  # noqa: S101  (a refusal has a reason)
        raise FileRefusedError(review.why.code, review.why.seen)
    if not review.readings:
        return draft_of({"": review}, {}, file.seal)
    dates = {str(reading.order): reading.day for reading in review.readings}
    reviews = {
        str(reading.order): read_file(file.data, file.day, reading.order)
        for reading in review.readings
    }
    return draft_of(reviews, dates, file.seal)
