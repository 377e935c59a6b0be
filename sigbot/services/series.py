"""Make meetings: the occurrences of a series up to a horizon that moves on with time."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sigbot.domain.community import Community
from sigbot.domain.meetings import MeetingDraft
from sigbot.domain.series import (
    HORIZON,
    STRIDE,
    Series,
    first_occurrence,
    is_bounded,
    next_occurrence,
    occurrences_between,
)
from sigbot.domain.when import to_utc
from sigbot.services.announcements import post_card, schedule_cards
from sigbot.services.clocks import schedule_warnings
from sigbot.services.reminders import schedule_reminders
from sigbot.services.turns import place_occurrences
from sigbot.store import audit, meetings
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


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
        await schedule_warnings(tx, community, now)
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
    made = await _add_occurrences(tx, series, just_before, until, now, second)
    length = timedelta(minutes=series.duration)
    await post_card(tx, community_id, made[0][0], now, now)
    await schedule_cards(tx, community_id, made[1:], length, now, free_from=made[0][1] + length)
    await _end_if_complete(tx, series, until, now)
    return [meeting_id for meeting_id, _ in made]


async def _add_occurrences(
    tx: Tx,
    series: Series,
    after: datetime,
    until: datetime,
    now: datetime,
    second: Collection[datetime] = (),
) -> list[tuple[int, datetime]]:
    """Make the occurrences after `after` and until `until`; return (id, instant) in order.

    The wall times in `second` come twice as the clock goes back; the later instant is meant.
    """
    walls = occurrences_between(series, after, until)
    placed = await place_occurrences(tx, series, walls, second)
    # A turn may be earlier in its week than the rule; if it is over by now, it was never held.
    starts = [start for start in placed if start.wall == start.rule or start.starts_at > now]
    return await meetings.add_occurrences(tx, series.id, starts, now)


async def _end_if_complete(tx: Tx, series: Series, until: datetime, now: datetime) -> None:
    """End a series whose rule has an end, once all of its occurrences are made."""
    if is_bounded(series.rule) and next_occurrence(series, until) is None:
        await meetings.end_series(tx, series.id, now)


async def extend_series(db: Database, now: datetime) -> int:
    """Make the occurrences that the horizon has reached; return how many were made."""
    async with db.write() as tx:
        made = 0
        for community_id, series_id in await meetings.series_to_extend(tx, now + HORIZON):
            # An organizer may be moving the series; then its rule has changed when they are done.
            await communities.lock(tx, community_id)
            running = await meetings.running_series(tx, series_id)
            if running:
                made += await _extend(tx, community_id, *running, now)
        return made


async def _extend(tx: Tx, community_id: int, series: Series, after: datetime, now: datetime) -> int:
    until = now + HORIZON + STRIDE
    # Where the bot did not run for long, occurrences before now did not take place.
    made = await _add_occurrences(tx, series, max(after, now), until, now)
    ids = [meeting_id for meeting_id, _ in made]
    before = await meetings.last_end_before(tx, series.id, made[0][1]) if made else None
    length = timedelta(minutes=series.duration)
    await schedule_cards(tx, community_id, made, length, now, free_from=before)
    await meetings.set_made_until(tx, series.id, until)
    await _end_if_complete(tx, series, until, now)
    if ids:
        await schedule_reminders(tx, ids, now)
        await schedule_warnings(tx, await communities.community(tx, community_id), now)
        audit.record(tx, community_id, None, "series.extend", series.key, now, count=len(ids))
    return len(ids)
