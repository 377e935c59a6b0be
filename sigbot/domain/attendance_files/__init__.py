"""Attendance files of other tools: read them, review them, and ask what they leave open.

`read_file` reviews the bytes of a file. The rules are in docs/decisions/imports.md.
"""

from sigbot.domain.attendance_files.drafts import (
    EACH_ONE,
    Counts,
    Draft,
    ImportedPerson,
    NameQuestion,
    OrderQuestion,
    Seal,
    check_choice,
    counts_of,
    draft_of,
    is_current,
    people_to_import,
    question_of,
)
from sigbot.domain.attendance_files.jobs import FileToRead, read_draft
from sigbot.domain.attendance_files.matches import Known, Matches, match
from sigbot.domain.attendance_files.people import AmbiguousName, FilePerson
from sigbot.domain.attendance_files.reading import FileReview, Outcome, read_file
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode, WhyCode
from sigbot.domain.attendance_files.reviews import ImportReview, Question, Written
from sigbot.domain.attendance_files.shapes import Shape

__all__ = [
    "EACH_ONE",
    "AmbiguousName",
    "BadRow",
    "BadRowCode",
    "Counts",
    "Draft",
    "FilePerson",
    "FileReview",
    "FileToRead",
    "ImportReview",
    "ImportedPerson",
    "Known",
    "Matches",
    "NameQuestion",
    "OrderQuestion",
    "Outcome",
    "Question",
    "Seal",
    "Shape",
    "WhyCode",
    "Written",
    "check_choice",
    "counts_of",
    "draft_of",
    "is_current",
    "match",
    "people_to_import",
    "question_of",
    "read_draft",
    "read_file",
]
