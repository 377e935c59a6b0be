"""Random walks through worlds, many side by side, towards worlds that agree with all releases.

Simulated annealing with Metropolis steps: one voice changes its answer, or two voices swap theirs.
A step that lessens the agreement is taken less often the colder it is. Worlds in which answers are
spread unevenly are as likely as even ones (a Pólya urn: every mix of answers is equally likely
before anything is published), as they are to an attacker who knows that answers are unequal.

A step is some twenty small operations on arrays, each of which counts: what is written here was
measured. Sums are exact, so the walks are those of `tests/domain/plain_walks.py`.
"""

import numpy as np

from sigbot.domain.releases.search.draws import draw
from sigbot.domain.releases.search.terrain import Bools, Floats, Ints, Terrain

HOT, COLD = 1.0, 20.0
"""How strongly disagreement counts (inverse temperature), at first and at last."""
BLOCK = 256
"""For how many steps lots are drawn at once."""


class Walks:
    """Walks from the given worlds, [walks, voices]; voices that are `held` keep their answers.

    Each answer in each walk is a group, numbered through all walks: `given` has the group of each
    voice in each walk. Of each group, `gaps` is how far it is from the middle of its bounds,
    `counts` its voices, and `far` how much it is out of its bounds, and what it would be at them
    besides: that is the same before and after a step.
    """

    def __init__(
        self, terrain: Terrain, worlds: Ints, held: Bools, random: np.random.Generator
    ) -> None:
        self.terrain, self.random = terrain, random
        self.walks, self.voices = worlds.shape
        self.answers, columns = terrain.middle.shape
        self.free = ~held.flatten() if held.any() else None
        self.begins = np.arange(self.walks) * self.voices
        self.given = (worlds + np.arange(self.walks)[:, None] * self.answers).flatten()
        self.turned = _turned(self.walks, self.answers)
        chosen = (worlds[:, :, None] == np.arange(self.answers)).astype(np.float32)
        self.counts = chosen.sum(axis=1).astype(np.int64).flatten()
        groups = np.matmul(chosen.transpose(0, 2, 1), terrain.came)
        self.gaps: Floats = (groups - terrain.middle).reshape(-1, columns)
        self.row = np.dtype((np.void, self.gaps.itemsize * columns))
        self.rows = self.gaps.view(self.row).reshape(-1)
        self.reach: Floats = np.tile(terrain.reach, (self.walks, 1))
        self.far = np.maximum(np.abs(self.gaps), self.reach) @ terrain.weights
        self.mates = terrain.pairs.T.copy()
        self.swapped = terrain.came[self.mates[0]] - terrain.came[self.mates[1]]
        self.logs: Floats = np.log(np.arange(1, self.voices + 2)).astype(np.float32)

    def worlds(self) -> Ints:
        """Return the worlds as they are now, [walks, voices]."""
        worlds: Ints = self.given.reshape(self.walks, self.voices) % self.answers
        return worlds

    def agreeing(self) -> Ints:
        """Return the worlds, as they are now, that agree with everything."""
        within = (np.abs(self.gaps) <= self.reach).reshape(self.walks, -1).all(axis=1)
        agreeing: Ints = self.worlds()[within]
        return agreeing

    def go(self, colds: Floats) -> None:
        """Take one step in every walk for each of the inverse temperatures."""
        for begin in range(0, len(colds), BLOCK):
            self._go_on(colds[begin : begin + BLOCK])

    def _go_on(self, colds: Floats) -> None:
        size = (len(colds), self.walks)
        draws = draw(self.random, size, self.voices, len(self.terrain.pairs), self.answers)
        lucks = draws.luck / colds[:, None]
        shifts = draws.shifts * len(self.counts)
        for step, (picks, luck) in enumerate(zip(draws.picks, lucks, strict=True)):
            if draws.swaps[step]:
                self._swap(picks, luck)
            else:
                self._change(picks, shifts[step], luck, colds[step])

    def _change(self, voices: Ints, shifts: Ints, luck: Floats, cold: np.float32) -> None:
        """Let one voice of each walk change its answer."""
        places = self.begins + voices
        if self.free is not None:
            live = self.free.take(places).nonzero()[0]
            places, voices, shifts = places.take(live), voices.take(live), shifts.take(live)
            luck = luck.take(live)
        groups = np.empty((2, len(places)), np.int64)
        groups[0] = before = self.given.take(places)
        groups[1] = self.turned.take(shifts + before)
        counts = self.counts.take(groups)
        counts[0] -= 1
        urn = self.logs.take(counts)
        likely = urn[1] - urn[0]
        likely /= cold
        likely += luck
        moved, changed = self._move(groups, self.terrain.came.take(voices, axis=0), likely)
        counts[1] += 1
        self.counts[changed] = counts.take(moved, axis=1)
        self.given[places.take(moved)] = changed[1]

    def _swap(self, pairs: Ints, luck: Floats) -> None:
        """Let two voices of each walk swap their answers."""
        places = self.mates.take(pairs, axis=1)
        places += self.begins
        groups = self.given.take(places)
        may = groups[0] != groups[1]
        if self.free is not None:
            may &= self.free.take(places).all(axis=0)
        live = may.nonzero()[0]
        came = self.swapped.take(pairs.take(live), axis=0)
        moved, changed = self._move(groups.take(live, axis=1), came, luck.take(live))
        self.given[places.take(live.take(moved), axis=1)] = changed[::-1]

    def _move(self, groups: Ints, came: Floats, luck: Floats) -> tuple[Ints, Ints]:
        """Move attendances from a group to another, [2, groups], where luck allows it.

        No two pairs of groups are of the same walk. Return the places of those that have changed,
        and which they are.
        """
        gaps = self.gaps.take(groups, axis=0)
        gaps[0] -= came
        gaps[1] += came
        out = np.abs(gaps)
        np.maximum(out, self.reach.take(groups, axis=0), out=out)
        far = out.reshape(-1, out.shape[2]).dot(self.terrain.weights).reshape(groups.shape)
        worse = far - self.far.take(groups)
        moved = (worse[0] + worse[1] < luck).nonzero()[0]
        changed = groups.take(moved, axis=1)
        # As single items, whole rows are written three times as fast.
        self.rows.put(changed, gaps.view(self.row)[:, :, 0].take(moved, axis=1))
        self.far[changed] = far.take(moved, axis=1)
        return moved, changed


def _turned(walks: int, answers: int) -> Ints:
    """Return, for each shift, the group of the same walk that is so many answers further."""
    shifted = (np.arange(answers) + np.arange(answers)[:, None]) % answers
    turned: Ints = shifted[:, None, :] + np.arange(walks)[:, None] * answers
    return turned.reshape(-1)


def annealing(steps: int, hot: float = HOT) -> Floats:
    """Return the inverse temperatures of a walk: a third hot, a third cooling, a third cold."""
    third = max(1, steps // 3)
    cooling = np.geomspace(hot, COLD, third)
    parts = (np.full(third, hot), cooling, np.full(third, COLD))
    return np.concatenate(parts).astype(np.float32)
