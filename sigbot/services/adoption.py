"""Adopt a rotation, so that a series takes its weekly times in turn, and take it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sigbot.domain.bounds import SUGGESTION_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Adopting, Confirmation
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import RotationAdopted
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import (
    MeetingOverError,
    NotFoundError,
    NothingToChangeError,
    RotationBegunError,
    SameTimeError,
)
from sigbot.domain.regions import Region
from sigbot.domain.rotation import (
    LETTERS,
    LOOKED_BACK,
    NOTICE,
    Adopted,
    Adoption,
    AlternativeLabel,
    Knowledge,
    Reach,
    Slot,
)
from sigbot.domain.series import Series
from sigbot.domain.texts import check_length
from sigbot.services.access import find_meeting, lock_for_organizer, must_find
from sigbot.services.announcements import refresh_announced, tell_of_move
from sigbot.services.changes import place_following
from sigbot.services.confirmations import do_or_ask, take_confirmed
from sigbot.services.rotation import (
    alternative_slots,
    find_suggestion,
    rotating_series,
)
from sigbot.services.turns import is_replaced, place_occurrences, slots_at
from sigbot.store import audit, changes, meetings, outbox
from sigbot.store import rotation as rotations
from sigbot.store.changes import Placed
from sigbot.store.database import Database, Tx
from sigbot.store.rotation import Suggested


async def adopt_rotation(
    db: Database, actor: Actor, text: str, label: str, now: datetime
) -> Adoption | Confirmation:
    """Let the series of a meeting follow an alternative of the last suggestion for it, once the
    actor has confirmed it.

    `label` names the alternative (`A`, `B` …). It holds from that meeting on, or from the first
    later meeting that is at least NOTICE ahead. Answers stay, and so do the times of meetings that
    were moved alone.

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
) -> Adoption | Confirmation:
    """Adopt an alternative of this suggestion as it was shown, for the meeting it was shown for.

    Otherwise as `adopt_rotation`.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        kept = await find_suggestion(tx, community, suggestion_id)
        meeting = await must_find(tx, community.id, kept.meeting_id)
        return await _adopt(tx, community, actor, meeting, kept, label, now)


async def confirm_adoption(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> Adoption | Confirmation:
    """Adopt what the actor confirms. Raises AnsweredError, ChangedMeanwhileError."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent = Intent.CONFIRM_ADOPT
        asked, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        kept = await find_suggestion(tx, community, asked.request["suggestion"])
        meeting = await must_find(tx, community.id, asked.request["meeting"])
        label = asked.request["label"]
        return await _adopt(tx, community, actor, meeting, kept, label, now, agreed)


async def _adopt(
    tx: Tx,
    community: Community,
    actor: Actor,
    meeting: Meeting,
    kept: Suggested | None,
    label: str,
    now: datetime,
    agreed: str | None = None,
) -> Adoption | Confirmation:
    """Adopt an alternative, or ask first; `agreed` is the digest of what the actor confirmed."""
    series = await rotating_series(tx, meeting, now)
    if not await meetings.series_meetings_after(tx, community.id, series.id, now):
        raise MeetingOverError
    slots, reach = _alternative(kept, label)
    occurrence = meeting.ruled
    last = await meetings.last_occurrence(tx, series.id) or occurrence
    if set(await slots_at(tx, series, last)) == set(slots):
        raise NothingToChangeError

    known = await _knowledge(tx, community, now)

    async def adopt() -> tuple[Adoption, Adopting]:
        old = await changes.following(tx, series.id, occurrence)
        rotation = await _begin(tx, community, series, old, slots, reach, now)
        done = await _follow(tx, community, series, rotation, old, now)
        audit.record(tx, community.id, actor, "rotation.adopt", series.key, now, label=label)
        ids = [placed.id for placed in old if placed.occurrence >= rotation.begins]
        coming = await changes.coming(tx, ids, actor.discord_id)
        starts_at = done.ahead[0].starts_at if done.ahead else meeting.starts_at
        news = community.announcements_channel_id
        return done, Adopting(series.title, slots, starts_at, done.moved, coming, news, known)

    number = kept.id if kept else 0
    request = {"suggestion": number, "meeting": meeting.id, "label": label}
    asked = Intent.CONFIRM_ADOPT, request
    return await do_or_ask(tx, community, actor, asked, adopt, now, agreed)


def _alternative(kept: Suggested | None, label: str) -> tuple[tuple[Slot, ...], Reach]:
    """Return the slots and the reach of an alternative. Raises NotFoundError, TooLongError."""
    check_length("suggestion", label, SUGGESTION_LIMIT)
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


async def _knowledge(tx: Tx, community: Community, now: datetime) -> Knowledge:
    """Return of how many members it is known where they live."""
    people = await rotations.members(tx, community.id)
    known = sum(bool(person.zone or person.region) for person in people)
    came = await rotations.came_since(tx, community.id, now - LOOKED_BACK, now)
    return Knowledge(known, len(people) - known, *came)


async def _begin(
    tx: Tx,
    community: Community,
    series: Series,
    old: Sequence[Placed],
    slots: Sequence[Slot],
    reach: Reach,
    now: datetime,
) -> Adopted:
    """Adopt the rotation from the first occurrence at which it can begin.

    Its old and its new time must be far enough ahead, and its new time must be after the meeting
    before it. Where no occurrence fits, try with another slot as the first. Raises SameTimeError
    where that does not help.
    """
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
    """Return occurrence → the earliest instant at which it may start under a new rotation.

    That is NOTICE from now, or the end of the meeting before it if that is later. Left out are
    occurrences that start sooner than NOTICE, and the second of two equal wall times.
    """
    last = await meetings.last_end_before(tx, series.id, old[0].starts_at) or now
    earliest = {}
    for meeting in old:
        if not meeting.fold and meeting.starts_at >= now + NOTICE:
            earliest[meeting.occurrence] = max(last, now + NOTICE)
        if not meeting.is_cancelled:
            last = meeting.starts_at + timedelta(minutes=series.duration)
    return earliest


def _turned(slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """Return the slots in the same cyclic order, once with each slot as the first."""
    return [(*slots[at:], *slots[:at]) for at in range(len(slots))]


async def _follow(
    tx: Tx,
    community: Community,
    series: Series,
    rotation: Adopted,
    old: Sequence[Placed],
    now: datetime,
) -> Adoption:
    """Move the meetings to the times that their series now has, and tell people.

    Reminders, cards and warnings move with them.
    """
    concerned = [meeting for meeting in old if meeting.occurrence >= rotation.begins]
    wanted = await place_occurrences(tx, series, [meeting.occurrence for meeting in concerned])
    placed = [
        meeting
        if meeting.moved
        else Placed(meeting.id, new.rule, new.wall, new.zone, new.starts_at, fold=new.fold)
        for meeting, new in zip(concerned, wanted, strict=True)
    ]
    await changes.place(tx, placed, now)
    ids = [meeting.id for meeting in concerned]
    after = await place_following(tx, community, ids, now)
    await refresh_announced(tx, community.id, ids, now)
    pairs = zip(concerned, after, strict=True)
    moves = [
        (before.starts_at, m)
        for before, m in pairs
        if before.starts_at != m.starts_at and not m.is_cancelled
    ]
    told, asks = await tell_of_move(tx, community, moves, now)
    undone = rotation.undone_at is not None
    message = RotationAdopted(rotation.id, undone, told.called, asks)
    await outbox.post(tx, community.id, message, now, now)
    if rotation.undone_at:
        ahead = await meetings.series_meetings_after(tx, community.id, series.id, now)
    else:
        ahead = [m for m in after if not m.is_cancelled]
    return Adoption(rotation, series.title, tuple(ahead[: len(rotation.slots)]), len(moves))


async def undo_rotation(db: Database, actor: Actor, rotation_id: int, now: datetime) -> Adoption:
    """Take a rotation back, and move its meetings to the times that held before.

    For organizers only. Raises RotationBegunError once its first meeting has begun,
    NothingToChangeError when it was taken back before or another rotation was adopted since.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        rotation = await _adopted(tx, community, rotation_id)
        series = await meetings.series(tx, rotation.series_id)
        if rotation.undone_at or await is_replaced(tx, rotation):
            raise NothingToChangeError
        old = await changes.following(tx, series.id, rotation.begins)
        if any(meeting.starts_at <= now for meeting in old if not meeting.is_cancelled):
            raise RotationBegunError
        await rotations.undo(tx, rotation.id, now)
        back = await place_occurrences(tx, series, [meeting.occurrence for meeting in old])
        ahead = [meeting for meeting in old if not meeting.is_cancelled and not meeting.moved]
        starts = {new.rule: new.starts_at for new in back}
        if any(starts[meeting.occurrence] <= now for meeting in ahead):
            raise RotationBegunError
        undone = replace(rotation, undone_at=now)
        done = await _follow(tx, community, series, undone, old, now)
        audit.record(tx, community.id, actor, "rotation.undo", series.key, now)
        return done


async def _adopted(tx: Tx, community: Community, rotation_id: int) -> Adopted:
    rotation = await rotations.rotation(tx, community.id, rotation_id)
    if rotation is None:
        raise NotFoundError("rotation", str(rotation_id))
    return rotation
