"""What a change of the clocks does to a series: for whom its local hour changes, and how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.clocks import ahead_of, difference_changes, transitions

WARNED_BEFORE = timedelta(days=7)
SETTLING = timedelta(minutes=10)
"""A warning that is late waits so long: several members may be telling their zones."""

SHOWN_BEFORE = timedelta(days=35)
"""A member sees their own next change this long ahead."""

_WEEK = timedelta(days=7)
LONGEST_SPELL = timedelta(days=70)
"""A change that is undone within this time is one "for N weeks"."""


@dataclass(frozen=True, slots=True)
class LocalChange:
    """In `zone` the first meeting after the change is at the naive `after`, not at `before`."""

    zone: str
    before: datetime
    after: datetime
    weeks: int | None = None
    """For how long, None where it stays so."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """From the instant `changes_at` on, the local hour of a series in `zone` is another one for
    some; `first` is the start of its first meeting after that. `day` is the date of the change,
    where the clock changes."""

    changes_at: datetime
    day: date
    zone: str
    first: datetime
    locals: tuple[LocalChange, ...]


def on_clock(at: datetime, zone: str) -> datetime:
    """What the clock of `zone` shows at an instant."""
    return at.astimezone(ZoneInfo(zone))


def clock_changes(starts: Sequence[datetime], zone: str, zones: Iterable[str]) -> list[ClockChange]:
    """The changes between the meetings of a series held in `zone`, in order.

    `starts` are its instants in order, without the cancelled ones; `zones` are the readers'. A
    change that comes and goes between two meetings concerns nobody.
    """
    others = sorted({*zones} - {zone})
    ahead = {other: [ahead_of(other, zone, at) for at in starts] for other in others}
    found: list[ClockChange] = []
    for n in range(1, len(starts)):
        changed = [other for other in others if ahead[other][n] != ahead[other][n - 1]]
        if changed:
            moments = [_last_change(other, zone, starts, n) for other in changed]
            local = (_local_change(other, zone, starts, ahead[other], n) for other in changed)
            day = _day_of(min(moments), [zone, *changed])
            found.append(ClockChange(min(moments), day, zone, starts[n], tuple(local)))
    return found


def _day_of(change: datetime, zones: Iterable[str]) -> date:
    """The date of an instant on the first of the clocks that changes then."""
    just_before = change - timedelta(seconds=1)
    changing = [zone for zone in zones if transitions(zone, just_before, change)]
    return on_clock(change, changing[0] if changing else "UTC").date()


def _last_change(other: str, zone: str, starts: Sequence[datetime], n: int) -> datetime:
    """The instant of the last change of the difference before the n-th meeting."""
    return difference_changes(other, zone, starts[n - 1], starts[n])[-1][0]


def _local_change(
    other: str, zone: str, starts: Sequence[datetime], ahead: Sequence[timedelta], n: int
) -> LocalChange:
    wall = on_clock(starts[n], zone).replace(tzinfo=None)
    back = next((m for m in range(n + 1, len(starts)) if ahead[m] != ahead[n]), None)
    weeks = None
    if back is not None and ahead[back] == ahead[n - 1]:
        spell = _last_change(other, zone, starts, back) - _last_change(other, zone, starts, n)
        weeks = max(1, round(spell / _WEEK)) if spell <= LONGEST_SPELL else None
    return LocalChange(other, wall + ahead[n - 1], wall + ahead[n], weeks)


def own_change(
    starts: Sequence[datetime], zone: str, reader: str, now: datetime
) -> tuple[ClockChange, LocalChange] | None:
    """The reader's next change that is near, None when there is none."""
    for change in clock_changes(starts, zone, [reader]):
        if now < change.first <= now + SHOWN_BEFORE:
            return change, change.locals[0]
    return None
