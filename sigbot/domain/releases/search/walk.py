"""Random walks through worlds, many side by side, towards worlds that agree with all releases.

Simulated annealing with Metropolis steps: one voice changes its answer, or two voices swap theirs.
A step that lessens the agreement is taken less often the colder it is. Worlds in which answers are
spread unevenly are as likely as even ones (a Pólya urn: every mix of answers is equally likely
before anything is published), as they are to an attacker who knows that answers are unequal.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigbot.domain.releases.model import Unit
from sigbot.domain.releases.worlds import Case, Published

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Logs = NDArray[np.float64]
Bools = NDArray[np.bool_]

WALKS = 128
"""How many random walks the search takes at the same time."""
MANY, WALKS_OF_MANY = 200, 160
"""With more voices than that, one round of longer walks has to be enough: so there are more."""
HOT, COLD = 1.0, 20.0
"""How strongly disagreement counts (inverse temperature), at first and at last."""
_SWAPS = 0.6
"""The share of steps that are swaps."""
_NEIGHBOURS = 8
"""With how many others, who came about equally often, a voice may swap."""
_SUMS = 3.0
"""A sum that is out of its bounds by a third of the meetings counts as one person too many."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """A case as arrays. Columns are, for each half-year, a group's people, then its attendances.

    `came` [voices, columns] is what a voice adds to its group. `low` and `high` [answers, columns]
    are the bounds within which a group must be, `weights` [columns] what it counts to be out of
    them by one. `pairs` [pairs, 2] are the voices that may swap.
    """

    came: Floats
    low: Floats
    high: Floats
    weights: Floats
    pairs: Ints

    def disagreement(self, groups: Floats, low: Floats, high: Floats) -> Floats:
        """Return how far groups are out of their bounds: [..., columns] → [...]."""
        out: Floats = low - groups
        np.maximum(out, groups - high, out=out)
        np.maximum(out, 0, out=out)
        far: Floats = out @ self.weights
        return far


def terrain_of(case: Case) -> Terrain:
    """Return the arrays of a case. Half-years that say nothing are left out."""
    published = [part for part in case.published if not part.says_nothing()]
    half = len(published)
    came = np.zeros((len(case.owners), 2 * half), np.float32)
    low = np.full((len(case.offered) + 1, 2 * half), -np.inf, np.float32)
    high = np.full_like(low, np.inf)
    weights = np.ones(2 * half, np.float32)
    for place, part in enumerate(published):
        voices, times = zip(*part.came, strict=True)
        came[list(voices), place] = 1
        came[list(voices), half + place] = times
        weights[half + place] = _SUMS / part.meetings
        _bound_people(case, part, low[:, place], high[:, place])
        for answer, figure in part.shown().items():
            row = case.offered.index(answer) + 1
            low[row, half + place], high[row, half + place] = part.scale.bounds(figure)
    return Terrain(came, low, high, weights, _pairs(came[:, half:]))


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


class Walks:
    """Walks from the given worlds, [walks, voices]; voices that are `held` keep their answers."""

    def __init__(
        self, terrain: Terrain, worlds: Ints, held: Bools, random: np.random.Generator
    ) -> None:
        self.terrain, self.worlds, self.held, self.random = terrain, worlds, held, random
        self.rows = np.arange(len(worlds))
        self.answers = len(terrain.low)
        given = (worlds[:, :, None] == np.arange(self.answers)).astype(np.float32)
        self.counts = given.sum(axis=1)
        self.groups: Floats = np.matmul(given.transpose(0, 2, 1), terrain.came)
        self.far = terrain.disagreement(self.groups, terrain.low, terrain.high)

    def agreeing(self) -> Ints:
        """Return the worlds, as they are now, that agree with everything."""
        agreeing: Ints = self.worlds[self.far.sum(axis=1) == 0].copy()
        return agreeing

    def go(self, colds: Floats) -> None:
        """Take one step in every walk for each of the inverse temperatures."""
        swaps = self.random.random(len(colds)) < (_SWAPS if len(self.terrain.pairs) else 0)
        for cold, is_swap in zip(colds.tolist(), swaps.tolist(), strict=True):
            if is_swap:
                self._swap(cold)
            else:
                self._change(cold)

    def _change(self, cold: float) -> None:
        """Let one voice of each walk change its answer."""
        count = len(self.rows)
        voices = self.random.integers(self.worlds.shape[1], size=count)
        before = self.worlds[self.rows, voices]
        after = (before + self.random.integers(1, self.answers, size=count)) % self.answers
        urn = np.log((self.counts[self.rows, after] + 1) / self.counts[self.rows, before])
        may = ~self.held[self.rows, voices]
        moved = self._move(before, after, self.terrain.came[voices], may, cold, urn)
        self.worlds[moved, voices[moved]] = after[moved]
        self.counts[moved, before[moved]] -= 1
        self.counts[moved, after[moved]] += 1

    def _swap(self, cold: float) -> None:
        """Let two voices of each walk swap their answers."""
        pairs = self.terrain.pairs
        first, second = pairs[self.random.integers(len(pairs), size=len(self.rows))].T
        before, after = self.worlds[self.rows, first], self.worlds[self.rows, second]
        came = self.terrain.came[first] - self.terrain.came[second]
        held = self.held[self.rows, first] | self.held[self.rows, second]
        moved = self._move(before, after, came, ~held & (before != after), cold, 0.0)
        self.worlds[moved, first[moved]] = after[moved]
        self.worlds[moved, second[moved]] = before[moved]

    def _move(
        self, before: Ints, after: Ints, came: Floats, may: Bools, cold: float, urn: Logs | float
    ) -> Ints:
        """Move attendances from one group to another where a Metropolis step allows it.

        Return the walks that moved; `may` says which of them are allowed to.
        """
        both = np.stack((before, after))
        groups = self.groups[self.rows, both]
        groups[0] -= came
        groups[1] += came
        far = self.terrain.disagreement(groups, self.terrain.low[both], self.terrain.high[both])
        worse = (far - self.far[self.rows, both]).sum(axis=0)
        luck = -np.log(1 - self.random.random(len(self.rows)))
        moved = np.flatnonzero(may & (cold * worse - urn < luck))
        rows = both[:, moved]
        self.groups[moved, rows] = groups[:, moved]
        self.far[moved, rows] = far[:, moved]
        return np.asarray(moved, np.int64)


def annealing(steps: int, hot: float = HOT) -> Floats:
    """Return the inverse temperatures of a walk: a third hot, a third cooling, a third cold."""
    third = max(1, steps // 3)
    cooling = np.geomspace(hot, COLD, third)
    parts = (np.full(third, hot), cooling, np.full(third, COLD))
    return np.concatenate(parts).astype(np.float32)
