"""When a report falls due, and when organizers are reminded of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community, ReportRhythm
from sigbot.domain.periods import Period, PeriodKind, calendar_period

DUE_AFTER = timedelta(days=14)
"""A report falls due so long after the last day of its period."""

WARNED_BEFORE = timedelta(days=7)
"""Organizers are reminded so long before it is due, and on the day."""

MORNING = time(9)
"""The time of the day of a reminder, on the community's clock."""

LATEST = timedelta(days=7)
"""So long after a report was due, nobody is reminded of it any more."""

KINDS: Mapping[ReportRhythm, PeriodKind] = {
    ReportRhythm.QUARTER: PeriodKind.QUARTER,
    ReportRhythm.HALF_YEAR: PeriodKind.HALF,
    ReportRhythm.YEAR: PeriodKind.YEAR,
}


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder of the report of a period, at an instant (UTC)."""

    at: datetime
    period: Period


def due_day(period: Period) -> date:
    """Return the day on which the report of a period falls due."""
    return period.end + DUE_AFTER


def is_asked_for(community: Community, period: Period) -> bool:
    """Return whether the foundation asks a community for the report of just this period."""
    return calendar_period(KINDS[community.report_every], period.start) == period


def last_reminder(community: Community, now: datetime) -> DueReminder:
    """Return the last reminder that was due by `now`, whether it was sent or not."""
    return [reminder for reminder in _reminders(community, now) if reminder.at <= now][-1]


def next_reminder(community: Community, now: datetime) -> DueReminder:
    """Return the first reminder that is due after `now`."""
    return next(reminder for reminder in _reminders(community, now) if reminder.at > now)


def is_too_late(reminder: DueReminder, zone: str, now: datetime) -> bool:
    """Return whether the report was due so long ago that nobody needs the reminder any more."""
    return now > _morning(due_day(reminder.period) + LATEST, zone)


def _reminders(community: Community, now: datetime) -> list[DueReminder]:
    """Return the reminders of the period that runs at `now` and of the two before, in order."""
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    running = calendar_period(KINDS[community.report_every], today)
    last = running.previous()
    return [
        DueReminder(_morning(day, community.timezone), period)
        for period in (last.previous(), last, running)
        for day in (due_day(period) - WARNED_BEFORE, due_day(period))
    ]


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)
