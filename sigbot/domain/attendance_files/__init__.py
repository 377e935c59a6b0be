"""Attendance files of other tools: read them, review them, and ask what they leave open.

`read_file` reviews the bytes of a file, and `read_draft` makes of it what is kept while it is
reviewed. The rules are in docs/decisions/imports.md.
"""

from sigbot.domain.attendance_files.drafting import Draft, Seal
from sigbot.domain.attendance_files.drafts import (
    DROPPED,
    EACH_ONE,
    NOT_TICKED,
    TICKED,
    Counts,
    ImportedPerson,
    Listed,
    MeetingQuestion,
    NameQuestion,
    OrderQuestion,
    check_choice,
    counts_of,
    is_current,
    is_machine,
    people_to_import,
    question_of,
)
from sigbot.domain.attendance_files.jobs import FileToRead, read_draft
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.matches import (
    DROP,
    Known,
    Matches,
    MatchQuestion,
    NamelessQuestion,
    match,
)
from sigbot.domain.attendance_files.people import AmbiguousName, FilePerson
from sigbot.domain.attendance_files.reading import FileMeeting, FileReview, Outcome, read_file
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode, WhyCode
from sigbot.domain.attendance_files.reviews import (
    ImportReview,
    Question,
    Reviewed,
    ReviewedMachine,
    Written,
)
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.undoing import (
    ChangedSinceImportError,
    ImportChange,
    Undone,
    read_changes,
    write_changes,
)

__all__ = [
    "DROP",
    "DROPPED",
    "EACH_ONE",
    "NOT_TICKED",
    "TICKED",
    "AmbiguousName",
    "BadRow",
    "BadRowCode",
    "ChangedSinceImportError",
    "Counts",
    "Draft",
    "FileMeeting",
    "FilePerson",
    "FileReview",
    "FileToRead",
    "ImportChange",
    "ImportReview",
    "ImportedPerson",
    "Known",
    "Listed",
    "Machine",
    "MatchQuestion",
    "Matches",
    "MeetingQuestion",
    "NameQuestion",
    "NamelessQuestion",
    "OrderQuestion",
    "Outcome",
    "Question",
    "Reviewed",
    "ReviewedMachine",
    "Seal",
    "Shape",
    "Undone",
    "WhyCode",
    "Written",
    "check_choice",
    "counts_of",
    "is_current",
    "is_machine",
    "match",
    "people_to_import",
    "question_of",
    "read_changes",
    "read_draft",
    "read_file",
    "write_changes",
]
