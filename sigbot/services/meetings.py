"""Scheduling, answering and cancelling meetings."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.community import Actor, Community, Subgroup
from sigbot.domain.journal import check_link
from sigbot.domain.meetings import (
    ANNOUNCED_BEFORE,
    DEFAULT_DURATION,
    LONGEST,
    Meeting,
    MeetingPlan,
    check_can_answer,
    check_can_cancel,
    check_start,
    read_duration,
)
from sigbot.domain.outbox import REFRESH_AFTER
from sigbot.domain.refusals import NotFoundError, ZoneConflictError
from sigbot.domain.series import (
    HORIZON,
    STRIDE,
    Series,
    first_occurrence,
    occurrences_between,
    read_repeat,
)
from sigbot.domain.texts import LINE_LIMIT, TITLE_LIMIT, check_paragraph, check_text, check_title
from sigbot.domain.when import resolve_when, to_utc
from sigbot.domain.zones import find_zone
from sigbot.services.access import changed_by, community_of, person_behind, zone_of
from sigbot.services.community import find_subgroup
from sigbot.store import audit, meetings, outbox
from sigbot.store.database import Database, Tx

CARD, REFRESH, CANCELLED = "meeting_card", "meeting_refresh", "meeting_cancelled"
"""Topics of the outbox."""


LONGEST_AGO = timedelta(minutes=LONGEST)
MOST_LOOKED_AT = 1_000
AT_ONCE = 20
"""More meetings than this hardly run at one time."""


@dataclass(frozen=True, slots=True)
class MeetingRequest:
    """What an organizer typed."""

    title: str
    when: str
    kind: str | None = None
    repeat: str | None = None
    duration: str | None = None
    subgroup: str | None = None
    place: str | None = None
    link: str | None = None
    speaker: str | None = None
    timezone: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The first meeting, how many were made in all, and where the card will be."""

    meeting: Meeting
    count: int
    channel_id: int | None


async def schedule_meeting(
    db: Database, actor: Actor, request: MeetingRequest, now: datetime
) -> Scheduled:
    """Schedule one meeting, or a series with its occurrences up to the horizon.

    Raises NotOrganizerError, and the refusals of everything that is read from text.
    """
    async with db.write() as tx:
        community = await changed_by(tx, actor)
        plan = await _read_plan(tx, community, actor, request, now)
        group = await find_subgroup(tx, community.id, plan.subgroup) if plan.subgroup else None
        ids = await _add(tx, community, plan, group, now)
        first = await _must_find(tx, community.id, ids[0])
        audit.record(tx, community.id, actor, "meeting.schedule", first.key, now, title=plan.title)
        return Scheduled(first, len(ids), community.announcements_channel_id)


async def _read_plan(
    tx: Tx, community: Community, actor: Actor, request: MeetingRequest, now: datetime
) -> MeetingPlan:
    zone = find_zone(request.timezone) if request.timezone else await zone_of(tx, community, actor)
    title = check_title("title", request.title)
    moment = resolve_when(request.when, zone, now)
    if request.timezone and moment.zone != zone:
        raise ZoneConflictError(moment.at, zone)
    check_start(moment.utc, now)
    return MeetingPlan(
        title=title,
        wall=moment.wall,
        zone=moment.zone,
        starts_at=moment.utc,
        kind=request.kind or ("subgroup" if request.subgroup else "general"),
        duration=read_duration(request.duration) if request.duration else DEFAULT_DURATION,
        rule=read_repeat(request.repeat, moment.wall) if request.repeat else None,
        subgroup=request.subgroup,
        place=check_text("place", request.place or "", LINE_LIMIT),
        link=check_link(request.link) if request.link else "",
        speaker=check_text("speaker", request.speaker or "", TITLE_LIMIT),
        description=check_paragraph("description", request.description or ""),
    )


async def _add(
    tx: Tx, community: Community, plan: MeetingPlan, group: Subgroup | None, now: datetime
) -> list[int]:
    """The ids of the meetings made, the first one first; its card is due at once."""
    group_id = group.id if group else None
    if plan.rule is None:
        ids = [await meetings.add_meeting(tx, community.id, plan, group_id, now)]
    else:
        first = to_utc(first_occurrence(plan.rule, plan.wall) or plan.wall, plan.zone)
        until = first + HORIZON + STRIDE
        series = await meetings.add_series(tx, community.id, plan, group_id, until, now)
        just_before = first - timedelta(minutes=1)
        ids = await _add_occurrences(tx, community.id, series, just_before, until, now)
    await _post_card(tx, community.id, ids[0], now, now)
    return ids


async def _add_occurrences(
    tx: Tx, community_id: int, series: Series, after: datetime, until: datetime, now: datetime
) -> list[int]:
    """A card is posted a week before, but not before the meeting ahead of it is over."""
    ids: list[int] = []
    free_from = now
    for wall in occurrences_between(series, after, until):
        starts_at = to_utc(wall, series.zone)
        meeting_id = await meetings.add_occurrence(tx, series.id, wall, starts_at, now)
        if meeting_id is None:
            continue
        if ids or starts_at - ANNOUNCED_BEFORE > now:
            due_at = max(starts_at - ANNOUNCED_BEFORE, free_from)
            await _post_card(tx, community_id, meeting_id, due_at, now)
        ids.append(meeting_id)
        free_from = starts_at + timedelta(minutes=series.duration)
    return ids


async def _post_card(
    tx: Tx, community_id: int, meeting_id: int, due_at: datetime, now: datetime
) -> None:
    payload = {"meeting": meeting_id}
    await outbox.post(tx, community_id, CARD, payload, max(due_at, now), now)


async def extend_series(db: Database, now: datetime) -> int:
    """Make the occurrences that came inside the horizon; how many were made."""
    async with db.write() as tx:
        made = 0
        for community_id, series, after in await meetings.series_to_extend(tx, now + HORIZON):
            until = now + HORIZON + STRIDE
            # After a long sleep: what would have been meanwhile did not take place.
            begin = max(after, now)
            ids = await _add_occurrences(tx, community_id, series, begin, until, now)
            await meetings.set_made_until(tx, series.id, until)
            if ids:
                audit.record(
                    tx, community_id, None, "series.extend", series.key, now, count=len(ids)
                )
            made += len(ids)
        return made


async def find_meeting(tx: Tx, community_id: int, text: str, now: datetime) -> Meeting:
    """A meeting by its key (`m12`) or its exact title: the next of that title, else the last.

    Raises NotFoundError, for a meeting of another community too.
    """
    wanted = text.strip()
    if re.fullmatch(r"[mM]\d{1,18}", wanted, re.ASCII):
        found = await meetings.meeting(tx, community_id, int(wanted[1:]))
        if found:
            return found
    titled = await meetings.meetings_titled(tx, community_id, wanted)
    ahead = [m for m in titled if m.ends_at >= now and not m.is_cancelled]
    if not titled:
        raise NotFoundError("meeting", text)
    chosen = ahead[0] if ahead else titled[-1]
    return await _must_find(tx, community_id, chosen.id)


async def _must_find(tx: Tx, community_id: int, meeting_id: int) -> Meeting:
    found = await meetings.meeting(tx, community_id, meeting_id)
    if found is None:
        raise NotFoundError("meeting", f"m{meeting_id}")
    return found


async def show_meeting(
    db: Database, actor: Actor, text: str, now: datetime
) -> tuple[Meeting, str | None]:
    """(meeting, what the actor answered to it)."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        return meeting, await meetings.answer_of(tx, meeting.id, actor.discord_id)


async def list_meetings(
    db: Database,
    actor: Actor,
    now: datetime,
    *,
    kind: str | None = None,
    past: bool = False,
    limit: int = 10,
    of_a_series: int = MOST_LOOKED_AT,
) -> list[Meeting]:
    """Meetings ahead (running ones too), or the past ones with the latest first.

    Of one series at most `of_a_series`, so that it does not crowd out the others.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        if past:
            begun = await meetings.meetings_before(
                tx, community.id, now, kind=kind, limit=limit + AT_ONCE
            )
            return [meeting for meeting in begun if meeting.ends_at <= now][:limit]
        since = now - LONGEST_AGO
        found = await meetings.meetings_after(
            tx, community.id, since, kind=kind, limit=MOST_LOOKED_AT
        )
        ahead = [meeting for meeting in found if meeting.ends_at > now]
        return _thinned(ahead, of_a_series)[:limit]


def _thinned(found: list[Meeting], of_a_series: int) -> list[Meeting]:
    seen: Counter[int] = Counter()
    kept: list[Meeting] = []
    for meeting in found:
        if meeting.series_id is not None:
            seen[meeting.series_id] += 1
            if seen[meeting.series_id] > of_a_series:
                continue
        kept.append(meeting)
    return kept


async def answer_meeting(
    db: Database, actor: Actor, meeting_id: int, answer: str, now: datetime
) -> Meeting:
    """Keep the actor's answer, in place of an earlier one. The card follows soon after."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, f"m{meeting_id}", now)
        check_can_answer(meeting, now)
        person = await person_behind(tx, community, actor, now)
        await meetings.set_answer(tx, meeting.id, person.id, answer, now)
        audit.record(tx, community.id, actor, "meeting.answer", meeting.key, now, answer=answer)
        await refresh_card(tx, community.id, meeting.id, now)
        return meeting


async def refresh_card(tx: Tx, community_id: int, meeting_id: int, now: datetime) -> None:
    """Ask for a fresh card; many wishes within a few seconds are one edit."""
    await outbox.post(
        tx,
        community_id,
        REFRESH,
        {"meeting": meeting_id},
        now + REFRESH_AFTER,
        now,
        key=f"refresh:{meeting_id}",
    )


async def cancel_meeting(
    db: Database, actor: Actor, text: str, reason: str, *, following: bool, now: datetime
) -> list[Meeting]:
    """Cancel one meeting, or it and all that follow in its series; the cancelled ones, in order.

    The series goes on around a single cancelled meeting and keeps its rhythm.
    """
    async with db.write() as tx:
        community = await changed_by(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        check_can_cancel(meeting, now)
        reason = check_text("reason", reason, LINE_LIMIT)
        gone = [meeting]
        if following and meeting.series_id is not None:
            gone = await meetings.series_meetings_after(
                tx, community.id, meeting.series_id, meeting.starts_at
            )
            await meetings.end_series(tx, meeting.series_id, now)
        await meetings.cancel_meetings(tx, [m.id for m in gone], reason, now)
        payload = {"meeting": meeting.id, "count": len(gone)}
        await outbox.post(tx, community.id, CANCELLED, payload, now, now)
        for one in gone:
            if await meetings.card_of(tx, one.id):
                await outbox.post(tx, community.id, REFRESH, {"meeting": one.id}, now, now)
        audit.record(tx, community.id, actor, "meeting.cancel", meeting.key, now, count=len(gone))
        return [await _must_find(tx, community.id, m.id) for m in gone]
