"""A tight upper bound of coverage, from linear programming duality.

Each row has a weight w and a price p, 0 <= p <= w, which it pays to every slot that covers it. A
set of k slots covers at most the sum of (w - p) over all rows, plus what is paid to the k slots
that are paid most. This holds for any prices; for the best prices it is the bound of the linear
program (Lagrangian relaxation of maximum coverage; Fisher, *Management Science* 27, 1981). Prices
are improved by subgradient steps. Bad prices make the search slower, but never change its result.
"""

from dataclasses import dataclass

import numpy as np

from sigbot.domain.rotation.optimizer.tables import Floats

_ROUNDING = 1 + 1e-9
"""Bounds are raised by this factor, as sums of prices are rounded: the error is smaller."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`with_each` [slots]: the most that a set with this slot covers; `prices` [rows], as shares
    (0 to 1) of the weights."""

    with_each: Floats
    prices: Floats


def bounds_with_each(
    columns: Floats,
    weights: Floats,
    more: int,
    least: float,
    prices: Floats,
    rounds: int,
) -> Bounds:
    """Return for each slot the most that `more` slots, this one among them, cover.

    `columns` [slots, rows] is 1 where a slot covers a row; `weights` [rows]. Starts from `prices`
    [rows] and takes at most `rounds` steps; stops as soon as no set can cover more than `least`.
    """
    weights = weights.astype(np.float64)
    total, best, best_value = weights.sum(), prices, np.inf
    step = 1.0
    for _ in range(rounds):
        paid = columns @ (weights * prices)
        chosen = np.argpartition(-paid, more - 1)[:more] if more < len(paid) else slice(None)
        value = total - weights @ prices + paid[chosen].sum()
        if value < best_value * (1 - 1e-7):
            best, best_value = prices, value
        else:
            step *= 0.75
        slope = columns[chosen].sum(axis=0) - 1.0
        norm = float((slope * slope) @ weights)
        if best_value <= least or norm <= 0 or step < 1e-3:
            break
        prices = np.clip(prices - step * (value - least) / norm * slope, 0.0, 1.0)
    return Bounds(_with_each(columns, weights, more, best), best)


def _with_each(columns: Floats, weights: Floats, more: int, prices: Floats) -> Floats:
    """Return the bound [slots] for sets with each slot, at these prices."""
    paid = columns @ (weights * prices)
    unpaid = weights.sum() - weights @ prices
    ranked = np.sort(paid)[::-1]
    least_chosen = ranked[min(more, len(ranked)) - 1]
    # A slot that is not among the best paid takes the place of the last of them.
    most: Floats = unpaid + ranked[:more].sum() - np.maximum(least_chosen - paid, 0.0)
    return most * _ROUNDING
