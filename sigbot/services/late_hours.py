"""Freeze the late hours of regions, quarter by quarter, and read what was frozen.

Nothing that is corrected, imported or said later changes a frozen quarter: from two answers about
one quarter, the hours of the person who was taken off a list could be worked out. Only attendances
that count in releases are counted: with those of organizers, one person could be a whole region.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sigbot.domain.community import Community
from sigbot.domain.periods import Period
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.rotation import (
    Alike,
    FrozenQuarter,
    RegionBurden,
    frozen_burdens,
    frozen_from,
    last_to_freeze,
    quarter_at,
    told_from,
    told_regions,
)
from sigbot.domain.turnouts import Turnout
from sigbot.services.periods import today_in
from sigbot.store import community as communities
from sigbot.store import late_hours, releases, state, upkeep
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)

FROZEN = "late_hours"
"""The key of the state that keeps the last quarter that is frozen in all communities."""

PROGRESS = "late_hours_progress:"
"""How the keys of the state begin that keep the last community in which a quarter is frozen."""

MOST_BACK = 40
"""Quarters before the last one that are frozen for a community with earlier meetings: ten years."""


async def freeze_next(db: Database, now: datetime) -> int | None:
    """Freeze the quarters of the next community that are over for long enough.

    After a restart, go on after the last community. Return how many quarters were frozen, None if
    all are. A community that fails is tried again with the next quarter. Raises StoreBusyError.
    """
    last = last_to_freeze(now)
    async with db.read() as tx:
        if (await state.recall(tx, FROZEN) or "") >= last.key:
            return None
        passed = int(await state.recall(tx, _progress(last)) or 0)
        community_id = await upkeep.community_after(tx, passed)
    if community_id is None:
        await _note_all_frozen(db, last)
        return None
    frozen = await _try_to_freeze(db, community_id, last, now)
    await _note_progress(db, last, community_id)
    return frozen


def next_freezing(now: datetime) -> datetime:
    """Return when the next quarter is to be frozen."""
    return frozen_from(quarter_at(last_to_freeze(now).end + timedelta(days=1)))


def _progress(last: Period) -> str:
    return f"{PROGRESS}{last.key}"


async def _note_all_frozen(db: Database, last: Period) -> None:
    async with db.write() as tx:
        await state.remember(tx, FROZEN, last.key)
        await state.forget_all(tx, PROGRESS)


async def _note_progress(db: Database, last: Period, community_id: int) -> None:
    """Note that a community and all before it are done, unless another process is further."""
    async with db.write() as tx:
        if (await state.recall(tx, FROZEN) or "") < last.key:
            passed = int(await state.recall_to_change(tx, _progress(last)) or 0)
            await state.remember(tx, _progress(last), f"{max(passed, community_id)}")


async def _try_to_freeze(db: Database, community_id: int, last: Period, now: datetime) -> int:
    """Freeze what is missing in a community, the earliest quarter first; return how many."""
    try:
        missing = await _missing(db, community_id, last)
        frozen = [await _freeze(db, community_id, quarter, now) for quarter in missing]
    except StoreBusyError:
        raise
    except Exception as error:
        log.warning("late hours of community %d are not frozen", community_id, exc_info=error)
        return 0
    return sum(frozen)


async def _missing(db: Database, community_id: int, last: Period) -> list[Period]:
    """Return the quarters from the first meeting to the `last`, without those that are frozen."""
    async with db.read() as tx:
        community = await communities.community(tx, community_id)
        first = await late_hours.first_meeting(tx, community_id)
        done = await late_hours.frozen_starts(tx, community_id)
    begin = min(today_in(community, first), last.start) if first else last.start
    quarters = [last]
    while quarters[0].start > begin and len(quarters) <= MOST_BACK:
        quarters.insert(0, quarters[0].previous())
    return [quarter for quarter in quarters if quarter.start not in done]


async def _freeze(db: Database, community_id: int, quarter: Period, now: datetime) -> bool:
    """Work out the late hours of a quarter outside of any transaction, and keep them."""
    async with db.read() as tx:
        community = await communities.community(tx, community_id)
        start, until = quarter.instants(community.timezone)
        turnouts = await releases.turnouts(tx, community_id, start, until)
        alike = await rotations.alike(tx, community_id) if turnouts else []
    regions: FrozenQuarter = {}
    if alike:
        regions = await asyncio.to_thread(_by_region, turnouts, alike, community)
    async with db.write() as tx:
        return await late_hours.freeze(tx, community_id, quarter, regions, now)


def _by_region(
    turnouts: Sequence[Turnout], alike: Sequence[Alike], community: Community
) -> FrozenQuarter:
    from sigbot.domain.rotation.ledger import by_region  # noqa: PLC0415  (numpy is large)

    return by_region(turnouts, alike, community.smallest_group)


async def burdens_of(
    tx: Tx, community: Community, period: Period, now: datetime
) -> tuple[RegionBurden, ...] | None:
    """Return the burden of each region in a period of whole quarters, the greatest first.

    Only regions that the release of each quarter's half-year shows. None where it is too early for
    that release; () for a period that is not whole quarters.
    """
    quarters = period.quarters()
    if not quarters:
        return ()
    if now < told_from(quarters[-1]):
        return None
    frozen = await late_hours.quarters(tx, community.id, quarters)
    half_years = await releases.published_regions(tx, community.id, period.start, period.end)
    told = [
        told_regions(frozen[quarter.start], published, community.smallest_group)
        for half_year, published in half_years
        for quarter in half_year.quarters()
        if quarter.start in frozen
    ]
    return tuple(frozen_burdens(told))
