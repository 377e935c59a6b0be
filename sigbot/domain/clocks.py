"""How the clocks of two zones differ, and when that changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sigbot.domain.zone_names  # noqa: F401  (clocks are those of the tzdata package)

_STEP = 86400
"""Seconds between samples: no clock changes twice in one day."""


def transitions(zone: str, start: datetime, end: datetime) -> list[datetime]:
    """Return the instants (UTC, to the second) in (start, end] at which the clock changes."""
    info, last = ZoneInfo(zone), _seconds(end)
    low, changes = _seconds(start), []
    before = _offset(info, low)
    while low < last:
        high = min(low + _STEP, last)
        after = _offset(info, high)
        if before != after:
            changes.append(datetime.fromtimestamp(_change(info, low, high), UTC))
        low, before = high, after
    return changes


def _seconds(at: datetime) -> int:
    """Return whole seconds since 1970: clocks change on whole seconds."""
    return int(at.timestamp() // 1)


def _offset(info: ZoneInfo, seconds: int) -> timedelta:
    return datetime.fromtimestamp(seconds, info).utcoffset() or timedelta()


def _change(info: ZoneInfo, low: int, high: int) -> int:
    """Return the first second between `low` and `high` with another offset than `low`."""
    before = _offset(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high


def ahead_of(zone_a: str, zone_b: str, at: datetime) -> timedelta:
    """Return how much the clock of `zone_a` is ahead of that of `zone_b` at the aware instant."""
    offsets = [
        at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in (zone_a, zone_b)
    ]
    return offsets[0] - offsets[1]


def difference_changes(
    zone_a: str, zone_b: str, start: datetime, end: datetime
) -> list[tuple[datetime, timedelta]]:
    """Return the instants (UTC) in (start, end] at which `ahead_of` changes.

    Each comes with the new difference. An instant at which both clocks change alike is left out.
    """
    instants = {at for zone in (zone_a, zone_b) for at in transitions(zone, start, end)}
    before, changes = ahead_of(zone_a, zone_b, start), []
    for at in sorted(instants):
        difference = ahead_of(zone_a, zone_b, at)
        if difference != before:
            changes.append((at, difference))
        before = difference
    return changes
