"""Rotations as JSON: read a problem from a file, solve it, and write the figures."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NoReturn

from sigbot.domain.hours import CAN, DAY_MINUTES, DEFAULT_WINDOWS, PREFERS, Window
from sigbot.domain.refusals import RotationFileError
from sigbot.domain.rotation.budget import ENDLESS, Budget
from sigbot.domain.rotation.model import (
    DAY_SLOTS,
    MOST_SLOTS,
    SLOT_MINUTES,
    WEEK_SLOTS,
    WEEKDAYS,
    Attendees,
    Constraints,
    Order,
    Problem,
    Rotation,
    slot_name,
)
from sigbot.domain.rotation.optimizer import (
    best_of_anchors,
    best_rotation,
    measure,
)
from sigbot.domain.zone_names import exact_names

Json = dict[str, Any]

MOST_PEOPLE = 1_000_000
MOST_REGIONS = 100
MOST_WEIGHT = 10**9
MOST_WEEKS = 520
ANY = "any"
_ONE = Fraction(1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_QUARTER = 15


def read_days(text: object, where: str = "days") -> tuple[int, ...]:
    """Read `Mon-Fri`, `Sat`, `Mon,Wed`, `Fri-Mon`, or a list of such texts.

    Return sorted weekdays, Monday = 0. Raises RotationFileError, which names the field `where`.
    """
    if isinstance(text, list):
        return tuple(sorted({day for part in text for day in read_days(part, where)}))
    days: set[int] = set()
    for part in str(text).split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        begin, end = (_day(name, where) for name in (first, last if dash else first))
        days |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return tuple(sorted(days))


def _day(name: str, where: str) -> int:
    """Read `Mon` or `monday` as a weekday, Monday = 0."""
    full = name.title()
    return _one_of(WEEKDAYS, full[:3] if full in _DAYS else full, where)


def _one_of(names: tuple[str, ...], name: str, where: str) -> int:
    if name not in names:
        _refuse(where, name)
    return names.index(name)


def _refuse(where: str, value: object) -> NoReturn:
    raise RotationFileError(where, str(value))


def read_slot(text: object, where: str = "slot") -> int:
    """Read `Mon 15:30`, or the slot's number, as a slot from 0 to 335. Raises RotationFileError."""
    if _is_number(text) and isinstance(text, int) and 0 <= text < WEEK_SLOTS:
        return text
    day, _, clock = str(text).strip().partition(" ")
    minutes = _minutes(clock, where)
    if minutes % SLOT_MINUTES or minutes == DAY_MINUTES:
        _refuse(where, text)
    return _day(day, where) * DAY_SLOTS + minutes // SLOT_MINUTES


def _minutes(text: object, where: str) -> int:
    """Read `15:30` as minutes from midnight, `24:00` as the end of the day."""
    match = _CLOCK.fullmatch(str(text).strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        _refuse(where, text)
    return minutes


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(given: Mapping[str, Any], name: str, default: float, least: float, most: float) -> Any:
    value = given.get(name)
    value = default if value is None else value
    if not _is_number(value) or not least <= value <= most:
        _refuse(name, value)
    return value


def _whole(given: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = _number(given, name, default, least, most)
    if value != int(value):
        _refuse(name, value)
    return int(value)


def _fraction(value: Any) -> Fraction:
    """Return the number as it is written in the file: 0.1 is one tenth."""
    return Fraction(str(value))


def _check_sums(attendees: tuple[Attendees, ...]) -> None:
    """Refuse more weight, or more regions, than the search can count exactly."""
    counts: dict[Fraction, int] = defaultdict(int)
    for group in attendees:
        counts[group.weight] += group.count
    if sum(weight * count for weight, count in counts.items()) > MOST_WEIGHT:
        _refuse("weight", float(max(counts)))
    if len({group.region for group in attendees}) > MOST_REGIONS:
        _refuse("region", MOST_REGIONS + 1)


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    value = given.get(name)
    if value is not None and not isinstance(value, list):
        _refuse(name, value)
    return value or []


def read_problem(document: Json) -> Problem:
    """Read the problem of a file. Raises RotationFileError, which names the field."""
    return _reader(document).problem()


def _reader(document: object) -> "_Reader":
    if not isinstance(document, dict):
        _refuse("file", document)
    return _Reader(document)


class _Reader:
    """Reads one document; equal lists of windows are read once and shared."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.zones = frozenset(exact_names().values())
        self.windows: dict[str, tuple[Window, ...]] = {}
        given = document.get("default_windows")
        self.default = DEFAULT_WINDOWS if given is None else self._windows(given)

    def problem(self) -> Problem:
        document = self.document
        order = Order.FAIR if document.get("order") == Order.FAIR else Order.COVERAGE
        if document.get("order") not in (order, None):
            _refuse("order", document["order"])
        minutes = _whole(document, "meeting_minutes", 60, _QUARTER, DAY_MINUTES)
        if minutes % _QUARTER:
            _refuse("meeting_minutes", minutes)
        attendees = tuple(map(self._attendees, _list(document, "members")))
        if not attendees or sum(group.count for group in attendees) > MOST_PEOPLE:
            _refuse("members", len(attendees))
        _check_sums(attendees)
        return Problem(
            k=_whole(document, "k", 1, 1, MOST_SLOTS),
            attendees=attendees,
            year_start=self._monday(),
            order=order,
            eps=_fraction(_number(document, "eps", 0, 0, 1)),
            meeting_minutes=minutes,
            anchor_zone=self.anchors()[0],
            weeks=_whole(document, "weeks", 52, 1, MOST_WEEKS),
            constraints=self._constraints(document.get("constraints") or {}),
        )

    def anchors(self) -> tuple[str, ...]:
        """Return the anchor zones to try: the one given, those listed, or for `any` UTC and the
        zone of each member."""
        given = self.document.get("anchor_zone") or "UTC"
        if given == ANY:
            zones = ("UTC", *(member.get("zone") for member in _list(self.document, "members")))
            given = list(dict.fromkeys(zones))
        named = given if isinstance(given, list) else [given]
        return tuple(self._zone(zone, "anchor_zone") for zone in named)

    def _monday(self) -> date:
        """Read `year_start`, which has to be a Monday from 1972 to 2200."""
        text = self.document.get("year_start")
        try:
            monday = date.fromisoformat(str(text))
        except ValueError:
            _refuse("year_start", text)
        if monday.weekday() or not 1972 <= monday.year <= 2200:
            _refuse("year_start", text)
        return monday

    def _zone(self, text: object, where: str) -> str:
        if not isinstance(text, str) or text not in self.zones:
            _refuse(where, text)
        return text

    def _attendees(self, given: object) -> Attendees:
        if not isinstance(given, dict):
            _refuse("members", given)
        region, windows = given.get("region"), given.get("windows")
        return Attendees(
            zone=self._zone(given.get("zone"), "zone"),
            region="" if region is None else str(region),
            count=_whole(given, "count", 1, 1, MOST_PEOPLE),
            weight=self._weight(given),
            windows=self.default if windows is None else self._windows(windows),
        )

    def _weight(self, given: Json) -> Fraction:
        if given.get("weight") is None:
            return _ONE
        weight = _fraction(_number(given, "weight", 1, 0, 1_000_000))
        if not weight:
            _refuse("weight", given["weight"])
        return weight

    def _windows(self, given: object) -> tuple[Window, ...]:
        if not isinstance(given, list):
            _refuse("windows", given)
        key = repr(given)
        if key not in self.windows:
            self.windows[key] = tuple(map(_window, given))
        return self.windows[key]

    def _constraints(self, given: object) -> Constraints:
        if not isinstance(given, dict):
            _refuse("constraints", given)
        blocked = {read_slot(slot, "blocked_slots") for slot in _list(given, "blocked_slots")}
        days = given.get("blocked_days") or []
        for day in read_days(days, "blocked_days") if days else ():
            blocked |= set(range(day * DAY_SLOTS, (day + 1) * DAY_SLOTS))
        changes = given.get("max_changes") if given.get("current_slots") is not None else None
        separation = _number(given, "min_separation_hours", 0, 0, 168)
        return Constraints(
            blocked=frozenset(blocked),
            organisers=tuple(map(self._attendees, _list(given, "organisers"))),
            organisers_min=_whole(given, "organisers_min", 0, 0, MOST_PEOPLE),
            quorum=_fraction(_number(given, "quorum_every_week", 0, 0, 10**12)),
            current=frozenset(
                read_slot(slot, "current_slots") for slot in _list(given, "current_slots")
            ),
            max_changes=None if changes is None else _whole(given, "max_changes", 0, 0, MOST_SLOTS),
            separation=round(separation * 60),
        )


def _window(given: object) -> Window:
    if not isinstance(given, list) or len(given) not in (3, 4):
        _refuse("windows", given)
    level = given[3] if len(given) == 4 else CAN
    if level not in (CAN, PREFERS):
        _refuse("level", level)
    begin, end = (_minutes(text, "windows") for text in given[1:3])
    if begin == DAY_MINUTES:
        _refuse("windows", given[1])
    return Window(read_days(given[0]), begin, end, level)


def as_json(rotation: Rotation) -> Json:
    """Return the figures of a rotation as JSON.

    Shares are between 0 and 1, the burden is in minutes, slots are on the clock of the anchor zone.
    """
    return {
        "slots": [slot_name(slot) for slot in rotation.slots],
        "cov": rotation.cov,
        "min_region_cov": rotation.min_region_cov,
        "min_region_share": rotation.min_region_share,
        "share": rotation.share,
        "burden_minutes": rotation.burden,
        "region_cov": dict(sorted(rotation.region_cov.items())),
        "region_share": dict(sorted(rotation.region_share.items())),
    }


def solve(document: Json, budget: Budget = ENDLESS) -> Json:
    """Find the best rotation of a file, proven, or the best before the budget is spent.

    What is not proven says so, and what no rotation can reach more than. Of several anchor zones
    the best one is used, and named in the answer. Raises RotationFileError and NoRotationError.
    """
    reader = _reader(document)
    problem, anchors = reader.problem(), reader.anchors()
    if len(anchors) == 1:
        return _solved(best_rotation(problem, budget))
    rotation = best_of_anchors(problem, anchors, budget)
    return {**_solved(rotation), "anchor_zone": rotation.anchor_zone}


def _solved(rotation: Rotation) -> Json:
    proof = {} if rotation.is_proven else {"proven": False, "most_cov": rotation.most_cov}
    return as_json(rotation) | proof


def evaluate(document: Json, slots: list[str]) -> Json:
    """Return the figures of the slots given, such as `Mon 15:30`. Raises RotationFileError."""
    return as_json(measure(read_problem(document), map(read_slot, slots)))
