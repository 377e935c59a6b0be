"""Compile, write and publish the foundation's report."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import cast

from sigbot.domain.activity import Activity
from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.community import Actor, Community, Subgroup
from sigbot.domain.confirmations import (
    ChangedMeanwhileError,
    Confirmation,
    Publishing,
    digest,
)
from sigbot.domain.headcounts import Going, count_heads
from sigbot.domain.journal import JournalItem
from sigbot.domain.narratives import AUTHORS, Merge, by_field, merge, read_authors
from sigbot.domain.outbox import ReportPublished
from sigbot.domain.periods import Period, named_period
from sigbot.domain.plans import PlannedWork
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import AlreadyPublishedError, AnsweredError, EmptyPeriodError
from sigbot.domain.releases import NextRelease
from sigbot.domain.report_data import (
    AskedTemplate,
    NarrativeData,
    NarrativePart,
    ReportData,
    ReportTemplate,
    template_of,
)
from sigbot.domain.reports import (
    Material,
    QuotedRelease,
    RotationTried,
    compile_report,
    is_empty,
    published_text,
)
from sigbot.domain.revisions import Difference, differences, is_same
from sigbot.domain.rotation import RegionBurden
from sigbot.domain.texts import check_paragraph
from sigbot.domain.turnouts import Turnout
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.confirmations import ask_first, take_confirmed
from sigbot.services.evidence import rotations_tried
from sigbot.services.late_hours import burdens_of
from sigbot.services.periods import begun, period_of, today_in
from sigbot.services.releases import quoted_releases
from sigbot.store import activity as activities
from sigbot.store import answers as rsvps
from sigbot.store import attendance, audit, journal, outbox, plans, questions, reports
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx
from sigbot.store.reports import WrittenReport


@dataclass(frozen=True, slots=True)
class CompiledReport:
    period: Period
    data: ReportData
    changed: bool = False
    """Whether the report was published, and its figures or attendance changed since."""
    channel_id: int | None = None
    """The channel for news."""
    differences: Sequence[Difference] = ()
    """What has changed since it was published."""
    offers_earlier: bool = False
    """Whether the period before has sentences for a part in which none are written."""
    clashes: Mapping[str, str] = field(default_factory=dict)
    """Field of the form → a text that was not kept, as somebody else had changed it meanwhile."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sentences of a report by part, and its authors, as they are now."""

    narrative: Mapping[NarrativePart, str]
    authors: Sequence[str]
    earlier: Mapping[NarrativePart, str] = field(default_factory=dict)
    """The sentences of the period before."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A report as it was compiled outside of any transaction, and what was written until then."""

    period: Period
    material: Material
    data: ReportData
    written: WrittenReport | None
    earlier: Mapping[NarrativePart, str]

    def data_with(self, written: WrittenReport | None) -> ReportData:
        """Return the report with what is written now."""
        if written == self.written:
            return self.data
        return compile_report(_with_sentences(self.material, written))


@dataclass(frozen=True, slots=True)
class _Records:
    """What a report is made of. `turnouts` are of all meetings until the end of the period."""

    community: Community
    period: Period
    turnouts: Sequence[Turnout]
    burdens: Sequence[RegionBurden]
    going: Going
    subgroups: Sequence[Subgroup]
    activities: Sequence[Activity]
    plans: Sequence[PlannedWork]
    journal: Sequence[JournalItem]
    rotations: Sequence[RotationTried]
    releases: Sequence[QuotedRelease]
    next_release: NextRelease | None
    written: WrittenReport | None
    earlier: Mapping[NarrativePart, str]


async def _draft(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate
) -> _Draft:
    """Read what a report is made of, and work it out when the transaction is over.

    Raises the refusals of periods, and EmptyPeriodError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        records = await _read(tx, community, _report_period(text, community, now), now)
    return await asyncio.to_thread(_work_out, records, now, template)


async def _read(tx: Tx, community: Community, period: Period, now: datetime) -> _Records:
    start, until = begun(period, community, now)
    _, end = period.instants(community.timezone)
    releases, next_release = await quoted_releases(tx, community, period.end, now)
    return _Records(
        community=community,
        period=period,
        turnouts=await attendance.turnouts(tx, community.id, end),
        burdens=await burdens_of(tx, community, period, now) or (),
        going=await rsvps.going(tx, community.id, start, until),
        subgroups=await communities.subgroups(tx, community.id),
        activities=await activities.activities_between(tx, community.id, period.start, period.end),
        plans=await plans.work_of_period(tx, community.id, start, until),
        journal=await journal.items_between(tx, community.id, start, until),
        rotations=await rotations_tried(tx, community, period, now),
        releases=releases,
        next_release=next_release,
        written=await reports.written_report(tx, community.id, period),
        earlier=await _earlier(tx, community, period),
    )


async def _earlier(tx: Tx, community: Community, period: Period) -> Mapping[NarrativePart, str]:
    """Return the sentences of the period before, without empty ones."""
    before = await reports.written_report(tx, community.id, period.previous())
    texts = before.narrative if before else {}
    return {part: text for part, text in texts.items() if text}


def _work_out(records: _Records, now: datetime, template: AskedTemplate) -> _Draft:
    """Work out the figures, and compile the report.

    Slow with many attendances: call it in a thread. Raises EmptyPeriodError.
    """
    material = _material(records, now, template)
    if is_empty(material):
        raise EmptyPeriodError(records.period.label)
    data = compile_report(_with_sentences(material, records.written))
    return _Draft(records.period, material, data, records.written, records.earlier)


def _material(records: _Records, now: datetime, template: AskedTemplate) -> Material:
    community, period = records.community, records.period
    kept = template_of(records.written.published if records.written else None)
    attended = count_heads(records.turnouts, records.going, community, period, now)
    return Material(
        community,
        period,
        attended,
        records.subgroups,
        records.activities,
        records.plans,
        records.journal,
        authors=(),
        narrative=NarrativeData(health="", issues="", diversity="", additional=""),
        published_at=None,
        burdens=records.burdens,
        rotations=records.rotations,
        releases=records.releases,
        next_release=records.next_release,
        template=template or kept,
    )


def _with_sentences(material: Material, written: WrittenReport | None) -> Material:
    texts = written.narrative if written else {}
    narrative = {part.value: texts.get(part, "") for part in NarrativePart}
    return replace(
        material,
        authors=written.authors if written else (),
        narrative=cast("NarrativeData", narrative),
        published_at=written.published_at if written else None,
    )


async def compile_period(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> CompiledReport:
    """Compile the report of a period: figures as they are now, sentences as people wrote them.

    The first person who compiles a report becomes its author. For organizers only. Raises the
    refusals of periods, and EmptyPeriodError.
    """
    draft = await _draft(db, actor, text, now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await reports.open_report(tx, community.id, draft.period, actor.name, now)
        audit.record(tx, community.id, actor, "report.compile", draft.period.label, now)
    return _compiled(draft, written)


async def read_report(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> CompiledReport:
    """Return the report of a period as `compile_period` does, but change nothing.

    Nobody becomes its author. For organizers only. Raises the refusals of periods, and
    EmptyPeriodError.
    """
    draft = await _draft(db, actor, text, now, template)
    return _compiled(draft, draft.written)


def _compiled(draft: _Draft, written: WrittenReport | None) -> CompiledReport:
    data = draft.data_with(written)
    published = written.published if written else None
    changed = written is not None and published is not None and not _is_current(written, data)
    told = data["narrative"]
    offers = any(not told[part.value] for part in draft.earlier)
    return CompiledReport(
        draft.period,
        data,
        changed=changed,
        offers_earlier=offers,
        differences=differences(published, data) if published and changed else (),
    )


def _is_current(written: WrittenReport, data: ReportData) -> bool:
    """Return whether the published report is as it is now, and no attendance changed since."""
    if written.published is None or written.changed_at is not None:
        return False
    return is_same(written.published, data)


def _report_period(text: str, community: Community, now: datetime) -> Period:
    """Read a period, and name it by its first and last day.

    Sentences belong to these days, not to a text such as `last 6 months`.
    """
    period = period_of(text, community, now)
    return named_period(period.start, period.end)


async def narrative_of(db: Database, actor: Actor, text: str, now: datetime) -> Narrative:
    """Return what people wrote so far, to edit it. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = _report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        earlier = await _earlier(tx, community, period)
        if written is None:
            return Narrative({}, [actor.name], earlier)
        return Narrative(written.narrative, written.authors, earlier)


async def write_narrative(
    db: Database,
    actor: Actor,
    text: str,
    parts: Mapping[str, str],
    authors: str | None,
    now: datetime,
    opened: str | None = None,
    template: AskedTemplate = None,
) -> CompiledReport:
    """Keep the sentences, and the authors (one on each line), and compile the report again.

    `opened` are the marks of the texts with which the form was opened. What somebody else changed
    since then is not overwritten: it is a clash of the answer. For organizers only. Raises
    TooLongError, EmptyPeriodError, and the refusals of periods.
    """
    draft = await _draft(db, actor, text, now, template)
    checked = {
        part: check_paragraph("narrative", parts[part], NARRATIVE_LIMIT)
        for part in NarrativePart
        if part in parts
    }
    names = read_authors(authors or "")
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await reports.open_report(tx, community.id, draft.period, actor.name, now)
        sent = by_field(checked, names)
        merged = (
            merge(opened, by_field(written.narrative, written.authors), sent)
            if opened
            else Merge(sent, {})
        )
        kept = {part: merged.kept[part] for part in NarrativePart if part in merged.kept}
        await reports.write_narrative(tx, written.id, kept, now)
        if AUTHORS in merged.kept:
            await reports.set_authors(tx, written.id, names)
        audit.record(tx, community.id, actor, "report.narrative", draft.period.label, now)
        fresh = await reports.written_report(tx, community.id, draft.period)
    return replace(_compiled(draft, fresh), clashes=merged.clashes)


async def ask_to_publish(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> Confirmation:
    """Ask whether to publish the report of a period as it is now.

    For organizers only. Raises AlreadyPublishedError when nothing has changed since it was last
    published.
    """
    draft = await _draft(db, actor, text, now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await reports.written_report(tx, community.id, draft.period)
        data = draft.data_with(written)
        if written and _is_current(written, data):
            raise AlreadyPublishedError
        reach = _publishing(draft.period, data, community, now)
        days = f"{draft.period.start}..{draft.period.end}"
        asked = {"period": days, "template": template_of(data)}
        return await ask_first(tx, community, actor, Intent.CONFIRM_PUBLISH, asked, reach, now)


def _publishing(
    period: Period, data: ReportData, community: Community, now: datetime
) -> Publishing:
    """Return what is published, with a digest of all that people wrote and all figures."""
    published = {**data, "published_at": None, "authors": None}
    figures = sha256(repr(published).encode()).hexdigest()
    so_far = data["health"]["meetings_held"] if today_in(community, now) <= period.end else None
    return Publishing(period.label, figures, so_far, community.announcements_channel_id)


async def publish_report(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> CompiledReport:
    """Date the report that the actor confirms, keep a copy of it, and announce it.

    For organizers only. Raises AnsweredError, AlreadyPublishedError, and ChangedMeanwhileError when
    it is not as it was when the actor was asked.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        asked = await questions.open_question(tx, community.id, actor.discord_id, question_id)
    if asked is None or asked.intent is not Intent.CONFIRM_PUBLISH:
        raise AnsweredError
    template = ReportTemplate(asked.request["template"]) if "template" in asked.request else None
    draft = await _draft(db, actor, asked.request["period"], now, template)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent, period = Intent.CONFIRM_PUBLISH, draft.period
        _, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        written = await reports.open_report(tx, community.id, period, actor.name, now)
        data = draft.data_with(written)
        if _is_current(written, data):
            raise AlreadyPublishedError
        if agreed != digest(_publishing(period, data, community, now)):
            raise ChangedMeanwhileError
        data["published_at"] = published_text(now, community.timezone)
        await reports.publish_report(tx, written.id, data, now)
        message = ReportPublished(period.start, period.end)
        await outbox.post(tx, community.id, message, now, now)
        audit.record(tx, community.id, actor, "report.publish", period.label, now)
    return CompiledReport(period, data, channel_id=community.announcements_channel_id)


async def published_report(
    db: Database, actor: Actor, text: str, now: datetime
) -> ReportData | None:
    """Return the report as it was published, None when it was not. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = _report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        return written.published if written else None
