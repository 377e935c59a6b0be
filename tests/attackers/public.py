"""What an attacker has: everything published, who came how often, and who changed an answer when.

Nothing here uses the program's own rules; a figure means what the report says of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigbot.domain.members import ATTRIBUTES
from sigbot.domain.releases import KeptRelease, Unit, Withheld
from tests.attackers.communities import Lived

SILENT = 0
"""No answer. The answers of the form are 1, 2, 3 …"""


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """A release. `came` has attendances by voice, `shown` the interval of the sum of each group
    that has a figure, `masked` the answers of which nothing is said."""

    came: Mapping[int, int]
    smallest_group: int
    shown: Mapping[int, tuple[int, int]]
    masked: frozenset[int]
    is_old: bool

    def few(self, answers: int) -> list[int]:
        """Return the answers that are withheld for no other reason than their size."""
        every = range(1, answers + 1)
        return [g for g in every if g not in self.shown and g not in self.masked]


@dataclass(frozen=True, slots=True)
class Public:
    """`owners` has the person of each voice: of their answer from one change to the next."""

    answers: int
    owners: Sequence[int]
    halves: Sequence[PublicHalf]


def public_of(lived: Lived, history: Sequence[KeptRelease]) -> tuple[Public, list[int]]:
    """Return what is public, and the truth: the answer of each voice."""
    offered = [SILENT, *(answer.value for answer in ATTRIBUTES[lived.attribute])]
    owners: list[int] = []
    truth: list[int] = []
    latest: dict[int, int] = {}
    halves = []
    for half_year, answers, kept in zip(lived.half_years, lived.truth, history, strict=False):
        for person in half_year.changed.get(lived.attribute, ()):
            latest.pop(person, None)
        for person in sorted(half_year.came):
            if person not in latest:
                latest[person] = len(owners)
                owners.append(person)
                truth.append(offered.index(answers[person] or SILENT))
        came = {latest[person]: times for person, times in half_year.came.items()}
        figures = kept.release.figures[lived.attribute]
        names = {answer: place for place, answer in enumerate(offered)}
        shown = {
            names[answer]: interval(figures.unit, average, kept.meetings, sum(came.values()))
            for answer, average in figures.groups.items()
            if not isinstance(average, Withheld)
        }
        masked = frozenset(names[answer] for answer in kept.proofs[lived.attribute].masked)
        is_old = figures.unit is Unit.TENTHS
        halves.append(PublicHalf(came, kept.rules.smallest_group, shown, masked, is_old))
    return Public(len(offered) - 1, owners, halves), truth


def interval(unit: Unit, average: float, meetings: int, total: int) -> tuple[int, int]:
    """Return the smallest and the largest sum of attendances that is written like this."""
    sums = range(total + 1)
    if unit is Unit.FIFTHS:
        fit = [s for s in sums if average - 0.5 <= 5 * s / total < average + 0.5]
    elif unit is Unit.PEOPLE:
        fit = [s for s in sums if average - 0.5 <= s / meetings < average + 0.5]
    else:
        fit = [s for s in sums if abs(s / meetings - average) <= 0.05 + 1e-9]
    return fit[0], fit[-1]
