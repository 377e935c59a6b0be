"""Edit, move and cancel one meeting, or it and all that follow in its series."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.bounds import LINE_LIMIT, LONGEST_MEETING, TITLE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.links import check_link
from sigbot.domain.meetings import (
    Meeting,
    Scope,
    check_can_cancel,
    check_can_edit,
    check_start,
    read_duration,
)
from sigbot.domain.outbox import MeetingCancelled, MeetingMoved, Topic
from sigbot.domain.questions import Intent, Question
from sigbot.domain.refusals import NothingToChangeError, SameTimeError
from sigbot.domain.series import ending_after, endless, moved_rule, occurrences
from sigbot.domain.texts import check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.domain.when import Moment, Unsure, to_utc, understand
from sigbot.services.access import find_meeting, lock_for_organizer, must_find, zone_of
from sigbot.services.announcements import (
    refresh_announced,
    repost_cards,
    tell_of_cancellation,
    tell_of_move,
)
from sigbot.services.clocks import check_clocks_soon
from sigbot.services.questions import ask
from sigbot.services.reminders import schedule_reminders
from sigbot.services.turns import check_is_not_rotating, place_occurrences
from sigbot.store import audit, changes, meetings, outbox
from sigbot.store.changes import Placed
from sigbot.store.database import Database, Tx

NOTHING = "-"
"""What an organizer types to remove a place, link, speaker or description."""

DECADE = timedelta(days=3_653)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What an organizer typed to change a meeting; None leaves a value as it is."""

    meeting: str
    title: str | None = None
    when: str | None = None
    duration: str | None = None
    place: str | None = None
    link: str | None = None
    speaker: str | None = None
    description: str | None = None
    scope: str = Scope.THIS


@dataclass(frozen=True, slots=True)
class Changed:
    """The meeting before and after, and how many meetings were changed with it."""

    before: Meeting
    meeting: Meeting
    count: int

    @property
    def is_moved(self) -> bool:
        return self.before.starts_at != self.meeting.starts_at


async def edit_meeting(
    db: Database, actor: Actor, request: ChangeRequest, now: datetime
) -> Changed | Question:
    """Change a meeting, or it and all that follow in its series.

    When the new time is not clear, change nothing and return the question to ask back. Answers,
    attendance and what was changed for single meetings stay.

    For organizers only. Raises NothingToChangeError, MeetingCancelledError, MeetingOverError (for a
    move), SameTimeError, FixedDaysError, NotOfferedError, and the refusals of what is read from
    text.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await change_in(tx, community, actor, request, now)


async def change_in(
    tx: Tx, community: Community, actor: Actor, request: ChangeRequest, now: datetime
) -> Changed | Question:
    """Do what `edit_meeting` does within a running transaction that has locked the community."""
    scope = read_word(Scope, request.scope)
    meeting = await find_meeting(tx, community.id, request.meeting, now)
    check_can_edit(meeting, now, moves=bool(request.when))
    values = _read_values(request)
    moment = await _read_move(tx, community, actor, request, meeting, now)
    if isinstance(moment, Unsure):
        kept = {**asdict(request), "meeting": meeting.key}
        return await ask(tx, community, actor, Intent.EDIT, kept, moment, now)
    if not values and moment is None:
        raise NothingToChangeError
    before = await _chosen(tx, meeting, scope)
    if moment and scope is Scope.FOLLOWING and meeting.series_id is not None:
        await check_is_not_rotating(tx, meeting.series_id, before[-1].occurrence)
    await _change(tx, meeting, values, moment, scope)
    ids = [placed.id for placed in before]
    if moment:
        await _follow_move(tx, community, before, now)
    await refresh_announced(tx, community.id, ids, now)
    names = sorted([*values, *(["when"] if moment else [])])
    audit.record(tx, community.id, actor, "meeting.edit", meeting.key, now, changed=names)
    return Changed(meeting, await must_find(tx, community.id, meeting.id), len(ids))


async def _chosen(tx: Tx, meeting: Meeting, scope: Scope) -> list[Placed]:
    """Return the meetings that an organizer means, as they are, in the order of their series."""
    if (
        scope is Scope.FOLLOWING
        and meeting.series_id is not None
        and meeting.occurrence is not None
    ):
        return await changes.following(tx, meeting.series_id, meeting.occurrence)
    return [_placed(meeting, None)]


def _read_values(request: ChangeRequest) -> dict[str, Any]:
    """Return the columns to change, with checked values."""
    read: dict[str, Any] = {
        "title": check_title("title", request.title) if request.title else None,
        "duration": read_duration(request.duration) if request.duration else None,
        "place": _read_text(request.place, "place", LINE_LIMIT),
        "link": check_link(request.link or "") if _is_said(request.link) else _taken(request.link),
        "speaker": _read_text(request.speaker, "speaker", TITLE_LIMIT),
        "description": check_paragraph("description", request.description or "")
        if _is_said(request.description)
        else _taken(request.description),
    }
    return {name: value for name, value in read.items() if value is not None}


def _read_text(text: str | None, field: str, limit: int) -> str | None:
    return check_text(field, text or "", limit) if _is_said(text) else _taken(text)


def _is_said(text: str | None) -> bool:
    return bool(text) and text != NOTHING


def _taken(text: str | None) -> str | None:
    """Return "" where a value is to be removed, None where it stays."""
    return "" if text == NOTHING else None


async def _read_move(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: ChangeRequest,
    meeting: Meeting,
    now: datetime,
) -> Moment | Unsure | None:
    """Return the new time, None where the meeting is not moved.

    A time of day without a date is read as on the meeting's day.
    """
    if not request.when:
        return None
    zone = await zone_of(tx, community, actor)
    day = meeting.starts_at.astimezone(ZoneInfo(zone)).date()
    understood = understand(request.when, zone, now, day=day)
    moment = understood.readings[0] if isinstance(understood, Unsure) else understood
    check_start(moment.utc, now)
    stays = isinstance(understood, Moment) and understood.utc == meeting.starts_at
    # This meeting may have been moved alone before, to the time that all later ones should have.
    leads = request.scope == Scope.FOLLOWING and meeting.moved
    return None if stays and not leads else understood


async def _change(
    tx: Tx, meeting: Meeting, values: Mapping[str, Any], moment: Moment | None, scope: Scope
) -> None:
    series_id, occurrence = meeting.series_id, meeting.occurrence
    if scope is not Scope.FOLLOWING or series_id is None or occurrence is None:
        await changes.change_meeting(tx, meeting.id, values)
        await changes.place(tx, [await _moved_alone(tx, meeting, moment)] if moment else [])
        return
    await changes.change_following(tx, series_id, occurrence, values)
    if moment:
        await _move_following(tx, meeting, series_id, occurrence, moment)


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
    tx: Tx, meeting: Meeting, series_id: int, occurrence: datetime, moment: Moment
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
    await changes.place(tx, [replace(first, occurrence=first.wall, moved=False), *kept])
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
) -> None:
    """Schedule what belongs to moved meetings, and tell people of the new times."""
    after = await place_following(tx, community, [placed.id for placed in before], now)
    moves = [
        (old.starts_at, new)
        for old, new in zip(before, after, strict=True)
        if old.starts_at != new.starts_at and not new.is_cancelled
    ]
    if moves:
        await _announce_move(tx, community, moves, now)


async def _announce_move(
    tx: Tx, community: Community, moves: Sequence[tuple[datetime, Meeting]], now: datetime
) -> None:
    """Announce the new times of meetings whose card was posted or that somebody answered.

    `moves` are (earlier start, meeting). Nobody has heard of other meetings yet.
    """
    ids = [meeting.id for _, meeting in moves]
    if await meetings.posted_cards(tx, ids) or await changes.anybody_answered(tx, ids):
        called, asks = await tell_of_move(tx, community.id, moves, now)
        message = MeetingMoved(ids[0], moves[0][0], len(ids), called, asks)
        await outbox.post(tx, community.id, message, now, now)


async def cancel_meeting(
    db: Database, actor: Actor, text: str, reason: str, *, scope: str, now: datetime
) -> list[Meeting]:
    """Cancel a meeting, or it and all that follow in its series; return the cancelled meetings.

    When a single meeting is cancelled, its series goes on with its other times unchanged.

    For organizers only. Raises NotFoundError, MeetingCancelledError, MeetingOverError, and
    NotOfferedError for an unknown scope.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        wanted = read_word(Scope, scope)
        meeting = await find_meeting(tx, community.id, text, now)
        check_can_cancel(meeting, now)
        reason = check_text("reason", reason, LINE_LIMIT)
        cancelled = [meeting]
        if wanted is Scope.FOLLOWING and meeting.series_id is not None:
            cancelled = await _following_ahead(tx, community.id, meeting, meeting.series_id, now)
            await meetings.end_series(tx, meeting.series_id, now)
        ids = [m.id for m in cancelled]
        await meetings.cancel_meetings(tx, ids, reason, now)
        await outbox.withdraw(tx, (Topic.REMINDER, Topic.DIRECT, Topic.CARD), ids)
        await _announce_cancelled(tx, community, meeting, ids, now)
        audit.record(tx, community.id, actor, "meeting.cancel", meeting.key, now, count=len(ids))
        return [replace(m, cancelled_at=now, cancel_reason=reason) for m in cancelled]


async def _following_ahead(
    tx: Tx, community_id: int, meeting: Meeting, series_id: int, now: datetime
) -> list[Meeting]:
    """Return a meeting and those that follow it in its series, without meetings that are over.

    The order is that of the rule, wherever single meetings were moved.
    """
    since = now - timedelta(minutes=LONGEST_MEETING)
    recent = await meetings.series_meetings_after(tx, community_id, series_id, since)
    first = meeting.ruled
    return [later for later in recent if later.ruled >= first and later.ends_at > now]


async def _announce_cancelled(
    tx: Tx, community: Community, meeting: Meeting, ids: Sequence[int], now: datetime
) -> None:
    called = await tell_of_cancellation(tx, community.id, ids, now)
    message = MeetingCancelled(meeting.id, len(ids), called)
    await outbox.post(tx, community.id, message, now, now)
    await refresh_announced(tx, community.id, ids, now)
    await check_clocks_soon(tx, community.id, now)
