"""Finding suggestions. Slow: not for the bot's loop.

What is best is found for the real members; what is shown of it is worked out for a population
without small groups (`rotation_people`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sigbot.domain.hours import DAY_MINUTES
from sigbot.domain.refusals import NoRotationError
from sigbot.domain.regions import Region
from sigbot.domain.rotation.model import (
    DAY_SLOTS,
    MOST_SLOTS,
    SLOT_MINUTES,
    Attendees,
    Constraints,
    Order,
    Problem,
    Rotation,
)
from sigbot.domain.rotation.optimizer import (
    best_of_anchors,
    is_possible,
    masks_of,
    measure,
    unevenness,
)
from sigbot.domain.rotation.people import (
    common_zones,
    hoped_for,
    large_regions,
    members_of,
    shown,
)
from sigbot.domain.rotation.plans import (
    LETTERS,
    Ask,
    Plan,
    PlanKind,
    PlanLabel,
    RegionFigures,
    Suggestions,
)
from sigbot.domain.rotation.turns import Slot, moved_by

MOST_ANCHORS, FEW_ANCHORS = 6, 2
"""So many clocks are tried; few for four slots, of which each takes seconds."""


def suggest(ask: Ask) -> Suggestions:
    """Today, the flip, and up to three rotations that differ, the best first."""
    zone = ask.today[0].zone
    seen, found, refused = _Seen(ask, zone), list[_Found](), tuple[str, ...]()
    try:
        found = list(_rotations(ask))
    except NoRotationError as error:
        refused = error.constraints
    plans = [
        seen.plan(PlanLabel.TODAY, PlanKind.TODAY, ask.today),
        seen.plan(PlanLabel.FLIP, PlanKind.FLIP, _flipped(ask.today)),
    ]
    plans += [
        seen.plan(label, kind, slots) for label, (kind, slots) in zip(LETTERS, found, strict=False)
    ]
    return Suggestions(tuple(plans), seen.week(), zone, refused)


def _flipped(today: Sequence[Slot]) -> list[Slot]:
    """The time of today and its opposite, twelve hours later."""
    return [today[0], moved_by(today[0], DAY_MINUTES // 2)]


_Found = tuple[PlanKind, tuple[Slot, ...]]
"""(kind, slots)"""


def _rotations(ask: Ask) -> Iterator[_Found]:
    """The best for all, the best for the worst-off region, and the best that keeps today's time.

    Raises NoRotationError where there is none at all.
    """
    problem = _problem(ask)
    seen: set[tuple[Slot, ...]] = set()
    reaches_all = False
    for kind, asked, anchors in _variants(problem, ask):
        if kind is PlanKind.FAIR and reaches_all:
            continue  # The best for all is the best for the worst-off region then.
        found = best_of_anchors(asked, anchors)
        reaches_all = found.min_region_cov == 1
        slots = _slots(found)
        if slots not in seen:
            seen.add(slots)
            yield kind, slots


def _variants(problem: Problem, ask: Ask) -> Iterator[tuple[PlanKind, Problem, list[str]]]:
    anchors = _anchors(ask)
    yield PlanKind.BEST, problem, anchors
    yield PlanKind.FAIR, replace(problem, order=Order.FAIR), anchors
    today = ask.today[0]
    if ask.k > 1 and not today.minute % SLOT_MINUTES:
        current = frozenset({today.number})
        keeping = replace(problem.constraints, current=current, max_changes=ask.k - 1)
        kept = replace(problem, constraints=keeping)
        if is_possible(kept):
            yield PlanKind.KEEPING, kept, [today.zone]


def _anchors(ask: Ask) -> list[str]:
    """The zone of the series first: of equal ones, it stays. Zones of few people are not named."""
    common = common_zones(ask.people, ask.smallest_group)
    found = list(dict.fromkeys([ask.today[0].zone, "UTC", *common]))
    return found[: MOST_ANCHORS if ask.k < MOST_SLOTS else FEW_ANCHORS]


def _problem(ask: Ask) -> Problem:
    """With equal weights for members, and the people who are hoped for."""
    real = members_of(ask.people)
    members = real or shown((), ask.smallest_group)
    asked, hosts = ask.wishes, members_of(ask.hosts)
    blocked = {slot for day in asked.blocked_days for slot in _day(day)}
    return Problem(
        k=ask.k,
        attendees=(*members, *hoped_for(members, asked.goal)),
        year_start=ask.first_monday,
        meeting_minutes=ask.minutes,
        anchor_zone=ask.today[0].zone,
        constraints=Constraints(
            blocked=frozenset(blocked),
            organisers=tuple(hosts),
            organisers_min=1 if hosts else 0,
            separation=asked.distance * 60,
        ),
    )


def _day(day: int) -> Iterable[int]:
    return range(day * DAY_SLOTS, (day + 1) * DAY_SLOTS)


def _slots(found: Rotation) -> tuple[Slot, ...]:
    return tuple(Slot(found.anchor_zone, slot * SLOT_MINUTES) for slot in found.slots)


class _Seen:
    """The population that is shown, and what slots give to it."""

    def __init__(self, ask: Ask, zone: str) -> None:
        self.large = large_regions(ask.people, ask.smallest_group)
        self.zone, self.minutes, self.first_monday = zone, ask.minutes, ask.first_monday
        self.everybody = tuple(shown(ask.people, ask.smallest_group))

    def _problem(self, zone: str, attendees: Sequence[Attendees]) -> Problem:
        return Problem(
            1, tuple(attendees), self.first_monday, meeting_minutes=self.minutes, anchor_zone=zone
        )

    def _known(self) -> list[Attendees]:
        """Those of large regions; where there is none, everybody who is shown."""
        return [one for one in self.everybody if one.region in self.large] or [*self.everybody]

    def plan(self, label: PlanLabel, kind: PlanKind, slots: Sequence[Slot]) -> Plan:
        zone, numbers = slots[0].zone, [slot.number for slot in slots]
        found = measure(self._problem(zone, self.everybody), numbers)
        problem = self._problem(zone, self._known())
        known = measure(problem, numbers)
        return Plan(
            label,
            kind,
            tuple(slots),
            known.cov,
            known.share,
            known.burden,
            unevenness(masks_of(problem), numbers),
            {
                Region(region): RegionFigures(
                    found.region_cov[region], share, found.region_burden[region]
                )
                for region, share in found.region_share.items()
            },
        )

    def week(self) -> dict[Region, list[float]]:
        found = masks_of(self._problem(self.zone, self.everybody)).field
        weighed = found.rows * found.weights[:, None]
        return {
            Region(region): (
                weighed[found.of_region == number].sum(axis=0) / found.totals[number]
            ).tolist()
            for number, region in enumerate(found.regions)
        }
