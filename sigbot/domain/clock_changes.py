"""Changes of the clocks and a series: in which zones its local hour changes, and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.clocks import ahead_of, difference_changes, transitions

WARNED_BEFORE = timedelta(days=7)
SETTLING = timedelta(minutes=10)
"""How long a late warning waits, as several members may be setting their zones at the moment."""

SHOWN_BEFORE = timedelta(days=35)
"""How long ahead a member is shown the next change for their own zone."""

_WEEK = timedelta(days=7)
LONGEST_SPELL = timedelta(days=70)
"""A change that is undone within this time is said to be "for N weeks"."""


@dataclass(frozen=True, slots=True)
class LocalChange:
    """The first meeting after a change is at `after`, not at `before`: both naive, in `zone`."""

    zone: str
    before: datetime
    after: datetime
    weeks: int | None = None
    """How many weeks it stays so, None where it stays for good."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change after which a series in `zone` has another local hour in other zones.

    `changes_at` is its instant, `day` its date on the clock that changes, `last` and `first` are
    the starts (UTC) of the meetings before and after it. `locals` has each zone whose local hour
    changes.
    """

    changes_at: datetime
    day: date
    zone: str
    last: datetime
    first: datetime
    locals: tuple[LocalChange, ...]


def on_clock(at: datetime, zone: str) -> datetime:
    """Return what the clock of `zone` shows at an instant."""
    return at.astimezone(ZoneInfo(zone))


def clock_changes(starts: Sequence[datetime], zone: str, zones: Iterable[str]) -> list[ClockChange]:
    """Return the changes between the meetings of a series held in `zone`, in order.

    `starts` are the instants of its meetings in order, without cancelled ones; `zones` are those of
    its readers. A change that is undone before the next meeting is left out.
    """
    readers = sorted({*zones} - {zone})
    ahead = {reader: [ahead_of(reader, zone, at) for at in starts] for reader in readers}
    changes: list[ClockChange] = []
    for n in range(1, len(starts)):
        changed = [reader for reader in readers if ahead[reader][n] != ahead[reader][n - 1]]
        if changed:
            moments = [_last_change(reader, zone, starts, n) for reader in changed]
            local = (_local_change(reader, zone, starts, ahead[reader], n) for reader in changed)
            day = _day_of(min(moments), [zone, *changed])
            meetings = starts[n - 1], starts[n]
            changes.append(ClockChange(min(moments), day, zone, *meetings, tuple(local)))
    return changes


def _day_of(change: datetime, zones: Iterable[str]) -> date:
    """Return the date of an instant on the first of the clocks that changes then."""
    just_before = change - timedelta(seconds=1)
    changing = [zone for zone in zones if transitions(zone, just_before, change)]
    return on_clock(change, changing[0] if changing else "UTC").date()


def _last_change(reader: str, zone: str, starts: Sequence[datetime], n: int) -> datetime:
    """Return the last instant before the n-th meeting at which the difference changes."""
    return difference_changes(reader, zone, starts[n - 1], starts[n])[-1][0]


def _local_change(
    reader: str, zone: str, starts: Sequence[datetime], ahead: Sequence[timedelta], n: int
) -> LocalChange:
    """Return the change of the local hour in the zone `reader` at the n-th meeting.

    `ahead` is how much its clock is ahead of that of the series, at each meeting.
    """
    wall = on_clock(starts[n], zone).replace(tzinfo=None)
    back = next((m for m in range(n + 1, len(starts)) if ahead[m] != ahead[n]), None)
    weeks = None
    if back is not None and ahead[back] == ahead[n - 1]:
        spell = _last_change(reader, zone, starts, back) - _last_change(reader, zone, starts, n)
        weeks = max(1, round(spell / _WEEK)) if spell <= LONGEST_SPELL else None
    return LocalChange(reader, wall + ahead[n - 1], wall + ahead[n], weeks)


def own_change(
    starts: Sequence[datetime], zone: str, reader: str, now: datetime
) -> tuple[ClockChange, LocalChange] | None:
    """Return the next change in the zone `reader` that is near enough to be shown, None without
    any."""
    for change in clock_changes(starts, zone, [reader]):
        if now < change.first <= now + SHOWN_BEFORE:
            return change, change.locals[0]
    return None
