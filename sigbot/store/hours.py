"""Keep when meetings suit people."""

from datetime import datetime

from sigbot.domain.hours import Hours
from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows.members import HoursRow


async def set_hours(tx: Tx, person_id: int, hours: Hours | None, now: datetime) -> None:
    """Set a person's hours; None resets them to the usual hours."""
    if hours is None:
        row = await tx.get(HoursRow, person_id)
        if row:
            await tx.delete(row)
        return
    values = {
        "person_id": person_id,
        "begin": hours.begin,
        "end": hours.end,
        "days": "".join(map(str, hours.days)),
        "updated_at": now,
    }
    await insert_or_update(tx, HoursRow, values, "person_id")


async def hours_of(tx: Tx, person_id: int) -> Hours | None:
    return hours_from(await tx.get(HoursRow, person_id))


def hours_from(row: HoursRow | None) -> Hours | None:
    return Hours(row.begin, row.end, tuple(map(int, row.days))) if row else None
