"""What the random walks draw by lot, many steps at once."""

from dataclasses import dataclass

import numpy as np

from sigbot.domain.releases.search.terrain import Floats, Ints

_SWAPS = 0.6
"""The share of steps that are swaps."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The lots of some steps: each is [steps, walks], or [steps] where all walks do the same.

    In a swap `picks` is the place of a pair, else a voice, whose answer moves on by `shifts`.
    `luck` is how much worse a step may make things, multiplied by the inverse temperature.
    """

    swaps: list[bool]
    picks: Ints
    shifts: Ints
    luck: Floats


def draw(
    random: np.random.Generator, size: tuple[int, int], voices: int, pairs: int, answers: int
) -> Draws:
    """Draw the lots of [steps, walks]. Without pairs there are no swaps."""
    swaps = random.random(size[0]) < (_SWAPS if pairs else 0)
    count = int(swaps.sum())
    picks, shifts = np.empty(size, np.int64), np.zeros(size, np.int64)
    if count:
        picks[swaps] = random.integers(pairs, size=(count, size[1]))
    rest = (size[0] - count, size[1])
    picks[~swaps] = random.integers(voices, size=rest)
    shifts[~swaps] = random.integers(1, answers, size=rest)
    return Draws(swaps.tolist(), picks, shifts, random.standard_exponential(size, np.float32))
