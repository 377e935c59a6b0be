"""Every world of a tiny community, one by one."""

from collections.abc import Sequence
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from tests.attackers.public import SILENT, Public, PublicHalf

Worlds = NDArray[np.int8]


def worlds_of(public: Public) -> Worlds:
    """Return all worlds, [worlds, voices], that agree with everything published."""
    count = len(public.owners)
    kinds = np.arange(public.answers + 1, dtype=np.int8)
    worlds = np.stack(np.meshgrid(*[kinds] * count, indexing="ij"), axis=-1).reshape(-1, count)
    for half in public.halves:
        worlds = worlds[_agrees(half, worlds, public.answers)]
    return worlds


def _agrees(half: PublicHalf, worlds: Worlds, answers: int) -> NDArray[np.bool_]:
    voices, times = [*half.came], np.array([*half.came.values()])
    agrees = np.ones(len(worlds), np.bool_)
    large = np.zeros(len(worlds), np.int64)
    few = half.few(answers)
    for answer in range(1, answers + 1):
        gave = worlds[:, voices] == answer
        size, total = gave.sum(axis=1), gave @ times
        if answer in half.shown:
            low, high = half.shown[answer]
            agrees &= (size >= half.smallest_group) & (total >= low) & (total <= high)
        elif answer in few:
            large += size >= half.smallest_group
    return agrees & (large <= (0 if half.shown else 1))


def determined(worlds: Worlds, truth: Sequence[int], own: Sequence[int] = ()) -> set[int]:
    """Return the voices whose answer follows, for somebody who knows the voices `own`.

    Whoever knows that somebody answered, knows what, where no other answer is possible.
    """
    known = (worlds[:, list(own)] == [truth[mine] for mine in own]).all(axis=1)
    voices = worlds[known]
    other = (voices != np.array(truth)) & (voices != SILENT)
    return {voice for voice, possible in enumerate(other.any(axis=0).tolist()) if not possible}


def chances(worlds: Worlds, answers: int) -> NDArray[np.float64]:
    """Return [voices, answers + 1]: the chance of each answer, where all mixes are equally likely
    before anything is published."""
    kinds = range(answers + 1)
    counts = np.stack([(worlds == kind).sum(axis=1) for kind in kinds])
    logs = np.array([lgamma(count + 1) for count in range(worlds.shape[1] + 1)])[counts].sum(axis=0)
    weights = np.exp(logs - logs.max())
    shares = [((worlds == kind) * weights[:, None]).sum(axis=0) for kind in kinds]
    chance: NDArray[np.float64] = np.stack(shares, axis=1) / weights.sum()
    return chance
