"""Who can come to which slot in which week (A), and how far from good hours it is (C).

Equal weeks of people who are alike are one row, so that ten thousand people take a few hundred
rows. A and C are those of docs/decisions/rotation.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from sigbot.domain.hours import CAN, DAY_MINUTES, PREFERS, Window
from sigbot.domain.rotation.model import WEEK_MINUTES, WEEK_SLOTS, WORST_BURDEN, Attendees, Problem
from sigbot.domain.rotation.optimizer.weeks import (
    Clock,
    Ints,
    Weeks,
    clock_of,
    slot_instants,
    weeks_of,
)

Bools = NDArray[np.bool_]
Windows = tuple[Window, ...]

_QUARTER = 15
_EXACT_IN_FLOAT64 = 2**53


@dataclass(frozen=True, slots=True)
class WeekTable:
    """Windows worked out for meetings of one length, for each start in the local week.

    All are [window sets, starts], with a start every `unit` minutes from Monday 00:00. `can`:
    whether a meeting fits into the windows; `run`: how many minutes from the start on lie in them
    without a break; `burden`: minutes to the nearest start that is preferred.
    """

    unit: int
    can: Bools
    run: Ints
    burden: Ints


def tabulate_weeks(sets: Sequence[Windows], minutes: int, unit: int) -> WeekTable:
    """Work out the local week of each set of windows, for meetings of so many minutes.

    Where no meeting fits into the preferred windows of a set, every start at which one fits at all
    counts as preferred.
    """
    can = _run_lengths(_inside(sets, CAN, unit), unit)
    liked = _run_lengths(_inside(sets, PREFERS, unit), unit) >= minutes
    fits = can >= minutes
    liked = np.where(liked.any(axis=1, keepdims=True), liked, fits)
    return WeekTable(unit, fits, can, _distances(liked, unit))


def _inside(sets: Sequence[Windows], level: int, unit: int) -> Bools:
    """Return [window sets, times]: whether a time lies in a window of at least this level."""
    week = WEEK_MINUTES // unit
    inside = np.zeros((len(sets), week), dtype=np.bool_)
    for row, windows in zip(inside, sets, strict=True):
        for window in windows:
            if window.level >= level:
                for day in window.days:
                    begin = (day * DAY_MINUTES + window.begin) // unit
                    end = begin + window.length // unit
                    row[begin:end] = True
                    row[: max(0, end - week)] = True
    return inside


def _run_lengths(inside: Bools, unit: int) -> Ints:
    """Return the minutes from each time on that are inside without a break, round the week."""
    size = inside.shape[1]
    places = np.arange(2 * size, dtype=np.int32)
    ends = np.where(np.tile(inside, 2), np.int32(2 * size), places)
    nearest = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    return ((nearest - places)[:, :size] * unit).astype(np.int64)


def _distances(liked: Bools, unit: int) -> Ints:
    """Return the minutes from each time to the nearest one liked, at most WORST_BURDEN."""
    size = liked.shape[1]
    places = np.arange(2 * size, dtype=np.int32)
    twice = np.tile(liked, 2)
    ahead = np.where(twice, places, np.int32(4 * size))
    behind = np.where(twice, places, np.int32(-4 * size))
    nearest = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1]
    latest = np.maximum.accumulate(behind, axis=1)
    distance = np.minimum((nearest - places)[:, :size], (places - latest)[:, size:])
    minutes: Ints = np.minimum(distance.astype(np.int64) * unit, WORST_BURDEN)
    return minutes


@dataclass(frozen=True, slots=True)
class Kind:
    """People who see the week alike: the numbers of their clock, window set and region."""

    clock: int
    windows: int
    region: int


@dataclass(frozen=True)
class Masks:
    """All of A and C, by kinds of people and patterns of weeks.

    `kinds` has the weight of each kind, a whole number: all weights are multiplied by `scale`.
    `clocks`, `sets` (of windows) and `regions` number what a `Kind` refers to; `weeks` is by the
    number of the clock.
    """

    problem: Problem
    kinds: Mapping[Kind, int]
    clocks: Mapping[Clock, int]
    sets: Mapping[Windows, int]
    regions: Mapping[str, int]
    weeks: Sequence[Weeks]
    table: WeekTable
    scale: int

    def kind_of(self, group: Attendees) -> Kind:
        clock = self.clocks[_clock(self.problem, group.zone)]
        return Kind(clock, self.sets[group.windows], self.regions[group.region])

    def available(self, kind: Kind) -> Bools:
        """Return [patterns, 336]: A of one kind of people."""
        can_come: Bools = self._available(kind.clock, np.array([kind.windows]))[0]
        return can_come

    def _available(self, clock: int, windows: Ints) -> Bools:
        """Return [window sets, patterns, 336]: A of people with this clock and these windows.

        A meeting during which the clock changes has to fit on both sides of the change.
        """
        weeks, table = self.weeks[clock], self.table
        can_come = table.can[windows[:, None, None], weeks.walls // table.unit]
        for pattern, slot, minutes, after in weeks.crossings:
            run = table.run[windows]
            before = run[:, weeks.walls[pattern, slot] // table.unit] >= minutes
            left = self.problem.meeting_minutes - minutes
            can_come[:, pattern, slot] = before & (run[:, after // table.unit] >= left)
        return can_come

    def burdens(self, kind: Kind) -> Ints:
        """Return [patterns, 336]: C of one kind of people, in minutes."""
        minutes: Ints = self.table.burden[kind.windows][
            self.weeks[kind.clock].walls // self.table.unit
        ]
        return minutes

    @cached_property
    def field(self) -> "Field":
        return _field(self)

    def _by_clock(self) -> Iterator[tuple[int, list[tuple[Kind, int]]]]:
        """Yield the number of each clock, with the kinds of people on it and their weights."""
        by_clock: dict[int, list[tuple[Kind, int]]] = defaultdict(list)
        for kind, weight in self.kinds.items():
            by_clock[kind.clock].append((kind, weight))
        yield from by_clock.items()

    def weight_in_weeks(self) -> Ints:
        """Return [weeks, 336]: the weight of those who can come, by week."""
        total = np.zeros((self.problem.weeks, WEEK_SLOTS), dtype=np.int64)
        for clock, kinds in self._by_clock():
            windows = np.array([kind.windows for kind, _ in kinds])
            weights = np.array([weight for _, weight in kinds])
            free = np.tensordot(weights, self._available(clock, windows), axes=1)
            total += free[self.weeks[clock].of_week]
        return total


@dataclass(frozen=True, slots=True)
class Field:
    """What the search needs: the different rows of A, each of one region, with their weights.

    A weight is that of the people times the weeks that look like this. `rows` [rows, 336] is A,
    sorted by region; `of_region` [rows] is the number of the region in `regions`; `totals`
    [regions] are the weights of all rows, `burden` [regions, 336] the sums of C times weight.
    """

    rows: Bools
    weights: Ints
    of_region: Ints
    regions: tuple[str, ...]
    totals: Ints
    burden: Ints


def masks_of(problem: Problem) -> Masks:
    """Return the masks of all people of a problem. Raises ZoneInfoNotFoundError."""
    return _masks(problem, problem.attendees)


def organiser_masks(problem: Problem) -> Masks:
    """Return the masks of the organisers of a problem."""
    return _masks(problem, problem.constraints.organisers)


def _masks(problem: Problem, attendees: Sequence[Attendees]) -> Masks:
    clocks: dict[Clock, int] = {}
    sets: dict[Windows, int] = {}
    regions: dict[str, int] = {}
    alike = _alike(attendees)
    scale = _scale(problem, alike)
    kinds: dict[Kind, int] = defaultdict(int)
    for group, count in alike:
        kind = Kind(
            clocks.setdefault(_clock(problem, group.zone), len(clocks)),
            sets.setdefault(group.windows, len(sets)),
            regions.setdefault(group.region, len(regions)),
        )
        kinds[kind] += round(count * group.weight * scale)
    anchor = _clock(problem, problem.anchor_zone)
    instants = slot_instants(anchor, problem.year_start, problem.weeks)
    unit = _unit(problem, sets, [anchor, *clocks])
    weeks = [weeks_of(instants, clock, problem.meeting_minutes) for clock in clocks]
    table = tabulate_weeks(tuple(sets), problem.meeting_minutes, unit)
    return Masks(problem, kinds, clocks, sets, regions, weeks, table, scale)


def _clock(problem: Problem, zone: str) -> Clock:
    return clock_of(zone, problem.year_start, problem.weeks)


def _alike(attendees: Sequence[Attendees]) -> list[tuple[Attendees, int]]:
    """Return the different attendees, each with how many people are equal to it.

    Windows and weights are compared by identity, which is fast: readers share the objects of equal
    ones. Equal ones that are missed here become one kind of people later.
    """
    counts: dict[tuple[str, str, int, int], int] = {}
    first: dict[tuple[str, str, int, int], Attendees] = {}
    for group in attendees:
        key = (group.zone, group.region, id(group.windows), id(group.weight))
        counts[key] = counts.get(key, 0) + group.count
        first.setdefault(key, group)
    return [(first[key], count) for key, count in counts.items()]


def _scale(problem: Problem, alike: Sequence[tuple[Attendees, int]]) -> int:
    """Return the factor that makes all weights whole numbers.

    Where sums of these would not be exact in float64, return the greatest power of ten for which
    they are; weights are rounded then.
    """
    exact = lcm(*{group.weight.denominator for group, _ in alike}, 1)
    heaviest = sum(count * group.weight for group, count in alike) * problem.weeks * WORST_BURDEN
    room = int(_EXACT_IN_FLOAT64 / heaviest) if heaviest else exact
    return exact if exact <= room else 10 ** (len(str(max(room, 1))) - 1)


def _unit(problem: Problem, sets: Iterable[Windows], clocks: Iterable[Clock]) -> int:
    """Return the minutes of which every time of the problem is a multiple."""
    edges = (edge for windows in sets for window in windows for edge in (window.begin, window.end))
    changes = (number for clock in clocks for number in (*clock.offsets, *clock.changes))
    return gcd(_QUARTER, problem.meeting_minutes, *edges, *changes)


def _field(masks: Masks) -> Field:
    """Join the rows that are alike, clock by clock."""
    count = len(masks.regions)
    burden = np.zeros((count, WEEK_SLOTS), dtype=np.int64)
    totals = np.zeros(count, dtype=np.int64)
    packed, weights = [], []
    for clock, kinds in masks._by_clock():  # noqa: SLF001
        weeks = masks.weeks[clock]
        windows = np.array([kind.windows for kind, _ in kinds])
        region = np.array([kind.region for kind, _ in kinds])
        weight = np.array([weight for _, weight in kinds])
        bits = np.packbits(masks._available(clock, windows), axis=2)  # noqa: SLF001
        first = np.broadcast_to(region[:, None, None], (*bits.shape[:2], 1))
        packed.append(np.concatenate([first.astype(np.uint8), bits], axis=2))
        weights.append(weight[:, None] * weeks.counts)
        np.add.at(totals, region, weight * masks.problem.weeks)
        by_start = np.zeros((count, masks.table.burden.shape[1]), dtype=np.int64)
        np.add.at(by_start, region, weight[:, None] * masks.table.burden[windows])
        walls = weeks.walls // masks.table.unit
        burden += np.einsum("p,rps->rs", weeks.counts, by_start[:, walls])
    rows, of_row = _distinct(np.concatenate([part.reshape(-1, part.shape[2]) for part in packed]))
    weighed = np.bincount(of_row, np.concatenate([part.reshape(-1) for part in weights]))
    return Field(
        np.unpackbits(rows[:, 1:], axis=1, count=WEEK_SLOTS).astype(np.bool_),
        weighed.astype(np.int64),
        rows[:, 0].astype(np.int64),
        tuple(masks.regions),
        totals,
        burden,
    )


def _distinct(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], Ints]:
    """Return the different rows, and the number of each row among them."""
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, of_row = np.unique(whole, return_index=True, return_inverse=True)
    return rows[first], of_row


def availability(problem: Problem) -> Bools:
    """Return A [attendees, weeks, 336], in the order of the problem's attendees."""
    masks = masks_of(problem)
    kinds = map(masks.kind_of, problem.attendees)
    rows = [masks.available(kind)[masks.weeks[kind.clock].of_week] for kind in kinds]
    return np.array(rows)


def inconvenience(problem: Problem) -> Ints:
    """Return C [attendees, weeks, 336] in minutes, in the order of the problem's attendees."""
    masks = masks_of(problem)
    kinds = map(masks.kind_of, problem.attendees)
    rows = [masks.burdens(kind)[masks.weeks[kind.clock].of_week] for kind in kinds]
    return np.array(rows)


def free_in_every_week(masks: Masks) -> list[Fraction]:
    """Return for each slot the weight that can come in its worst week."""
    return [Fraction(int(least), masks.scale) for least in masks.weight_in_weeks().min(axis=0)]
