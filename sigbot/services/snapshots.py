"""Show suggestions a snapshot of the community, and renew it where that is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.rotation import FEWEST_KNOWN, Availability, Snapshot, next_snapshot, seen
from sigbot.store import community as communities
from sigbot.store import rotation as rotations
from sigbot.store import snapshots
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class SeenMembers:
    """The members as a suggestion sees them.

    `taken_at` is when the snapshot was taken, None where there is none yet. `unknown` have set
    neither a time zone nor a region.
    """

    people: Sequence[Availability]
    unknown: int
    taken_at: datetime | None = None


async def see_members(db: Database, community_id: int, now: datetime) -> SeenMembers:
    """Return the members of a community as a suggestion sees them now.

    Take a new snapshot first where one is due, in a transaction of its own: two suggestions at once
    see the same one.
    """
    async with db.read() as tx:
        last, members = await _read(tx, community_id)
    if next_snapshot(last, _known(members), now):
        async with db.write() as tx:
            await communities.lock(tx, community_id)
            last, members = await _read(tx, community_id)
            if taken := next_snapshot(last, _known(members), now):
                await snapshots.keep_snapshot(tx, community_id, taken)
                last = taken
    known = _known(members)
    taken_at = last.taken_at if last and len(known) >= FEWEST_KNOWN else None
    return SeenMembers(seen(last, known), len(members) - len(known), taken_at)


async def _read(tx: Tx, community_id: int) -> tuple[Snapshot | None, Sequence[Availability]]:
    last = await snapshots.snapshot(tx, community_id)
    return last, await rotations.members(tx, community_id)


def _known(members: Sequence[Availability]) -> list[Availability]:
    return [person for person in members if person.zone or person.region]
