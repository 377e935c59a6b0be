"""A far better bound for coverage, from linear programming duality.

Each row has a weight w and a price p, 0 <= p <= w, which it pays to every slot that covers it. A
set of k slots covers at most the sum of all (w - p), and what the k slots that earn most are paid.
That holds for any prices, and for the best prices it is the bound of the linear program (Lagrangian
relaxation of maximum coverage; Fisher, *Management Science* 27, 1981). Prices are found by
subgradient steps; how good they are only decides how fast the search is, never what it finds.
"""

from dataclasses import dataclass

import numpy as np

from sigbot.domain.rotation.optimizer.ground import Floats

_ROUNDING = 1 + 1e-9
"""Prices are no whole numbers: a bound from them may be too low by less."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`with_each` [slots]: what a set with that slot covers at most; `prices` [rows] as shares of
    the weights."""

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
    """What `more` slots cover at most of rows with `weights`, for each slot as one of them.

    `columns` [slots, rows]; steps from `prices` on until nothing but what is at most `least` is
    left, or for so many rounds.
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
    paid = columns @ (weights * prices)
    unpaid = weights.sum() - weights @ prices
    ranked = np.sort(paid)[::-1]
    least_chosen = ranked[min(more, len(ranked)) - 1]
    # One that is not among the best takes the place of the last of them.
    found: Floats = unpaid + ranked[:more].sum() - np.maximum(least_chosen - paid, 0.0)
    return found * _ROUNDING
