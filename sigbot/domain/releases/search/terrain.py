"""What all that was published asks of the sums of groups, as arrays for the walks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigbot.domain.releases.model import Unit
from sigbot.domain.releases.worlds import Case, Published

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_NEIGHBOURS = 8
"""With how many others, who came about equally often, a voice may swap."""
_SUMS = 3.0
"""A sum that is out of its bounds by a third of the meetings counts as one person too many."""
_GRAIN = 256
"""Weights are whole parts of this many, so that sums of them up to 2¹⁵ are exact in any order."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """A case as arrays. Columns are, for each half-year, a group's people, then its attendances.

    `came` [voices, columns] is what a voice adds to its group. A group must be within `reach` of
    `middle` [answers, columns]; `weights` [columns] is what it counts to be out of that by one.
    `pairs` [pairs, 2] are the voices that may swap.
    """

    came: Floats
    middle: Floats
    reach: Floats
    weights: Floats
    pairs: Ints


def terrain_of(case: Case) -> Terrain:
    """Return the arrays of a case. Half-years that say nothing are left out."""
    published = [part for part in case.published if not part.says_nothing()]
    half = len(published)
    columns = max(1, 2 * half)
    came = np.zeros((len(case.owners), columns), np.float32)
    low = np.zeros((len(case.offered) + 1, columns), np.float32)
    high = np.full_like(low, np.inf)
    weights = np.ones(columns, np.float32)
    for place, part in enumerate(published):
        voices, times = zip(*part.came, strict=True)
        came[list(voices), place] = 1
        came[list(voices), half + place] = times
        weights[half + place] = np.ceil(_GRAIN * _SUMS / part.meetings) / _GRAIN
        _bound_people(case, part, low[:, place], high[:, place])
        for answer, figure in part.shown().items():
            row = case.offered.index(answer) + 1
            low[row, half + place], high[row, half + place] = part.scale.bounds(figure)
    high = np.maximum(low, np.minimum(high, came.sum(axis=0)))
    return Terrain(came, (low + high) / 2, (high - low) / 2, weights, _pairs(came[:, half:]))


def _bound_people(case: Case, part: Published, low: Floats, high: Floats) -> None:
    """Fill in the bounds of the sizes of groups in a half-year.

    Where nothing is shown, at most one group is large enough. The search looks only at worlds in
    which this is the group that is the largest now, or none.
    """
    if part.way.unit is Unit.TENTHS:
        return
    shown = part.shown()
    largest = None if shown else _largest(case, part)
    for row, answer in enumerate(case.offered, start=1):
        if answer in shown:
            low[row] = part.rules.smallest_group
        elif answer not in part.way.masked and answer != largest:
            high[row] = part.rules.smallest_group - 1


def _largest(case: Case, part: Published) -> str:
    open_to = [answer for answer in case.offered if answer not in part.way.masked]
    answers = [case.truth[voice] for voice, _ in part.came]
    return max(open_to, key=lambda answer: answers.count(case.offered.index(answer) + 1))


def _pairs(came: Floats) -> Ints:
    """Return pairs of voices that came about equally often in every half-year."""
    count = len(came)
    pairs: set[tuple[int, int]] = set()
    for voice in range(count):
        far = np.abs(came - came[voice]).sum(axis=1)
        far[voice] = np.inf
        nearest = np.argpartition(far, min(_NEIGHBOURS, count - 1))[:_NEIGHBOURS]
        pairs.update((min(voice, mate), max(voice, mate)) for mate in nearest.tolist())
    return np.array(sorted(pair for pair in pairs if pair[0] != pair[1]), np.int64).reshape(-1, 2)
