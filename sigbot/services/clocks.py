"""Warning of clock changes, and following new rules of the zones."""

from collections import defaultdict
from datetime import datetime

import tzdata

from sigbot.domain.clock_changes import (
    SETTLING,
    WARNED_BEFORE,
    ClockChange,
    LocalChange,
    clock_changes,
    own_change,
)
from sigbot.domain.community import Community
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.outbox import ClockWarning
from sigbot.domain.when import to_utc
from sigbot.services.announcements import refresh_announced
from sigbot.services.notices import notice
from sigbot.services.reminders import schedule_reminders
from sigbot.store import audit, changes, clocks, outbox, state
from sigbot.store import community as communities
from sigbot.store.changes import Ahead
from sigbot.store.clocks import Timetable
from sigbot.store.database import Database, Tx

RULES = "zone_rules"
"""The key of the state that says by which rules instants were worked out last."""


async def schedule_warnings(tx: Tx, community: Community, now: datetime) -> None:
    """A week before the local hour of a series changes for anybody, say so; once for each change.

    To be called whenever times or the zones of members have changed.
    """
    zones = await zones_of(tx, community)
    for table in await clocks.timetables(tx, community.id, now):
        for change in clock_changes(table.starts, table.zone, zones):
            if change.first <= now:
                continue
            if await clocks.add_warning(tx, table.series_id, change.changes_at):
                due_at = max(change.changes_at - WARNED_BEFORE, now + SETTLING)
                message = ClockWarning(table.series_id, change.changes_at)
                await outbox.post(tx, community.id, message, due_at, now)


async def zones_of(tx: Tx, community: Community) -> list[str]:
    """Return the zone of a community and those of its members."""
    return [community.timezone, *await clocks.member_zones(tx, community.id)]


async def own_line(
    tx: Tx, community_id: int, series_id: int, zone: str, now: datetime
) -> tuple[ClockChange, LocalChange] | None:
    """What the next change of the clocks does to a series for a reader in `zone`."""
    tables: list[Timetable] = await clocks.timetables(tx, community_id, now, series_id)
    return own_change(tables[0].starts, tables[0].zone, zone, now) if tables else None


def rules_version() -> str:
    """The version of the zone rules in use, such as `2026c`."""
    return str(tzdata.IANA_VERSION)


async def follow_zone_rules(db: Database, version: str, now: datetime) -> int:
    """Work the instants of all meetings ahead out again when the rules of the zones are others
    than last time: wall times stay. How many meetings moved.

    On the first start there is nothing to compare with, and every meeting gets its reminders.
    """
    async with db.write() as tx:
        last = await state.recall_to_change(tx, RULES)
        if last == version:
            return 0
        by_community: dict[int, list[Ahead]] = defaultdict(list)
        for meeting in await changes.meetings_ahead(tx, now):
            by_community[meeting.community_id].append(meeting)
        moved = 0
        for community_id, ahead in by_community.items():
            moved += await _follow(tx, community_id, ahead, now, version, first=not last)
        await state.remember(tx, RULES, version)
        return moved


async def _follow(
    tx: Tx, community_id: int, ahead: list[Ahead], now: datetime, version: str, *, first: bool
) -> int:
    community = await communities.community(tx, community_id)
    meant = {one.id: _meant(one, first=first) for one in ahead}
    moved = [one for one in ahead if meant[one.id][0] != one.starts_at]
    ids = [one.id for one in moved]
    await changes.set_starts(tx, meant)
    await schedule_reminders(tx, [one.id for one in ahead] if first else ids, now)
    if moved:
        await refresh_announced(tx, community_id, ids, now)
        zones = sorted({one.zone for one in moved})
        await notice(
            tx, community_id, NoticeTopic.ZONE_RULES, now, version, zones=zones, count=len(moved)
        )
        audit.record(tx, community_id, None, "zones.follow", version, now, count=len(moved))
    await schedule_warnings(tx, community, now)
    return len(moved)


def _meant(one: Ahead, *, first: bool) -> tuple[datetime, int]:
    """The instant of a wall time, and its fold; which was not kept before the first start."""
    second = to_utc(one.wall, one.zone, fold=1)
    fold = 1 if first and one.starts_at == second != to_utc(one.wall, one.zone) else one.fold
    return to_utc(one.wall, one.zone, fold=fold), fold
