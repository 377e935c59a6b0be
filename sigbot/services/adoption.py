"""Adopting a rotation: a series walks through its times from a meeting on; and taking it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import RotationAdopted
from sigbot.domain.refusals import (
    MeetingOverError,
    NotFoundError,
    NothingToChangeError,
    RotationBegunError,
    SameTimeError,
)
from sigbot.domain.regions import Region
from sigbot.domain.rotation import LETTERS, Adopted, Adoption, AlternativeLabel, Reach, Slot
from sigbot.domain.series import Series
from sigbot.services.access import find_meeting, lock_for_organizer, must_find
from sigbot.services.announcements import refresh_announced, tell_those_going
from sigbot.services.changes import place_following
from sigbot.services.rotation import alternative_slots, find_suggestion, rotating_series
from sigbot.services.turns import place_occurrences, slots_at
from sigbot.store import audit, changes, meetings, outbox
from sigbot.store import rotation as rotations
from sigbot.store.changes import Placed
from sigbot.store.database import Database, Tx
from sigbot.store.rotation import Suggested

NOTICE = timedelta(hours=24)
"""Nobody is told on the same day that a meeting is at another time: a rotation begins later."""


async def adopt_rotation(
    db: Database, actor: Actor, text: str, label: str, now: datetime
) -> Adoption:
    """The series of a meeting follows a suggestion (`A`, `B` … of the last ones that were made for
    it) from that meeting on, or from the first later one of which everybody can be told a day
    before. Answers stay; meetings that were moved by themselves, too.

    For organizers only. Raises NotFoundError, NoRotationSeriesError, NothingToChangeError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        series = await rotating_series(tx, meeting, now)
        kept = await rotations.last_suggestion(tx, series.id)
        return await _adopt(tx, community, actor, meeting, kept, label, now)


async def adopt_suggestion(
    db: Database, actor: Actor, suggestion_id: int, label: str, now: datetime
) -> Adoption:
    """As `adopt_rotation`, exactly as it was shown and for the meeting it was shown for."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        kept = await find_suggestion(tx, community, suggestion_id)
        meeting = await must_find(tx, community.id, kept.meeting_id)
        return await _adopt(tx, community, actor, meeting, kept, label, now)


async def _adopt(
    tx: Tx,
    community: Community,
    actor: Actor,
    meeting: Meeting,
    kept: Suggested | None,
    label: str,
    now: datetime,
) -> Adoption:
    series = await rotating_series(tx, meeting, now)
    if not await meetings.series_meetings_after(tx, community.id, series.id, now):
        raise MeetingOverError
    slots, reach = _alternative(kept, label)
    occurrence = meeting.ruled
    last = await meetings.last_occurrence(tx, series.id) or occurrence
    if set(await slots_at(tx, series, last)) == set(slots):
        raise NothingToChangeError
    old = await changes.following(tx, series.id, occurrence)
    rotation = await _begin(tx, community, series, old, slots, reach, now)
    done = await _follow(tx, community, series, rotation, old, now)
    audit.record(tx, community.id, actor, "rotation.adopt", series.key, now, label=label)
    return done


def _alternative(kept: Suggested | None, label: str) -> tuple[tuple[Slot, ...], Reach]:
    wanted = label.strip()
    name = wanted.upper() if wanted.upper() in LETTERS else wanted.lower()
    alternative = kept.alternatives.get(name) if kept else None
    if kept is None or alternative is None:
        raise NotFoundError("suggestion", label)
    before = kept.alternatives[AlternativeLabel.TODAY]
    reached = tuple(map(Region, alternative["reached"]))
    gained = tuple(region for region in reached if region not in before["reached"])
    reach = Reach(reached, gained, before["share"], alternative["share"])
    return alternative_slots(alternative), reach


async def _begin(
    tx: Tx,
    community: Community,
    series: Series,
    old: Sequence[Placed],
    slots: Sequence[Slot],
    reach: Reach,
    now: datetime,
) -> Adopted:
    """From the first occurrence that is far enough ahead, at its old time and at its new one, and
    after the meeting before it; where there is none, another slot has the first turn."""
    soonest = await _soonest(tx, series, old, now)
    if not soonest:
        raise NotFoundError("meeting", series.title)
    for turned in _turned(slots):
        for occurrence, earliest in soonest.items():
            trial = Adopted(0, series.id, occurrence, turned, now)
            [first] = await place_occurrences(tx, series, [occurrence], trial=trial)
            if first.starts_at >= earliest:
                return await rotations.adopt(
                    tx, community.id, series.id, occurrence, turned, reach, now
                )
    raise SameTimeError(old[0].starts_at)


async def _soonest(
    tx: Tx, series: Series, old: Sequence[Placed], now: datetime
) -> dict[datetime, datetime]:
    """Occurrence → the soonest that it may begin anew: after a day, and after the one before it.
    The second of two equal wall times stays what it is."""
    last = await meetings.last_end_before(tx, series.id, old[0].starts_at) or now
    found = {}
    for one in old:
        if not one.fold and one.starts_at >= now + NOTICE:
            found[one.occurrence] = max(last, now + NOTICE)
        if not one.is_cancelled:
            last = one.starts_at + timedelta(minutes=series.duration)
    return found


def _turned(slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """The same turns, with each of them as the first."""
    return [(*slots[at:], *slots[:at]) for at in range(len(slots))]


async def _follow(
    tx: Tx,
    community: Community,
    series: Series,
    rotation: Adopted,
    old: Sequence[Placed],
    now: datetime,
) -> Adoption:
    """Meetings go to the times that their series means now, and all that belongs to them."""
    concerned = [one for one in old if one.occurrence >= rotation.begins]
    wanted = await place_occurrences(tx, series, [one.occurrence for one in concerned])
    placed = [
        one
        if one.moved
        else Placed(one.id, new.rule, new.wall, new.zone, new.starts_at, fold=new.fold)
        for one, new in zip(concerned, wanted, strict=True)
    ]
    await changes.place(tx, placed)
    ids = [one.id for one in concerned]
    after = await place_following(tx, community, ids, now)
    await refresh_announced(tx, community.id, ids, now)
    pairs = zip(concerned, after, strict=True)
    moved = [m for one, m in pairs if one.starts_at != m.starts_at and not m.is_cancelled]
    message = RotationAdopted(rotation.id, undone=rotation.undone_at is not None)
    await outbox.post(tx, community.id, message, now, now)
    await tell_those_going(tx, community.id, [one.id for one in moved], now)
    if rotation.undone_at:
        ahead = await meetings.series_meetings_after(tx, community.id, series.id, now)
    else:
        ahead = [m for m in after if not m.is_cancelled]
    return Adoption(rotation, series.title, tuple(ahead[: len(rotation.slots)]), len(moved))


async def undo_rotation(db: Database, actor: Actor, rotation_id: int, now: datetime) -> Adoption:
    """Take a rotation back: meetings go to the times that held before.

    For organizers only. Raises RotationBegunError once its first meeting has begun,
    NothingToChangeError when it was taken back already or another one was adopted since.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        rotation = await _adopted(tx, community, rotation_id)
        series = await meetings.series(tx, rotation.series_id)
        if rotation.undone_at or await is_replaced(tx, rotation):
            raise NothingToChangeError
        old = await changes.following(tx, series.id, rotation.begins)
        if any(one.starts_at <= now for one in old if not one.is_cancelled):
            raise RotationBegunError
        await rotations.undo(tx, rotation.id, now)
        back = await place_occurrences(tx, series, [one.occurrence for one in old])
        ahead = [one for one in old if not one.is_cancelled and not one.moved]
        starts = {new.rule: new.starts_at for new in back}
        if any(starts[one.occurrence] <= now for one in ahead):
            raise RotationBegunError
        undone = replace(rotation, undone_at=now)
        done = await _follow(tx, community, series, undone, old, now)
        audit.record(tx, community.id, actor, "rotation.undo", series.key, now)
        return done


async def _adopted(tx: Tx, community: Community, rotation_id: int) -> Adopted:
    found = await rotations.rotation(tx, community.id, rotation_id)
    if found is None:
        raise NotFoundError("rotation", str(rotation_id))
    return found


async def is_replaced(tx: Tx, rotation: Adopted) -> bool:
    """Return whether another rotation was adopted for the series since."""
    return any(one.id > rotation.id for one in await rotations.rotations_of(tx, rotation.series_id))
