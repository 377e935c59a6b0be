"""Keep the late hours of regions, as they were frozen quarter by quarter."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func, select

from sigbot.domain.periods import Period
from sigbot.domain.regions import Region
from sigbot.domain.rotation import FrozenBurden, FrozenQuarter
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.rotation import LateHoursRow


async def quarters(
    tx: Tx, community_id: int, chosen: Sequence[Period]
) -> dict[date, FrozenQuarter]:
    """Return first day → ledger of some quarters, without those that are not frozen."""
    rows = await tx.scalars(
        select(LateHoursRow).where(
            LateHoursRow.community_id == community_id,
            LateHoursRow.quarter.in_([quarter.start for quarter in chosen]),
        )
    )
    return {
        row.quarter: {
            Region(region): FrozenBurden(**burden) for region, burden in row.regions.items()
        }
        for row in rows
    }


async def frozen_starts(tx: Tx, community_id: int) -> set[date]:
    """Return the first day of each quarter that is frozen."""
    chosen = select(LateHoursRow.quarter).where(LateHoursRow.community_id == community_id)
    return set(await tx.scalars(chosen))


async def first_meeting(tx: Tx, community_id: int) -> datetime | None:
    """Return when the first meeting of a community started, None without any."""
    chosen = select(func.min(MeetingRow.starts_at)).where(MeetingRow.community_id == community_id)
    return await tx.scalar(chosen)


async def freeze(
    tx: Tx, community_id: int, quarter: Period, regions: FrozenQuarter, now: datetime
) -> bool:
    """Keep the ledger of a quarter; return False where it was frozen before, and stays."""
    values = {
        "community_id": community_id,
        "quarter": quarter.start,
        "regions": {region.value: asdict(burden) for region, burden in regions.items()},
        "frozen_at": now,
    }
    return await insert_once(tx, LateHoursRow, values, "community_id", "quarter")
