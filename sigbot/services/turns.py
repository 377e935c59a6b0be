"""Work out the times of a series' occurrences, by its rule or by the rotation that it follows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import RotatingError
from sigbot.domain.rotation import (
    Adopted,
    Slot,
    rotation_at,
    slot_of_series,
    slot_wall,
    slots_by_occurrence,
)
from sigbot.domain.series import Occurrence, Series
from sigbot.domain.when import to_utc
from sigbot.store import meetings
from sigbot.store import rotation as rotations
from sigbot.store.database import Tx


async def place_occurrences(
    tx: Tx,
    series: Series,
    walls: Iterable[datetime],
    second: Collection[datetime] = (),
    *,
    trial: Adopted | None = None,
) -> list[Occurrence]:
    """Return the occurrences at `walls` (wall times of the rule) with the times they should have.

    With `trial`, work them out as if that were the only rotation of the series. The wall times in
    `second` come twice as the clock goes back; the later instant is meant.
    """
    wanted = list(walls)
    adopted = [trial] if trial else await rotations.rotations_of(tx, series.id)
    slots = await _slots_of(tx, series, adopted, wanted)
    return [
        _at_slot(slots[wall], wall) if wall in slots else _as_ruled(series, wall, second)
        for wall in wanted
    ]


def _as_ruled(series: Series, wall: datetime, second: Collection[datetime] = ()) -> Occurrence:
    fold = int(wall in second)
    return Occurrence(wall, wall, series.zone, to_utc(wall, series.zone, fold=fold), fold)


def _at_slot(slot: Slot, occurrence: datetime) -> Occurrence:
    wall = slot_wall(slot, occurrence)
    return Occurrence(occurrence, wall, slot.zone, to_utc(wall, slot.zone))


async def _slots_of(
    tx: Tx, series: Series, adopted: Sequence[Adopted], walls: Sequence[datetime]
) -> dict[datetime, Slot]:
    """Return occurrence → slot for the occurrences that follow a rotation."""
    if not adopted or not walls:
        return {}
    made = await meetings.occurrences_made(tx, series.id)
    by_rotation = {
        rotation.id: slots_by_occurrence(series, rotation, max(walls), made) for rotation in adopted
    }
    return {
        wall: by_rotation[holding.id][wall]
        for wall in walls
        if (holding := rotation_at(adopted, wall))
    }


async def rotation_now(tx: Tx, series: Series, occurrence: datetime) -> Adopted | None:
    """Return the rotation that a series follows at an occurrence, None where it has none."""
    return rotation_at(await rotations.rotations_of(tx, series.id), occurrence)


async def slots_at(tx: Tx, series: Series, occurrence: datetime) -> tuple[Slot, ...]:
    """Return the slots of a series at an occurrence, in their order: one without a rotation."""
    holding = await rotation_now(tx, series, occurrence)
    return holding.slots if holding else (slot_of_series(series, occurrence),)


async def check_is_not_rotating(tx: Tx, series_id: int, last: datetime) -> None:
    """Raise RotatingError if a series follows a rotation at its occurrence `last`."""
    if rotation_at(await rotations.rotations_of(tx, series_id), last):
        raise RotatingError


async def next_turns(tx: Tx, community_id: int, meeting: Meeting, now: datetime) -> list[Meeting]:
    """Return the next meetings of a series at rotating times, one at each time.

    Return [] where the meeting's series has no rotation.
    """
    if meeting.series_id is None:
        return []
    adopted = await rotations.rotations_of(tx, meeting.series_id)
    if not adopted:
        return []
    ahead = await meetings.series_meetings_after(tx, community_id, meeting.series_id, now)
    turning = [m for m in ahead if rotation_at(adopted, m.ruled)]
    holding = rotation_at(adopted, turning[0].ruled) if turning else None
    return turning[: len(holding.slots)] if holding and len(holding.slots) > 1 else []


async def is_replaced(tx: Tx, rotation: Adopted) -> bool:
    """Return whether another rotation was adopted for the series since."""
    adopted = await rotations.rotations_of(tx, rotation.series_id)
    return any(later.id > rotation.id for later in adopted)
