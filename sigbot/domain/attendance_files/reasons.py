"""Codes for why an attendance file, or a row of it, cannot be imported as it is.

Each code has a sentence in `wording`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_EMAIL = re.compile(r"(?<![^\s@<>,;])[^\s@<>,;]+@[^\s@<>,;]+")


class WhyCode(StrEnum):
    """Why a file is refused or asked about."""

    EMPTY = "empty"  # nothing is in the file
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_PEOPLE = "too_many_people"
    TOO_MANY_STAYS = "too_many_stays"  # of one person or name, which is `seen`
    TOO_MANY_NAMES = "too_many_names"  # that have to be asked about
    LARGE_DRAFT = "large_draft"  # too much would have to be kept while it is reviewed
    BINARY = "binary"  # a file of another kind; `seen` names the kind
    NOT_TEXT = "not_text"
    ENCODING = "encoding"  # text, but not in UTF-8, UTF-16 or Windows-1252
    UNKNOWN = "unknown"  # no known header; `seen` are the cells of what may be one
    MEETINGS = "meetings"  # a list of meetings, without who was there; `seen` as above
    MIXED_MEETINGS = "mixed_meetings"  # several that cannot be told apart; `seen` are their topics
    TIMELESS = "timeless"  # nobody has a time or a duration; `seen` are the headers
    NOBODY = "nobody"  # a known header, and not one usable row under it
    NAMELESS = "nameless"  # telephones, machines, waiting and absent people only
    SEVERAL_MEETINGS = "several_meetings"  # asked: which one; `seen` are their topics
    DATE_ORDER = "date_order"  # asked: day or month first
    NAMES = "names"  # asked: who is meant by a name; `seen` are the names


class BadRowCode(StrEnum):
    """What is wrong with a row."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_TIMES = "no_times"
    JOIN = "join"
    LEAVE = "leave"
    BACKWARDS = "backwards"
    NO_DATE = "no_date"
    DATE = "date"
    ZONES = "zones"
    DURATION = "duration"
    CELLS = "cells"
    QUOTES = "quotes"
    ACTION = "action"
    LEFT_ONLY = "left_only"


LONGEST_LOOKED_AT = 200
MOST_SEEN, LONGEST_SEEN = 10, 40
"""How many cells of a refused file are shown, and how many characters of each."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a file is refused, or asked about.

    `seen` is text of the file as it is: escape it before it is shown.
    """

    code: WhyCode
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row in which something is wrong. It starts at `line`, counted from 1.

    `name` is the name in it, as far as there is one. `is_kept`: whoever it is of is counted, only
    its times are not.
    """

    line: int
    code: BadRowCode
    name: str = ""
    is_kept: bool = False


def what_was_seen(cells: list[str]) -> tuple[str, ...]:
    """Return the first cells that are not empty, cut to length and without e-mail addresses."""
    seen = [cell[:LONGEST_LOOKED_AT] for cell in cells if cell][:MOST_SEEN]
    return tuple(_EMAIL.sub("…@…", cell)[:LONGEST_SEEN] for cell in seen)
