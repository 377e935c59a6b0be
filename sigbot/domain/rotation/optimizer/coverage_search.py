"""The search for the set with the greatest coverage, proven by branch and bound."""

from fractions import Fraction
from math import ceil

import numpy as np

from sigbot.domain.rotation.budget import Budget
from sigbot.domain.rotation.optimizer.branch_and_bound import (
    CHUNK,
    Branching,
    Node,
    can_keep,
    extended,
    root,
)
from sigbot.domain.rotation.optimizer.masks import Bools
from sigbot.domain.rotation.optimizer.tables import Floats, SearchTables, Slots
from sigbot.domain.rotation.optimizer.weeks import Ints

COV, WORST = "cov", "worst"
"""Coverage of all people, and of the worst-off region."""
_ROUNDING = 1 + 1e-9
"""Bounds from the mix are raised by this factor, as it is rounded: the error is smaller."""


class CoverageSearch(Branching):
    """Finds the set with the greatest coverage among those that cover what is needed.

    `key` says of whom: COV of all people, WORST of the worst-off region. Coverage of all people
    beyond `cap` does not count. `best` is a set to begin with, and at the end the best one.
    `left` is the greatest value that a set may have which was not looked at, as the budget was
    spent; 0 where `best` is proven.
    """

    def __init__(
        self,
        tables: SearchTables,
        key: str,
        need: Floats,
        best: Slots,
        budget: Budget,
        cap: float = np.inf,
    ) -> None:
        super().__init__(tables, need)
        self.budget, self.left = budget, 0.0
        self.key, self.cap = key, cap if key == COV else np.inf
        self.looked_at = np.union1d(self.areas, [0] if key == COV else range(1, len(need)))
        self.best = best
        self.value = float(self._value(tables.covered(best)[:, None])[0])
        self.most = float(self._value(tables.most[:, None])[0])
        self._search(root(tables))

    def needed(self) -> Floats:
        """Return [areas]: what a set has to cover to be as good as the best one."""
        needed = np.zeros(len(self.need))
        if self.key == COV:
            needed[0] = ceil(self.value)
        else:
            totals = self.tables.totals
            least = Fraction(self.value).limit_denominator(int(totals.max()))
            needed[1:-1] = [ceil(least * int(total)) for total in totals]
        return needed

    def _value(self, covered: Floats) -> Floats:
        """Return the coverage that counts, [areas, …] → […]."""
        if self.key == COV:
            capped: Floats = np.minimum(covered[0], self.cap)
            return capped
        return self.tables.worst(covered)

    def _bound(self, covered: Floats) -> Floats:
        """Return the greatest value possible where this is the most that is covered.

        The worst-off region has at most the share of the mix.
        """
        value = self._value(covered)
        return value if self.key == COV else np.minimum(value, covered[-1] * _ROUNDING)

    def _search(self, node: Node) -> None:
        """Look at every set below `node` that may be better, the most promising slots first."""
        if self.value >= self.most:
            return
        node = self.priced(self.reaching(node), 0 if self.key == COV else -1, self.value)
        if len(node.chosen) == self.tables.k - 2:
            self._finish(node)
            return
        opened = np.flatnonzero(node.open & self._may_be_added(node))
        if not len(opened):
            return
        bounds = self._bounds(node, opened)
        node.open[opened[bounds <= self.value]] = False
        for at in np.argsort(-bounds, kind="stable"):
            if bounds[at] <= self.value or self._has_to_leave(bounds[at]):
                break
            slot = int(opened[at])
            self._search(extended(self.tables, node, slot))
            node.open[slot] = False

    def _has_to_leave(self, bound: float) -> bool:
        """Return whether the budget is spent, and note what sets that are left may reach."""
        if self.budget.is_spent():
            self.left = max(self.left, float(bound))
            return True
        return False

    def _may_be_added(self, node: Node) -> Bools:
        missing = self.tables.k - len(node.chosen) - 1
        return can_keep(self.tables, node.chosen, missing)

    def _bounds(self, node: Node, opened: Ints) -> Floats:
        """Return [open]: the greatest value possible with each slot, -1 where a set with it cannot
        cover what is needed."""
        covers = np.zeros((len(self.need), len(opened)))
        most = node.most[np.ix_(self.looked_at, opened)]
        covers[self.looked_at] = np.minimum(self.covers(node, self.looked_at, opened), most)
        reach = (covers[self.areas] >= self.need[self.areas, None]).all(axis=0)
        return np.where(reach, self._bound(covers), -1.0)

    def _finish(self, node: Node) -> None:
        """Look at the pairs that fill the set, from the greatest bound on."""
        opened, pairs = self.pairs(node)
        covers = np.zeros((len(self.need), *pairs.shape))
        for area in self.looked_at.tolist():
            covers[area] = self.pair_covers(node, area, opened)
            pairs &= covers[area] >= self.need[area]
            if not pairs.any():
                return
        values = self._bound(covers)
        first, second = np.nonzero(pairs & (values > self.value))
        bounds = values[first, second]
        order = np.argsort(-bounds, kind="stable")
        for start in range(0, len(order), CHUNK):
            chunk = order[start : start + CHUNK]
            if bounds[chunk[0]] <= self.value or self._has_to_leave(bounds[chunk[0]]):
                break
            self._improve(node, opened[first[chunk]], opened[second[chunk]])

    def _improve(self, node: Node, first: Ints, second: Ints) -> None:
        """Work out these pairs exactly, and keep the best one if it beats the best set known."""
        covered = self.covered(node, first, second)
        values = np.where(self.is_enough(covered), self._value(covered), -1.0)
        at = int(values.argmax())
        if values[at] > self.value:
            self.value = float(values[at])
            self.best = tuple(sorted((*node.chosen, int(first[at]), int(second[at]))))
