"""Why an attendance file, or a row of it, is not taken as it is: codes, each with a sentence."""

import re
from dataclasses import dataclass
from typing import Literal

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")

WhyCode = Literal[
    "empty",  # nothing is in the file
    "too_large",
    "too_many_lines",
    "binary",  # a file of another kind; `seen` names the kind
    "not_text",
    "encoding",  # text, but not in UTF-8 or UTF-16
    "unknown",  # no known header; `seen` are the cells of what may be one
    "meetings",  # a list of meetings, without who was there; `seen` as above
    "several_meetings",  # `seen` are their topics
    "nobody",  # a known header, and not one usable row under it
    "nameless",  # telephones, waiting and absent people only
    "date_order",  # asked: day or month first
    "names",  # asked: who is meant by a name; `seen` are the names
]
BadRowCode = Literal[
    "no_name",
    "long_name",
    "no_times",
    "join",
    "leave",
    "backwards",
    "no_date",
    "date",
    "zones",
    "duration",
    "cells",
    "quotes",
    "action",
    "left_only",
]
LONGEST_LOOKED_AT = 200
MOST_SEEN, LONGEST_SEEN = 10, 40
"""How many cells are shown of a file that is refused, and how much of each."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a file is refused or asked about. `seen` is text of the file, not made safe."""

    code: WhyCode
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out. `line` is where it starts; line feeds are counted from 1."""

    line: int
    code: BadRowCode


def what_was_seen(cells: list[str]) -> tuple[str, ...]:
    """The first cells that are not empty, cut to length; e-mail addresses are not shown."""
    seen = [cell[:LONGEST_LOOKED_AT] for cell in cells if cell][:MOST_SEEN]
    return tuple(_EMAIL.sub("…@…", cell)[:LONGEST_SEEN] for cell in seen)
