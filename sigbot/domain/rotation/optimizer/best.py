"""The best rotation of a problem, and the figures of any rotation. Slow: not for the bot's loop."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation.model import Problem, Rotation
from sigbot.domain.rotation.optimizer.limits import limits_of
from sigbot.domain.rotation.optimizer.masks import Field, Masks, masks_of
from sigbot.domain.rotation.optimizer.search import best_slots
from sigbot.domain.statistics import gini


def best_rotation(problem: Problem) -> Rotation:
    """The optimum, proven by the search itself. Raises NoRotationError where there is none."""
    # Products of small matrices are far slower in several threads that wait for each other.
    with threadpool_limits(1, "blas"):
        found = masks_of(problem)
        limits = limits_of(problem, found)
        slots = best_slots(found.field, limits, problem.order, problem.eps)
        return _measured(problem, found.field, slots)


def measure(problem: Problem, slots: Iterable[int]) -> Rotation:
    """The figures of given slots, whatever the constraints say."""
    return _measured(problem, masks_of(problem).field, tuple(sorted(slots)))


def best_of_anchors(problem: Problem, zones: Iterable[str]) -> Rotation:
    """The best of the rotations anchored in each of the zones; of equal ones the first. Raises
    NoRotationError where none of them has one: what is in the way in the first."""
    found, refused = [], []
    for zone in zones:
        try:
            found.append(best_rotation(replace(problem, anchor_zone=zone)))
        except NoRotationError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    enough = float(1 - problem.eps) * max(one.cov for one in found)
    return max(found, key=lambda one: one.keys(problem.order, enough))


def _measured(problem: Problem, field: Field, slots: tuple[int, ...]) -> Rotation:
    chosen = field.rows[:, list(slots)]
    count = len(slots)
    covered = np.bincount(field.of_region, field.weights * chosen.any(axis=1))
    shared = np.bincount(field.of_region, field.weights * chosen.sum(axis=1))
    burden = field.burden[:, list(slots)].sum(axis=1)
    total = field.totals.sum()
    return Rotation(
        slots,
        problem.anchor_zone,
        cov=float(covered.sum() / total),
        share=float(shared.sum() / (total * count)),
        burden=float(burden.sum() / (total * count)),
        region_cov=_named(field, covered / field.totals),
        region_share=_named(field, shared / (field.totals * count)),
        region_burden=_named(field, burden / (field.totals * count)),
    )


def _named(field: Field, values: Iterable[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(field.regions, values, strict=True)}


def unevenness(found: Masks, slots: Sequence[int]) -> float:
    """The Gini coefficient of the minutes that people are outside of good hours."""
    burdens, weights = [], []
    for kind, weight in found.kinds.items():
        weeks = found.weeks[kind.clock]
        by_pattern = found.burdens(kind)[:, list(slots)].mean(axis=1)
        burdens.append(float(np.average(by_pattern, weights=weeks.counts)))
        weights.append(float(weight))
    return gini(burdens, weights)
