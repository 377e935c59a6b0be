"""Make meetings: the occurrences of a series up to a horizon that moves on with time."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sigbot.domain.community import Community
from sigbot.domain.meetings import MeetingDraft
from sigbot.domain.notices import RETRIED_AFTER
from sigbot.domain.refusals import StoreBusyError
from sigbot.domain.series import (
    HORIZON,
    STRIDE,
    Series,
    check_rule,
    first_occurrence,
    is_bounded,
    next_occurrence,
    occurrences_between,
    series_key,
)
from sigbot.domain.when import to_utc
from sigbot.services.announcements import post_card, schedule_cards
from sigbot.services.clocks import check_clocks_soon
from sigbot.services.notices import note_stuck, note_unstuck
from sigbot.services.reminders import schedule_reminders
from sigbot.services.turns import place_occurrences
from sigbot.store import audit, meetings, upkeep
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)


async def add_meetings(
    tx: Tx, community: Community, draft: MeetingDraft, subgroup_id: int | None, now: datetime
) -> list[int]:
    """Make one meeting, or a series with its occurrences up to the horizon; return ids in order.

    Schedule their cards and reminders; the first card is due at once.
    """
    if draft.rule is None:
        ids = [await meetings.add_meeting(tx, community.id, draft, subgroup_id, now)]
        await post_card(tx, community.id, ids[0], now, now)
    else:
        ids = await _add_series(tx, community.id, draft, subgroup_id, now)
        await check_clocks_soon(tx, community.id, now)
    await schedule_reminders(tx, ids, now)
    return ids


async def _add_series(
    tx: Tx, community_id: int, draft: MeetingDraft, subgroup_id: int | None, now: datetime
) -> list[int]:
    rule = draft.rule or ""
    first = to_utc(first_occurrence(rule, draft.wall) or draft.wall, draft.zone)
    until = first + HORIZON + STRIDE
    series = await meetings.add_series(tx, community_id, draft, subgroup_id, until, now)
    just_before = first - timedelta(minutes=1)
    second = {draft.wall} if draft.fold else set()
    walls = occurrences_between(series, just_before, until)
    made = await _add_occurrences(tx, series, walls, now, second)
    length = timedelta(minutes=series.duration)
    await post_card(tx, community_id, made[0][0], now, now)
    await schedule_cards(tx, community_id, made[1:], length, now, free_from=made[0][1] + length)
    await _end_if_complete(tx, series, until, now)
    return [meeting_id for meeting_id, _ in made]


async def _add_occurrences(
    tx: Tx,
    series: Series,
    walls: Sequence[datetime],
    now: datetime,
    second: Collection[datetime] = (),
) -> list[tuple[int, datetime]]:
    """Make the occurrences at `walls` (wall times of the rule); return (id, instant) in order.

    The wall times in `second` come twice as the clock goes back; the later instant is meant.
    """
    placed = await place_occurrences(tx, series, walls, second)
    # A turn may be earlier in its week than the rule; if it is over by now, it was never held.
    starts = [start for start in placed if start.wall == start.rule or start.starts_at > now]
    return await meetings.add_occurrences(tx, series.id, starts, now)


async def _end_if_complete(tx: Tx, series: Series, until: datetime, now: datetime) -> None:
    """End a series whose rule has an end, once all of its occurrences are made."""
    if is_bounded(series.rule) and next_occurrence(series, until) is None:
        await meetings.end_series(tx, series.id, now)


async def extend_series(db: Database, now: datetime) -> int:
    """Extend all series that the horizon has reached, step by step; return how many meetings were
    made."""
    made = 0
    while (more := await extend_next(db, now)) is not None:
        made += more
    return made


async def extend_next(db: Database, now: datetime) -> int | None:
    """Extend the series whose occurrences end first, up to the horizon.

    Return how many meetings were made, None if no series is to be extended. A series that fails is
    set aside. Raises StoreBusyError.
    """
    async with db.look() as tx:
        ids = await upkeep.series_to_extend(tx, now + HORIZON, now)
    if ids is None:
        return None
    try:
        return await _extend(db, *ids, now)
    except StoreBusyError:
        raise
    except Exception as error:
        log.warning("series %d could not be extended", ids[1], exc_info=error)
        await _set_aside(db, *ids, now)
        return 0


async def _set_aside(db: Database, community_id: int, series_id: int, now: datetime) -> None:
    """Leave a series alone for RETRIED_AFTER, and tell its organizers.

    These are two transactions: if nobody can be told, the series is set aside all the same.
    """
    async with db.write() as tx:
        await upkeep.put_series_off(tx, series_id, now + RETRIED_AFTER)
    async with db.write() as tx:
        title = await upkeep.title_of_series(tx, series_id)
        await note_stuck(tx, community_id, now, series_key(series_id), title)


async def _extend(db: Database, community_id: int, series_id: int, now: datetime) -> int:
    """Extend a series; return how many meetings were made.

    Occurrences are worked out before the transaction begins. If an organizer changes the series
    meanwhile, nothing is made; the next step finds the series as it is then.
    """
    async with db.read() as tx:
        running = await meetings.running_series(tx, series_id)
    if running is None:
        return 0
    series, made_until = running
    until = now + HORIZON + STRIDE
    check_rule(series.rule, series.start)
    # Where the bot did not run for long, occurrences before now did not take place.
    walls = occurrences_between(series, max(made_until, now), until)
    async with db.write() as tx:
        await communities.lock(tx, community_id)
        if await meetings.running_series(tx, series_id) != running:
            return 0
        made = await add_following(tx, community_id, series, walls, until, now)
        if made:
            audit.record(tx, community_id, None, "series.extend", series.key, now, count=made)
        return made


async def add_following(
    tx: Tx,
    community_id: int,
    series: Series,
    walls: Sequence[datetime],
    until: datetime,
    now: datetime,
) -> int:
    """Make the occurrences of a series at `walls`, with their cards, reminders and warnings."""
    made = await _add_occurrences(tx, series, walls, now)
    ids = [meeting_id for meeting_id, _ in made]
    before = await meetings.last_end_before(tx, series.id, made[0][1]) if made else None
    length = timedelta(minutes=series.duration)
    await schedule_cards(tx, community_id, made, length, now, free_from=before)
    await meetings.set_made_until(tx, series.id, until)
    await note_unstuck(tx, community_id, now, series.key)
    await _end_if_complete(tx, series, until, now)
    if ids:
        await schedule_reminders(tx, ids, now)
        await check_clocks_soon(tx, community_id, now)
    return len(ids)
