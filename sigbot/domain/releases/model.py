"""What goes into a diversity release and what comes out. The model: docs/decisions/releases.md.

A person is a random number here. The number stays the same over all half-years, and nothing else
of the person is kept with it; when a person is erased, what led from the person to the number is
deleted, and the number stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Final

from sigbot.domain.community import SMALLEST_GROUP
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.statistics import Number

FEWEST_ANSWERS: Final = 10
"""Nothing is published of an attribute that fewer people answered."""

FIFTHS: Final = 5
"""Into how many parts a half-year's attendance is divided in the coarser unit."""


class Unit(StrEnum):
    """What the averages of an attribute are counted in."""

    PEOPLE = "people"
    """Whole people at an average meeting: "on average 6 of 16.5"."""
    FIFTHS = "fifths"
    """Fifths of the attendance, 0 to 5: "about two fifths"."""
    TENTHS = "tenths"
    """People to one decimal, as earlier versions published them; never made any more."""


class Withheld(Enum):
    """The figure of an answer that is not shown, for whatever reason."""

    WITHHELD = "withheld"


WITHHELD: Final = Withheld.WITHHELD
GroupAverage = Number | Withheld


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds. A group of fewer than `smallest_group` people is never shown, and nothing of
    an attribute that fewer than `fewest_answers` people answered.

    Two groups of the smallest size are never fewer people than that: the search relies on it.
    """

    smallest_group: int = SMALLEST_GROUP
    fewest_answers: int = FEWEST_ANSWERS

    def __post_init__(self) -> None:
        if self.fewest_answers > 2 * self.smallest_group:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class HalfYear:
    """Who came how often in a half-year that is over, and what is known of people now.

    Only attendance that counts for releases: marks that people made themselves, and imported lines
    under a name that its owner confirmed.
    """

    period: Period
    meetings: int
    """The number of meetings with a record, at least 0."""
    came: Mapping[int, int]
    """Number of a person → at how many of the meetings they were, 1 to `meetings`."""
    known: frozenset[int]
    """The numbers of all people who are not erased: those in `came`, and those of earlier
    half-years. The answer of any other number is unknown from now on."""
    answers: Mapping[Attribute, Mapping[int, str]]
    """Attribute → number → the answer as it is now; no entry for people who gave none. Of all
    known people, also of those who did not come."""
    changed: Mapping[Attribute, frozenset[int]] = field(default_factory=dict)
    """Attribute → the numbers of people whose answer is not what it was at the release before:
    given, changed or taken back since. In the proofs, their earlier answer is unknown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The averages of one attribute. Every answer of the form is in `groups`, in its order."""

    unit: Unit
    groups: Mapping[str, GroupAverage]


@dataclass(frozen=True, slots=True)
class Release:
    """What is published of a half-year: kept as it is, and never made again.

    `total` is the average attendance of a meeting, of all people who count, to one decimal.
    """

    period: Period
    made_on: date
    total: Number
    figures: Mapping[Attribute, Figures]


@dataclass(frozen=True, slots=True)
class Proof:
    """How the figures of one attribute were checked. For the record, not for the report."""

    masked: frozenset[str]
    """Answers that are withheld whether or not their group is large enough."""
    people: int
    """How many people came in this half-year or in an earlier one."""
    groups: int
    """How many figures are shown."""
    witnesses: int
    """How many different worlds agree with all releases, and prove that nobody is determined; 0
    where no search is needed, as everything is masked or no figure was ever shown."""
    steps: int
    """How many other ways to publish were given up before."""
    guess: float | None = None
    """The share of answers that an attacker's best guess gets right; None without figures."""
    commonest: float | None = None
    """The share that always guessing the commonest answer gets right."""


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release, with what is kept for the proofs of later ones. There are no answers in it.

    `meetings`, `came` and `changed` are those of HalfYear.
    """

    meetings: int
    came: Mapping[int, int]
    changed: Mapping[Attribute, frozenset[int]]
    rules: Rules
    release: Release
    proofs: Mapping[Attribute, Proof]
