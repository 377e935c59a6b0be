"""The tables that the search for a rotation looks up: rows, areas, pairs, and the slots worth a
look.

An *area* is all people together (number 0) or the people of one region (from 1 on). Weights are
whole numbers, and their sums are exact: in float32 up to 2^24, in float64 up to 2^53.

The last area is a *mix* of the regions, with weights that add up to 1. What a set covers of the mix
is an average of the regions' shares, so the share of the worst-off region is at most that. With
well-chosen weights this is a far better bound than the best that each region alone can have.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sigbot.domain.rotation.model import WEEK_SLOTS, Order
from sigbot.domain.rotation.optimizer.limits import Limits
from sigbot.domain.rotation.optimizer.masks import Bools, Field
from sigbot.domain.rotation.optimizer.weeks import Ints

Floats = NDArray[np.floating[Any]]
Slots = tuple[int, ...]

_EXACT_IN_FLOAT32 = 2**24
_ROUNDS_OF_MIXING = 40
_PACE_OF_MIXING = 2.0


@dataclass(frozen=True, slots=True)
class Values:
    """The keys of many sets of slots at once, each [sets]: greater is better."""

    cov: Floats
    worst: Floats
    worst_share: Floats
    share: Floats
    burden: Floats

    def in_order(self, order: Order) -> tuple[Floats, ...]:
        """Return the keys with the most important first."""
        first = (self.cov, self.worst) if order is Order.COVERAGE else (self.worst, self.cov)
        return (*first, self.worst_share, self.share, self.burden)


class SearchTables:
    """Weights that slots, pairs of slots, and all slots together cover, by area.

    Slots are numbered anew, without those that are not worth a look; `slots` [slots] are their
    numbers in the week. `columns` [slots, rows] is 1 where a slot covers a row; `areas`
    [areas, rows] are the weights of rows. `single` [areas, slots] is what one slot covers, `shared`
    [areas, slots, slots] what two slots both cover, `most` [areas] what all slots together cover.
    `totals` [regions] are the weights of all people, also of those who can never come; `burden`
    [slots] is minutes times weight.
    """

    def __init__(self, field: Field, limits: Limits) -> None:
        self.slots = np.flatnonzero(_worth_a_look(field, limits))
        self.limits, self.k, self.kept = limits, limits.k, limits.kept
        self.apart = limits.apart[np.ix_(self.slots, self.slots)]
        self.current = limits.current[self.slots]
        exact = np.float32 if field.totals.sum() < _EXACT_IN_FLOAT32 else np.float64
        self.columns: Floats = np.ascontiguousarray(field.rows[:, self.slots].T).astype(exact)
        count = len(field.regions)
        self.areas: Floats = np.zeros((count + 1, len(field.rows)), dtype=exact)
        self.areas[0] = field.weights
        self.areas[field.of_region + 1, np.arange(len(field.rows))] = field.weights
        self.of_region = field.of_region
        self.totals = field.totals.astype(np.float64)
        self.burden = field.burden.sum(axis=0)[self.slots].astype(np.float64)
        self.mix = np.zeros(count)
        self.single = self.weighed(self.areas, self.columns.T)
        self.most = self.covered(tuple(range(len(self.slots))))

    @property
    def count(self) -> int:
        """The number of areas, the mix included."""
        return len(self.totals) + 2

    def weighed(self, weights: Floats, rows: Floats | Bools) -> Floats:
        """Multiply [areas, rows] by [rows, …] and add the mix: return [areas, …]."""
        return self._mixed((weights @ rows).astype(np.float64))

    def _mixed(self, covered: Floats) -> Floats:
        """Add the mix to what is covered of the other areas, as the last area."""
        mix = self.mix @ covered[1:].reshape(len(self.mix), -1)
        return np.concatenate([covered, mix.reshape(1, *covered.shape[1:])])

    def covered(self, slots: Slots) -> Floats:
        """Return [areas]: what a set of slots covers."""
        return self.weighed(self.areas, self.columns[list(slots)].max(axis=0))

    def worst(self, covered: Floats) -> Floats:
        """Return the share of the worst-off region, [areas, …] → […]."""
        totals = self.totals.reshape(-1, *[1] * (covered.ndim - 1))
        shares: Floats = (covered[1:-1] / totals).min(axis=0)
        return shares

    def choose_mix(self) -> None:
        """Choose the weights of the mix.

        Each round finds a good set for the weights of the round, greedily, and gives more weight
        in the next one to regions of which the sets so far covered little (multiplicative
        weights). The mix is the average of the later half of the rounds.
        """
        pleased = np.zeros(len(self.totals))
        sets, totals = [], self.totals
        for _ in range(_ROUNDS_OF_MIXING):
            weights = np.exp(_PACE_OF_MIXING * (pleased.min() - pleased))
            sets.append(weights / weights.sum())
            adds = np.tensordot(sets[-1] / totals, self.adds[1:-1], axes=1)
            chosen: list[int] = []
            gains = np.tensordot(sets[-1] / totals, self.single[1:-1], axes=1)
            for _ in range(self.k):
                chosen.append(int(gains.argmax()))
                gains = np.minimum(gains, adds[chosen[-1]])
            pleased += self.covered(tuple(chosen))[1:-1] / totals
        self.mix = np.mean(sets[len(sets) // 2 :], axis=0) / totals
        del self.shared, self.adds
        self.single = self._mixed(self.single[:-1])
        self.most = self._mixed(self.most[:-1])

    @cached_property
    def example(self) -> Slots:
        """Any one set within the limits."""
        number = {int(slot): at for at, slot in enumerate(self.slots)}
        limits = replace(self.limits, allowed=np.isin(np.arange(WEEK_SLOTS), self.slots))
        return tuple(number[slot] for slot in limits.example() or ())

    @property
    def sums(self) -> Floats:
        """[regions, slots]: weights that add up, slot by slot, to the share of meetings."""
        return self.single[1:-1]

    @cached_property
    def shared(self) -> Floats:
        """[areas, slots, slots]: what two slots both cover."""
        parts = []
        for region in range(len(self.totals)):
            rows = self.of_region == region
            columns = self.columns[:, rows]
            parts.append((columns * self.areas[0, rows]) @ columns.T)
        by_region = np.array(parts, dtype=np.float64)
        return self._mixed(np.concatenate([by_region.sum(axis=0, keepdims=True), by_region]))

    @cached_property
    def adds(self) -> Floats:
        """[areas, slots, slots]: what the second slot covers that the first does not."""
        return self.single[:, None, :] - self.shared

    def values(self, covered: Floats, sums: Floats, burden: Floats) -> Values:
        """Return the keys of sets.

        `covered` [areas, sets] is what each covers, `sums` [regions, sets] the sum of what its
        slots cover, `burden` [sets] the sum of their burdens.
        """
        totals = self.totals[:, None]
        return Values(
            covered[0],
            self.worst(covered),
            (sums / totals).min(axis=0),
            sums.sum(axis=0),
            -burden,
        )


def _worth_a_look(field: Field, limits: Limits) -> Bools:
    """Return [336]: the allowed slots without those that no best set needs.

    Slot t can replace slot s if it covers every row that s covers, is no greater burden, and comes
    earlier in the week where both are equal. In a set of k slots with s, each of the k - 1 others
    rules out the replacements that lie too close to it, at most as many as lie close to any one
    slot. If s has more replacements than that, one can always take its place, so s is left out.
    """
    allowed = np.flatnonzero(limits.allowed)
    rows = field.rows[:, allowed].astype(np.float32)
    burden = field.burden.sum(axis=0)[allowed]
    covers = (rows.T @ (1 - rows)) == 0
    equal = covers & covers.T & (burden[:, None] == burden[None, :])
    earlier = np.arange(len(allowed))[None, :] < np.arange(len(allowed))[:, None]
    better = covers & (burden[None, :] <= burden[:, None]) & (~equal | earlier)
    close = ~limits.apart[np.ix_(allowed, allowed)]
    kept_away = (better.astype(np.float32) @ close.astype(np.float32)).max(axis=1)
    needed = (limits.k - 1) * kept_away + 1
    dropped = better.sum(axis=1) >= np.maximum(needed, limits.k)
    if limits.kept > 0:
        dropped &= ~limits.current[allowed]
    is_worth = np.zeros(len(limits.allowed), dtype=np.bool_)
    is_worth[allowed[~dropped]] = True
    return is_worth


def in_order(keys: tuple[Floats, ...], sets: Ints) -> Ints:
    """Return the numbers of sets [sets, k] from the lexicographically greatest keys to the least.

    Sets with equal keys come in the order of their slots, the earliest first.
    """
    ties = tuple(sets[:, place] for place in reversed(range(sets.shape[1])))
    return np.lexsort((*ties, *(-key for key in reversed(keys))))
