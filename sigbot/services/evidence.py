"""What a rotation did: attendance by time and by region, and which regions had late hours."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sigbot.domain.community import Actor, Community
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.regions import Region
from sigbot.domain.releases import Release
from sigbot.domain.report_material import RotationTried
from sigbot.domain.reports import figures_by_answer
from sigbot.domain.rotation import (
    ENOUGH,
    LOOKED_BACK,
    Adopted,
    Came,
    HeldAt,
    RegionSpan,
    RotationView,
    Span,
    by_slot,
    places_of,
    quarters_before,
    quarters_since,
    total_average,
)
from sigbot.domain.statistics import mean
from sigbot.services.access import community_of, find_meeting
from sigbot.services.late_hours import burdens_of
from sigbot.services.periods import INSTANT, begun, today_in
from sigbot.services.rotation import rotating_series
from sigbot.services.turns import rotation_now, slots_at
from sigbot.store import meetings, releases
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx


async def show_rotation(db: Database, actor: Actor, text: str, now: datetime) -> RotationView:
    """Return the rotation of a meeting's series, with the figures that say whether it works.

    Attendance by region is quoted from diversity releases, as in reports. Raises
    NoRotationSeriesError.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        series = await rotating_series(tx, meeting, now)
        last = await meetings.last_occurrence(tx, series.id) or meeting.wall
        rotation = await rotation_now(tx, series, last)
        begun = await _begun(tx, rotation, now)
        split = begun or now
        held = await rotations.held_in_series(tx, series.id, split - LOOKED_BACK, now + INSTANT)
        slots = await slots_at(tx, series, last)
        ahead = await meetings.series_meetings_after(tx, community.id, series.id, now)
        day, today = today_in(community, split), today_in(community, now)
        quarters = (quarters_since(day, today) if begun else None) or quarters_before(day)
        people = await rotations.members(tx, community.id)
        return RotationView(
            title=series.title,
            slots=slots,
            rotation=rotation,
            ahead=tuple(ahead[: len(slots)]),
            before=_span([past for past in held if past.starts_at < split]),
            since=_span([past for past in held if past.starts_at >= split]) if begun else None,
            regions=await _regions(tx, community, day if begun else None, today),
            burdens=await burdens_of(tx, community, quarters, now),
            burdens_of=quarters,
            is_early=now - split < ENOUGH,
            places=places_of(people, community.smallest_group),
        )


async def _begun(tx: Tx, rotation: Adopted | None, now: datetime) -> datetime | None:
    """Return when the first meeting of a rotation began, None before that."""
    if rotation is None:
        return None
    first = await rotations.first_start(tx, rotation)
    return first if first and first <= now else None


def _span(held: Sequence[HeldAt]) -> Span:
    unrecorded = sum(not meeting.attended for meeting in held)
    later = [meeting.caught_up for meeting in held if meeting.attended]
    caught_up = mean(sum(later), len(later)) if later else 0
    return Span(tuple(by_slot(held)), total_average(held), unrecorded, caught_up)


async def _regions(
    tx: Tx, community: Community, begun: date | None, today: date
) -> tuple[RegionSpan, ...]:
    """Return the regions in the newest release and in the last one before the rotation, which
    `begun` on a day; the older one first."""
    newest = await releases.newest(tx, community.id, today)
    before = begun - timedelta(days=1) if begun else today
    earlier = await releases.newest(tx, community.id, before)
    quoted = {made.release.period: made.release for made in (*newest[:1], *earlier, *newest[1:])}
    return tuple(_region_span(release) for release in [*quoted.values()][:2][::-1])


def _region_span(release: Release) -> RegionSpan:
    figures = figures_by_answer(release.figures[Attribute.REGION], Region)
    return RegionSpan(release.period, figures)


async def own_burden(came: Sequence[Came]) -> tuple[int, int] | None:
    """Return (meetings outside of good hours, minutes of these in all) of one person.

    Return None for a person without a time zone.
    """
    return await asyncio.to_thread(_own_burden, came)


def _own_burden(came: Sequence[Came]) -> tuple[int, int] | None:
    from sigbot.domain.rotation.ledger import own  # noqa: PLC0415  (numpy is large)

    return own(came)


async def rotations_tried(
    tx: Tx, community: Community, period: Period, now: datetime
) -> list[RotationTried]:
    """Return the rotations adopted by the end of a period, with attendance before and since."""
    _, end = begun(period, community, now)
    adopted = await rotations.rotations_in(tx, community.id)
    tried = [await _tried(tx, community, rotation, adopted, end) for rotation in adopted]
    return [rotation for rotation in tried if rotation]


async def _tried(
    tx: Tx, community: Community, rotation: Adopted, adopted: Sequence[Adopted], end: datetime
) -> RotationTried | None:
    """Return what a rotation did until `end`.

    Return None where it was adopted later, or replaced before it began.
    """
    replaced = [later.begins for later in adopted if _replaces(later, rotation)]
    ends = min(replaced, default=None)
    if rotation.adopted_at >= end or (ends and ends <= rotation.begins):
        return None
    title, first = await rotations.title_and_start(tx, rotation)
    split = first or end
    held = await rotations.held_in_series(tx, rotation.series_id, split - LOOKED_BACK, end)
    since = [
        meeting
        for meeting in held
        if rotation.begins <= meeting.occurrence and not (ends and meeting.occurrence >= ends)
    ]
    return RotationTried(
        id=rotation.id,
        title=title,
        since=today_in(community, split),
        slots=rotation.slots,
        meetings=sum(meeting.attended > 0 for meeting in since),
        average_before=total_average([meeting for meeting in held if meeting.starts_at < split]),
        average_since=total_average(since),
    )


def _replaces(later: Adopted, rotation: Adopted) -> bool:
    return later.series_id == rotation.series_id and later.id > rotation.id
