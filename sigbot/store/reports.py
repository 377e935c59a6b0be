"""Keep reports with their narratives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select, update

from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period, named_period
from sigbot.domain.report_data import IssueData, IssueState, NarrativePart, ReportData, Verdict
from sigbot.domain.statistics import Number
from sigbot.store.database import Tx
from sigbot.store.narratives import has_earlier_texts
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.published import (
    from_json,
    issues_from_json,
    issues_to_json,
    shown_earlier,
    to_json,
)
from sigbot.store.rows.reports import NarrativeRow, ReportRow, VerdictRow


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """What people wrote for a period."""

    id: int
    authors: tuple[str, ...]
    narrative: Mapping[NarrativePart, str]
    published_at: datetime | None
    published: ReportData | None
    changed_at: datetime | None
    """When attendance in its period was last changed after it was published."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Key of a drafted sentence → what an organizer made of it."""
    skipped_at: datetime | None = None
    has_earlier_texts: bool = False
    """Whether another text of a part is kept than the one that is written."""
    drafted: Sequence[IssueData] = ()
    """The evidence of drafted sentences as somebody began to read them, until it is published."""


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report that was published before there were releases, with the averages it showed."""

    period: Period
    published_on: date
    shown: Mapping[Attribute, Mapping[str, Number]]


async def earlier_reports(tx: Tx, community_id: int) -> list[EarlierReport]:
    """Return the reports that were published with diversity figures before there were releases."""
    rows = await tx.execute(
        select(ReportRow.start, ReportRow.end, ReportRow.published_at, ReportRow.published)
        .where(ReportRow.community_id == community_id, ReportRow.published_at.is_not(None))
        .order_by(ReportRow.published_at, ReportRow.id)
    )
    earlier: list[EarlierReport] = []
    for start, end, published_at, published in rows:
        diversity = from_json(published)["diversity"] if published else None
        if diversity and "not_stated" in diversity and diversity["not_stated"]:
            shown = shown_earlier(diversity)
            earlier.append(EarlierReport(named_period(start, end), published_at.date(), shown))
    return earlier


async def published_periods(tx: Tx, community_id: int, limit: int) -> list[tuple[Period, datetime]]:
    """Return the periods of published reports and when that was, the newest periods first."""
    rows = await tx.execute(
        select(ReportRow.start, ReportRow.end, ReportRow.published_at)
        .where(ReportRow.community_id == community_id, ReportRow.published_at.is_not(None))
        .order_by(ReportRow.end.desc(), ReportRow.start.desc())
        .limit(limit)
    )
    return [(named_period(start, end), at) for start, end, at in rows if at]


async def written_report(tx: Tx, community_id: int, period: Period) -> WrittenReport | None:
    row = await tx.scalar(
        select(ReportRow).where(
            ReportRow.community_id == community_id,
            ReportRow.start == period.start,
            ReportRow.end == period.end,
        )
    )
    if row is None:
        return None
    parts = await tx.execute(
        select(NarrativeRow.part, NarrativeRow.text).where(NarrativeRow.report_id == row.id)
    )
    return WrittenReport(
        id=row.id,
        authors=tuple(row.authors),
        narrative={NarrativePart(part): text for part, text in parts},
        published_at=row.published_at,
        published=from_json(row.published) if row.published else None,
        changed_at=row.changed_at,
        verdicts=await _verdicts(tx, row.id),
        skipped_at=row.skipped_at,
        has_earlier_texts=await has_earlier_texts(tx, row.id),
        drafted=issues_from_json(row.drafted or ()),
    )


async def _verdicts(tx: Tx, report_id: int) -> dict[str, Verdict]:
    rows = await tx.scalars(select(VerdictRow).where(VerdictRow.report_id == report_id))
    return {row.issue: Verdict(IssueState(row.state), row.figures, row.text) for row in rows}


async def keep_drafted(tx: Tx, report_id: int, issues: Sequence[IssueData]) -> None:
    """Keep the evidence of drafted sentences, for those who read them."""
    row, drafted = await tx.get_one(ReportRow, report_id), issues_to_json(issues) or None
    if row.drafted != drafted:
        row.drafted = drafted


async def judge(tx: Tx, report_id: int, issue: str, verdict: Verdict, now: datetime) -> None:
    """Keep what an organizer made of a drafted sentence."""
    values = {
        "report_id": report_id,
        "issue": issue,
        "state": verdict.state,
        "figures": verdict.figures,
        "text": verdict.text,
        "updated_at": now,
    }
    await insert_or_update(tx, VerdictRow, values, "report_id", "issue")


async def open_report(
    tx: Tx, community_id: int, period: Period, author: str, now: datetime
) -> WrittenReport:
    """Return the report of a period; add it, with `author`, when there is none yet."""
    values = {
        "community_id": community_id,
        "label": period.label,
        "start": period.start,
        "end": period.end,
        "authors": [author],
        "created_at": now,
    }
    await insert_once(tx, ReportRow, values, "community_id", "start", "end")
    report = await written_report(tx, community_id, period)
    assert report is not None  # noqa: S101  (just inserted)
    return report


async def set_authors(tx: Tx, report_id: int, authors: list[str]) -> None:
    (await tx.get_one(ReportRow, report_id)).authors = authors


async def publish_report(tx: Tx, report_id: int, data: ReportData, published_at: datetime) -> None:
    row = await tx.get_one(ReportRow, report_id)
    row.published, row.published_at, row.changed_at = to_json(data), published_at, None
    row.skipped_at = row.drafted = None


async def mark_changed(tx: Tx, community_id: int, day: date, now: datetime) -> None:
    """Note for published reports that include this day that their figures changed since."""
    await tx.execute(
        update(ReportRow)
        .where(
            ReportRow.community_id == community_id,
            ReportRow.start <= day,
            ReportRow.end >= day,
            ReportRow.published_at.is_not(None),
        )
        .values(changed_at=now)
    )
