"""The sentences of a report that people write, and its authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.community import Actor
from sigbot.domain.narratives import (
    AUTHORS,
    GoneTextError,
    Merge,
    Version,
    by_field,
    merge,
    read_authors,
)
from sigbot.domain.periods import Period
from sigbot.domain.report_data import AskedTemplate, NarrativePart
from sigbot.domain.texts import check_paragraph
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.authors import ask_authors, authors_named, open_report, spell_authors
from sigbot.services.report_drafts import (
    CompiledReport,
    compiled,
    draft_report,
    earlier_sentences,
    report_period,
)
from sigbot.store import audit, narratives, reports
from sigbot.store.database import Database


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sentences of a report by part, and its authors, as they are now."""

    narrative: Mapping[NarrativePart, str]
    authors: Sequence[str]
    earlier: Mapping[NarrativePart, str] = field(default_factory=dict)
    """The sentences of the period before."""


@dataclass(frozen=True, slots=True)
class EarlierTexts:
    """The kept texts of a report that are not written now, the newest first.

    `brought_back` is the one that was brought back just now.
    """

    period: Period
    versions: Sequence[Version]
    brought_back: Version | None = None


async def narrative_of(db: Database, actor: Actor, text: str, now: datetime) -> Narrative:
    """Return what people wrote so far, to edit it. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        earlier = await earlier_sentences(tx, community, period)
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
    draft = await draft_report(db, actor, text, now, template)
    checked = {
        part: check_paragraph("narrative", parts[part], NARRATIVE_LIMIT)
        for part in NarrativePart
        if part in parts
    }
    typed = read_authors(authors or "")
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        names = await spell_authors(tx, community.id, typed)
        written = await open_report(tx, community, draft.period, actor, now)
        sent = by_field(checked, names)
        texts = by_field(written.narrative, written.authors)
        merged = merge(opened, texts, sent) if opened else Merge(sent, {})
        kept = {part: merged.kept[part] for part in NarrativePart if part in merged.kept}
        await narratives.write_narrative(tx, written.id, kept, actor.discord_id, now)
        if AUTHORS in merged.kept:
            await reports.set_authors(tx, written.id, names)
        audit.record(tx, community.id, actor, "report.narrative", draft.period.label, now)
        fresh = await open_report(tx, community, draft.period, actor, now)
        if AUTHORS in merged.kept:
            await ask_authors(tx, community, fresh, actor, now)
        named = await authors_named(tx, community, fresh, actor)
    return replace(compiled(draft, fresh, named), clashes=merged.clashes)


async def earlier_texts(db: Database, actor: Actor, text: str, now: datetime) -> EarlierTexts:
    """Return the earlier texts of a period's sentences. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        versions = await narratives.earlier_texts(tx, written.id) if written else []
        return EarlierTexts(period, versions)


async def bring_back_text(
    db: Database, actor: Actor, text: str, version_id: int, now: datetime
) -> EarlierTexts:
    """Write an earlier text again; the one that is written now becomes an earlier one.

    For organizers only. Raises GoneTextError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        period = report_period(text, community, now)
        written = await reports.written_report(tx, community.id, period)
        versions = await narratives.earlier_texts(tx, written.id) if written else []
        chosen = next((version for version in versions if version.id == version_id), None)
        if written is None or chosen is None:
            raise GoneTextError
        parts = {chosen.part: chosen.text}
        await narratives.write_narrative(tx, written.id, parts, actor.discord_id, now)
        audit.record(tx, community.id, actor, "report.bring_back", period.label, now)
        return EarlierTexts(period, await narratives.earlier_texts(tx, written.id), chosen)
