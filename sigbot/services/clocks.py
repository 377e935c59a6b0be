"""Warn of clock changes, and move meetings when the rules of their zone change."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
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
from sigbot.domain.notices import RETRIED_AFTER, NoticeTopic
from sigbot.domain.outbox import CheckClocks, ClockWarning, Due, Topic
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.when import to_utc
from sigbot.domain.zone_names import is_zone
from sigbot.services.announcements import refresh_announced
from sigbot.services.notices import note_stuck, note_unstuck, notice
from sigbot.services.reminders import schedule_reminders
from sigbot.store import audit, changes, clocks, outbox, state, upkeep
from sigbot.store import community as communities
from sigbot.store.changes import Ahead
from sigbot.store.clocks import Timetable
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)

RULES = "zone_rules"
"""The key of the state that keeps the version of the zone rules that all communities follow."""

PROGRESS = "zone_rules_progress:"
"""How the keys of the state begin that keep how far a version is followed: the last community."""


async def check_clocks_soon(tx: Tx, community_id: int, now: datetime) -> None:
    """Let `schedule_warnings` be called soon, outside of this transaction.

    Call this whenever times of meetings or zones of members have changed. Without any series there
    is nothing to warn of.
    """
    if await clocks.has_series(tx, community_id):
        key = f"{Topic.CHECK_CLOCKS}:{community_id}"
        await outbox.post(tx, community_id, CheckClocks(), now, now, key=key)


async def check_clocks(db: Database, due: Due[CheckClocks], now: datetime) -> None:
    """Do what a row of `check_clocks_soon` asks for."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, due.guild_id)
    if community:
        await schedule_warnings(db, community.id, now)


def _changes(table: Timetable, zones: Sequence[str], now: datetime) -> list[ClockChange]:
    """Return the changes ahead; none for a series in a zone that tzdata does not know any more."""
    if not is_zone(table.zone):
        return []
    return [
        change for change in clock_changes(table.starts, table.zone, zones) if change.first > now
    ]


async def _warn(
    tx: Tx, community_id: int, series_id: int, ahead: Iterable[ClockChange], now: datetime
) -> None:
    for change in ahead:
        if await clocks.add_warning(tx, series_id, change.changes_at):
            due_at = max(change.changes_at - WARNED_BEFORE, now + SETTLING)
            message = ClockWarning(series_id, change.changes_at)
            await outbox.post(tx, community_id, message, due_at, now)


async def zones_of(tx: Tx, community: Community) -> list[str]:
    """Return the zone of a community and those of its members, if tzdata knows them."""
    zones = [community.timezone, *await clocks.member_zones(tx, community.id)]
    return [zone for zone in zones if is_zone(zone)]


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
    """Follow new zone rules in all communities, step by step; return how many meetings moved."""
    moved = 0
    while (more := await follow_next(db, version, now)) is not None:
        moved += more
    return moved


async def follow_next(db: Database, version: str, now: datetime) -> int | None:
    """Work the instants of a community's meetings ahead out again, as the zone rules are new to it.

    Wall times stay. Take the next community that does not follow the rules of `version` yet; after
    a restart, go on after the last one. Return the number of meetings whose instant changed, None
    if all communities follow. A community that fails is set aside. Raises StoreBusyError.

    On the first start, schedule the reminders of every meeting.
    """
    async with db.read() as tx:
        last = await state.recall(tx, RULES) or ""
        if last == version:
            return None
        passed = int(await state.recall(tx, _progress(version)) or 0)
        community_id = await upkeep.community_after(tx, passed)
    if community_id is None:
        await _note_all_follow(db, version)
        return None
    moved = await _try_to_follow(db, community_id, now, version, first=not last)
    await _note_progress(db, version, community_id)
    return moved


async def follow_again(db: Database, version: str, now: datetime) -> int | None:
    """Try to follow zone rules in a community that was set aside; return as `follow_next` does."""
    async with db.look() as tx:
        community_id = await upkeep.community_to_retry(tx, now)
    if community_id is None:
        return None
    return await _try_to_follow(db, community_id, now, version, first=False)


def _progress(version: str) -> str:
    """Return the key of the last community that follows a version.

    Each version has its own: two processes may run with two versions, while one replaces the other.
    """
    return f"{PROGRESS}{version}"


async def _note_progress(db: Database, version: str, community_id: int) -> None:
    """Note that a community and all before it follow, unless another process is further."""
    async with db.write() as tx:
        if await state.recall(tx, RULES) == version:
            return
        passed = int(await state.recall_to_change(tx, _progress(version)) or 0)
        await state.remember(tx, _progress(version), f"{max(passed, community_id)}")


async def _note_all_follow(db: Database, version: str) -> None:
    """Note that all communities follow; a version that was followed in part begins anew."""
    async with db.write() as tx:
        await state.remember(tx, RULES, version)
        await state.forget_all(tx, PROGRESS)


async def _try_to_follow(
    db: Database, community_id: int, now: datetime, version: str, *, first: bool
) -> int:
    """Follow new rules in a community, or set it aside; return how many meetings moved."""
    try:
        moved = await _follow(db, community_id, now, version, first=first)
        await schedule_warnings(db, community_id, now)
        await _take_up(db, community_id, now)
    except StoreBusyError:
        raise
    except Exception as error:
        log.warning("community %d does not follow zone rules", community_id, exc_info=error)
        await _set_aside(db, community_id, now)
        return 0
    return moved


async def _set_aside(db: Database, community_id: int, now: datetime) -> None:
    """Leave a community alone for RETRIED_AFTER, and tell its organizers.

    These are two transactions: if nobody can be told, the community is set aside all the same.
    """
    async with db.write() as tx:
        await upkeep.put_community_off(tx, community_id, now + RETRIED_AFTER)
    async with db.write() as tx:
        await note_stuck(tx, community_id, now)


async def _take_up(db: Database, community_id: int, now: datetime) -> None:
    """Take up a community again if it was set aside, as it follows by now."""
    async with db.read() as tx:
        is_aside = await upkeep.is_community_aside(tx, community_id)
    if is_aside:
        async with db.write() as tx:
            await upkeep.put_community_off(tx, community_id, None)
            await note_unstuck(tx, community_id, now)


async def _follow(
    db: Database, community_id: int, now: datetime, version: str, *, first: bool
) -> int:
    """Move the meetings of a community that new rules move; return how many.

    Instants are worked out before the transaction begins. A meeting that somebody changes
    meanwhile has its instant by the new rules already.
    """
    async with db.read() as tx:
        ahead = await changes.meetings_ahead(tx, community_id, now)
    zones = {zone for zone in {meeting.zone for meeting in ahead} if is_zone(zone)}
    known = [meeting for meeting in ahead if meeting.zone in zones]
    meant = {meeting.id: _meant(meeting, first=first) for meeting in known}
    new = [m for m in known if first or meant[m.id] != (m.starts_at, m.fold)]
    unknown = [meeting for meeting in ahead if meeting.zone not in zones]
    if not (new or unknown):
        return 0
    async with db.write() as tx:
        await communities.lock(tx, community_id)
        await _note_unknown(tx, community_id, unknown, now)
        still = {*await changes.meetings_ahead(tx, community_id, now)}
        current = [meeting for meeting in new if meeting in still]
        await _move(tx, community_id, current, meant, now, version, first=first)
    return sum(meant[meeting.id][0] != meeting.starts_at for meeting in current)


async def _note_unknown(tx: Tx, community_id: int, unknown: Iterable[Ahead], now: datetime) -> None:
    """Tell organizers once of each series and each single meeting whose zone tzdata has no more."""
    subjects = {meeting.subject: meeting.title for meeting in unknown}
    for subject, title in subjects.items():
        await note_stuck(tx, community_id, now, subject, title)


async def _move(
    tx: Tx,
    community_id: int,
    meetings: Sequence[Ahead],
    meant: Mapping[int, tuple[datetime, int]],
    now: datetime,
    version: str,
    *,
    first: bool,
) -> None:
    """Write the instants that are `meant`, correct what was posted, and tell the organizers."""
    moved = [meeting for meeting in meetings if meant[meeting.id][0] != meeting.starts_at]
    ids = [meeting.id for meeting in moved]
    starts = {meeting.id: meant[meeting.id] for meeting in meetings}
    await changes.set_starts(tx, starts, now)
    await schedule_reminders(tx, [meeting.id for meeting in meetings] if first else ids, now)
    if moved:
        await refresh_announced(tx, community_id, ids, now)
        zones = sorted({meeting.zone for meeting in moved})
        await notice(
            tx, community_id, NoticeTopic.ZONE_RULES, now, version, zones=zones, count=len(moved)
        )
        audit.record(tx, community_id, None, "zones.follow", version, now, count=len(moved))


async def schedule_warnings(db: Database, community_id: int, now: datetime) -> None:
    """Schedule a warning WARNED_BEFORE the local hour of a series changes for any member.

    There is one warning for each change. They are worked out before any transaction that writes, in
    a thread: members may be in hundreds of zones. Then there is one for each series.
    """
    async with db.read() as tx:
        zones = await zones_of(tx, await communities.community(tx, community_id))
        tables = await clocks.timetables(tx, community_id, now)
        warned = await clocks.warned_of(tx, community_id)
    for table in tables:
        ahead = await asyncio.to_thread(_changes, table, zones, now)
        fresh = [change for change in ahead if (table.series_id, change.changes_at) not in warned]
        if fresh:
            async with db.write() as tx:
                await _warn(tx, community_id, table.series_id, fresh, now)


def _meant(meeting: Ahead, *, first: bool) -> tuple[datetime, int]:
    """Return the instant of a meeting's wall time under the present rules, and its fold.

    On the `first` start, work the fold out from the instant: earlier versions did not keep it.
    """
    wall, zone = meeting.wall, meeting.zone
    second = to_utc(wall, zone, fold=1)
    is_second = first and meeting.starts_at == second != to_utc(wall, zone)
    fold = 1 if is_second else meeting.fold
    return to_utc(wall, zone, fold=fold), fold
