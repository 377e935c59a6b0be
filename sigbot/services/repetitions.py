"""Give a series another repetition from one of its meetings on."""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.bounds import MOST_OPEN_SERIES, check_room
from sigbot.domain.community import Community
from sigbot.domain.series import HORIZON, STRIDE, occurrences_between
from sigbot.domain.when import to_utc
from sigbot.services.access import must_find
from sigbot.services.cancellations import drop_meetings
from sigbot.services.series import add_following
from sigbot.store import changes, meetings
from sigbot.store.database import Tx


async def repeat_following(
    tx: Tx, community: Community, meeting_id: int, series_id: int, rule: str, now: datetime
) -> int:
    """Let a series follow `rule` from a meeting on; return how many meetings were dropped.

    Meetings ahead that the rule has as well stay as they are, the others are cancelled, and those
    that are missing are made up to the horizon. Raises FullError for a series that had ended.
    """
    first = await must_find(tx, community.id, meeting_id)
    await _reopen(tx, community, series_id)
    until = max(now, first.starts_at) + HORIZON + STRIDE
    await changes.restart_series(tx, series_id, rule, first.ruled, until)
    series = await meetings.series(tx, series_id)
    since = min(first.starts_at, to_utc(first.ruled, series.zone))
    walls = occurrences_between(series, since, until)
    dropped = await _drop_others(tx, community, series_id, first.ruled, walls, now)
    ahead = [wall for wall in walls if to_utc(wall, series.zone) > now]
    await add_following(tx, community.id, series, ahead, until, now)
    return dropped


async def _reopen(tx: Tx, community: Community, series_id: int) -> None:
    if await changes.ended_at(tx, series_id) is not None:
        check_room("series", await meetings.count_open_series(tx, community.id), MOST_OPEN_SERIES)
        await changes.reopen_series(tx, series_id)


async def _drop_others(
    tx: Tx,
    community: Community,
    series_id: int,
    first: datetime,
    walls: Sequence[datetime],
    now: datetime,
) -> int:
    """Cancel the meetings ahead after the occurrence at `first` that are not at one of `walls`."""
    kept = {first, *walls}
    placed = await changes.following(tx, series_id, first)
    unfit = [
        meeting.id
        for meeting in placed
        if meeting.occurrence not in kept and not meeting.is_cancelled and meeting.starts_at > now
    ]
    await drop_meetings(tx, community, unfit, now)
    return len(unfit)
