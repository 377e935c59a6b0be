"""The best rotation, proven.

One or two slots: every set is worked out. More: a good set is found by climbing, then branch and
bound proves it or finds a better one (`rotation_bounds.py`). Keys are settled one after the other:
coverage, the worst region's coverage, and then the additive ones all together, for sets that keep
what is settled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from sigbot.domain.rotation.model import Order
from sigbot.domain.rotation.optimizer.branch_and_bound import (
    COV,
    WORST,
    Cover,
    Sums,
    can_keep,
    is_within,
    node_of,
)
from sigbot.domain.rotation.optimizer.ground import Floats, Ground, Slots, Values, in_order
from sigbot.domain.rotation.optimizer.limits import Limits
from sigbot.domain.rotation.optimizer.masks import Field
from sigbot.domain.rotation.optimizer.weeks import Ints

_STARTS = 5
_ROUNDS = 50


def best_slots(field: Field, limits: Limits, order: Order, eps: Fraction) -> Slots:
    """The slots of the best set within the limits, of which there is one at least."""
    ground = Ground(field, limits)
    search = _Search(ground, order, eps)
    found = search.small() if limits.k <= 2 else search.large()
    return tuple(int(ground.slots[slot]) for slot in found)


class _Search:
    def __init__(self, ground: Ground, order: Order, eps: Fraction) -> None:
        self.ground, self.order, self.eps = ground, order, eps
        self.cap = np.inf
        """Coverage of which more does not matter."""

    def _keys(self, values: Values) -> tuple[Floats, ...]:
        capped = replace(values, cov=np.minimum(values.cov, self.cap))
        return capped.in_order(self.order)

    def _limit(self, best_cov: float) -> None:
        self.cap = float((1 - self.eps) * Fraction(float(best_cov)))

    def small(self) -> Slots:
        """One or two slots: all sets there are, each worked out."""
        sets = self._all_sets()
        covered = self.ground.single[:, sets[:, 0]]
        if self.ground.k == 2:
            covered = covered + self.ground.adds[:, sets[:, 0], sets[:, 1]]
        values = self.ground.values(covered, *self._sums(sets))
        self._limit(values.cov.max())
        return _set_of(sets[in_order(self._keys(values), sets)[0]])

    def _all_sets(self) -> Ints:
        ground = self.ground
        if ground.k == 1:
            return np.flatnonzero(ground.current >= ground.kept)[:, None]
        kept = ground.current[:, None].astype(np.int64) + ground.current >= ground.kept
        return np.argwhere(np.triu(ground.apart & kept))

    def _sums(self, sets: Ints) -> tuple[Floats, Floats]:
        return self.ground.sums[:, sets].sum(axis=2), self.ground.burden[sets].sum(axis=1)

    def large(self) -> Slots:
        ground, starts = self.ground, list(self._starts())
        none_needed = np.zeros(ground.count)
        best = self._climb_all(starts)
        if self.eps:
            self._limit(Cover(ground, COV, none_needed, best).value)
            best = self._climb_all([*starts, best])
        need = none_needed
        for key in (COV, WORST) if self.order is Order.COVERAGE else (WORST, COV):
            if key == WORST and not self._is_saturated(best):
                ground.choose_mix()
            found = Cover(ground, key, need, best, self.cap)
            best = self._climb(found.best)
            need = np.maximum(need, found.needed())
        return Sums(ground, need, best).best

    def _is_saturated(self, slots: Slots) -> bool:
        """Nobody more can be reached in the worst-off region."""
        ground = self.ground
        covered = np.column_stack([ground.covered(slots), ground.most])
        worst, most = ground.worst(covered)
        return bool(worst >= most)

    def _starts(self) -> Iterator[Slots]:
        """Sets to begin with: from several first slots on always the best addition; and any set."""
        ground = self.ground
        keys = self._keys(ground.values(ground.single, ground.sums, ground.burden))
        for first in np.lexsort(tuple(-key for key in reversed(keys)))[:_STARTS]:
            found: Slots | None = (int(first),)
            while found and len(found) < ground.k:
                found = self._best_addition(found)
            if found and is_within(ground, found):
                yield found
        yield ground.example

    def _climb_all(self, starts: Sequence[Slots]) -> Slots:
        return max(map(self._climb, starts), key=self._key)

    def _climb(self, slots: Slots) -> Slots:
        """Change one slot after the other for the best one, until nothing gets better."""
        best, key = slots, self._key(slots)
        for _ in range(_ROUNDS):
            changed = [self._best_addition(best[:at] + best[at + 1 :]) for at in range(len(best))]
            found = max((one for one in changed if one), key=self._key, default=best)
            if self._key(found) <= key:
                break
            best, key = found, self._key(found)
        return best

    def _best_addition(self, slots: Slots) -> Slots | None:
        ground = self.ground
        node = node_of(ground, slots)
        missing = ground.k - len(slots) - 1
        more = np.flatnonzero(node.open & can_keep(ground, slots, missing))
        if not len(more):
            return None
        sets = np.column_stack([np.tile(np.array(slots, dtype=np.int64), (len(more), 1)), more])
        covered = node.covered[:, None] + node.gains[:, more]
        keys = self._keys(ground.values(covered, *self._sums(sets)))
        return _set_of(sets[in_order(keys, sets)[0]])

    def _key(self, slots: Slots) -> tuple[float, ...]:
        covered = self.ground.covered(slots)[:, None]
        values = self.ground.values(covered, *self._sums(np.array([slots])))
        return tuple(float(key[0]) for key in self._keys(values))


def _set_of(slots: Ints) -> Slots:
    return tuple(sorted(int(slot) for slot in slots))
