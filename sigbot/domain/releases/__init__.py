"""Diversity releases: figures about what people say of themselves. docs/decisions/releases.md.

`making` loads numpy, so it is imported where it is used:

    make_release(history, half_year, rules, made_on, random) -> KeptRelease
"""

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
    "WITHHELD",
    "Figures",
    "GroupAverage",
    "HalfYear",
    "KeptRelease",
    "Proof",
    "Release",
    "Rules",
    "Unit",
    "Withheld",
    "read_kept",
    "read_release",
    "write_kept",
    "write_release",
]
