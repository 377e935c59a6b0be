"""From entries of an attendance file to presences: who was there, from when to when."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, groupby, pairwise

from sigbot.domain.attendance_files.entries import Entry
from sigbot.domain.attendance_files.reasons import BadRowCode
from sigbot.domain.attendance_files.times import Calendar

_MINUTE = 60
BEGINNING_OF_TIME = datetime(1, 1, 1)  # noqa: DTZ001  (wall times)
END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Presence:
    """One stay under one name. Times are naive, on the host's clock; None where not known.

    `seconds` is its length: from join to leave, or the duration in the file where that is shorter.
    """

    line: int
    name: str
    alias: str
    email: str | None
    join: datetime | None
    leave: datetime | None
    seconds: int | None

    @property
    def is_timed(self) -> bool:
        """Whether anything is known of when, or how long, it was."""
        return (self.join, self.leave, self.seconds) != (None, None, None)


Placed = tuple[Presence, BadRowCode | None]
"""A presence, and why the time in its row cannot be read; it has no times then."""


def place(entry: Entry, calendar: Calendar, *, is_dated: bool) -> Placed:
    """Place an entry on its day. `is_dated`: the file has dates, so a time without one is bad."""
    flaw = entry.flaw
    if is_dated and any(s and not s.has_date for s in (entry.join, entry.leave)):
        flaw = flaw or BadRowCode.NO_DATE
    join = calendar.place(entry.join) if entry.join else None
    leave = calendar.place(entry.leave) if entry.leave else None
    if (entry.join and not join) or (entry.leave and not leave):
        flaw = flaw or BadRowCode.DATE
    if join and leave and leave < join:
        flaw = flaw or BadRowCode.BACKWARDS
    if flaw:
        return _presence(entry, None, None, None), flaw
    seconds = _seconds(entry.lengths, join, leave)
    if seconds is not None and not (join and leave):
        join, leave = _completed(join, leave, timedelta(seconds=seconds))
    return _presence(entry, join, leave, seconds), None


def _presence(
    entry: Entry, join: datetime | None, leave: datetime | None, seconds: int | None
) -> Presence:
    return Presence(entry.line, entry.name, entry.alias, entry.email, join, leave, seconds)


def _seconds(lengths: tuple[int, ...], join: datetime | None, leave: datetime | None) -> int | None:
    """Return the length of a stay. Of several meanings of a duration, use the longest that fits
    between join and leave, a minute more allowed for rounding."""
    if not (join and leave):
        return lengths[0] if len(lengths) == 1 else None
    span = int((leave - join).total_seconds())
    fitting = [length for length in lengths if length <= span + _MINUTE] or lengths[-1:]
    return min(span, fitting[0]) if fitting else span


def _completed(
    join: datetime | None, leave: datetime | None, length: timedelta
) -> tuple[datetime | None, datetime | None]:
    """Work out leave from join, or join from leave, where only one of them is known."""
    if join:
        return join, join + length
    return (leave - length, leave) if leave else (None, None)


def pair_events(placed: Iterable[Placed]) -> Iterator[Placed]:
    """Pair joins with leaves, each an event of its own, for each e-mail or else name.

    Of several open joins the first one gets the next leave. A join without a leave stays open; the
    time of a leave without a join does not count.
    """
    people: defaultdict[str, list[Presence]] = defaultdict(list)
    for event, flaw in placed:
        if event.is_timed:
            people[event.email or event.name].append(event)
        else:
            yield event, flaw
    for events_of_person in people.values():
        yield from _paired(sorted(events_of_person, key=_moment))


def _moment(event: Presence) -> datetime:
    moment = event.join or event.leave
    assert moment is not None  # noqa: S101  (a timed event has one of them)
    return moment


def _paired(events: Sequence[Presence]) -> Iterator[Placed]:
    there: deque[Presence] = deque()
    for _, group in groupby(events, key=_moment):
        now = list(group)
        leaves = deque(event for event in now if event.leave)
        there.extend(event for event in now if event.join)
        while there and leaves:
            yield _until(there.popleft(), leaves.popleft()), None
        yield from ((replace(event, leave=None), BadRowCode.LEFT_ONLY) for event in leaves)
    yield from ((event, None) for event in there)


def _until(joined: Presence, left: Presence) -> Presence:
    length = _moment(left) - _moment(joined)
    return replace(joined, leave=left.leave, seconds=int(length.total_seconds()))


def overlap(presences: Iterable[Presence]) -> bool:
    """Return whether two of the presences are at one time. One without a leave never ends."""
    pairs = pairwise(_intervals(presences))
    return any(after[0] < before[1] for before, after in pairs)


class Times:
    """When there was at least one of some presences, put in order once for many questions."""

    def __init__(self, presences: Iterable[Presence]) -> None:
        self._begins: list[datetime] = []
        self._ends: list[datetime] = []
        for join, leave in _intervals(presences):
            if self._ends and join <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], leave)
            else:
                self._begins.append(join)
                self._ends.append(leave)

    def meet(self, presences: Iterable[Presence]) -> bool:
        """Return whether one of these presences is at one of the times."""
        return any(self._is_there(join, leave) for join, leave in _intervals(presences))

    def _is_there(self, join: datetime, leave: datetime) -> bool:
        before = bisect_left(self._begins, leave)
        return before > 0 and self._ends[before - 1] > join


def most_at_once(presences: Sequence[Presence]) -> int:
    """Return the most presences that are at one time, at least 1."""
    pairs = _intervals(presences)
    changes = sorted([(join, 1) for join, _ in pairs] + [(leave, -1) for _, leave in pairs])
    return max(1, *accumulate(change for _, change in changes)) if changes else 1


def _intervals(presences: Iterable[Presence]) -> list[tuple[datetime, datetime]]:
    """Return joins and leaves in the order of joins, without stays that have no length."""
    pairs = ((p.join, p.leave or END_OF_TIME) for p in presences if p.join)
    return sorted((join, leave) for join, leave in pairs if join < leave)


def minutes_of(presences: Sequence[Presence]) -> int | None:
    """Return whole minutes, rounded half up; time covered twice counts once.

    None where the length of a presence is not known. One without any time counts only where all
    are so.
    """
    known = [p for p in presences if p.is_timed]
    if not known or any(p.seconds is None for p in known):
        return None
    timed = [p for p in known if p.join]
    given = sum(p.seconds or 0 for p in timed)
    rest = sum(p.seconds or 0 for p in known if not p.join)
    return (min(_covered(timed), given) + rest + _MINUTE // 2) // _MINUTE


def _covered(presences: Iterable[Presence]) -> int:
    """Return the seconds in which there was at least one of the presences."""
    covered, last = timedelta(), BEGINNING_OF_TIME
    for join, leave in _intervals(presences):
        if leave > last:
            covered += leave - max(join, last)
            last = leave
    return int(covered.total_seconds())
