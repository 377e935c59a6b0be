"""Branch and bound over sets of slots: what the two exact searches share.

Coverage is submodular: a slot adds to a set at most what it adds to a part of the set. So single
slots and pairs bound every larger set, f(ijl) <= f(ij) + f(il) - f(i), and sets that cannot be
better than the best one known are never looked at.
"""

from dataclasses import dataclass, replace

import numpy as np

from sigbot.domain.rotation.optimizer.duality import bounds_with_each
from sigbot.domain.rotation.optimizer.masks import Bools
from sigbot.domain.rotation.optimizer.tables import Floats, SearchTables, Slots
from sigbot.domain.rotation.optimizer.weeks import Ints

_FIRST_ROUNDS, _ROUNDS = 80, 12
"""Steps towards better prices (`duality.py`): at the root, and further down."""
CHUNK = 64
"""How many sets are worked out exactly at once."""


@dataclass(frozen=True, slots=True)
class Node:
    """A set of slots that is being filled.

    `left` [areas, rows] are the weights not yet covered, `covered` [areas] what is; `gains`
    [areas, slots] is what each slot would add; `open` [slots] are the slots that may still be
    added. `prices` are those of all people and of the mix, each [rows], for `duality.py`; `most`
    [areas, slots] is what a set with each slot covers at most, as far as they say.
    """

    chosen: Slots
    left: Floats
    covered: Floats
    gains: Floats
    open: Bools
    prices: tuple[Floats, Floats]
    most: Floats

    def chosen_for(self, count: int) -> list[Ints]:
        """Return the chosen slots as columns of `count` equal rows."""
        return [np.full(count, slot, dtype=np.int64) for slot in self.chosen]


def root(tables: SearchTables) -> Node:
    """Return the empty set, to which every slot may be added."""
    everything = np.ones(len(tables.slots), dtype=np.bool_)
    half = np.full(tables.columns.shape[1], 0.5)
    most = np.full(tables.single.shape, np.inf)
    nothing = np.zeros(tables.count)
    return Node((), tables.areas, nothing, tables.single, everything, (half, half), most)


def extended(tables: SearchTables, node: Node, slot: int) -> Node:
    """Return the set with a slot added; slots too close to it may not be added any more."""
    left = node.left * (1 - tables.columns[slot])
    return Node(
        (*node.chosen, slot),
        left,
        node.covered + node.gains[:, slot],
        tables.weighed(left, tables.columns.T),
        node.open & tables.apart[slot],
        node.prices,
        np.minimum(node.most, node.most[:, [slot]]),
    )


def node_of(tables: SearchTables, slots: Slots) -> Node:
    """Return the set with these slots."""
    node = root(tables)
    for slot in slots:
        node = extended(tables, node, slot)
    return node


def can_keep(tables: SearchTables, chosen: Slots, more: int) -> Bools:
    """Return [slots]: whether, with this slot and `more` others added, enough of the current slots
    can still be kept."""
    kept = int(tables.current[list(chosen)].sum())
    can_be_enough: Bools = kept + tables.current + more >= tables.kept
    return can_be_enough


def is_within(tables: SearchTables, slots: Slots) -> bool:
    """Return whether a whole set keeps enough of the current slots."""
    return bool(tables.current[list(slots)].sum() >= tables.kept)


def top(values: Floats, count: int) -> Floats:
    """Return the sum of the `count` greatest values along the last axis."""
    count = min(count, values.shape[-1])
    sums: Floats = np.partition(values, -count, axis=-1)[..., -count:].sum(axis=-1)
    return sums


class Branching:
    """What both searches share: bounds of children, and the pairs at the end of each branch.

    `need` [areas] is what a set has to cover; `areas` are the numbers of those with a need.
    """

    def __init__(self, tables: SearchTables, need: Floats) -> None:
        self.tables, self.need = tables, need
        # A set that covers all that can be covered does so in every region.
        is_whole = need[0] >= tables.most[0]
        self.areas = np.array([0]) if is_whole else np.flatnonzero(need > 0)

    def covers(self, node: Node, areas: Ints, opened: Ints) -> Floats:
        """Return [areas, open]: the most that the set covers with this slot and filled up to k."""
        missing = self.tables.k - len(node.chosen) - 1
        gains = node.gains[np.ix_(areas, opened)]
        adds = self.tables.adds[np.ix_(areas, opened, opened)]
        adds = np.minimum(adds, gains[:, None, :])
        return node.covered[areas, None] + gains + top(adds, missing)

    def priced(self, node: Node, area: int, least: float) -> Node:
        """Close the slots with which a set cannot cover more than `least` of an area.

        The area is that of all people (0) or the mix (-1).
        """
        tables, more = self.tables, self.tables.k - len(node.chosen)
        opened = np.flatnonzero(node.open)
        if len(opened) < more:
            return replace(node, open=np.zeros_like(node.open))
        weights = node.left[0] * tables.mix[tables.of_region] if area else node.left[0]
        covered = float(node.covered[area])
        rounds = _ROUNDS if node.chosen else _FIRST_ROUNDS
        bounds = bounds_with_each(
            tables.columns[opened], weights, more, least - covered, node.prices[area], rounds
        )
        still_open = np.zeros_like(node.open)
        still_open[opened] = bounds.with_each > least - covered
        of_all, of_mix = node.prices
        prices = (of_all, bounds.prices) if area else (bounds.prices, of_mix)
        most = node.most.copy()
        most[area, opened] = np.minimum(most[area, opened], covered + bounds.with_each)
        return replace(node, open=still_open, prices=prices, most=most)

    def reaching(self, node: Node) -> Node:
        """Close the slots with which a set cannot cover what is needed of all people."""
        return self.priced(node, 0, float(self.need[0]) - 0.5) if self.need[0] > 0 else node

    def pairs(self, node: Node) -> tuple[Ints, Bools]:
        """Return the open slots, and [open, open]: which two of them may be added."""
        tables = self.tables
        opened = np.flatnonzero(node.open)
        kept = tables.current[opened].astype(np.int64)
        enough = kept[:, None] + kept + tables.current[list(node.chosen)].sum() >= tables.kept
        return opened, np.triu(tables.apart[np.ix_(opened, opened)] & enough)

    def pair_covers(self, node: Node, area: int, opened: Ints) -> Floats:
        """Return [open, open]: the most that the set covers with these two slots."""
        gains = node.gains[area, opened]
        taken = self.tables.single[area, opened] - gains
        both = self.tables.shared[area][np.ix_(opened, opened)]
        surely_both = np.maximum(both - np.minimum(taken[:, None], taken), 0)
        most: Floats = node.covered[area] + gains[:, None] + gains - surely_both
        return most

    def covered(self, node: Node, first: Ints, second: Ints) -> Floats:
        """Return [areas, pairs]: exactly what the set covers with each pair of slots."""
        columns = self.tables.columns
        both = self.tables.weighed(node.left, (columns[first] * columns[second]).T)
        return node.covered[:, None] + node.gains[:, first] + node.gains[:, second] - both

    def is_enough(self, covered: Floats) -> Bools:
        """Return [sets]: whether a set covers what is needed, `covered` being [areas, sets]."""
        is_enough: Bools = np.all(covered >= self.need[:, None], axis=0)
        return is_enough
