"""Which slots, and which sets of slots, the constraints of a rotation leave."""

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
    """`allowed` [336]; of the k slots at least `kept` are among `current` [336]; `apart`
    [336, 336]: which pairs are far enough from each other."""

    k: int
    allowed: Bools
    current: Bools
    kept: int
    apart: Bools

    def example(self) -> tuple[int, ...] | None:
        """Any set within the limits, None when there is none."""
        return next(filter(None, map(self._filled, self._fixed())), None)

    def _fixed(self) -> Iterator[tuple[int, ...]]:
        """What a set may begin with: enough current slots, or any one slot."""
        if self.kept <= 0:
            return ((int(slot),) for slot in np.flatnonzero(self.allowed))
        kept = np.flatnonzero(self.allowed & self.current).tolist()
        return (chosen for chosen in combinations(kept, self.kept) if self._are_apart(chosen))

    def _are_apart(self, slots: Iterable[int]) -> bool:
        return all(self.apart[a, b] for a, b in combinations(slots, 2))

    def _filled(self, fixed: tuple[int, ...]) -> tuple[int, ...] | None:
        """`fixed` with more slots to make k: clockwise from the first, as early as each can be."""
        found = list(fixed)
        free = self.allowed & self.apart[list(fixed)].all(axis=0)
        for slot in (np.arange(WEEK_SLOTS) + fixed[0]) % WEEK_SLOTS:
            if len(found) == self.k:
                break
            if free[slot] and self._are_apart([*found[len(fixed) :], int(slot)]):
                found.append(int(slot))
        return tuple(sorted(found)) if len(found) == self.k else None


def limits_of(problem: Problem, found: Masks) -> Limits:
    """Raises NoRotationError, which names the constraints that are in the way."""
    left = _Left(problem, found)
    limits = left.limits()
    if limits.example() is None:
        raise NoRotationError(left.in_the_way(), problem.k)
    return limits


class _Left:
    def __init__(self, problem: Problem, found: Masks) -> None:
        self.problem = problem
        asked = problem.constraints
        organisers = asked.organisers_min
        free = free_in_every_week(organiser_masks(problem)) if organisers else []
        quorum = free_in_every_week(found) if asked.quorum else []
        self.parts = {
            ConstraintName.BLOCKED: [slot not in asked.blocked for slot in range(WEEK_SLOTS)],
            ConstraintName.ORGANISERS: _enough(free, Fraction(organisers)),
            ConstraintName.QUORUM: _enough(quorum, asked.quorum),
        }

    def limits(self, without: frozenset[ConstraintName] = frozenset()) -> Limits:
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
        """Each constraint without which there would be a solution; else all that take part."""
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
    """[336, 336]: whether two slots start at least so many minutes apart, round the week."""
    starts = np.arange(WEEK_SLOTS) * SLOT_MINUTES
    ahead = (starts[:, None] - starts[None, :]) % WEEK_MINUTES
    found: Bools = np.minimum(ahead, WEEK_MINUTES - ahead) >= minutes
    return found


def is_possible(problem: Problem) -> bool:
    """Is there any rotation that keeps all constraints?"""
    return _Left(problem, masks_of(problem)).limits().example() is not None
