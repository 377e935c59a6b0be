"""Compile and publish the foundation's report."""

from datetime import date, datetime
from hashlib import sha256

from sigbot.domain.authors import NamedAuthors
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import (
    ChangedMeanwhileError,
    Confirmation,
    Publishing,
    digest,
)
from sigbot.domain.issues import UnreadIssuesError, count_unread
from sigbot.domain.narratives import missing_parts
from sigbot.domain.outbox import ReportPublished
from sigbot.domain.periods import Period
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import AlreadyPublishedError, AnsweredError
from sigbot.domain.report_data import AskedTemplate, ReportData, ReportTemplate, template_of
from sigbot.domain.reports import published_text
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.authors import ask_authors, authors_named, open_report
from sigbot.services.confirmations import ask_first, take_confirmed
from sigbot.services.periods import today_in
from sigbot.services.report_drafts import (
    CompiledReport,
    Draft,
    compiled,
    draft_report,
    is_current,
    report_period,
)
from sigbot.store import audit, outbox, questions, reports
from sigbot.store.database import Database
from sigbot.store.reports import WrittenReport


async def compile_period(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> CompiledReport:
    """Compile the report of a period: figures as they are now, sentences as people wrote them.

    The first person who compiles a report becomes its author. For organizers only. Raises the
    refusals of periods, and EmptyPeriodError.
    """
    draft = await draft_report(db, actor, text, now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await open_report(tx, community, draft.period, actor, now)
        audit.record(tx, community.id, actor, "report.compile", draft.period.label, now)
        named = await authors_named(tx, community, written, actor)
    return compiled(draft, written, named)


async def read_report(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> CompiledReport:
    """Return the report of a period as `compile_period` does, but change nothing.

    Nobody becomes its author. For organizers only. Raises the refusals of periods, and
    EmptyPeriodError.
    """
    draft = await draft_report(db, actor, text, now, template)
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        named = await authors_named(tx, community, draft.written, actor)
    return compiled(draft, draft.written, named)


async def ask_to_publish(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> Confirmation:
    """Ask whether to publish the report of a period as it is now.

    For organizers only. Raises UnreadIssuesError, and AlreadyPublishedError when nothing has
    changed since it was last published.
    """
    draft = await draft_report(db, actor, text, now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await open_report(tx, community, draft.period, actor, now)
        named = await authors_named(tx, community, written, actor)
        data = _readable(draft, written, named)
        if is_current(written, data):
            raise AlreadyPublishedError
        reach = _publishing(draft.period, data, named, community, now)
        days = f"{draft.period.start}..{draft.period.end}"
        asked = {"period": days, "template": template_of(data)}
        return await ask_first(tx, community, actor, Intent.CONFIRM_PUBLISH, asked, reach, now)


def _readable(draft: Draft, written: WrittenReport, authors: NamedAuthors) -> ReportData:
    """Return the report as it is published. Raises UnreadIssuesError."""
    unread = count_unread(draft.issues_with(written))
    if unread:
        raise UnreadIssuesError(unread, draft.period, draft.material.template)
    return draft.data_with(written, authors)


def _publishing(
    period: Period, data: ReportData, authors: NamedAuthors, community: Community, now: datetime
) -> Publishing:
    """Return what is published, with a digest of all that people wrote and all figures."""
    published = {**data, "published_at": None, "authors": None}
    figures = sha256(repr(published).encode()).hexdigest()
    so_far = data["health"]["meetings_held"] if today_in(community, now) <= period.end else None
    channel_id = community.announcements_channel_id
    return Publishing(period.label, figures, authors, so_far, missing_parts(data), channel_id)


async def publish_report(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> CompiledReport:
    """Date the report that the actor confirms, keep a copy of it, and announce it.

    For organizers only. Raises AnsweredError, UnreadIssuesError, AlreadyPublishedError, and
    ChangedMeanwhileError when it is not as it was when the actor was asked.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        asked = await questions.open_question(tx, community.id, actor.discord_id, question_id)
    if asked is None or asked.intent is not Intent.CONFIRM_PUBLISH:
        raise AnsweredError
    template = ReportTemplate(asked.request["template"]) if "template" in asked.request else None
    draft = await draft_report(db, actor, asked.request["period"], now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent, period = Intent.CONFIRM_PUBLISH, draft.period
        _, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        written = await open_report(tx, community, period, actor, now)
        named = await authors_named(tx, community, written, actor)
        data = _readable(draft, written, named)
        if is_current(written, data):
            raise AlreadyPublishedError
        if agreed != digest(_publishing(period, data, named, community, now)):
            raise ChangedMeanwhileError
        await ask_authors(tx, community, written, actor, now)
        replaces = written.published_at and today_in(community, written.published_at)
        data["published_at"] = published_text(now, community.timezone)
        await reports.publish_report(tx, written.id, data, now)
        message = ReportPublished(period.start, period.end, replaces or date.min)
        await outbox.post(tx, community.id, message, now, now)
        audit.record(tx, community.id, actor, "report.publish", period.label, now)
    channel_id = community.announcements_channel_id
    return CompiledReport(period, data, channel_id=channel_id, authors=named)


async def published_report(
    db: Database, actor: Actor, text: str, now: datetime
) -> ReportData | None:
    """Return the report as it was published, None when it was not. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        return written.published if written else None
