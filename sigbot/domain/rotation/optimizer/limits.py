"""Which slots, and which sets of slots, the constraints of a rotation allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation.model import (
    SLOT_MINUTES,
    WEEK_MINUTES,
    WEEK_SLOTS,
    ConstraintName,
    Problem,
)
from sigbot.domain.rotation.optimizer.masks import (
    Bools,
    Masks,
    free_in_every_week,
    masks_of,
    organiser_masks,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The sets of k slots that the constraints allow.

    Every slot is in `allowed` [336], at least `kept` of them are in `current` [336], and every
    pair is far enough apart by `apart` [336, 336].
    """

    k: int
    allowed: Bools
    current: Bools
    kept: int
    apart: Bools

    def example(self) -> tuple[int, ...] | None:
        """Return any one set within the limits, None where there is none."""
        return next(filter(None, map(self._filled, self._fixed())), None)

    def _fixed(self) -> Iterator[tuple[int, ...]]:
        """Return the ways to begin a set: with enough current slots, or with any single slot."""
        if self.kept <= 0:
            return ((int(slot),) for slot in np.flatnonzero(self.allowed))
        kept = np.flatnonzero(self.allowed & self.current).tolist()
        return (chosen for chosen in combinations(kept, self.kept) if self._are_apart(chosen))

    def _are_apart(self, slots: Iterable[int]) -> bool:
        return all(self.apart[a, b] for a, b in combinations(slots, 2))

    def _filled(self, fixed: tuple[int, ...]) -> tuple[int, ...] | None:
        """Fill `fixed` up to k slots, going round the week from the first of them and taking each
        slot that fits. None where they do not suffice."""
        slots = list(fixed)
        free = self.allowed & self.apart[list(fixed)].all(axis=0)
        for slot in (np.arange(WEEK_SLOTS) + fixed[0]) % WEEK_SLOTS:
            if len(slots) == self.k:
                break
            if free[slot] and self._are_apart([*slots[len(fixed) :], int(slot)]):
                slots.append(int(slot))
        return tuple(sorted(slots)) if len(slots) == self.k else None


def limits_of(problem: Problem, masks: Masks) -> Limits:
    """Return the limits of a problem, within which there is at least one set.

    Raises NoRotationError, which names the constraints that are in the way.
    """
    constraints = _Constraints(problem, masks)
    limits = constraints.limits()
    if limits.example() is None:
        raise NoRotationError(constraints.in_the_way(), problem.k)
    return limits


class _Constraints:
    """The constraints of a problem by name, so that each can be left out."""

    def __init__(self, problem: Problem, masks: Masks) -> None:
        self.problem = problem
        asked = problem.constraints
        organisers = asked.organisers_min
        free = free_in_every_week(organiser_masks(problem)) if organisers else []
        quorum = free_in_every_week(masks) if asked.quorum else []
        self.parts = {
            ConstraintName.BLOCKED: [slot not in asked.blocked for slot in range(WEEK_SLOTS)],
            ConstraintName.ORGANISERS: _enough(free, Fraction(organisers)),
            ConstraintName.QUORUM: _enough(quorum, asked.quorum),
        }

    def limits(self, without: frozenset[ConstraintName] = frozenset()) -> Limits:
        """Return the limits, leaving out the constraints with these names."""
        asked, k = self.problem.constraints, self.problem.k
        parts = [np.array(part) for name, part in self.parts.items() if name not in without]
        separation = 0 if ConstraintName.SEPARATION in without else asked.separation
        changes = (
            k
            if ConstraintName.CHANGES in without or asked.max_changes is None
            else asked.max_changes
        )
        slots = np.arange(WEEK_SLOTS)
        return Limits(
            k,
            np.logical_and.reduce(parts),
            np.isin(slots, list(asked.current)),
            k - changes,
            apart(max(separation, SLOT_MINUTES)),
        )

    def in_the_way(self) -> tuple[ConstraintName, ...]:
        """Return each constraint without which there would be a set; all, where leaving out a
        single one does not help."""
        alone = [name for name in self._active() if self.limits(frozenset({name})).example()]
        return tuple(alone or self._active())

    def _active(self) -> list[ConstraintName]:
        asked = self.problem.constraints
        active = {
            ConstraintName.BLOCKED: bool(asked.blocked),
            ConstraintName.ORGANISERS: asked.organisers_min > 0,
            ConstraintName.QUORUM: asked.quorum > 0,
            ConstraintName.CHANGES: asked.max_changes is not None,
            ConstraintName.SEPARATION: asked.separation > 0,
        }
        return [name for name, is_active in active.items() if is_active]


def _enough(free: list[Fraction], needed: Fraction) -> list[bool]:
    return [weight >= needed for weight in free] or [True] * WEEK_SLOTS


def apart(minutes: int) -> Bools:
    """Return [336, 336]: whether two slots start at least so many minutes apart, round the week."""
    starts = np.arange(WEEK_SLOTS) * SLOT_MINUTES
    ahead = (starts[:, None] - starts[None, :]) % WEEK_MINUTES
    are_apart: Bools = np.minimum(ahead, WEEK_MINUTES - ahead) >= minutes
    return are_apart


def is_possible(problem: Problem) -> bool:
    """Return whether there is any rotation that keeps all constraints."""
    return _Constraints(problem, masks_of(problem)).limits().example() is not None
