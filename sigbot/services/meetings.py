"""Schedule, show, list and answer meetings."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sigbot.domain.bounds import (
    LINE_LIMIT,
    LONGEST_MEETING,
    MOST_NAMED,
    MOST_OPEN_SERIES,
    TITLE_LIMIT,
    check_room,
)
from sigbot.domain.clock_changes import ClockChange, LocalChange
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation, Doubling, digest
from sigbot.domain.links import check_link
from sigbot.domain.meetings import (
    DEFAULT_DURATION,
    Answer,
    Comers,
    Meeting,
    MeetingDraft,
    MeetingKind,
    NextStep,
    check_can_answer,
    check_start,
    read_duration,
)
from sigbot.domain.members import Person
from sigbot.domain.questions import Intent, Question
from sigbot.domain.refusals import ZoneConflictError
from sigbot.domain.series import first_occurrence, read_repeat
from sigbot.domain.spans import names_own_time, settle_length
from sigbot.domain.texts import check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.domain.when import Moment, Unsure, to_utc, understand
from sigbot.domain.zones import find_zone
from sigbot.services.access import (
    community_of,
    find_meeting,
    lock_for_organizer,
    must_find,
    person_behind,
    zone_of,
)
from sigbot.services.announcements import refresh_card
from sigbot.services.clocks import own_line
from sigbot.services.community import find_subgroup
from sigbot.services.confirmations import ask_first
from sigbot.services.questions import ask
from sigbot.services.reminders import schedule_direct_reminders
from sigbot.services.series import add_meetings
from sigbot.services.turns import next_turns
from sigbot.store import answers, audit, cards, discussions, ledger, meetings, members
from sigbot.store.database import Database, Tx

LONGEST_AGO = timedelta(minutes=LONGEST_MEETING)
MOST_LOOKED_AT = 1_000
AT_ONCE = 20
"""A community hardly ever has more meetings than this running at the same time."""


@dataclass(frozen=True, slots=True)
class MeetingRequest:
    """What an organizer typed to schedule a meeting."""

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
    """The first meeting, how many were made in all, and the channel where the card will be."""

    meeting: Meeting
    count: int
    channel_id: int | None


async def schedule_meeting(
    db: Database, actor: Actor, request: MeetingRequest, now: datetime
) -> Scheduled | Question | Confirmation:
    """Schedule one meeting, or a series with its occurrences up to the horizon.

    When the time is not clear, schedule nothing and return the question to ask back. Where there is
    a meeting with this title at the same time, ask first, too.

    Raises NotOrganizerError, FullError, and the refusals of everything that is read from text.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await schedule_in(tx, community, actor, request, now)


async def schedule_in(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: MeetingRequest,
    now: datetime,
    agreed: str | None = None,
) -> Scheduled | Question | Confirmation:
    """Do what `schedule_meeting` does within a transaction that has locked the community.

    `agreed` is the digest of what the actor confirmed.
    """
    when, duration = settle_length(request.when, request.duration)
    request = replace(request, when=when, duration=duration)
    chosen = find_zone(request.timezone) if request.timezone else None
    is_own = chosen is None or names_own_time(when)
    zone = await zone_of(tx, community, actor, when) if is_own else chosen
    understood = understand(when, zone or community.timezone, now)
    moment = understood.readings[0] if isinstance(understood, Unsure) else understood
    if chosen and moment.zone != chosen:
        raise ZoneConflictError(moment.at, chosen)
    check_start(moment.utc, now)
    draft = _read_draft(request, moment)
    group = await find_subgroup(tx, community.id, draft.subgroup) if draft.subgroup else None
    if isinstance(understood, Unsure):
        return await ask(tx, community, actor, Intent.SCHEDULE, asdict(request), understood, now)
    if draft.rule:
        check_room("series", await meetings.count_open_series(tx, community.id), MOST_OPEN_SERIES)
    like = await _like(tx, community, draft)
    if like and agreed != digest(like):
        settled = asdict(replace(request, when=moment.choice))
        return await ask_first(tx, community, actor, Intent.CONFIRM_SCHEDULE, settled, like, now)
    return await _schedule(tx, community, actor, draft, group.id if group else None, now)


async def _like(tx: Tx, community: Community, draft: MeetingDraft) -> Doubling | None:
    """Return what the actor has to confirm: that there is a meeting with this title and start."""
    first = (first_occurrence(draft.rule, draft.wall) if draft.rule else None) or draft.wall
    starts_at = draft.starts_at if first == draft.wall else to_utc(first, draft.zone)
    if await meetings.has_like(tx, community.id, draft.title, starts_at):
        return Doubling(draft.title, starts_at)
    return None


async def _schedule(
    tx: Tx,
    community: Community,
    actor: Actor,
    draft: MeetingDraft,
    subgroup_id: int | None,
    now: datetime,
) -> Scheduled:
    ids = await add_meetings(tx, community, draft, subgroup_id, now)
    first = await must_find(tx, community.id, ids[0])
    audit.record(tx, community.id, actor, "meeting.schedule", first.key, now, title=draft.title)
    return Scheduled(first, len(ids), community.announcements_channel_id)


def _read_draft(request: MeetingRequest, moment: Moment) -> MeetingDraft:
    return MeetingDraft(
        title=check_title("title", request.title),
        wall=moment.wall,
        zone=moment.zone,
        starts_at=moment.utc,
        fold=moment.at.fold,
        kind=_read_kind(request),
        duration=read_duration(request.duration) if request.duration else DEFAULT_DURATION,
        rule=read_repeat(request.repeat, moment.wall) if request.repeat else None,
        subgroup=request.subgroup,
        place=check_text("place", request.place or "", LINE_LIMIT),
        link=check_link(request.link) if request.link else "",
        speaker=check_text("speaker", request.speaker or "", TITLE_LIMIT),
        description=check_paragraph("description", request.description or ""),
    )


def _read_kind(request: MeetingRequest) -> MeetingKind:
    if request.kind:
        return read_word(MeetingKind, request.kind)
    if request.speaker and not request.repeat:
        return MeetingKind.GUEST
    return MeetingKind.SUBGROUP if request.subgroup else MeetingKind.GENERAL


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as one person sees it.

    `answer` is theirs, `zone` the zone in which times that they type are read, and `change` what
    the next clock change does to its hour on their own clock.
    """

    meeting: Meeting
    answer: Answer | None
    zone: str
    change: tuple[ClockChange, LocalChange] | None
    own_zone: str | None = None
    """The zone that they gave, None where they gave none."""
    turns: tuple[Meeting, ...] = ()
    """The next meetings of a series at rotating times, one at each time."""
    is_asked: bool = False
    """Whether they said Going before it moved far, and have not answered since."""
    papers: tuple[str, ...] = ()


async def show_meeting(db: Database, actor: Actor, text: str, now: datetime) -> MeetingView:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        answer = await answers.answer_of(tx, meeting.id, actor.discord_id)
        is_asked = await answers.is_asked(tx, meeting.id, actor.discord_id)
        zone = await zone_of(tx, community, actor)
        person = await members.find_person(tx, community.id, actor.discord_id)
        own_zone = person.timezone if person else None
        change = None
        if own_zone and meeting.series_id is not None and not meeting.is_cancelled:
            change = await own_line(tx, community.id, meeting.series_id, own_zone, now)
        turns = await next_turns(tx, community.id, meeting, now)
        if change and not _concerns(change[0], meeting, in_turn=bool(turns)):
            change = None
        papers = await discussions.titles_for(tx, meeting.id)
        return MeetingView(meeting, answer, zone, change, own_zone, tuple(turns), is_asked, papers)


def _concerns(change: ClockChange, meeting: Meeting, *, in_turn: bool) -> bool:
    """Return whether the hours that a change of the clocks tells are those of this meeting.

    They are not for a meeting that was moved alone, and in a rotation only for the first meeting
    after the change, as the others may have another time.
    """
    return not meeting.moved and (not in_turn or meeting.starts_at == change.first)


async def who_is_coming(db: Database, actor: Actor, meeting_id: int) -> Comers:
    """Return who gave which answer to a meeting, and who was asked again. Raises NotFoundError."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        own = await answers.answer_of(tx, meeting.id, actor.discord_id)
        names = {
            answer: await answers.names_by_answer(
                tx, meeting.id, answer, actor.discord_id, MOST_NAMED
            )
            for answer in Answer
        }
        asked = await answers.names_asked(tx, meeting.id, actor.discord_id, MOST_NAMED)
        is_asked = await answers.is_asked(tx, meeting.id, actor.discord_id)
        return Comers(meeting, names, own, asked, is_asked)


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
    """Return meetings ahead and running, the earliest first, or `past` meetings, the latest first.

    Of the meetings ahead, a series gets at most `of_a_series`, so that others are listed, too.
    Raises NotOfferedError for an unknown kind.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        wanted = read_word(MeetingKind, kind) if kind else None
        if past:
            begun = await meetings.meetings_before(
                tx, community.id, now, kind=wanted, limit=limit + AT_ONCE
            )
            return [meeting for meeting in begun if meeting.ends_at <= now][:limit]
        since = now - LONGEST_AGO
        recent = await meetings.meetings_after(
            tx, community.id, since, kind=wanted, limit=MOST_LOOKED_AT
        )
        ahead = [meeting for meeting in recent if meeting.ends_at > now]
        return _thinned(ahead, of_a_series)[:limit]


async def find_cards(
    db: Database, actor: Actor, meeting_ids: Collection[int]
) -> dict[int, tuple[int, int]]:
    """Return where the cards of meetings were posted: meeting id → (channel id, message id)."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await cards.cards_of(tx, community.id, meeting_ids)


def _thinned(ahead: list[Meeting], of_a_series: int) -> list[Meeting]:
    """Return the meetings with at most `of_a_series`, the first, of each series."""
    seen: Counter[int] = Counter()
    kept: list[Meeting] = []
    for meeting in ahead:
        if meeting.series_id is not None:
            seen[meeting.series_id] += 1
            if seen[meeting.series_id] > of_a_series:
                continue
        kept.append(meeting)
    return kept


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a meeting, and what the person may do next."""

    meeting: Meeting
    answer: Answer
    next_step: NextStep


async def answer_meeting(
    db: Database, actor: Actor, meeting_id: int, answer: str, now: datetime
) -> Answered:
    """Keep the actor's answer in place of an earlier answer, and update the card soon.

    Keep nothing where the next step is NextStep.TAKE_BACK. Raises NotOfferedError,
    MeetingCancelledError, MeetingOverError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        word = read_word(Answer, answer)
        meeting = await find_meeting(tx, community.id, f"m{meeting_id}", now)
        check_can_answer(meeting, now)
        person = await person_behind(tx, community, actor, now)
        is_there = bool(await ledger.present(tx, meeting.id, [person.id]))
        if is_there and word is Answer.CANT:
            return Answered(meeting, word, NextStep.TAKE_BACK)
        await _keep_answer(tx, community, person, [meeting.id], word, now)
        audit.record(tx, community.id, actor, "meeting.answer", meeting.key, now, answer=word)
        may_check_in = meeting.is_open(now) and not is_there and word is not Answer.CANT
        return Answered(meeting, word, NextStep.CHECK_IN if may_check_in else NextStep.NOTHING)


async def _keep_answer(
    tx: Tx,
    community: Community,
    person: Person,
    meeting_ids: Sequence[int],
    answer: Answer,
    now: datetime,
) -> None:
    for meeting_id in meeting_ids:
        await answers.set_answer(tx, meeting_id, person.id, answer, now)
        await refresh_card(tx, community.id, meeting_id, now)
    await schedule_direct_reminders(tx, meeting_ids, person.id, now)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answer of a person who was asked again: to `count` meetings, `meeting` is the first."""

    meeting: Meeting
    answer: Answer
    count: int


async def confirm_answer(
    db: Database, actor: Actor, meeting_id: int, now: datetime, *, coming: bool
) -> Confirmed:
    """Keep whether the actor still comes to the meetings that moved far.

    These are the meeting and those of its series to which they were asked again; for somebody who
    was not asked, it is the meeting alone. Raises MeetingCancelledError, MeetingOverError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        meeting = await find_meeting(tx, community.id, f"m{meeting_id}", now)
        check_can_answer(meeting, now)
        person = await person_behind(tx, community, actor, now)
        answer = Answer.GOING if coming else Answer.CANT
        asked = await answers.asked_again(tx, person.id, meeting, now) or [meeting.id]
        await _keep_answer(tx, community, person, asked, answer, now)
        audit.record(
            tx,
            community.id,
            actor,
            "meeting.answer",
            meeting.key,
            now,
            answer=answer,
            count=len(asked),
        )
        return Confirmed(await must_find(tx, community.id, asked[0]), answer, len(asked))


async def guild_of_meeting(db: Database, meeting_id: int) -> int | None:
    """Return the server of a meeting, None for an unknown meeting."""
    async with db.read() as tx:
        return await meetings.guild_of(tx, meeting_id)
