"""Communities whose hours somebody wants to know, and what an organizer gets to see of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sigbot.domain.hours import Hours
from sigbot.domain.rotation.alternatives import Ask, Wishes
from sigbot.domain.rotation.budget import ENDLESS
from sigbot.domain.rotation.model import DAY_SLOTS, Constraints, Problem
from sigbot.domain.rotation.optimizer import best_rotation, masks_of
from sigbot.domain.rotation.people import Availability, ReachGoal, members_of
from sigbot.domain.rotation.suggest import suggest
from sigbot.domain.rotation.turns import Slot

NEW_YORK, KOLKATA = "America/New_York", "Asia/Kolkata"
MONDAY = date(2026, 3, 2)
NO_WISHES = Wishes(blocked_days=(), distance=0, goal=ReachGoal.NOBODY)
SMALLEST_GROUP = 5


def living_in(zone: str, count: int, hours: Hours | None = None) -> list[Availability]:
    return [Availability(zone, hours=hours)] * count


def ask(
    people: Sequence[Availability],
    hosts: Sequence[Availability] = (),
    zone: str = "UTC",
    slots: int = 2,
    blocked_days: Sequence[int] = (),
) -> Ask:
    """Return the request of an organizer who leaves the search as free as it can be."""
    return Ask(
        people=people,
        hosts=hosts,
        today=[Slot(zone, 16 * 60)],
        zone=zone,
        minutes=60,
        k=slots,
        wishes=replace(NO_WISHES, blocked_days=tuple(blocked_days)),
        first_monday=MONDAY,
        smallest_group=SMALLEST_GROUP,
    )


def best_times(asked: Ask) -> tuple[int, ...]:
    """Return the half hours of the week of suggestion A, as they are shown."""
    return tuple(slot.number for slot in suggest(asked).alternatives[2].slots)


def best_times_by_the_old_rule(asked: Ask) -> tuple[int, ...]:
    """Return suggestion A of a search in which a member counts with their own hours, even alone."""
    blocked = {day * DAY_SLOTS + n for day in asked.wishes.blocked_days for n in range(DAY_SLOTS)}
    hosts = tuple(members_of(asked.hosts))
    problem = Problem(
        k=asked.k,
        attendees=tuple(members_of(asked.people)),
        year_start=asked.first_monday,
        meeting_minutes=asked.minutes,
        anchor_zone=asked.zone,
        constraints=Constraints(
            blocked=frozenset(blocked),
            organisers=hosts,
            organisers_min=1 if hosts else 0,
        ),
    )
    return best_rotation(problem, ENDLESS).slots


def exact_week(asked: Ask) -> list[float]:
    """Return the share of members who can come, for each half hour: the old heat map of a region,
    worked out for whoever has told their hours at the moment."""
    problem = Problem(1, tuple(members_of(asked.people)), asked.first_monday)
    field = masks_of(replace(problem, anchor_zone=asked.zone)).field
    came = (field.rows * field.weights[:, None]).sum(axis=0)
    shares: list[float] = (came / field.totals.sum()).tolist()
    return shares
