"""Read what a report is made of, and compile it when the transaction is over."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sigbot.domain.activity import Activity, with_talks
from sigbot.domain.authors import NamedAuthors
from sigbot.domain.community import Actor, Community, Subgroup
from sigbot.domain.headcounts import CaughtUp, Going, count_heads
from sigbot.domain.issues import JudgedIssue, judged_issues
from sigbot.domain.journal import JournalItem
from sigbot.domain.periods import Period, named_period
from sigbot.domain.plans import PlannedWork
from sigbot.domain.refusals import EmptyPeriodError
from sigbot.domain.releases import NextRelease
from sigbot.domain.report_data import (
    AskedTemplate,
    NarrativeData,
    NarrativePart,
    ReportData,
    template_of,
)
from sigbot.domain.report_dues import is_asked_for
from sigbot.domain.report_material import Material, QuotedRelease, RotationTried
from sigbot.domain.reports import FuturePeriodError, compile_report, is_empty
from sigbot.domain.revisions import Difference, differences, is_same
from sigbot.domain.rotation import RegionBurden
from sigbot.domain.turnouts import Turnout
from sigbot.services.access import require_organizer
from sigbot.services.evidence import rotations_tried
from sigbot.services.late_hours import burdens_of
from sigbot.services.periods import begun, period_of, today_in
from sigbot.services.releases import quoted_releases
from sigbot.store import activity as activities
from sigbot.store import answers as rsvps
from sigbot.store import attendance, journal, minutes, plans, promises, reports
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
    issues: Sequence[JudgedIssue] = ()
    """The drafted sentences, those that were dropped, too."""
    has_earlier_texts: bool = False
    """Whether earlier texts of its sentences are kept."""
    skipped_at: datetime | None = None
    """When somebody said that there will be no report."""
    may_be_skipped: bool = False
    """Whether organizers are reminded of it, and it is neither published nor skipped."""
    authors: NamedAuthors = field(default_factory=NamedAuthors)
    clashes: Mapping[str, str] = field(default_factory=dict)
    """Field of the form → a text that was not kept, as somebody else had changed it meanwhile."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it was compiled outside of any transaction, and what was written until then."""

    period: Period
    material: Material
    data: ReportData
    written: WrittenReport | None
    earlier: Mapping[NarrativePart, str]

    def data_with(self, written: WrittenReport | None, authors: NamedAuthors) -> ReportData:
        """Return the report with what is written now, by the authors whom it may name."""
        data = self.data
        if written != self.written:
            data = compile_report(_with_sentences(self.material, written))
        return {**data, "authors": [*authors.named]}

    @property
    def is_due(self) -> bool:
        """Return whether the foundation asks for the report, of a period that is over."""
        attended, community = self.material.attended, self.material.community
        is_asked = is_asked_for(community, self.period)
        return bool(attended.meetings) and attended.is_over and is_asked

    def issues_with(self, written: WrittenReport | None) -> list[JudgedIssue]:
        """Return the drafted sentences with what organizers made of them until now."""
        return judged_issues(_with_sentences(self.material, written))


@dataclass(frozen=True, slots=True)
class _Records:
    """What a report is made of. `turnouts` are of all meetings until the end of the period."""

    community: Community
    period: Period
    turnouts: Sequence[Turnout]
    burdens: Sequence[RegionBurden]
    going: Going
    caught_up: CaughtUp
    action_items: tuple[int, int]
    subgroups: Sequence[Subgroup]
    activities: Sequence[Activity]
    plans: Sequence[PlannedWork]
    journal: Sequence[JournalItem]
    rotations: Sequence[RotationTried]
    releases: Sequence[QuotedRelease]
    next_release: NextRelease | None
    written: WrittenReport | None
    earlier: Mapping[NarrativePart, str]


async def draft_report(
    db: Database, actor: Actor, text: str, now: datetime, template: AskedTemplate = None
) -> Draft:
    """Read what a report is made of, and work it out when the transaction is over.

    Its authors are left out: `authors_named` says whom it may name. Raises the refusals of periods,
    FuturePeriodError, and EmptyPeriodError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        if period.start > today_in(community, now):
            raise FuturePeriodError(period.label, period.start)
        records = await _read(tx, community, period, now)
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
        action_items=await promises.counts_between(tx, community.id, start, until),
        caught_up=await minutes.caught_up_counts(tx, community.id, start, until),
        subgroups=await communities.subgroups(tx, community.id),
        activities=with_talks(
            await activities.activities_between(tx, community.id, period.start, period.end),
            await activities.talks_until(tx, community.id, community.timezone, start, until),
        ),
        plans=await plans.work_of_period(tx, community.id, start, until),
        journal=await journal.reading_list(tx, community.id, start, until),
        rotations=await rotations_tried(tx, community, period, now),
        releases=releases,
        next_release=next_release,
        written=await reports.written_report(tx, community.id, period),
        earlier=await earlier_sentences(tx, community, period),
    )


async def earlier_sentences(
    tx: Tx, community: Community, period: Period
) -> Mapping[NarrativePart, str]:
    """Return the sentences of the period before, without empty ones."""
    before = await reports.written_report(tx, community.id, period.previous())
    texts = before.narrative if before else {}
    return {part: text for part, text in texts.items() if text}


def _work_out(records: _Records, now: datetime, template: AskedTemplate) -> Draft:
    """Work out the figures, and compile the report.

    Slow with many attendances: call it in a thread. Raises EmptyPeriodError.
    """
    material = _material(records, now, template)
    if is_empty(material):
        raise EmptyPeriodError(records.period.label)
    data = compile_report(_with_sentences(material, records.written))
    return Draft(records.period, material, data, records.written, records.earlier)


def _material(records: _Records, now: datetime, template: AskedTemplate) -> Material:
    community, period = records.community, records.period
    kept = template_of(records.written.published if records.written else None)
    attended = count_heads(
        records.turnouts, records.going, community, period, now, records.caught_up
    )
    return Material(
        community=community,
        period=period,
        attended=replace(attended, action_items=records.action_items),
        subgroups=records.subgroups,
        activities=records.activities,
        plans=records.plans,
        journal=records.journal,
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
    narrative = written.narrative if written else {}
    return replace(
        material,
        narrative=NarrativeData(
            health=narrative.get(NarrativePart.HEALTH, ""),
            issues=narrative.get(NarrativePart.ISSUES, ""),
            diversity=narrative.get(NarrativePart.DIVERSITY, ""),
            additional=narrative.get(NarrativePart.ADDITIONAL, ""),
        ),
        published_at=written.published_at if written else None,
        verdicts=written.verdicts if written else {},
    )


def compiled(draft: Draft, written: WrittenReport | None, authors: NamedAuthors) -> CompiledReport:
    data = draft.data_with(written, authors)
    published = written.published if written else None
    changed = written is not None and published is not None and not is_current(written, data)
    told = data["narrative"]
    offers = any(not told[part.value] for part in draft.earlier)
    return CompiledReport(
        draft.period,
        data,
        issues=draft.issues_with(written),
        changed=changed,
        offers_earlier=offers,
        skipped_at=written.skipped_at if written else None,
        may_be_skipped=draft.is_due and not (written and written.published_at),
        has_earlier_texts=written is not None and written.has_earlier_texts,
        differences=differences(published, data) if published and changed else (),
        authors=authors,
    )


def is_current(written: WrittenReport, data: ReportData) -> bool:
    """Return whether the published report is as it is now, and no attendance changed since."""
    if written.published is None or written.changed_at is not None:
        return False
    return is_same(written.published, data)


def report_period(text: str, community: Community, now: datetime) -> Period:
    """Read a period, and name it by its first and last day.

    Sentences belong to these days, not to a text such as `last 6 months`.
    """
    period = period_of(text, community, now)
    return named_period(period.start, period.end)
