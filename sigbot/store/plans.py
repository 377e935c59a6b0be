"""Keep planned work."""

from datetime import date, datetime

from sqlalchemy import func, select, update

from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.store.database import Tx
from sigbot.store.rows.reports import PlannedWorkRow

_OPEN = [status for status in WorkStatus if status.is_open]


def _work(row: PlannedWorkRow) -> PlannedWork:
    return PlannedWork(row.id, row.title, WorkStatus(row.status), row.due, row.updated_at)


async def add_work(
    tx: Tx, community_id: int, title: str, due: date | None, now: datetime
) -> PlannedWork:
    row = PlannedWorkRow(
        community_id=community_id,
        title=title,
        status=WorkStatus.PLANNED,
        due=due,
        created_at=now,
        updated_at=now,
    )
    tx.add(row)
    await tx.flush()
    return _work(row)


async def count_open_work(tx: Tx, community_id: int) -> int:
    """Count the work of a community that is neither done nor dropped."""
    counted = select(func.count()).where(
        PlannedWorkRow.community_id == community_id, PlannedWorkRow.status.in_(_OPEN)
    )
    return await tx.scalar(counted) or 0


async def set_status(tx: Tx, work_id: int, status: WorkStatus, now: datetime) -> None:
    await tx.execute(
        update(PlannedWorkRow)
        .where(PlannedWorkRow.id == work_id)
        .values(status=status, updated_at=now)
    )


async def planned_work(tx: Tx, community_id: int) -> list[PlannedWork]:
    rows = await tx.scalars(
        select(PlannedWorkRow)
        .where(PlannedWorkRow.community_id == community_id)
        .order_by(PlannedWorkRow.id)
    )
    return [_work(row) for row in rows]


async def work_of_period(
    tx: Tx, community_id: int, start: datetime, until: datetime
) -> list[PlannedWork]:
    """Return the planned work of [start, until): added before its end, not done before its start.

    Dropped work is left out.
    """
    rows = await tx.scalars(
        select(PlannedWorkRow)
        .where(
            PlannedWorkRow.community_id == community_id,
            PlannedWorkRow.created_at < until,
            PlannedWorkRow.status.in_(_OPEN)
            | ((PlannedWorkRow.status == WorkStatus.DONE) & (PlannedWorkRow.updated_at >= start)),
        )
        .order_by(PlannedWorkRow.id)
    )
    return [_work(row) for row in rows]
