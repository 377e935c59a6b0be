"""Edit and move one meeting, or it and all that follow in its series."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation, Editing
from sigbot.domain.meetings import Meeting, Scope
from sigbot.domain.outbox import MeetingMoved, MeetingRepeated, Told
from sigbot.domain.questions import Intent, KindQuestion, Question
from sigbot.domain.refusals import SameTimeError
from sigbot.domain.series import ending_after, endless, moved_rule, occurrences
from sigbot.domain.when import Moment, to_utc
from sigbot.services.access import lock_for_organizer, must_find
from sigbot.services.announcements import refresh_announced, repost_cards, tell_of_move
from sigbot.services.change_requests import OF_ONE, ChangeRequest, Wanted, read_request
from sigbot.services.clocks import check_clocks_soon
from sigbot.services.confirmations import do_or_ask
from sigbot.services.reminders import schedule_reminders
from sigbot.services.repetitions import repeat_following
from sigbot.services.turns import check_is_not_rotating, place_occurrences
from sigbot.store import audit, cards, changes, meetings, outbox
from sigbot.store.changes import Placed
from sigbot.store.database import Database, Tx

DECADE = timedelta(days=3_653)


Asked = Question | KindQuestion | Confirmation
"""What the actor is asked before anything is changed."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The meeting before and after, and how many meetings were changed with it."""

    before: Meeting
    meeting: Meeting
    count: int
    dropped: int = 0
    """How many of them do not fit a new repetition, and were cancelled."""
    scope: Scope = Scope.THIS
    is_repeated: bool = False
    """Whether they have another repetition."""
    told: Told | None = None
    """Who hears of a move; None where nobody has heard of the meeting yet."""

    @property
    def is_moved(self) -> bool:
        return self.before.starts_at != self.meeting.starts_at


async def edit_meeting(
    db: Database, actor: Actor, request: ChangeRequest, now: datetime
) -> Changed | Asked:
    """Change a meeting, or it and all that follow in its series.

    Where something is not clear, or the change reaches several meetings, change nothing and return
    what to ask first. Answers, attendance and what was changed for single meetings stay.

    For organizers only. Raises NothingToChangeError, SameStartError, MeetingCancelledError,
    MeetingOverError (for a move), SameTimeError, FixedDaysError, and the refusals of what is read
    from text.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await change_in(tx, community, actor, request, now)


async def change_in(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: ChangeRequest,
    now: datetime,
    agreed: str | None = None,
) -> Changed | Asked:
    """Do what `edit_meeting` does within a running transaction that has locked the community.

    `agreed` is the digest of what the actor confirmed.
    """
    wanted = await read_request(tx, community, actor, request, now)
    if not isinstance(wanted, Wanted):
        return wanted

    async def change() -> tuple[Changed, Editing | None]:
        before = await _chosen(tx, wanted.meeting, wanted.scope)
        changed = await _change_all(tx, community, wanted, before, now)
        key, names = wanted.meeting.key, list(wanted.fields)
        audit.record(tx, community.id, actor, "meeting.edit", key, now, changed=names)
        return changed, await _reach(tx, community, actor, changed, before, wanted.fields)

    kept = Intent.CONFIRM_EDIT, asdict(wanted.request)
    return await do_or_ask(tx, community, actor, kept, change, now, agreed)


async def _change_all(
    tx: Tx, community: Community, wanted: Wanted, before: Sequence[Placed], now: datetime
) -> Changed:
    meeting, moment = wanted.meeting, wanted.moment
    series_id = meeting.series_id if wanted.scope is Scope.FOLLOWING else None
    if series_id is not None and (moment or wanted.rule):
        await check_is_not_rotating(tx, series_id, before[-1].occurrence)
    await _change(tx, meeting, wanted.values, moment, wanted.scope, now)
    ids = [placed.id for placed in before]
    told = await _follow_move(tx, community, before, now) if moment else None
    dropped, is_repeated = 0, wanted.rule is not None and wanted.rule != meeting.rule
    if wanted.rule and series_id is not None:
        if is_repeated:
            await outbox.post(tx, community.id, MeetingRepeated(meeting.id), now, now)
        dropped = await repeat_following(tx, community, meeting.id, series_id, wanted.rule, now)
    await refresh_announced(tx, community.id, ids, now)
    count = sum(not placed.is_cancelled for placed in before)
    changed = await must_find(tx, community.id, meeting.id)
    return Changed(meeting, changed, count, dropped, wanted.scope, is_repeated, told)


async def _reach(
    tx: Tx,
    community: Community,
    actor: Actor,
    changed: Changed,
    before: Sequence[Placed],
    fields: tuple[str, ...],
) -> Editing | None:
    """Return what the actor has to confirm, None for a change of one meeting.

    A change of the last meeting of a series is confirmed if other people come to it.
    """
    coming = await changes.coming(tx, [placed.id for placed in before], actor.discord_id)
    reaches = changed.count > 1 or (coming.anybody and changed.scope is Scope.FOLLOWING)
    if not reaches:
        return None
    old, new = changed.before, changed.meeting
    return Editing(
        title=old.title,
        starts_at=old.starts_at,
        count=changed.count,
        fields=fields,
        moved_to=new.starts_at if changed.is_moved else None,
        dropped=changed.dropped,
        coming=coming,
        channel_id=community.announcements_channel_id,
    )


async def _chosen(tx: Tx, meeting: Meeting, scope: Scope) -> list[Placed]:
    """Return the meetings that an organizer means, as they are, in the order of their series."""
    if (
        scope is Scope.FOLLOWING
        and meeting.series_id is not None
        and meeting.occurrence is not None
    ):
        return await changes.following(tx, meeting.series_id, meeting.occurrence)
    return [_placed(meeting, None)]


async def _change(
    tx: Tx,
    meeting: Meeting,
    values: Mapping[str, Any],
    moment: Moment | None,
    scope: Scope,
    now: datetime,
) -> None:
    series_id, occurrence = meeting.series_id, meeting.occurrence
    if scope is not Scope.FOLLOWING or series_id is None or occurrence is None:
        await changes.change_meeting(tx, meeting.id, values, now)
        placed = [await _moved_alone(tx, meeting, moment)] if moment else []
        await changes.place(tx, placed, now)
        return
    own = {name: value for name, value in values.items() if name in OF_ONE}
    if own:
        await changes.change_meeting(tx, meeting.id, own, now)
    shared = {name: value for name, value in values.items() if name not in OF_ONE}
    await changes.change_following(tx, series_id, occurrence, shared, now)
    if moment:
        await _move_following(tx, meeting, series_id, occurrence, moment, now)


def _placed(meeting: Meeting, moment: Moment | None) -> Placed:
    """Return a meeting at its new time in its own zone; its occurrence stays.

    Without `moment`, return it at its present time.
    """
    at = (moment.utc if moment else meeting.starts_at).astimezone(ZoneInfo(meeting.zone))
    wall = at.replace(tzinfo=None, fold=0)
    occurrence = meeting.ruled
    return Placed(meeting.id, occurrence, wall, meeting.zone, at, meeting.moved, at.fold)


async def _moved_alone(tx: Tx, meeting: Meeting, moment: Moment) -> Placed:
    """Return a single meeting at its new time.

    Moved back to the time that its series gives it, it follows its series again.
    """
    placed = _placed(meeting, moment)
    if meeting.series_id is None:
        return placed
    series = await meetings.series(tx, meeting.series_id)
    [meant] = await place_occurrences(tx, series, [placed.occurrence])
    there = (meant.zone, meant.wall, meant.starts_at)
    return replace(placed, moved=there != (placed.zone, placed.wall, moment.utc))


async def _move_following(
    tx: Tx,
    meeting: Meeting,
    series_id: int,
    occurrence: datetime,
    moment: Moment,
    now: datetime,
) -> None:
    """Restart a series at the new time, and move each later occurrence to its new place in it.

    A meeting that was moved alone keeps its time, and a cancelled meeting stays cancelled. Raises
    SameTimeError where the new time is not after the meeting before it, and FixedDaysError.
    """
    first = _placed(meeting, moment)
    earlier = await changes.last_before(tx, series_id, occurrence)
    if earlier is not None and first.wall <= earlier:
        raise SameTimeError(to_utc(earlier, meeting.zone))
    before = await changes.count_before(tx, series_id, occurrence)
    rule = moved_rule(meeting.rule or "", occurrence, first.wall, before)
    old = await changes.following(tx, series_id, occurrence)
    if "UNTIL=" in rule:
        left = len(old) + await _count_unmade(tx, series_id, meeting.rule or "", old[-1].occurrence)
        rule = ending_after(rule, first.wall, left)
    going_on = occurrences(endless(rule), first.wall, first.wall + DECADE)
    walls = list(islice(going_on, len(old)))
    pairs = zip(old[1:], walls[1:], strict=True)
    kept = [_taking_place(placed, wall, meeting.zone) for placed, wall in pairs]
    following = [replace(first, occurrence=first.wall, moved=False), *kept]
    await changes.place(tx, following, now)
    made_until = to_utc(walls[-1], meeting.zone)
    await changes.restart_series(tx, series_id, rule, first.wall, made_until)


async def _count_unmade(tx: Tx, series_id: int, rule: str, made_until: datetime) -> int:
    """Count the occurrences of a rule with an end that come after the last one that was made."""
    start = await changes.begins(tx, series_id)
    return sum(wall > made_until for wall in occurrences(rule, start, start + DECADE))


def _taking_place(placed: Placed, wall: datetime, zone: str) -> Placed:
    """Return a meeting as the occurrence at `wall`; one that was moved alone keeps its time."""
    if placed.moved:
        return replace(placed, occurrence=wall)
    return Placed(placed.id, wall, wall, zone, to_utc(wall, zone))


async def place_following(
    tx: Tx, community: Community, ids: Sequence[int], now: datetime
) -> list[Meeting]:
    """Schedule the reminders, cards and clock warnings of moved meetings; return the meetings."""
    await schedule_reminders(tx, ids, now)
    placed = await meetings.counted_meetings(tx, community.id, ids)
    after = [placed[meeting_id] for meeting_id in ids]
    await repost_cards(tx, community.id, after, now)
    await check_clocks_soon(tx, community.id, now)
    return after


async def _follow_move(
    tx: Tx, community: Community, before: Sequence[Placed], now: datetime
) -> Told | None:
    """Schedule what belongs to moved meetings, and tell people of the new times.

    Return who is told.
    """
    after = await place_following(tx, community, [placed.id for placed in before], now)
    moves = [
        (old.starts_at, new)
        for old, new in zip(before, after, strict=True)
        if old.starts_at != new.starts_at and not new.is_cancelled
    ]
    return await _announce_move(tx, community, moves, now) if moves else None


async def _announce_move(
    tx: Tx, community: Community, moves: Sequence[tuple[datetime, Meeting]], now: datetime
) -> Told | None:
    """Announce the new times of several meetings, or of one that people have heard of.

    Return who is told, None where nobody has heard of it. People have heard of it when its card was
    posted, or that of another meeting of its series, or somebody answered. `moves` are (earlier
    start, meeting).
    """
    ids = [meeting.id for _, meeting in moves]
    if len(ids) == 1 and not await _is_known(tx, moves[0][1]):
        return None
    told, asks = await tell_of_move(tx, community, moves, now)
    message = MeetingMoved(ids[0], moves[0][0], len(ids), told.called, asks)
    await outbox.post(tx, community.id, message, now, now)
    return told


async def _is_known(tx: Tx, meeting: Meeting) -> bool:
    if meeting.series_id is not None and await cards.is_announced(tx, meeting.series_id):
        return True
    ids = [meeting.id]
    return bool(await cards.posted(tx, ids) or await changes.answered(tx, ids))
