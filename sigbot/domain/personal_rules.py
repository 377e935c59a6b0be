"""The sections of what is stored about people, and the rules by which it is forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """A kind of what is stored about a person, as people would group it."""

    ACCOUNT = "account"
    SEEN = "seen"
    ZONE = "zone"
    HOURS = "hours"
    DESCRIPTION = "description"
    GENDER = "gender"
    RELEASES = "releases"
    CONSENT = "consent"
    MESSAGES = "messages"
    WAITING = "waiting"
    SUBGROUPS = "subgroups"
    CALENDAR = "calendar"
    ANSWERS = "answers"
    ATTENDANCE = "attendance"
    VOICE = "voice"
    NAMES = "names"
    EMAILS = "emails"
    FILES = "files"
    QUESTIONS = "questions"
    CODES = "codes"
    JOURNAL = "journal"
    MINUTES = "minutes"
    ROTATION = "rotation"
    REPORTS = "reports"
    AUDIT = "audit"
    ERASED = "erased"
    WRITTEN = "written"


class Forgotten(StrEnum):
    """What becomes of a column when a person is forgotten."""

    DELETED = "deleted"
    """The row is deleted."""
    EMPTIED = "emptied"
    """The row stays, and what leads to the person is taken out of it."""
    COARSE = "coarse"
    """The row stays without the person, and its instant to the day or to the meeting only."""
    NAMELESS = "nameless"
    """The row stays as that of a nameless mark."""
    STAYS = "stays"
    """It stays: others wrote it, it was published, or it leads to nobody without the rest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a column that names or describes a person.

    `is_exported` is False for what a person did not give and cannot be told apart from what is
    about others, such as a text that an organizer wrote.
    """

    section: Section
    forgotten: Forgotten
    is_exported: bool = True


Columns = Mapping[str, Rule | None]


def columns_of(
    section: Section, forgotten: Forgotten, *columns: str, shown: bool = True
) -> Columns:
    """Return columns of a section that are forgotten in the same way."""
    return dict.fromkeys(columns, Rule(section, forgotten, shown))


def columns_of_nobody(*columns: str) -> Columns:
    """Return columns that neither name nor describe a person."""
    return dict.fromkeys(columns)
