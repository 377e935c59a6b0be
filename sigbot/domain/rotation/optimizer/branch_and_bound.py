"""Branch and bound over sets of slots.

Coverage is submodular: what a slot adds to a set is at most what it adds to a part of it. So single
slots and pairs bound every larger set, f(ijl) <= f(ij) + f(il) - f(i), and what cannot be better
than the best set known is never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

import numpy as np

from sigbot.domain.rotation.optimizer.duality import bounds_with_each
from sigbot.domain.rotation.optimizer.ground import Floats, Ground, Slots, in_order
from sigbot.domain.rotation.optimizer.masks import Bools
from sigbot.domain.rotation.optimizer.weeks import Ints

COV, WORST = "cov", "worst"
_FIRST_ROUNDS, _ROUNDS = 80, 12
_ROUNDING = 1 + 1e-9
"""The mix is no whole number: a bound from it may be too low by less."""
_CHUNK = 64
"""So many sets are worked out exactly at once."""


@dataclass(frozen=True, slots=True)
class Node:
    """A set that is being filled. `left` [areas, rows]: weights not yet covered; `covered` [areas];
    `gains` [areas, slots]: what each slot would add; `open` [slots]: which may still be added;
    `prices` [rows] of all people and of the mix, as `rotation_dual` has them."""

    chosen: Slots
    left: Floats
    covered: Floats
    gains: Floats
    open: Bools
    prices: tuple[Floats, Floats]

    def chosen_for(self, count: int) -> list[Ints]:
        """The chosen ones as columns of so many rows."""
        return [np.full(count, slot, dtype=np.int64) for slot in self.chosen]


def root(ground: Ground) -> Node:
    everything = np.ones(len(ground.slots), dtype=np.bool_)
    half = np.full(ground.columns.shape[1], 0.5)
    return Node((), ground.areas, np.zeros(ground.count), ground.single, everything, (half, half))


def extended(ground: Ground, node: Node, slot: int) -> Node:
    left = node.left * (1 - ground.columns[slot])
    return Node(
        (*node.chosen, slot),
        left,
        node.covered + node.gains[:, slot],
        ground.weighed(left, ground.columns.T),
        node.open & ground.apart[slot],
        node.prices,
    )


def node_of(ground: Ground, slots: Slots) -> Node:
    node = root(ground)
    for slot in slots:
        node = extended(ground, node, slot)
    return node


def can_keep(ground: Ground, chosen: Slots, more: int) -> Bools:
    """Slots after which, with `more` others, enough of the current ones can be kept."""
    kept = int(ground.current[list(chosen)].sum())
    found: Bools = kept + ground.current + more >= ground.kept
    return found


def is_within(ground: Ground, slots: Slots) -> bool:
    return bool(ground.current[list(slots)].sum() >= ground.kept)


def _top(values: Floats, count: int) -> Floats:
    """The sum of the `count` greatest along the last axis."""
    count = min(count, values.shape[-1])
    found: Floats = np.partition(values, -count, axis=-1)[..., -count:].sum(axis=-1)
    return found


class _Branching:
    """What both searches do: children with their bounds, and pairs at the end of each branch."""

    def __init__(self, ground: Ground, need: Floats) -> None:
        self.ground, self.need = ground, need
        # Whoever covers all that can be covered does so in each region.
        is_whole = need[0] >= ground.most[0]
        self.areas = np.array([0]) if is_whole else np.flatnonzero(need > 0)
        """Those of which something is needed."""

    def covers(self, node: Node, areas: Ints, opened: Ints) -> Floats:
        """[areas, open]: at most what a set with one more slot, filled up, covers."""
        missing = self.ground.k - len(node.chosen) - 1
        gains = node.gains[np.ix_(areas, opened)]
        adds = self.ground.adds[np.ix_(areas, opened, opened)]
        adds = np.minimum(adds, gains[:, None, :])
        return node.covered[areas, None] + gains + _top(adds, missing)

    def priced(self, node: Node, area: int, least: float) -> Node:
        """Without the slots with which a set cannot cover more than `least` in an area: of all
        people, or of the mix (-1)."""
        ground, more = self.ground, self.ground.k - len(node.chosen)
        opened = np.flatnonzero(node.open)
        if len(opened) < more:
            return replace(node, open=np.zeros_like(node.open))
        weights = node.left[0] * ground.mix[ground.of_region] if area else node.left[0]
        covered = float(node.covered[area])
        rounds = _ROUNDS if node.chosen else _FIRST_ROUNDS
        found = bounds_with_each(
            ground.columns[opened], weights, more, least - covered, node.prices[area], rounds
        )
        still_open = np.zeros_like(node.open)
        still_open[opened] = found.with_each > least - covered
        of_all, of_mix = node.prices
        prices = (of_all, found.prices) if area else (found.prices, of_mix)
        return replace(node, open=still_open, prices=prices)

    def reaching(self, node: Node) -> Node:
        """Without the slots with which a set cannot cover what is needed of all people."""
        return self.priced(node, 0, float(self.need[0]) - 0.5) if self.need[0] > 0 else node

    def pairs(self, node: Node) -> tuple[Ints, Bools]:
        """The open slots, and [open, open] which two of them may be added."""
        ground = self.ground
        opened = np.flatnonzero(node.open)
        kept = ground.current[opened].astype(np.int64)
        enough = kept[:, None] + kept + ground.current[list(node.chosen)].sum() >= ground.kept
        return opened, np.triu(ground.apart[np.ix_(opened, opened)] & enough)

    def pair_covers(self, node: Node, area: int, opened: Ints) -> Floats:
        """[open, open]: at most what two more slots cover."""
        gains = node.gains[area, opened]
        taken = self.ground.single[area, opened] - gains
        both = self.ground.shared[area][np.ix_(opened, opened)]
        surely_both = np.maximum(both - np.minimum(taken[:, None], taken), 0)
        found: Floats = node.covered[area] + gains[:, None] + gains - surely_both
        return found

    def covered(self, node: Node, first: Ints, second: Ints) -> Floats:
        """[areas, pairs]: what the pairs, with what is chosen, cover; exactly."""
        columns = self.ground.columns
        both = self.ground.weighed(node.left, (columns[first] * columns[second]).T)
        return node.covered[:, None] + node.gains[:, first] + node.gains[:, second] - both

    def is_enough(self, covered: Floats) -> Bools:
        found: Bools = np.all(covered >= self.need[:, None], axis=0)
        return found


class Cover(_Branching):
    """The greatest coverage, of all people or of the worst-off region, of the sets that cover what
    is needed; up to `cap`, of which more does not matter (of coverage of all)."""

    def __init__(
        self, ground: Ground, key: str, need: Floats, best: Slots, cap: float = np.inf
    ) -> None:
        super().__init__(ground, need)
        self.key, self.cap = key, cap if key == COV else np.inf
        self.looked_at = np.union1d(self.areas, [0] if key == COV else range(1, len(need)))
        self.best = best
        self.value = float(self._value(ground.covered(best)[:, None])[0])
        self.most = float(self._value(ground.most[:, None])[0])
        self._search(root(ground))

    def needed(self) -> Floats:
        """[areas]: what a set has to cover to be as good as the best."""
        needed = np.zeros(len(self.need))
        if self.key == COV:
            needed[0] = ceil(self.value)
        else:
            totals = self.ground.totals
            least = Fraction(self.value).limit_denominator(int(totals.max()))
            needed[1:-1] = [ceil(least * int(total)) for total in totals]
        return needed

    def _value(self, covered: Floats) -> Floats:
        """[areas, …] → […]."""
        if self.key == COV:
            capped: Floats = np.minimum(covered[0], self.cap)
            return capped
        return self.ground.worst(covered)

    def _bound(self, covered: Floats) -> Floats:
        """As `_value`, of what is covered at most; the mix has a say."""
        value = self._value(covered)
        return value if self.key == COV else np.minimum(value, covered[-1] * _ROUNDING)

    def _search(self, node: Node) -> None:
        if self.value >= self.most:
            return
        node = self.priced(self.reaching(node), 0 if self.key == COV else -1, self.value)
        if len(node.chosen) == self.ground.k - 2:
            self._finish(node)
            return
        opened = np.flatnonzero(node.open & self._may_be_added(node))
        if not len(opened):
            return
        bounds = self._bounds(node, opened)
        node.open[opened[bounds <= self.value]] = False
        for at in np.argsort(-bounds, kind="stable"):
            if bounds[at] <= self.value:
                break
            slot = int(opened[at])
            self._search(extended(self.ground, node, slot))
            node.open[slot] = False

    def _may_be_added(self, node: Node) -> Bools:
        missing = self.ground.k - len(node.chosen) - 1
        return can_keep(self.ground, node.chosen, missing)

    def _bounds(self, node: Node, opened: Ints) -> Floats:
        """The value of each child at most; below every value where the needed cannot be reached."""
        covers = np.zeros((len(self.need), len(opened)))
        covers[self.looked_at] = self.covers(node, self.looked_at, opened)
        reach = (covers[self.areas] >= self.need[self.areas, None]).all(axis=0)
        return np.where(reach, self._bound(covers), -1.0)

    def _finish(self, node: Node) -> None:
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
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            if bounds[chunk[0]] <= self.value:
                break
            self._improve(node, opened[first[chunk]], opened[second[chunk]])

    def _improve(self, node: Node, first: Ints, second: Ints) -> None:
        covered = self.covered(node, first, second)
        values = np.where(self.is_enough(covered), self._value(covered), -1.0)
        at = int(values.argmax())
        if values[at] > self.value:
            self.value = float(values[at])
            self.best = tuple(sorted((*node.chosen, int(first[at]), int(second[at]))))


class Sums(_Branching):
    """The best set by what adds up, of the sets that cover what is needed: the share of meetings of
    the worst-off region, then of all, then the burden, then the earliest slots."""

    def __init__(self, ground: Ground, need: Floats, best: Slots) -> None:
        super().__init__(ground, need)
        self.sums, self.burden = ground.sums, ground.burden
        self.share = ground.sums.sum(axis=0)
        self.must = np.flatnonzero(self._must_be_covered())
        self.best, self.key = best, self._key(best)
        self._search(root(ground))

    def _must_be_covered(self) -> Bools:
        """[rows]: where an area needs all that can be covered, each of its rows must be."""
        whole = self.need >= self.ground.most
        of_region = self.ground.of_region + 1
        found: Bools = (whole[0] | whole[of_region]) & self.ground.columns.any(axis=0)
        return found

    def _key(self, slots: Slots) -> tuple[float, ...]:
        chosen = list(slots)
        worst = (self.sums[:, chosen].sum(axis=1) / self.ground.totals).min()
        return float(worst), float(self.share[chosen].sum()), -float(self.burden[chosen].sum())

    def _search(self, node: Node) -> None:
        node = self.reaching(node)
        if len(node.chosen) == self.ground.k - 2:
            self._finish(node)
            return
        node = replace(node, open=node.open & self._promising(node))
        for slot in self._branches(node):
            self._search(extended(self.ground, node, slot))
            node.open[slot] = False

    def _branches(self, node: Node) -> Iterator[int]:
        """Slots of which every set worth a look has one: those that cover the row that is hardest
        to cover, if there is one that must be covered; else all."""
        must = self.must[node.left[0, self.must] > 0]
        opened = node.open
        if len(must):
            choices = self.ground.columns[np.ix_(opened, must)].sum(axis=0)
            opened = opened & (self.ground.columns[:, must[choices.argmin()]] > 0)
        found = np.flatnonzero(opened)
        yield from found[np.argsort(-self.share[found], kind="stable")].tolist()

    def _promising(self, node: Node) -> Bools:
        """Slots with which a set can cover the needed and be as good as the best."""
        ground, missing = self.ground, self.ground.k - len(node.chosen) - 1
        opened = np.flatnonzero(node.open & can_keep(ground, node.chosen, missing))
        found = np.zeros(len(node.open), dtype=np.bool_)
        if len(opened) <= missing:
            return found
        covers = self.covers(node, self.areas, opened)
        reach = (covers >= self.need[self.areas, None]).all(axis=0)
        found[opened] = reach & _at_least(self._bounds(node, opened), self.key)
        return found

    def _bounds(self, node: Node, opened: Ints) -> tuple[Floats, ...]:
        """The keys of each child at most."""
        chosen, missing = list(node.chosen), self.ground.k - len(node.chosen) - 1
        sums, share, burden = self.sums[:, opened], self.share[opened], self.burden[opened]
        best = self.sums[:, chosen].sum(axis=1)[:, None] + sums + _top(sums, missing)[:, None]
        return (
            (best / self.ground.totals[:, None]).min(axis=0),
            self.share[chosen].sum() + share + _top(share, missing),
            _top(-burden, missing) - burden - self.burden[chosen].sum(),
        )

    def _finish(self, node: Node) -> None:
        """Of the pairs that are better than the best set known, the best that covers enough."""
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
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            enough = chunk[self.is_enough(self.covered(node, first[chunk], second[chunk]))]
            if len(enough):
                self._take(tuple(float(key[enough[0]]) for key in keys), sets[enough[0]])
                break

    def _take(self, key: tuple[float, ...], slots: Ints) -> None:
        found = tuple(slots.tolist())
        if key > self.key or found < self.best:
            self.key, self.best = key, found

    def _pair_keys(self, node: Node, first: Ints, second: Ints) -> tuple[Floats, ...]:
        chosen = list(node.chosen)
        before = self.sums[:, chosen].sum(axis=1)[:, None]
        sums = before + self.sums[:, first] + self.sums[:, second]
        share = self.share[chosen].sum() + self.share[first] + self.share[second]
        burden = self.burden[chosen].sum() + self.burden[first] + self.burden[second]
        return (sums / self.ground.totals[:, None]).min(axis=0), share, -burden


def _at_least(keys: tuple[Floats, ...], least: tuple[float, ...]) -> Bools:
    """Lexicographically."""
    found = np.ones(len(keys[0]), dtype=np.bool_)
    for key, value in reversed(list(zip(keys, least, strict=True))):
        found = (key > value) | ((key == value) & found)
    return found
