"""Editing, moving and cancelling what was scheduled: one meeting, or it and all that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.community import Actor, Community
from sigbot.domain.links import check_link
from sigbot.domain.meetings import (
    LONGEST,
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
from sigbot.domain.texts import LINE_LIMIT, TITLE_LIMIT, check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.domain.when import Moment, Unsure, to_utc, understand
from sigbot.services.access import find_meeting, lock_for_organizer, must_find, zone_of
from sigbot.services.announcements import refresh_announced, repost_cards, tell_those_going
from sigbot.services.clocks import schedule_warnings
from sigbot.services.questions import ask
from sigbot.services.reminders import schedule_reminders
from sigbot.services.turns import check_is_not_rotating, place_occurrences
from sigbot.store import audit, changes, meetings, outbox
from sigbot.store.changes import Placed
from sigbot.store.database import Database, Tx

NOTHING = "-"
"""Typed to take a place, link, speaker or description away."""

DECADE = timedelta(days=3_653)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What an organizer typed; None leaves a thing as it is."""

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
    """Change a meeting, or it and all that follow in its series; or ask back when the new time is
    not clear, and nothing was changed. Answers, attendance and exceptions stay.

    For organizers only. Raises NothingToChangeError, MeetingCancelledError, MeetingOverError (of a
    move), SameTimeError, FixedDaysError, NotOfferedError, and the refusals of what is read from
    text.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await change_in(tx, community, actor, request, now)


async def change_in(
    tx: Tx, community: Community, actor: Actor, request: ChangeRequest, now: datetime
) -> Changed | Question:
    """As `edit_meeting`, within a transaction."""
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
    ids = [one.id for one in before]
    if moment:
        await _follow_move(tx, community, before, now)
    await refresh_announced(tx, community.id, ids, now)
    names = sorted([*values, *(["when"] if moment else [])])
    audit.record(tx, community.id, actor, "meeting.edit", meeting.key, now, changed=names)
    return Changed(meeting, await must_find(tx, community.id, meeting.id), len(ids))


async def _chosen(tx: Tx, meeting: Meeting, scope: Scope) -> list[Placed]:
    """The meetings that an organizer means, as they are, in order of their series."""
    if (
        scope is Scope.FOLLOWING
        and meeting.series_id is not None
        and meeting.occurrence is not None
    ):
        return await changes.following(tx, meeting.series_id, meeting.occurrence)
    return [_placed(meeting, None)]


def _read_values(request: ChangeRequest) -> dict[str, Any]:
    """The columns to be changed, checked."""
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
    """ "" where a thing is to be taken away, None where it stays."""
    return "" if text == NOTHING else None


async def _read_move(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: ChangeRequest,
    meeting: Meeting,
    now: datetime,
) -> Moment | Unsure | None:
    """The new time; None for no move. A time of day alone may be meant on the meeting's day."""
    if not request.when:
        return None
    zone = await zone_of(tx, community, actor)
    day = meeting.starts_at.astimezone(ZoneInfo(zone)).date()
    understood = understand(request.when, zone, now, day=day)
    moment = understood.readings[0] if isinstance(understood, Unsure) else understood
    check_start(moment.utc, now)
    stays = isinstance(understood, Moment) and understood.utc == meeting.starts_at
    # Moved by itself before, it may be where all that follow shall be.
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
    """The meeting at its new time, on the clocks of its own zone; its occurrence stays."""
    at = (moment.utc if moment else meeting.starts_at).astimezone(ZoneInfo(meeting.zone))
    wall = at.replace(tzinfo=None, fold=0)
    occurrence = meeting.ruled
    return Placed(meeting.id, occurrence, wall, meeting.zone, at, meeting.moved, at.fold)


async def _moved_alone(tx: Tx, meeting: Meeting, moment: Moment) -> Placed:
    """A meeting that was moved back to where its series has it follows its series again."""
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
    """The series starts anew at the new time: each occurrence takes the place of the one it was.

    One that was moved by itself keeps its time, and one that was cancelled stays so.
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
    kept = [_taking_place(one, wall, meeting.zone) for one, wall in pairs]
    await changes.place(tx, [replace(first, occurrence=first.wall, moved=False), *kept])
    made_until = to_utc(walls[-1], meeting.zone)
    await changes.restart_series(tx, series_id, rule, first.wall, made_until)


async def _count_unmade(tx: Tx, series_id: int, rule: str, made_until: datetime) -> int:
    """How many occurrences of a rule with an end come after the last one that was made."""
    start = await changes.begins(tx, series_id)
    return sum(wall > made_until for wall in occurrences(rule, start, start + DECADE))


def _taking_place(one: Placed, wall: datetime, zone: str) -> Placed:
    if one.moved:
        return replace(one, occurrence=wall)
    return Placed(one.id, wall, wall, zone, to_utc(wall, zone))


async def place_following(
    tx: Tx, community: Community, ids: Sequence[int], now: datetime
) -> list[Meeting]:
    """Reminders, cards and warnings of meetings come at their new times; the meetings."""
    await schedule_reminders(tx, ids, now)
    after = [await must_find(tx, community.id, meeting_id) for meeting_id in ids]
    await repost_cards(tx, community.id, after, now)
    await schedule_warnings(tx, community, now)
    return after


async def _follow_move(
    tx: Tx, community: Community, before: Sequence[Placed], now: datetime
) -> None:
    """What belongs to the meetings follows them, and people hear of the new times."""
    after = await place_following(tx, community, [one.id for one in before], now)
    moved = [
        new
        for old, new in zip(before, after, strict=True)
        if old.starts_at != new.starts_at and not new.is_cancelled
    ]
    if moved:
        await _announce_move(tx, community, before, moved, now)


async def _announce_move(
    tx: Tx, community: Community, before: Sequence[Placed], moved: Sequence[Meeting], now: datetime
) -> None:
    """Where it was announced, or somebody answered: others have not heard of it yet."""
    ids = [one.id for one in moved]
    if await meetings.posted_cards(tx, ids) or await changes.anybody_answered(tx, ids):
        old = next(one.starts_at for one in before if one.id == ids[0])
        message = MeetingMoved(ids[0], old, len(moved))
        await outbox.post(tx, community.id, message, now, now)
        await tell_those_going(tx, community.id, ids, now)


async def cancel_meeting(
    db: Database, actor: Actor, text: str, reason: str, *, scope: str, now: datetime
) -> list[Meeting]:
    """Cancel one meeting, or it and all that follow in its series; the cancelled ones, in order.

    The series goes on around a single cancelled meeting and keeps its rhythm. Raises
    NotOfferedError for a scope that is none.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        wanted = read_word(Scope, scope)
        meeting = await find_meeting(tx, community.id, text, now)
        check_can_cancel(meeting, now)
        reason = check_text("reason", reason, LINE_LIMIT)
        gone = [meeting]
        if wanted is Scope.FOLLOWING and meeting.series_id is not None:
            gone = await _following_ahead(tx, community.id, meeting, meeting.series_id, now)
            await meetings.end_series(tx, meeting.series_id, now)
        ids = [one.id for one in gone]
        await meetings.cancel_meetings(tx, ids, reason, now)
        await outbox.withdraw(tx, (Topic.REMINDER, Topic.DIRECT, Topic.CARD), ids)
        await _announce_cancelled(tx, community, meeting, ids, now)
        audit.record(tx, community.id, actor, "meeting.cancel", meeting.key, now, count=len(gone))
        return [replace(one, cancelled_at=now, cancel_reason=reason) for one in gone]


async def _following_ahead(
    tx: Tx, community_id: int, meeting: Meeting, series_id: int, now: datetime
) -> list[Meeting]:
    """The meeting and those that follow it in the series, wherever they were moved, but for what
    is over."""
    since = now - timedelta(minutes=LONGEST)
    found = await meetings.series_meetings_after(tx, community_id, series_id, since)
    first = meeting.ruled
    return [one for one in found if one.ruled >= first and one.ends_at > now]


async def _announce_cancelled(
    tx: Tx, community: Community, meeting: Meeting, ids: Sequence[int], now: datetime
) -> None:
    message = MeetingCancelled(meeting.id, len(ids))
    await outbox.post(tx, community.id, message, now, now)
    await refresh_announced(tx, community.id, ids, now)
    await tell_those_going(tx, community.id, ids, now)
    await schedule_warnings(tx, community, now)
