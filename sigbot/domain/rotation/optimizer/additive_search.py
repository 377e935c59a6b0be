"""The search for the best set by the keys that add up, proven by branch and bound."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sigbot.domain.rotation.budget import Budget
from sigbot.domain.rotation.optimizer.branch_and_bound import (
    CHUNK,
    Branching,
    Node,
    can_keep,
    extended,
    root,
    top,
)
from sigbot.domain.rotation.optimizer.masks import Bools
from sigbot.domain.rotation.optimizer.tables import Floats, SearchTables, Slots, in_order
from sigbot.domain.rotation.optimizer.weeks import Ints


class AdditiveSearch(Branching):
    """Finds the best set by the keys that add up over slots, among those that cover what is needed.

    The keys are the share of meetings of the worst-off region, then of all, then the burden; of
    equal sets the one with the earliest slots is best. `best` is a set to begin with, and at the
    end the best one; `is_proven` says whether every set was looked at before the budget was spent.
    """

    def __init__(self, tables: SearchTables, need: Floats, best: Slots, budget: Budget) -> None:
        super().__init__(tables, need)
        self.budget, self.is_proven = budget, True
        self.sums, self.burden = tables.sums, tables.burden
        self.share = tables.sums.sum(axis=0)
        self.must = np.flatnonzero(self._must_be_covered())
        self.best, self.key = best, self._key(best)
        self._search(root(tables))

    def _must_be_covered(self) -> Bools:
        """Return [rows]: the rows that must be covered, as their area needs all that can be."""
        whole = self.need >= self.tables.most
        of_region = self.tables.of_region + 1
        must: Bools = (whole[0] | whole[of_region]) & self.tables.columns.any(axis=0)
        return must

    def _key(self, slots: Slots) -> tuple[float, ...]:
        """Return the keys of one set, the most important first: greater is better."""
        chosen = list(slots)
        worst = (self.sums[:, chosen].sum(axis=1) / self.tables.totals).min()
        return float(worst), float(self.share[chosen].sum()), -float(self.burden[chosen].sum())

    def _search(self, node: Node) -> None:
        """Look at every set below `node` that may be as good as the best one known."""
        node = self.reaching(node)
        if len(node.chosen) == self.tables.k - 2:
            self._finish(node)
            return
        node = replace(node, open=node.open & self._promising(node))
        for slot in self._branches(node):
            if self.budget.is_spent():
                self.is_proven = False
                return
            self._search(extended(self.tables, node, slot))
            node.open[slot] = False

    def _branches(self, node: Node) -> Iterator[int]:
        """Yield slots of which every set worth a look has one, the greatest share first.

        Where rows are left that must be covered, these are the slots that cover the row with the
        fewest of them; else all open slots.
        """
        must = self.must[node.left[0, self.must] > 0]
        opened = node.open
        if len(must):
            choices = self.tables.columns[np.ix_(opened, must)].sum(axis=0)
            opened = opened & (self.tables.columns[:, must[choices.argmin()]] > 0)
        slots = np.flatnonzero(opened)
        yield from slots[np.argsort(-self.share[slots], kind="stable")].tolist()

    def _promising(self, node: Node) -> Bools:
        """Return [slots]: whether a set with this slot can cover what is needed and be as good as
        the best one known."""
        tables, missing = self.tables, self.tables.k - len(node.chosen) - 1
        opened = np.flatnonzero(node.open & can_keep(tables, node.chosen, missing))
        promising = np.zeros(len(node.open), dtype=np.bool_)
        if len(opened) <= missing:
            return promising
        covers = self.covers(node, self.areas, opened)
        reach = (covers >= self.need[self.areas, None]).all(axis=0)
        promising[opened] = reach & _at_least(self._bounds(node, opened), self.key)
        return promising

    def _bounds(self, node: Node, opened: Ints) -> tuple[Floats, ...]:
        """Return the greatest keys possible, each [open], with each open slot."""
        chosen, missing = list(node.chosen), self.tables.k - len(node.chosen) - 1
        sums, share, burden = self.sums[:, opened], self.share[opened], self.burden[opened]
        best = self.sums[:, chosen].sum(axis=1)[:, None] + sums + top(sums, missing)[:, None]
        return (
            (best / self.tables.totals[:, None]).min(axis=0),
            self.share[chosen].sum() + share + top(share, missing),
            top(-burden, missing) - burden - self.burden[chosen].sum(),
        )

    def _finish(self, node: Node) -> None:
        """Take the best of the pairs that cover enough, if it beats the best set known."""
        opened, pairs = self.pairs(node)
        for area in self.areas.tolist():
            pairs &= self.pair_covers(node, area, opened) >= self.need[area]
            if not pairs.any():
                return
        first, second = (opened[place] for place in np.nonzero(pairs))
        keys = self._pair_keys(node, first, second)
        good = np.flatnonzero(_at_least(keys, self.key))
        first, second, keys = first[good], second[good], tuple(key[good] for key in keys)
        sets = np.sort(np.column_stack([*node.chosen_for(len(good)), first, second]), axis=1)
        order = in_order(keys, sets)
        for start in range(0, len(order), CHUNK):
            chunk = order[start : start + CHUNK]
            enough = chunk[self.is_enough(self.covered(node, first[chunk], second[chunk]))]
            if len(enough):
                self._take(tuple(float(key[enough[0]]) for key in keys), sets[enough[0]])
                break

    def _take(self, key: tuple[float, ...], slots: Ints) -> None:
        """Keep a set whose key is not less than the best one's, if it is better or earlier."""
        chosen = tuple(slots.tolist())
        if key > self.key or chosen < self.best:
            self.key, self.best = key, chosen

    def _pair_keys(self, node: Node, first: Ints, second: Ints) -> tuple[Floats, ...]:
        """Return the keys, each [pairs], of the set with each pair of slots."""
        chosen = list(node.chosen)
        before = self.sums[:, chosen].sum(axis=1)[:, None]
        sums = before + self.sums[:, first] + self.sums[:, second]
        share = self.share[chosen].sum() + self.share[first] + self.share[second]
        burden = self.burden[chosen].sum() + self.burden[first] + self.burden[second]
        return (sums / self.tables.totals[:, None]).min(axis=0), share, -burden


def _at_least(keys: tuple[Floats, ...], least: tuple[float, ...]) -> Bools:
    """Return [sets]: whether the keys of a set are lexicographically at least `least`."""
    are_enough = np.ones(len(keys[0]), dtype=np.bool_)
    for key, value in reversed(list(zip(keys, least, strict=True))):
        are_enough = (key > value) | ((key == value) & are_enough)
    return are_enough
