"""The best rotation of a problem, and the figures of any rotation."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation.budget import ENDLESS, Budget
from sigbot.domain.rotation.model import Problem, Rotation
from sigbot.domain.rotation.optimizer.limits import limits_of
from sigbot.domain.rotation.optimizer.masks import Field, Masks, masks_of
from sigbot.domain.rotation.optimizer.search import best_slots
from sigbot.domain.statistics import gini


def best_rotation(problem: Problem, budget: Budget = ENDLESS) -> Rotation:
    """Find the optimum, proven by the search itself, or the best before the budget is spent.

    Raises NoRotationError where there is none.
    """
    # Products of small matrices are far slower in several threads that wait for each other.
    with threadpool_limits(1, "blas"):
        masks = masks_of(problem)
        limits = limits_of(problem, masks)
        best = best_slots(masks.field, limits, problem.order, problem.eps, budget)
        rotation = _measured(problem, masks.field, best.slots)
        most = max(rotation.cov, best.most / float(masks.field.totals.sum()))
        return replace(rotation, is_proven=best.is_proven, most_cov=most)


def measure(problem: Problem, slots: Iterable[int]) -> Rotation:
    """Return the figures of the slots given, whether or not they keep the constraints."""
    return _measured(problem, masks_of(problem).field, tuple(sorted(slots)))


def best_of_anchors(problem: Problem, zones: Sequence[str], budget: Budget = ENDLESS) -> Rotation:
    """Return the best of the rotations anchored in each of the zones; of equal ones the first.

    It is proven if all are, and its `most_cov` holds in all of the zones. Raises NoRotationError
    where there is none in any zone, with the constraints that are in the way in the first zone.
    """
    rotations: list[Rotation] = []
    refused: list[NoRotationError] = []
    for place, zone in enumerate(zones):
        if rotations and budget.is_spent():
            break
        part = budget.share(len(zones) - place)
        try:
            rotations.append(best_rotation(replace(problem, anchor_zone=zone), part))
        except NoRotationError as error:
            refused.append(error)
    if not rotations:
        raise refused[0]
    enough = float(1 - problem.eps) * max(rotation.cov for rotation in rotations)
    best = max(rotations, key=lambda rotation: rotation.keys(problem.order, enough))
    are_all_searched = len(rotations) + len(refused) == len(zones)
    most_cov = max(rotation.most_cov for rotation in rotations)
    return replace(
        best,
        is_proven=are_all_searched and all(rotation.is_proven for rotation in rotations),
        most_cov=most_cov if are_all_searched else 1.0,
    )


def _measured(problem: Problem, field: Field, slots: tuple[int, ...]) -> Rotation:
    chosen = field.rows[:, list(slots)]
    count = len(slots)
    covered = np.bincount(field.of_region, field.weights * chosen.any(axis=1))
    shared = np.bincount(field.of_region, field.weights * chosen.sum(axis=1))
    burdens = field.burden[:, list(slots)]
    total = field.totals.sum()
    return Rotation(
        slots,
        problem.anchor_zone,
        cov=float(covered.sum() / total),
        share=float(shared.sum() / (total * count)),
        burden=float(burdens.sum() / (total * count)),
        region_cov=_named(field, covered / field.totals),
        region_share=_named(field, shared / (field.totals * count)),
        region_burdens={
            name: tuple(by_slot)
            for name, by_slot in zip(
                field.regions, (burdens / field.totals[:, None]).tolist(), strict=True
            )
        },
    )


def _named(field: Field, values: Iterable[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(field.regions, values, strict=True)}


def unevenness(masks: Masks, slots: Sequence[int]) -> float:
    """Return the Gini coefficient (0 to 1) of the burdens that people have on average."""
    burdens, weights = [], []
    for kind, weight in masks.kinds.items():
        weeks = masks.weeks[kind.clock]
        by_pattern = masks.burdens(kind)[:, list(slots)].mean(axis=1)
        burdens.append(float(np.average(by_pattern, weights=weeks.counts)))
        weights.append(float(weight))
    return gini(burdens, weights)
