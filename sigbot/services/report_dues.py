"""Remind organizers of reports that fall due, and skip those that nobody writes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.notices import MOST_TOLD, RETRIED_AFTER
from sigbot.domain.outbox import AnyMessage, Due, ReportDue
from sigbot.domain.periods import Period, named_period
from sigbot.domain.refusals import AlreadyPublishedError, EmptyPeriodError, StoreBusyError
from sigbot.domain.report_dues import (
    DueReminder,
    due_day,
    is_too_late,
    last_reminder,
    next_reminder,
)
from sigbot.domain.rotation import told_from
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.authors import open_report
from sigbot.services.periods import begun, today_in
from sigbot.services.report_drafts import CompiledReport, report_period
from sigbot.services.reports import read_report
from sigbot.store import audit, notices, outbox, releases, report_dues, reports
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DueNews:
    """A report that falls due, as it is now."""

    community: Community
    report: CompiledReport
    later: datetime | None = None
    """When its last figures come, those of late hours; None where none come before it is due."""


async def remind_next(db: Database, now: datetime) -> int | None:
    """Remind the organizers of one community of a report, if that is due.

    Return how many are reminded, None if no community is to be looked at. A community for which
    that fails is tried again after RETRIED_AFTER. Raises StoreBusyError.
    """
    async with db.look() as tx:
        community_id = await report_dues.community_due(tx, now)
    if community_id is None:
        return None
    try:
        async with db.write() as tx:
            return await _remind(tx, community_id, now)
    except StoreBusyError:
        raise
    except Exception as error:
        log.warning("no reminder of a report in community %d", community_id, exc_info=error)
        async with db.write() as tx:
            await report_dues.put_off(tx, community_id, now + RETRIED_AFTER)
        return 0


async def _remind(tx: Tx, community_id: int, now: datetime) -> int:
    """Put the reminder into the outbox in the transaction that sets when the next one is due."""
    await communities.lock(tx, community_id)
    community = await communities.community(tx, community_id)
    scheduled_at = await report_dues.due_at(tx, community_id)
    if scheduled_at is None or scheduled_at > now:
        return 0
    reminder = last_reminder(community, now)
    await report_dues.put_off(tx, community_id, next_reminder(community, now).at)
    if reminder.at < scheduled_at or not await _is_needed(tx, community, reminder, now):
        return 0
    organizers = await notices.organizers_seen(tx, community_id, MOST_TOLD)
    for to in organizers:
        message = ReportDue(reminder.period.start, reminder.period.end, to)
        await outbox.post(tx, community_id, message, now, now)
    return len(organizers)


async def _is_needed(tx: Tx, community: Community, reminder: DueReminder, now: datetime) -> bool:
    """Return whether a report is still to be written: there were meetings, and not long ago."""
    period = reminder.period
    created = today_in(community, await releases.created_at(tx, community.id))
    if created > period.end or is_too_late(reminder, community.timezone, now):
        return False
    if await report_dues.is_settled(tx, community.id, period):
        return False
    start, until = begun(period, community, now)
    return await report_dues.any_meeting(tx, community.id, start, until)


async def due_news(
    db: Database, due: Due[ReportDue], reader: Actor | None, now: datetime
) -> DueNews | None:
    """Return a report that falls due, with its draft, for the organizer who is reminded.

    Return None where it was published or skipped since, where nothing is left to report, and for a
    person who is not an organizer any more.
    """
    period = named_period(due.message.start, due.message.end)
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
        if not community or not reader or not may_organize(community.organizer_role_id, reader):
            return None
        if await report_dues.is_settled(tx, community.id, period):
            return None
    try:
        report = await read_report(db, reader, period.key, now)
        return DueNews(community, report, _later_figures(period, now))
    except EmptyPeriodError:
        return None


def _later_figures(period: Period, now: datetime) -> datetime | None:
    """Return when late hours of a period are told, where that is still before its report is due."""
    told = told_from(period)
    return told if now < told and told.date() < due_day(period) else None


async def missed_due(
    tx: Tx, community: Community, messages: Sequence[AnyMessage], actor: Actor
) -> tuple[Period, ...]:
    """Return the reports of reminders that an organizer missed and that are still to be written."""
    if not may_organize(community.organizer_role_id, actor):
        return ()
    periods = dict.fromkeys(
        named_period(message.start, message.end)
        for message in messages
        if isinstance(message, ReportDue)
    )
    settled = [await report_dues.is_settled(tx, community.id, period) for period in periods]
    return tuple(period for period, done in zip(periods, settled, strict=True) if not done)


async def ask_to_skip(db: Database, actor: Actor, text: str, now: datetime) -> Period:
    """Return the period whose report the actor may skip.

    For organizers only. Raises AlreadyPublishedError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        if written and written.published_at:
            raise AlreadyPublishedError
        return period


async def skip_report(db: Database, actor: Actor, text: str, now: datetime) -> Period:
    """Skip the report of a period: nobody is reminded of it. Return the period.

    For organizers only. Raises AlreadyPublishedError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await open_report(tx, community, period, actor, now)
        if written.published_at:
            raise AlreadyPublishedError
        await report_dues.set_skipped(tx, written.id, now)
        audit.record(tx, community.id, actor, "report.skip", period.label, now)
        return period


async def unskip_report(db: Database, actor: Actor, text: str, now: datetime) -> Period:
    """Take back that a report is skipped; return its period. For organizers only."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        if written and written.skipped_at:
            await report_dues.set_skipped(tx, written.id, None)
            audit.record(tx, community.id, actor, "report.unskip", period.label, now)
        return period
