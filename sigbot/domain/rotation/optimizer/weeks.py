"""The slots of a year as instants, and as the wall times of a zone, changes of the clock included.

Instants are whole minutes since 1970-01-01 00:00 UTC; wall times are minutes of the week, from
Monday 00:00. Modern zones are whole minutes away from UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sigbot.domain.clocks import transitions
from sigbot.domain.rotation.model import SLOT_MINUTES, WEEK_MINUTES, WEEK_SLOTS

Ints = NDArray[np.int64]

_THURSDAY = 3 * 24 * 60
"""1970-01-01 was a Thursday: so many minutes after the Monday before."""

_MARGIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """`offsets[i]` minutes east of UTC hold before `changes[i]`, the last one after all."""

    changes: tuple[int, ...]
    offsets: tuple[int, ...]


def clock_of(zone: str, first: date, weeks: int) -> Clock:
    """The clock of a zone in these weeks and a little around them."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return _clock(zone, start - _MARGIN, start + timedelta(weeks=weeks) + _MARGIN)


@lru_cache(maxsize=2_048)
def _clock(zone: str, start: datetime, end: datetime) -> Clock:
    changes = transitions(zone, start, end)
    return Clock(
        tuple(_minutes(at) for at in changes),
        tuple(_offset(zone, at) for at in (start, *changes)),
    )


def _minutes(at: datetime) -> int:
    return int(at.timestamp() // 60)


def _offset(zone: str, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset / timedelta(minutes=1))


def slot_instants(anchor: Clock, first: date, weeks: int) -> Ints:
    """[weeks, 336] instants. In a gap the offset before it holds, in a fold the first time."""
    monday = _minutes(datetime(first.year, first.month, first.day, tzinfo=UTC))
    walls = monday + np.arange(weeks * WEEK_SLOTS, dtype=np.int64) * SLOT_MINUTES
    pairs = zip(anchor.changes, anchor.offsets, anchor.offsets[1:], strict=False)
    settled = [at + max(before, after) for at, before, after in pairs]
    offsets = np.array(anchor.offsets, dtype=np.int64)
    found = walls - offsets[np.searchsorted(settled, walls, side="right")]
    return found.reshape(weeks, WEEK_SLOTS)


def week_minutes(instants: Ints, clock: Clock) -> Ints:
    """The wall time of each instant, as minutes of the week."""
    offsets = np.array(clock.offsets, dtype=np.int64)
    local = instants + offsets[np.searchsorted(clock.changes, instants, side="right")]
    walls: Ints = (local + _THURSDAY) % WEEK_MINUTES
    return walls


@dataclass(frozen=True, slots=True)
class Weeks:
    """How a clock sees the slots of a year. Weeks that look alike are one pattern.

    `walls` [patterns, 336]: wall times of the starts. `crossings`: meetings during which the clock
    changes, each (pattern, slot, minutes until then, the wall time right after). `of_week` [weeks]
    is the pattern of each week, `counts` [patterns] how many weeks have it.
    """

    walls: Ints
    crossings: tuple[tuple[int, int, int, int], ...]
    of_week: Ints
    counts: Ints


def weeks_of(instants: Ints, clock: Clock, minutes: int) -> Weeks:
    """The weeks of `slot_instants` for a clock, for meetings of so many minutes."""
    seen = week_minutes(instants, clock)
    for at, after in zip(clock.changes, clock.offsets[1:], strict=True):
        crossed = (instants < at) & (at < instants + minutes)
        wall_after = (at + after + _THURSDAY) % WEEK_MINUTES
        # One number says all: the wall time, and for the few how it is split.
        seen += crossed * WEEK_MINUTES * ((at - instants) * WEEK_MINUTES + wall_after)
    patterns, of_week = _alike(seen)
    split, walls = np.divmod(patterns, WEEK_MINUTES)
    crossings = tuple(
        (int(pattern), int(slot), *divmod(int(split[pattern, slot]), WEEK_MINUTES))
        for pattern, slot in np.argwhere(split)
    )
    return Weeks(walls, crossings, of_week, np.bincount(of_week))


def _alike(rows: Ints) -> tuple[Ints, Ints]:
    """The rows that differ, in order, and which of them each row is."""
    numbers: dict[bytes, int] = {}
    of_row = [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]
    firsts = [of_row.index(number) for number in range(len(numbers))]
    return rows[firsts], np.array(of_row, dtype=np.int64)
