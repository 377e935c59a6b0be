"""Diversity releases: figures about what people say of themselves. docs/decisions/releases.md.

`making` loads numpy, so it is imported where it is used:

    make_release(history, half_year, rules, made_on, random) -> KeptRelease
"""

from sigbot.domain.releases.calendar import (
    WAIT_DAYS,
    NextRelease,
    day_of_release,
    half_year_after,
    half_year_of,
    half_year_to_make,
    release_due_at,
)
from sigbot.domain.releases.earlier import earlier_release
from sigbot.domain.releases.files import read_kept, read_release, write_kept, write_release
from sigbot.domain.releases.model import (
    FEWEST_ANSWERS,
    FIFTHS,
    WITHHELD,
    Figures,
    GroupAverage,
    HalfYear,
    KeptRelease,
    Proof,
    Release,
    Rules,
    Unit,
    Withheld,
)

__all__ = [
    "FEWEST_ANSWERS",
    "FIFTHS",
    "WAIT_DAYS",
    "WITHHELD",
    "Figures",
    "GroupAverage",
    "HalfYear",
    "KeptRelease",
    "NextRelease",
    "Proof",
    "Release",
    "Rules",
    "Unit",
    "Withheld",
    "day_of_release",
    "earlier_release",
    "half_year_after",
    "half_year_of",
    "half_year_to_make",
    "read_kept",
    "read_release",
    "release_due_at",
    "write_kept",
    "write_release",
]
