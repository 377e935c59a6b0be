"""The sentences of a report that people write, and its authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sigbot.domain.bounds import LINE_LIMIT, NARRATIVE_LIMIT
from sigbot.domain.community import Actor
from sigbot.domain.narratives import AUTHORS, Merge, merge
from sigbot.domain.report_data import NarrativePart
from sigbot.domain.texts import check_length, check_paragraph, check_text
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.report_drafts import (
    CompiledReport,
    compiled,
    draft_report,
    earlier_sentences,
    report_period,
)
from sigbot.store import audit, reports
from sigbot.store.database import Database
from sigbot.store.reports import WrittenReport


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sentences of a report by part, and its authors, as they are now."""

    narrative: Mapping[NarrativePart, str]
    authors: Sequence[str]
    earlier: Mapping[NarrativePart, str] = field(default_factory=dict)
    """The sentences of the period before."""


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
) -> CompiledReport:
    """Keep the sentences, and the authors (one on each line), and compile the report again.

    `opened` are the marks of the texts with which the form was opened. What somebody else changed
    since then is not overwritten: it is a clash of the answer. For organizers only. Raises
    TooLongError, EmptyPeriodError, and the refusals of periods.
    """
    draft = await draft_report(db, actor, text, now)
    checked = {
        part: check_paragraph("narrative", parts[part], NARRATIVE_LIMIT)
        for part in NarrativePart
        if part in parts
    }
    names = _names(authors or "")
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        written = await reports.open_report(tx, community.id, draft.period, actor.name, now)
        sent = _by_field(checked, names)
        merged = merge(opened, _texts(written), sent) if opened else Merge(sent, {})
        kept = {part: merged.kept[part] for part in NarrativePart if part in merged.kept}
        await reports.write_narrative(tx, written.id, kept, now)
        if AUTHORS in merged.kept:
            await reports.set_authors(tx, written.id, names)
        audit.record(tx, community.id, actor, "report.narrative", draft.period.label, now)
        fresh = await reports.written_report(tx, community.id, draft.period)
    return replace(compiled(draft, fresh), clashes=merged.clashes)


def _texts(written: WrittenReport) -> dict[str, str]:
    return _by_field(written.narrative, written.authors)


def _by_field(parts: Mapping[NarrativePart, str], authors: Sequence[str]) -> dict[str, str]:
    """Return the texts of the form; without `authors`, those that are written stay."""
    texts: dict[str, str] = {part.value: text for part, text in parts.items()}
    return {**texts, AUTHORS: "\n".join(authors)} if authors else texts


def _names(text: str) -> list[str]:
    lines = check_length("authors", text, NARRATIVE_LIMIT).splitlines()
    names = [check_text("authors", name, LINE_LIMIT) for name in lines]
    return list(dict.fromkeys(name for name in names if name))
