"""Find suggestions of rotations. Slow: call it in a thread of its own, not in the bot's loop.

The best slots are found for the members, the figures are worked out for those who are shown: both
are populations without small groups (`people.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sigbot.domain.hours import suiting
from sigbot.domain.refusals import NoRotationError
from sigbot.domain.regions import Region
from sigbot.domain.rotation.alternatives import (
    FLIP_HOURS,
    LETTERS,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Ask,
    RegionFigures,
    Suggestions,
    shade_of,
)
from sigbot.domain.rotation.budget import ENDLESS, Budget
from sigbot.domain.rotation.model import (
    DAY_SLOTS,
    SLOT_MINUTES,
    Attendees,
    Constraints,
    Order,
    Problem,
    Rotation,
)
from sigbot.domain.rotation.optimizer import (
    best_rotation,
    is_possible,
    masks_of,
    measure,
    unevenness,
)
from sigbot.domain.rotation.people import (
    hoped_for,
    large_regions,
    members_of,
    searched,
    shown,
)
from sigbot.domain.rotation.turns import Slot, moved_by


def suggest(ask: Ask, budget: Budget = ENDLESS) -> Suggestions:
    """Return the time of today, its flip, and up to three different rotations, the best first.

    When the budget is spent, the rotations are the best that were found.
    """
    population, rotations, refused = _Shown(ask), list[_Found](), tuple[str, ...]()
    try:
        rotations = list(_rotations(ask, budget))
    except NoRotationError as error:
        refused = error.constraints
    alternatives = [
        population.alternative(AlternativeLabel.TODAY, AlternativeKind.TODAY, ask.today),
        population.alternative(AlternativeLabel.FLIP, AlternativeKind.FLIP, _flipped(ask.today)),
    ]
    alternatives += [
        population.alternative(label, kind, _slots(rotation), _improvable(kind, rotation))
        for label, (kind, rotation) in zip(LETTERS, rotations, strict=False)
    ]
    return Suggestions(tuple(alternatives), population.week(), ask.zone, refused)


def _flipped(today: Sequence[Slot]) -> list[Slot]:
    """Return the time of today and the one half a day later."""
    return [today[0], moved_by(today[0], FLIP_HOURS * 60)]


_Found = tuple[AlternativeKind, Rotation]


def _improvable(kind: AlternativeKind, rotation: Rotation) -> float | None:
    if rotation.is_proven:
        return 0.0
    # A search for the worst-off region does not bound what is reached of all.
    return None if kind is AlternativeKind.FAIR else rotation.most_cov - rotation.cov


def _rotations(ask: Ask, budget: Budget) -> Iterator[_Found]:
    """Yield the best rotation for all, the best for the worst-off region, and the best that keeps
    the time of today, without repeats.

    Raises NoRotationError where no rotation keeps the constraints.
    """
    problem = _problem(ask)
    seen: set[tuple[Slot, ...]] = set()
    reaches_all = False
    variants = list(_variants(problem, ask))
    for place, (kind, asked) in enumerate(variants):
        if kind is AlternativeKind.FAIR and reaches_all:
            continue  # the best for all is then the best for the worst-off region too
        if place and budget.is_spent():
            return
        rotation = best_rotation(asked, budget.share(len(variants) - place))
        reaches_all = rotation.min_region_cov == 1
        slots = _slots(rotation)
        if slots not in seen:
            seen.add(slots)
            yield kind, rotation


def _variants(problem: Problem, ask: Ask) -> Iterator[tuple[AlternativeKind, Problem]]:
    """Yield each kind of alternative with its problem.

    All are on the clock of `ask.zone`, except for the one that keeps the time of today.
    """
    yield AlternativeKind.BEST, problem
    yield AlternativeKind.FAIR, replace(problem, order=Order.FAIR)
    today = ask.today[0]
    if ask.k > 1 and not today.minute % SLOT_MINUTES:
        current = frozenset({today.number})
        keeping = replace(problem.constraints, current=current, max_changes=ask.k - 1)
        kept = replace(problem, constraints=keeping, anchor_zone=today.zone)
        if is_possible(kept):
            yield AlternativeKind.KEEPING, kept


def _problem(ask: Ask) -> Problem:
    """Return the problem for all members, with equal weights, and the people hoped for.

    Members of small regions count as people there usually are.
    """
    real = searched(ask.people, ask.smallest_group)
    members = real or shown((), ask.smallest_group)
    asked, hosts = ask.wishes, members_of(ask.hosts)
    blocked = {slot for day in asked.blocked_days for slot in _day(day)}
    return Problem(
        k=ask.k,
        attendees=(*members, *hoped_for(members, asked.goal)),
        year_start=ask.first_monday,
        meeting_minutes=ask.minutes,
        anchor_zone=ask.zone,
        constraints=Constraints(
            blocked=frozenset(blocked),
            organisers=tuple(hosts),
            organisers_min=1 if hosts else 0,
            separation=asked.distance * 60,
        ),
    )


def _day(day: int) -> Iterable[int]:
    return range(day * DAY_SLOTS, (day + 1) * DAY_SLOTS)


def _slots(rotation: Rotation) -> tuple[Slot, ...]:
    return tuple(Slot(rotation.anchor_zone, slot * SLOT_MINUTES) for slot in rotation.slots)


class _Shown:
    """The population whose figures are shown (`people.shown`), and the figures of slots for it.

    Their burden is counted from all hours that suit them, as these are the hours people see.
    """

    def __init__(self, ask: Ask) -> None:
        self.large = large_regions(ask.people, ask.smallest_group)
        self.zone, self.minutes, self.first_monday = ask.zone, ask.minutes, ask.first_monday
        self.everybody = tuple(
            replace(group, windows=suiting(group.windows))
            for group in shown(ask.people, ask.smallest_group)
        )

    def _problem(self, zone: str, attendees: Sequence[Attendees]) -> Problem:
        return Problem(
            1, tuple(attendees), self.first_monday, meeting_minutes=self.minutes, anchor_zone=zone
        )

    def _known(self) -> list[Attendees]:
        """Return the members of large regions; where there are none, everybody who is shown."""
        known = [group for group in self.everybody if group.region in self.large]
        return known or [*self.everybody]

    def alternative(
        self,
        label: AlternativeLabel,
        kind: AlternativeKind,
        slots: Sequence[Slot],
        improvable: float | None = 0.0,
    ) -> Alternative:
        """Measure a set of slots, all of one zone."""
        zone, numbers = slots[0].zone, [slot.number for slot in slots]
        everybody = measure(self._problem(zone, self.everybody), numbers)
        problem = self._problem(zone, self._known())
        known = measure(problem, numbers)
        return Alternative(
            label,
            kind,
            tuple(slots),
            known.cov,
            known.share,
            known.burden,
            unevenness(masks_of(problem), numbers),
            {
                Region(region): RegionFigures(
                    everybody.region_cov[region],
                    share,
                    tuple(by_slot[everybody.slots.index(number)] for number in numbers),
                )
                for (region, share), by_slot in zip(
                    everybody.region_share.items(), everybody.region_burdens.values(), strict=True
                )
            },
            improvable,
            bool(self.large),
        )

    def week(self) -> dict[Region, list[int]]:
        """Return region → the shade of its people who can come, for each slot of the week."""
        field = masks_of(self._problem(self.zone, self.everybody)).field
        weighed = field.rows * field.weights[:, None]
        return {
            Region(region): [
                shade_of(share)
                for share in weighed[field.of_region == number].sum(axis=0) / field.totals[number]
            ]
            for number, region in enumerate(field.regions)
        }
