"""Averages that fell since the period before, and what coincides with that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sigbot.domain.health import Attended, HeldMeeting, in_order, of_kind, recorded
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import IssueCause, IssueCode, IssueData
from sigbot.domain.statistics import Figure, average_recorded

FELL_BY = Fraction(1, 10)
"""An average has fallen when it is lower by this share of what it was, and by a person or more."""

LEAST_MEETINGS = 3
"""Meetings with a record that a period needs before its averages are compared."""

LEAST_AROUND = 2
"""Meetings with a record on either side of a change that may be why an average fell."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What may be why an average fell, and since which day; `zone` is that of the meetings."""

    cause: IssueCause
    day: date
    zone: str


def fallen_averages(attended: Attended, start: date) -> Iterator[IssueData]:
    """Yield the kinds of meetings whose average is lower than in the period before."""
    for kind in MeetingKind:
        before = recorded(of_kind(attended.previous.meetings, kind))
        since = recorded(of_kind(attended.meetings, kind))
        if min(len(before), len(since)) >= LEAST_MEETINGS and _drop(before, since):
            issue = IssueData(
                code=IssueCode.AVERAGE_FELL,
                subject=kind.value,
                average_before=_mean(before),
                average_since=_mean(since),
            )
            change = _cause([*in_order(before), *in_order(since)], start)
            if change:
                issue |= {"cause": change.cause, "since": change.day.isoformat()}
                issue["zone"] = change.zone
            yield issue


def _mean(meetings: Sequence[HeldMeeting]) -> Figure:
    return average_recorded(meeting.attended for meeting in meetings)


def _drop(before: Sequence[HeldMeeting], since: Sequence[HeldMeeting]) -> Fraction:
    """Return by how much the average fell, 0 where it did not fall by enough to speak of it."""
    was, is_now = _exact_mean(before), _exact_mean(since)
    drop = was - is_now
    return drop if drop >= max(Fraction(1), was * FELL_BY) else Fraction(0)


def _exact_mean(meetings: Sequence[HeldMeeting]) -> Fraction:
    return Fraction(sum(meeting.attended for meeting in meetings), len(meetings))


def _cause(held: Sequence[HeldMeeting], start: date) -> _Change | None:
    """Return the change since `start` with the largest fall between both sides of it."""
    largest, cause = Fraction(0), None
    for number in range(LEAST_AROUND, len(held) - LEAST_AROUND + 1):
        if held[number].day < start:
            continue
        drop = _drop(held[:number], held[number:])
        change = _change(held, number) if drop > largest else None
        if change:
            largest, cause = drop, change
    return cause


def _change(held: Sequence[HeldMeeting], number: int) -> _Change | None:
    """Return what changed between the meeting `number` and the one before it.

    A time that is used before and afterwards is one of a rotation: it was not moved to.
    """
    last, first = held[number - 1], held[number]
    if last.slot is None or first.slot is None:
        return None
    times_before = {meeting.slot for meeting in held[:number]}
    if times_before.isdisjoint(meeting.slot for meeting in held[number:]):
        return _Change(IssueCause.SLOT, first.day, first.slot.zone)
    zone = first.slot.zone
    changed = _clock_change(zone, last.day, first.day) if last.slot.zone == zone else None
    return _Change(IssueCause.CLOCKS, changed, zone) if changed else None


def _clock_change(zone: str, after: date, until: date) -> date | None:
    """Return the day in (after, until] on which the clocks of a zone changed for good."""
    if _offset(zone, after) == _offset(zone, until):
        return None
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    return next(day for day in days if _offset(zone, day) == _offset(zone, until))


def _offset(zone: str, day: date) -> timedelta | None:
    return datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset()
