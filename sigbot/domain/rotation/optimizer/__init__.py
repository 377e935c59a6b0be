"""The exact search for the best rotation: the only place that knows numpy.

Slow: call it in a thread of its own, not in the bot's loop. `best_rotation` proves the optimum of a
problem, or gives the best it has found when its `Budget` is spent; `measure` gives the figures of
any rotation.
"""

from sigbot.domain.rotation.optimizer.best import (
    best_of_anchors,
    best_rotation,
    measure,
    unevenness,
)
from sigbot.domain.rotation.optimizer.limits import is_possible
from sigbot.domain.rotation.optimizer.masks import Masks, masks_of, tabulate_weeks

__all__ = [
    "Masks",
    "best_of_anchors",
    "best_rotation",
    "is_possible",
    "masks_of",
    "measure",
    "tabulate_weeks",
    "unevenness",
]
