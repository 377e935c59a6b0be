"""Who can come to which slot in which week (A), and how far from good hours it is (C).

Equal weeks of equal people are one row, so that ten thousand people are a few hundred rows.
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
class Hours:
    """Windows worked out for meetings of one length, for each start in the local week.

    All [window sets, starts]; a start is every `unit` minutes. `can`: does a meeting fit; `run`: so
    many minutes from there on are inside; `burden`: minutes to the nearest start that is liked.
    """

    unit: int
    can: Bools
    run: Ints
    burden: Ints


def hours_of(sets: Sequence[Windows], minutes: int, unit: int) -> Hours:
    can = _run_lengths(_inside(sets, CAN, unit), unit)
    liked = _run_lengths(_inside(sets, PREFERS, unit), unit) >= minutes
    fits = can >= minutes
    liked = np.where(liked.any(axis=1, keepdims=True), liked, fits)
    return Hours(unit, fits, can, _distances(liked, unit))


def _inside(sets: Sequence[Windows], level: int, unit: int) -> Bools:
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
    """Minutes from each time on that are inside without a break, on the circle of the week."""
    size = inside.shape[1]
    places = np.arange(2 * size, dtype=np.int32)
    ends = np.where(np.tile(inside, 2), np.int32(2 * size), places)
    nearest = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    return ((nearest - places)[:, :size] * unit).astype(np.int64)


def _distances(liked: Bools, unit: int) -> Ints:
    """Minutes from each time to the nearest that is liked, at most the worst."""
    size = liked.shape[1]
    places = np.arange(2 * size, dtype=np.int32)
    twice = np.tile(liked, 2)
    ahead = np.where(twice, places, np.int32(4 * size))
    behind = np.where(twice, places, np.int32(-4 * size))
    nearest = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1]
    latest = np.maximum.accumulate(behind, axis=1)
    distance = np.minimum((nearest - places)[:, :size], (places - latest)[:, size:])
    found: Ints = np.minimum(distance.astype(np.int64) * unit, WORST_BURDEN)
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """People who see the week alike: the numbers of their clock, window set and region."""

    clock: int
    windows: int
    region: int


@dataclass(frozen=True)
class Masks:
    """The whole of A and C, by kinds of people and patterns of weeks.

    `weights` are whole numbers, all multiplied by `scale`.
    """

    problem: Problem
    kinds: Mapping[Kind, int]
    clocks: Mapping[Clock, int]
    sets: Mapping[Windows, int]
    regions: Mapping[str, int]
    weeks: Sequence[Weeks]
    hours: Hours
    scale: int

    def kind_of(self, one: Attendees) -> Kind:
        clock = self.clocks[_clock(self.problem, one.zone)]
        return Kind(clock, self.sets[one.windows], self.regions[one.region])

    def available(self, kind: Kind) -> Bools:
        """[patterns, 336]: A of one kind of people."""
        found: Bools = self._available(kind.clock, np.array([kind.windows]))[0]
        return found

    def _available(self, clock: int, windows: Ints) -> Bools:
        """[window sets, patterns, 336]."""
        weeks, hours = self.weeks[clock], self.hours
        found = hours.can[windows[:, None, None], weeks.walls // hours.unit]
        for pattern, slot, minutes, after in weeks.crossings:
            run = hours.run[windows]
            before = run[:, weeks.walls[pattern, slot] // hours.unit] >= minutes
            left = self.problem.meeting_minutes - minutes
            found[:, pattern, slot] = before & (run[:, after // hours.unit] >= left)
        return found

    def burdens(self, kind: Kind) -> Ints:
        """[patterns, 336]: C of one kind of people, in minutes."""
        found: Ints = self.hours.burden[kind.windows][
            self.weeks[kind.clock].walls // self.hours.unit
        ]
        return found

    @cached_property
    def field(self) -> "Field":
        return _field(self)

    def _by_clock(self) -> Iterator[tuple[int, list[tuple[Kind, int]]]]:
        found: dict[int, list[tuple[Kind, int]]] = defaultdict(list)
        for kind, weight in self.kinds.items():
            found[kind.clock].append((kind, weight))
        yield from found.items()

    def weight_in_weeks(self) -> Ints:
        """[weeks, 336]: the weight of those who can come, by week."""
        total = np.zeros((self.problem.weeks, WEEK_SLOTS), dtype=np.int64)
        for clock, kinds in self._by_clock():
            windows = np.array([kind.windows for kind, _ in kinds])
            weights = np.array([weight for _, weight in kinds])
            free = np.tensordot(weights, self._available(clock, windows), axes=1)
            total += free[self.weeks[clock].of_week]
        return total


@dataclass(frozen=True, slots=True)
class Field:
    """What the search needs: rows of A that differ, with their weight in weeks and region.

    `rows` [rows, 336], sorted by region; `totals` [regions] weight in weeks; `burden`
    [regions, 336] minutes by weight in weeks.
    """

    rows: Bools
    weights: Ints
    of_region: Ints
    regions: tuple[str, ...]
    totals: Ints
    burden: Ints


def masks_of(problem: Problem) -> Masks:
    """The masks of all people of a problem. Unknown zones raise ZoneInfoNotFoundError."""
    return _masks(problem, problem.attendees)


def organiser_masks(problem: Problem) -> Masks:
    return _masks(problem, problem.constraints.organisers)


def _masks(problem: Problem, attendees: Sequence[Attendees]) -> Masks:
    clocks: dict[Clock, int] = {}
    sets: dict[Windows, int] = {}
    regions: dict[str, int] = {}
    alike = _alike(attendees)
    scale = _scale(problem, alike)
    kinds: dict[Kind, int] = defaultdict(int)
    for one, count in alike:
        kind = Kind(
            clocks.setdefault(_clock(problem, one.zone), len(clocks)),
            sets.setdefault(one.windows, len(sets)),
            regions.setdefault(one.region, len(regions)),
        )
        kinds[kind] += round(count * one.weight * scale)
    anchor = _clock(problem, problem.anchor_zone)
    instants = slot_instants(anchor, problem.year_start, problem.weeks)
    unit = _unit(problem, sets, [anchor, *clocks])
    weeks = [weeks_of(instants, clock, problem.meeting_minutes) for clock in clocks]
    hours = hours_of(tuple(sets), problem.meeting_minutes, unit)
    return Masks(problem, kinds, clocks, sets, regions, weeks, hours, scale)


def _clock(problem: Problem, zone: str) -> Clock:
    return clock_of(zone, problem.year_start, problem.weeks)


def _alike(attendees: Sequence[Attendees]) -> list[tuple[Attendees, int]]:
    """One of each that are equal, and how many there are. Readers share windows and weights, so the
    same object is enough to be equal; others are joined later."""
    counts: dict[tuple[str, str, int, int], int] = {}
    first: dict[tuple[str, str, int, int], Attendees] = {}
    for one in attendees:
        key = (one.zone, one.region, id(one.windows), id(one.weight))
        counts[key] = counts.get(key, 0) + one.count
        first.setdefault(key, one)
    return [(first[key], count) for key, count in counts.items()]


def _scale(problem: Problem, alike: Sequence[tuple[Attendees, int]]) -> int:
    """What makes all weights whole numbers; where sums would not be exact then, a power of ten that
    keeps as much of them as there is room for."""
    exact = lcm(*{one.weight.denominator for one, _ in alike}, 1)
    heaviest = sum(count * one.weight for one, count in alike) * problem.weeks * WORST_BURDEN
    room = int(_EXACT_IN_FLOAT64 / heaviest) if heaviest else exact
    return exact if exact <= room else 10 ** (len(str(max(room, 1))) - 1)


def _unit(problem: Problem, sets: Iterable[Windows], clocks: Iterable[Clock]) -> int:
    """Minutes; every time of the problem is a multiple of it."""
    edges = (edge for windows in sets for one in windows for edge in (one.begin, one.end))
    changes = (number for clock in clocks for number in (*clock.offsets, *clock.changes))
    return gcd(_QUARTER, problem.meeting_minutes, *edges, *changes)


def _field(masks: Masks) -> Field:
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
        liked = np.zeros((count, masks.hours.burden.shape[1]), dtype=np.int64)
        np.add.at(liked, region, weight[:, None] * masks.hours.burden[windows])
        walls = weeks.walls // masks.hours.unit
        burden += np.einsum("p,rps->rs", weeks.counts, liked[:, walls])
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
    """The rows that differ, and which of them each row is."""
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, of_row = np.unique(whole, return_index=True, return_inverse=True)
    return rows[first], of_row


def availability(problem: Problem) -> Bools:
    """A: [attendees, weeks, 336], in the order of the problem."""
    found = masks_of(problem)
    kinds = map(found.kind_of, problem.attendees)
    rows = [found.available(kind)[found.weeks[kind.clock].of_week] for kind in kinds]
    return np.array(rows)


def inconvenience(problem: Problem) -> Ints:
    """C, in minutes: shape as `availability`."""
    found = masks_of(problem)
    kinds = map(found.kind_of, problem.attendees)
    rows = [found.burdens(kind)[found.weeks[kind.clock].of_week] for kind in kinds]
    return np.array(rows)


def free_in_every_week(masks: Masks) -> list[Fraction]:
    """For each slot, the smallest weight that can come in any week."""
    return [Fraction(int(least), masks.scale) for least in masks.weight_in_weeks().min(axis=0)]
