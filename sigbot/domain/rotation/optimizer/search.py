"""Find the best set of slots, and prove it.

For one or two slots every set is worked out. For more, a good set is found by hill climbing; branch
and bound then proves it or finds a better one. Keys are settled one after the other, each time
among the sets that keep what is settled: coverage and the coverage of the worst-off region
(`coverage_search.py`), then those that add up all together (`additive_search.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sigbot.domain.rotation.budget import Budget
from sigbot.domain.rotation.model import Order
from sigbot.domain.rotation.optimizer.additive_search import AdditiveSearch
from sigbot.domain.rotation.optimizer.branch_and_bound import can_keep, is_within, node_of
from sigbot.domain.rotation.optimizer.coverage_search import COV, WORST, CoverageSearch
from sigbot.domain.rotation.optimizer.limits import Limits
from sigbot.domain.rotation.optimizer.masks import Field
from sigbot.domain.rotation.optimizer.tables import Floats, SearchTables, Slots, Values, in_order
from sigbot.domain.rotation.optimizer.weeks import Ints

_STARTS = 5
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class BestFound:
    """The slots (0 to 335) of the best set that was found.

    `is_proven` says whether there is no better one; if not, no set covers more than `most` (a
    weight) of all people.
    """

    slots: Slots
    is_proven: bool
    most: float


def best_slots(
    field: Field, limits: Limits, order: Order, eps: Fraction, budget: Budget
) -> BestFound:
    """Find the best set within the limits, which allow at least one."""
    tables = SearchTables(field, limits)
    search = _Search(tables, order, eps, budget)
    best = search.small() if limits.k <= 2 else search.large()
    slots = tuple(int(tables.slots[slot]) for slot in best)
    return BestFound(slots, search.is_proven, search.most)


class _Search:
    def __init__(self, tables: SearchTables, order: Order, eps: Fraction, budget: Budget) -> None:
        self.tables, self.order, self.eps, self.budget = tables, order, eps, budget
        self.cap = np.inf
        """Coverage beyond this does not count."""
        self.is_proven = True
        self.most = float(tables.most[0])
        """No set covers more of all people."""

    def _keys(self, values: Values) -> tuple[Floats, ...]:
        capped = replace(values, cov=np.minimum(values.cov, self.cap))
        return capped.in_order(self.order)

    def _limit(self, best_cov: float) -> None:
        """Count coverage up to `1 - eps` times the greatest only."""
        self.cap = float((1 - self.eps) * Fraction(float(best_cov)))

    def small(self) -> Slots:
        """Return the best set of one or two slots, by working out all sets."""
        sets = self._all_sets()
        covered = self.tables.single[:, sets[:, 0]]
        if self.tables.k == 2:
            covered = covered + self.tables.adds[:, sets[:, 0], sets[:, 1]]
        values = self.tables.values(covered, *self._sums(sets))
        self.most = float(values.cov.max())
        self._limit(self.most)
        return _set_of(sets[in_order(self._keys(values), sets)[0]])

    def _all_sets(self) -> Ints:
        """Return [sets, k]: all sets of one or two slots within the limits."""
        tables = self.tables
        if tables.k == 1:
            return np.flatnonzero(tables.current >= tables.kept)[:, None]
        kept = tables.current[:, None].astype(np.int64) + tables.current >= tables.kept
        return np.argwhere(np.triu(tables.apart & kept))

    def _sums(self, sets: Ints) -> tuple[Floats, Floats]:
        return self.tables.sums[:, sets].sum(axis=2), self.tables.burden[sets].sum(axis=1)

    def large(self) -> Slots:
        """Return the best set of three slots or more, by climbing and branch and bound."""
        tables, starts = self.tables, list(self._starts())
        none_needed = np.zeros(tables.count)
        best = self._climb_all(starts)
        if self.eps:
            self._limit(self._cover(CoverageSearch(tables, COV, none_needed, best, self.budget)))
            best = self._climb_all([*starts, best])
        need = none_needed
        for key in (COV, WORST) if self.order is Order.COVERAGE else (WORST, COV):
            if key == WORST and not self._is_saturated(best):
                tables.choose_mix()
            search = CoverageSearch(tables, key, need, best, self.budget, self.cap)
            if key == COV and not need.any() and not self.eps:
                self._cover(search)
            self.is_proven &= not search.left
            best = self._climb(search.best)
            need = np.maximum(need, search.needed())
        last = AdditiveSearch(tables, need, best, self.budget)
        self.is_proven &= last.is_proven
        return last.best

    def _cover(self, search: CoverageSearch) -> float:
        """Note what no set covers more than, after a search among all sets; return what was
        found."""
        self.most = min(self.most, max(search.value, search.left))
        self.is_proven &= not search.left
        return search.value

    def _is_saturated(self, slots: Slots) -> bool:
        """Return whether no set can reach more of the worst-off region."""
        tables = self.tables
        covered = np.column_stack([tables.covered(slots), tables.most])
        worst, most = tables.worst(covered)
        return bool(worst >= most)

    def _starts(self) -> Iterator[Slots]:
        """Yield sets to climb from: the best single slots, each filled up greedily, and any set."""
        tables = self.tables
        keys = self._keys(tables.values(tables.single, tables.sums, tables.burden))
        for first in np.lexsort(tuple(-key for key in reversed(keys)))[:_STARTS]:
            slots: Slots | None = (int(first),)
            while slots and len(slots) < tables.k:
                slots = self._best_addition(slots)
            if slots and is_within(tables, slots):
                yield slots
        yield tables.example

    def _climb_all(self, starts: Sequence[Slots]) -> Slots:
        return max(map(self._climb, starts), key=self._key)

    def _climb(self, slots: Slots) -> Slots:
        """Replace one slot at a time by the best one, until the set gets no better."""
        best, key = slots, self._key(slots)
        for _ in range(_ROUNDS):
            changed = [self._best_addition(best[:at] + best[at + 1 :]) for at in range(len(best))]
            better = max((slots for slots in changed if slots), key=self._key, default=best)
            if self._key(better) <= key:
                break
            best, key = better, self._key(better)
        return best

    def _best_addition(self, slots: Slots) -> Slots | None:
        """Return the set with the best slot added, None where no slot may be added."""
        tables = self.tables
        node = node_of(tables, slots)
        missing = tables.k - len(slots) - 1
        more = np.flatnonzero(node.open & can_keep(tables, slots, missing))
        if not len(more):
            return None
        sets = np.column_stack([np.tile(np.array(slots, dtype=np.int64), (len(more), 1)), more])
        covered = node.covered[:, None] + node.gains[:, more]
        keys = self._keys(tables.values(covered, *self._sums(sets)))
        return _set_of(sets[in_order(keys, sets)[0]])

    def _key(self, slots: Slots) -> tuple[float, ...]:
        """Return the keys of one set, the most important first: greater is better."""
        covered = self.tables.covered(slots)[:, None]
        values = self.tables.values(covered, *self._sums(np.array([slots])))
        return tuple(float(key[0]) for key in self._keys(values))


def _set_of(slots: Ints) -> Slots:
    return tuple(sorted(int(slot) for slot in slots))
