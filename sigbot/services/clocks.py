"""Warn of clock changes, and move meetings when the rules of their zone change."""

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
"""The key of the state that keeps the version of the zone rules that were used last."""


async def schedule_warnings(tx: Tx, community: Community, now: datetime) -> None:
    """Schedule a warning WARNED_BEFORE the local hour of a series changes for any member.

    There is one warning for each change. Call this whenever times of meetings or zones of members
    have changed.
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
    """Return what the next clock change does to a series for a reader in `zone`.

    Return None where no change is ahead.
    """
    tables: list[Timetable] = await clocks.timetables(tx, community_id, now, series_id)
    return own_change(tables[0].starts, tables[0].zone, zone, now) if tables else None


def rules_version() -> str:
    """Return the version of the zone rules in use, such as `2026c`."""
    return str(tzdata.IANA_VERSION)


async def follow_zone_rules(db: Database, version: str, now: datetime) -> int:
    """Work the instants of all meetings ahead out again if the zone rules changed since last time.

    Wall times stay. Return the number of meetings whose instant changed.

    On the first start, schedule the reminders of every meeting.
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
    meant = {meeting.id: _meant(meeting, first=first) for meeting in ahead}
    moved = [meeting for meeting in ahead if meant[meeting.id][0] != meeting.starts_at]
    ids = [meeting.id for meeting in moved]
    await changes.set_starts(tx, meant)
    await schedule_reminders(tx, [meeting.id for meeting in ahead] if first else ids, now)
    if moved:
        await refresh_announced(tx, community_id, ids, now)
        zones = sorted({meeting.zone for meeting in moved})
        await notice(
            tx, community_id, NoticeTopic.ZONE_RULES, now, version, zones=zones, count=len(moved)
        )
        audit.record(tx, community_id, None, "zones.follow", version, now, count=len(moved))
    await schedule_warnings(tx, community, now)
    return len(moved)


def _meant(meeting: Ahead, *, first: bool) -> tuple[datetime, int]:
    """Return the instant of a meeting's wall time under the present rules, and its fold.

    On the `first` start, work the fold out from the instant: earlier versions did not keep it.
    """
    wall, zone = meeting.wall, meeting.zone
    second = to_utc(wall, zone, fold=1)
    is_second = first and meeting.starts_at == second != to_utc(wall, zone)
    fold = 1 if is_second else meeting.fold
    return to_utc(wall, zone, fold=fold), fold
