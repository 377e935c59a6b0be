"""Attendance files of other tools: what they say, and what is asked before it is written.

`read_file` gives the review of the bytes of a file. The rules are in docs/decisions/imports.md.
"""

from sigbot.domain.attendance_files.drafts import (
    EACH_ONE,
    Counts,
    Draft,
    Entry,
    NameQuestion,
    OrderQuestion,
    Seal,
    check_choice,
    counts_of,
    draft_of,
    entries_of,
    question_of,
)
from sigbot.domain.attendance_files.files import MOST_BYTES, MOST_LINES
from sigbot.domain.attendance_files.matches import Known, Matches, match
from sigbot.domain.attendance_files.people import AmbiguousName, FilePerson
from sigbot.domain.attendance_files.reading import FileReview, Outcome, read_file
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode, WhyCode
from sigbot.domain.attendance_files.reviews import ImportReview, Question, Written
from sigbot.domain.attendance_files.shapes import Shape

__all__ = [
    "EACH_ONE",
    "MOST_BYTES",
    "MOST_LINES",
    "AmbiguousName",
    "BadRow",
    "BadRowCode",
    "Counts",
    "Draft",
    "Entry",
    "FilePerson",
    "FileReview",
    "ImportReview",
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
    "entries_of",
    "match",
    "question_of",
    "read_file",
]
