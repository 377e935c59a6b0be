"""Keep the snapshot of a community that suggestions see."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sigbot.domain.hours import Hours
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Availability, Snapshot
from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows.rotation import SnapshotRow


async def snapshot(tx: Tx, community_id: int) -> Snapshot | None:
    """Return the last snapshot of a community, None without any."""
    row = await tx.get(SnapshotRow, community_id, populate_existing=True)
    if row is None:
        return None
    kept = [(_availability(alike), alike["count"]) for alike in row.people]
    return Snapshot(row.taken_at, tuple(person for person, count in kept for _ in range(count)))


async def keep_snapshot(tx: Tx, community_id: int, taken: Snapshot) -> None:
    """Keep a snapshot in place of the last one."""
    people = [{**_columns(person), "count": n} for person, n in Counter(taken.people).items()]
    values = {"community_id": community_id, "taken_at": taken.taken_at, "people": people}
    await insert_or_update(tx, SnapshotRow, values, "community_id")


def _columns(person: Availability) -> dict[str, Any]:
    hours = person.hours
    return {
        "zone": person.zone,
        "region": person.region,
        "begin": hours.begin if hours else None,
        "end": hours.end if hours else None,
        "days": hours and list(hours.days),
    }


def _availability(kept: Mapping[str, Any]) -> Availability:
    region, days = kept["region"], kept["days"]
    hours = None if days is None else Hours(kept["begin"], kept["end"], tuple(days))
    return Availability(kept["zone"], Region(region) if region else None, hours)
