"""The fair rotation once more: plain, slow and exact, to judge the engine by.

Nothing here comes from the engine. Meetings are followed minute by minute, every allowed set of
slots is looked at, and all figures are fractions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import lcm
from typing import Any
from zoneinfo import ZoneInfo

import sigbot.domain.zone_names  # noqa: F401 - from here on only the tzdata package is read

Document = dict[str, Any]
Windows = tuple[tuple[str, str, str, int], ...]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY, WEEK = 1440, 10080
FARTHEST = 480
EVERYBODY = (("Mon-Fri", "08:00", "22:00", 1), ("Mon-Fri", "09:00", "18:00", 2))
SLOTS = tuple(f"{day} {half // 2:02}:{half % 2 * 30:02}" for day in DAYS for half in range(48))
NUMBERS = {slot: number for number, slot in enumerate(SLOTS)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    zone: str
    windows: Windows
    count: int
    weight: Fraction
    region: str


@dataclass(frozen=True)
class Figures:
    """The figures of a set of slots."""

    cov: Fraction
    min_region_cov: Fraction
    min_region_share: Fraction
    share: Fraction
    burden: Fraction
    region_cov: dict[str, Fraction]
    region_share: dict[str, Fraction]


@dataclass(frozen=True)
class Optimum:
    numbers: tuple[int, ...]
    keys: tuple[Fraction, ...]
    """Return the five keys in the order asked for; greater is better."""

    figures: Figures
    best_cov: Fraction

    @property
    def slots(self) -> list[str]:
        return [SLOTS[number] for number in self.numbers]


def people(document: Document, members: list[Document] | None) -> list[Person]:
    given = document.get("default_windows")
    usual = EVERYBODY if given is None else given
    return [
        Person(
            member["zone"],
            tuple((days, begin, end, level) for days, begin, end, level in windows),
            member.get("count", 1),
            Fraction(str(member.get("weight", 1))),
            member.get("region", ""),
        )
        for member in members or []
        for own in [member.get("windows")]
        for windows in [usual if own is None else own]
    ]


# Windows


def days_of(text: str) -> Iterator[int]:
    """Read "Mon-Fri", "Sat", "Mon,Wed" or "Fri-Mon"."""
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        day = DAYS.index(first)
        yield day
        while last and DAYS[day] != last:
            day = (day + 1) % 7
            yield day


def minute_of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@cache
def inside(windows: Windows, level: int) -> frozenset[int]:
    """Return the minutes of the local week within windows of this level or a higher one."""
    covered: set[int] = set()
    for days, begin_text, end_text, of_level in windows:
        begin, end = minute_of_day(begin_text), minute_of_day(end_text)
        end += DAY if end <= begin else 0
        for day in days_of(days) if of_level >= level else ():
            covered.update((day * DAY + minute) % WEEK for minute in range(begin, end))
    return frozenset(covered)


@cache
def good_starts(windows: Windows, minutes: int, level: int) -> frozenset[int]:
    """Return the minutes of the local week from which a whole meeting is within such windows."""
    minutes_inside = inside(windows, level)
    starts: set[int] = set()
    run = 0
    for minute in reversed(range(2 * WEEK)):
        run = run + 1 if minute % WEEK in minutes_inside else 0
        if run >= minutes and minute < WEEK:
            starts.add(minute)
    return frozenset(starts)


@cache
def distance(windows: Windows, minutes: int, start: int) -> int:
    """Return the minutes from a local start to the nearest preferred one, round the week."""
    starts = good_starts(windows, minutes, 2) or good_starts(windows, minutes, 1)
    for away in range(FARTHEST):
        if (start + away) % WEEK in starts or (start - away) % WEEK in starts:
            return away
    return FARTHEST


# Clocks


@cache
def instant(document_zone: str, monday: date, slot: int) -> int:
    """Return minutes since 1970: in a gap by the offset before it, in a fold the first time."""
    wall = datetime.combine(monday, time(), ZoneInfo(document_zone))
    wall = wall.replace(tzinfo=None) + timedelta(minutes=30 * slot)
    at = wall.replace(tzinfo=ZoneInfo(document_zone), fold=0).astimezone(UTC)
    return (at - EPOCH) // timedelta(minutes=1)


@cache
def quarter_offset(zone: str, quarter: int) -> int:
    """Return the minutes ahead of UTC in a quarter of an hour; no clock changes within one."""
    at = (EPOCH + timedelta(minutes=quarter * 15)).astimezone(ZoneInfo(zone))
    return (at.utcoffset() or timedelta()) // timedelta(minutes=1)


def local_minute(zone: str, at: int) -> int:
    """Return the minute of the local week. 1970 began on a Thursday."""
    return (at + quarter_offset(zone, at // 15) + 3 * DAY) % WEEK


def can_attend(person: Person, begin: int, minutes: int) -> bool:
    allowed = inside(person.windows, 1)
    return all(local_minute(person.zone, at) in allowed for at in range(begin, begin + minutes))


# Figures


class Reference:
    """The best rotation of an instance, worked out slot by slot."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.limits: Document = document.get("constraints") or {}
        self.minutes: int = document["meeting_minutes"]
        self.people = people(document, document["members"])
        self.organisers = people(document, self.limits.get("organisers"))
        first = date.fromisoformat(document["year_start"])
        self.mondays = [first + timedelta(weeks=week) for week in range(document["weeks"])]
        self._seen: dict[int, tuple[list[int], list[int]]] = {}

    def starts(self, slot: int) -> list[int]:
        return [instant(self.document["anchor_zone"], monday, slot) for monday in self.mondays]

    def attends(self, person: Person, slot: int) -> list[bool]:
        """Return A of one person, week by week."""
        return [can_attend(person, start, self.minutes) for start in self.starts(slot)]

    def minutes_away(self, person: Person, slot: int) -> list[int]:
        """Return C of one person, week by week, in minutes."""
        return [
            distance(person.windows, self.minutes, local_minute(person.zone, start))
            for start in self.starts(slot)
        ]

    def seen(self, slot: int) -> tuple[list[int], list[int]]:
        """Return for each person the weeks in which they can attend, as bits, and the sum of C."""
        if slot not in self._seen:
            self._seen[slot] = (
                [
                    sum(1 << week for week, free in enumerate(self.attends(person, slot)) if free)
                    for person in self.people
                ],
                [sum(self.minutes_away(person, slot)) for person in self.people],
            )
        return self._seen[slot]

    def figures(self, slots: Sequence[int]) -> Figures:
        weeks, chosen = len(self.mondays), [self.seen(slot) for slot in slots]
        unit = lcm(*(person.weight.denominator for person in self.people))
        total = reached = shared = away = 0
        regions: dict[str, list[int]] = {}
        for number, person in enumerate(self.people):
            weight = int(person.count * person.weight * unit)
            any_week = 0
            for masks, _ in chosen:
                any_week |= masks[number]
            covered = weight * any_week.bit_count()
            meetings = weight * sum(masks[number].bit_count() for masks, _ in chosen)
            away += weight * sum(sums[number] for _, sums in chosen)
            sums = regions.setdefault(person.region, [0, 0, 0])
            sums[0] += weight
            sums[1] += covered
            sums[2] += meetings
            total, reached, shared = total + weight, reached + covered, shared + meetings
        cov = {name: Fraction(own[1], own[0] * weeks) for name, own in regions.items()}
        per = weeks * len(slots)
        share = {name: Fraction(own[2], own[0] * per) for name, own in regions.items()}
        return Figures(
            Fraction(reached, total * weeks),
            min(cov.values()),
            min(share.values()),
            Fraction(shared, total * per),
            Fraction(away, total * per),
            cov,
            share,
        )

    # Constraints

    def is_allowed(self, slot: int) -> bool:
        """Return whether a slot keeps the constraints on single slots."""
        blocked = [NUMBERS[name] for name in self.limits.get("blocked_slots") or []]
        days = self.limits.get("blocked_days") or []
        return (
            slot not in blocked
            and DAYS[slot // 48] not in days
            and self.has_organisers(slot)
            and self.has_quorum(slot)
        )

    def has_organisers(self, slot: int) -> bool:
        free = [self.attends(person, slot) for person in self.organisers]
        return all(
            sum(own[week] * person.count for person, own in zip(self.organisers, free, strict=True))
            >= (self.limits.get("organisers_min") or 0)
            for week in range(len(self.mondays))
        )

    def has_quorum(self, slot: int) -> bool:
        needed = Fraction(str(self.limits.get("quorum_every_week") or 0))
        if not needed:
            return True
        masks, _ = self.seen(slot)
        return all(
            sum(
                person.count * person.weight * (mask >> week & 1)
                for person, mask in zip(self.people, masks, strict=True)
            )
            >= needed
            for week in range(len(self.mondays))
        )

    def is_allowed_set(self, slots: Sequence[int]) -> bool:
        """Return whether slots keep the constraints on sets."""
        apart = Fraction(str(self.limits.get("min_separation_hours") or 0)) * 2
        for first, second in combinations(slots, 2):
            between = abs(first - second)
            if min(between, 336 - between) < apart:
                return False
        most = self.limits.get("max_changes")
        current = [NUMBERS[name] for name in self.limits.get("current_slots") or []]
        return most is None or sum(slot not in current for slot in slots) <= most

    def sets(self) -> Iterator[tuple[int, ...]]:
        slots = [slot for slot in range(336) if self.is_allowed(slot)]
        for chosen in combinations(slots, self.document["k"]):
            if self.is_allowed_set(chosen):
                yield chosen

    # The best of them

    def keys(self, figures: Figures, best_cov: Fraction) -> tuple[Fraction, ...]:
        eps = Fraction(str(self.document.get("eps") or 0))
        capped = min(figures.cov, (1 - eps) * best_cov)
        rest = (figures.min_region_share, figures.share, -figures.burden)
        if self.document.get("order", "cov") == "fair":
            return (figures.min_region_cov, capped, *rest)
        return (capped, figures.min_region_cov, *rest)

    def best(self) -> Optimum | None:
        """Return the best set, None where no set is allowed.

        The sets come with the earliest slots first, so of equal ones `max` keeps the earliest.
        """
        sets = [(chosen, self.figures(chosen)) for chosen in self.sets()]
        if not sets:
            return None
        best_cov = max(figures.cov for _, figures in sets)
        ranked = [(self.keys(figures, best_cov), chosen, figures) for chosen, figures in sets]
        keys, chosen, figures = max(ranked, key=lambda row: row[0])
        return Optimum(chosen, keys, figures, best_cov)


def output(slots: Sequence[str], figures: Figures) -> Document:
    """Write figures as the engine does."""
    return {
        "slots": list(slots),
        "cov": float(figures.cov),
        "min_region_cov": float(figures.min_region_cov),
        "min_region_share": float(figures.min_region_share),
        "share": float(figures.share),
        "burden_minutes": float(figures.burden),
        "region_cov": {name: float(value) for name, value in figures.region_cov.items()},
        "region_share": {name: float(value) for name, value in figures.region_share.items()},
    }


def evaluated(document: Document, slots: Sequence[str]) -> Document:
    figures = Reference(document).figures([NUMBERS[slot] for slot in slots])
    return output(slots, figures)
