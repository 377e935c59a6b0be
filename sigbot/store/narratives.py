"""Keep the sentences that people write for reports, with their earlier texts."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, and_, delete, insert, select

from sigbot.domain.bounds import MOST_VERSIONS
from sigbot.domain.narratives import Version
from sigbot.domain.report_data import NarrativePart
from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows.reports import NarrativeRow, NarrativeVersionRow


async def write_narrative(
    tx: Tx, report_id: int, parts: Mapping[NarrativePart, str], writer: int, now: datetime
) -> None:
    """Write the texts of some parts; of each that changes, keep the text before, too.

    `writer` is a Discord id.
    """
    written = await _written(tx, report_id)
    for part, text in parts.items():
        values = {"report_id": report_id, "part": part, "text": text, "updated_at": now}
        await insert_or_update(tx, NarrativeRow, values, "report_id", "part")
        if text != written.get(part, ""):
            await _add_version(tx, report_id, part, text, writer, now)


async def _written(tx: Tx, report_id: int) -> dict[str, str]:
    rows = await tx.execute(
        select(NarrativeRow.part, NarrativeRow.text).where(NarrativeRow.report_id == report_id)
    )
    return {row.part: row.text for row in rows}


async def _add_version(
    tx: Tx, report_id: int, part: NarrativePart, text: str, writer: int, now: datetime
) -> None:
    """Add a version, and delete those of its part that are too old to be kept."""
    values = {"report_id": report_id, "part": part, "text": text}
    await tx.execute(
        insert(NarrativeVersionRow).values(**values, written_by=writer, written_at=now)
    )
    of_part = NarrativeVersionRow.report_id == report_id, NarrativeVersionRow.part == part
    newest_first = (
        select(NarrativeVersionRow.id).where(*of_part).order_by(NarrativeVersionRow.id.desc())
    )
    oldest = await tx.scalar(newest_first.offset(MOST_VERSIONS - 1).limit(1))
    if oldest is not None:
        old = delete(NarrativeVersionRow).where(*of_part, NarrativeVersionRow.id < oldest)
        await tx.execute(old.execution_options(synchronize_session=False))


def _earlier(report_id: int) -> Select[NarrativeVersionRow]:
    """Return the statement for the texts of a report that are not what is written now."""
    same_part = and_(
        NarrativeRow.report_id == NarrativeVersionRow.report_id,
        NarrativeRow.part == NarrativeVersionRow.part,
    )
    return (
        select(NarrativeVersionRow)
        .outerjoin(NarrativeRow, same_part)
        .where(
            NarrativeVersionRow.report_id == report_id,
            NarrativeVersionRow.text != "",
            NarrativeVersionRow.text.is_distinct_from(NarrativeRow.text),
        )
    )


def _version(row: NarrativeVersionRow) -> Version:
    part = NarrativePart(row.part)
    return Version(row.id, part, row.text, row.written_by, row.written_at)


async def has_earlier_texts(tx: Tx, report_id: int) -> bool:
    """Return whether another text of a part is kept than the one that is written."""
    return await tx.scalar(_earlier(report_id).limit(1)) is not None


async def earlier_texts(tx: Tx, report_id: int) -> list[Version]:
    """Return the kept texts of a report that are not written now, the newest first."""
    newest_first = _earlier(report_id).order_by(NarrativeVersionRow.id.desc())
    rows = await tx.scalars(newest_first)
    return [_version(row) for row in rows]
