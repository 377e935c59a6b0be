"""When releases are made, and of which half-years."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.periods import Period, PeriodKind, calendar_period

WAIT_DAYS = 7
"""A release is made so many days after the end of its half-year."""


@dataclass(frozen=True, slots=True)
class NextRelease:
    """The release that is made next, and on which day."""

    half_year: Period
    day: date


def half_year_of(day: date) -> Period:
    """Return the half-year of the calendar that has a day."""
    return calendar_period(PeriodKind.HALF, day)


def half_year_after(half_year: Period) -> Period:
    """Return the half-year that begins the day after this one ends."""
    return half_year_of(half_year.end + timedelta(days=1))


def day_of_release(half_year: Period) -> date:
    """Return the day on which the release of a half-year is made."""
    return half_year.end + timedelta(days=WAIT_DAYS)


def release_due_at(half_year: Period, zone: str) -> datetime:
    """Return the instant (UTC) at which the day of a release begins on the clock of `zone`."""
    begin = datetime.combine(day_of_release(half_year), time(), ZoneInfo(zone))
    return begin.astimezone(UTC)


def half_year_to_make(last: date | None, created: date, today: date) -> Period:
    """Return the half-year whose release is made next.

    `last` is the end of the half-year that was released last, None before the first release. The
    first is that of the half-year in which the community was `created`; where many are over since
    then, as when an earlier version made none, it is the last but one of these: no report of
    `today` would quote others.
    """
    if last:
        return half_year_of(last + timedelta(days=1))
    over = half_year_of(today).previous()
    first = half_year_of(created)
    return max(first, over.previous(), key=lambda half_year: half_year.start)
