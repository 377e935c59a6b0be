"""The slots of a year as instants, and as the wall times of a zone, changes of the clock included.

Instants are whole minutes since 1970-01-01 00:00 UTC; wall times are minutes of the week, from
Monday 00:00. The offsets of modern zones from UTC are whole minutes.
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
"""Minutes from Monday 00:00 to 1970-01-01 00:00, which was a Thursday."""

_MARGIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """The offsets of a zone, in minutes east of UTC, and the instants at which they change.

    `offsets[i]` holds before `changes[i]`; the last offset holds after all changes.
    """

    changes: tuple[int, ...]
    offsets: tuple[int, ...]


def clock_of(zone: str, first: date, weeks: int) -> Clock:
    """Return the clock of a zone in the weeks from the day `first` on, and a few days around."""
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
    """Return [weeks, 336]: the instants of all slots in the weeks from the Monday `first` on.

    In a gap the offset before it holds, in a fold the first of the two times.
    """
    monday = _minutes(datetime(first.year, first.month, first.day, tzinfo=UTC))
    walls = monday + np.arange(weeks * WEEK_SLOTS, dtype=np.int64) * SLOT_MINUTES
    pairs = zip(anchor.changes, anchor.offsets, anchor.offsets[1:], strict=False)
    settled = [at + max(before, after) for at, before, after in pairs]
    offsets = np.array(anchor.offsets, dtype=np.int64)
    instants = walls - offsets[np.searchsorted(settled, walls, side="right")]
    return instants.reshape(weeks, WEEK_SLOTS)


def week_minutes(instants: Ints, clock: Clock) -> Ints:
    """Return the wall time of each instant, as minutes of the week."""
    offsets = np.array(clock.offsets, dtype=np.int64)
    local = instants + offsets[np.searchsorted(clock.changes, instants, side="right")]
    walls: Ints = (local + _THURSDAY) % WEEK_MINUTES
    return walls


@dataclass(frozen=True, slots=True)
class Weeks:
    """The slots of a year on one clock. Weeks that look alike are one pattern.

    `walls` [patterns, 336] are the wall times at which the slots start. `crossings` are the
    meetings during which the clock changes, each (pattern, slot, minutes from the start to the
    change, wall time right after it). `of_week` [weeks] is the pattern of each week, `counts`
    [patterns] how many weeks have it.
    """

    walls: Ints
    crossings: tuple[tuple[int, int, int, int], ...]
    of_week: Ints
    counts: Ints


def weeks_of(instants: Ints, clock: Clock, minutes: int) -> Weeks:
    """Return the weeks of `slot_instants` on a clock, for meetings of so many minutes."""
    seen = week_minutes(instants, clock)
    for at, after in zip(clock.changes, clock.offsets[1:], strict=True):
        crossed = (instants < at) & (at < instants + minutes)
        wall_after = (at + after + _THURSDAY) % WEEK_MINUTES
        # One number holds the wall time and, for a meeting that a change splits, how it is split:
        # so weeks look alike only where both are the same.
        seen += crossed * WEEK_MINUTES * ((at - instants) * WEEK_MINUTES + wall_after)
    patterns, of_week = _alike(seen)
    split, walls = np.divmod(patterns, WEEK_MINUTES)
    crossings = tuple(
        (int(pattern), int(slot), *divmod(int(split[pattern, slot]), WEEK_MINUTES))
        for pattern, slot in np.argwhere(split)
    )
    return Weeks(walls, crossings, of_week, np.bincount(of_week))


def _alike(rows: Ints) -> tuple[Ints, Ints]:
    """Return the different rows, in order, and the number of each row among them."""
    numbers: dict[bytes, int] = {}
    of_row = [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]
    firsts = [of_row.index(number) for number in range(len(numbers))]
    return rows[firsts], np.array(of_row, dtype=np.int64)
