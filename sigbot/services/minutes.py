"""Compile the minutes of a meeting, and show them to somebody."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.agenda import AgendaKind, AgendaState
from sigbot.domain.amendments import MinutesRecord, NotYetError, ShownMinutes
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.meetings import Answer, Meeting, MeetingKind
from sigbot.domain.minutes import (
    AgendaPoint,
    Erratum,
    MeetingOutcome,
    Minutes,
    MinutesAction,
    MinutesNote,
    OpeningProof,
    PresentBy,
    Talk,
    topics_of,
)
from sigbot.domain.minutes_json import from_plain
from sigbot.domain.notes import KeptLine, NoteKind
from sigbot.domain.openings import Opening
from sigbot.domain.promises import Promise, PromiseState
from sigbot.domain.unnamed import without_names
from sigbot.services.access import community_of, find_meeting, must_find
from sigbot.store import (
    agenda,
    answers,
    attendance,
    ledger,
    meetings,
    members,
    minutes,
    notes,
    openings,
    promises,
)
from sigbot.store.database import Database, Tx

MOST_REGRETS, MOST_CARRIED = 100, 100

ADDRESS = "https://discord.com/channels/{guild}/{channel}/{message}"


async def show_minutes(db: Database, actor: Actor, text: str, now: datetime) -> ShownMinutes:
    """Return the minutes of a meeting.

    Raises NotFoundError, and NotYetError for a meeting that has not begun.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        meeting = await minuted_meeting(tx, community, text, now)
        return await shown_to(tx, community, actor, meeting, now)


async def minuted_meeting(tx: Tx, community: Community, text: str, now: datetime) -> Meeting:
    """Return the meeting that a text names. Of several with the same title, return the last one
    that has begun.

    Raises NotFoundError, and NotYetError for a meeting that has not begun.
    """
    meeting = await find_meeting(tx, community.id, text, now)
    if meeting.starts_at > now and not meeting.is_cancelled:
        past = await meetings.meetings_titled(tx, community.id, text.strip())
        begun = [m for m in past if m.starts_at <= now]
        if not begun:
            raise NotYetError
        meeting = await must_find(tx, community.id, begun[-1].id)
    return meeting


async def shown_to(
    tx: Tx, community: Community, actor: Actor, meeting: Meeting, now: datetime
) -> ShownMinutes:
    """Return the minutes of a meeting as one member sees them."""
    record = await minutes.record_of(tx, meeting.id)
    person = await members.find_person(tx, community.id, actor.discord_id)
    compiled = await minutes_of(tx, community, meeting, record, now)
    return ShownMinutes(
        meeting,
        compiled,
        record,
        tuple(await minutes.amendments_of(tx, meeting.id)),
        may_organize(community.organizer_role_id, actor),
        person is not None and names(compiled, person.name),
        person is not None and bool(await ledger.present(tx, meeting.id, [person.id])),
    )


def names(shown: Minutes, name: str) -> bool:
    """Return whether minutes name somebody."""
    return without_names(shown, frozenset([name])) != shown


async def minutes_of(
    tx: Tx, community: Community, meeting: Meeting, record: MinutesRecord, now: datetime
) -> Minutes:
    """Return the minutes of a meeting: as they were approved, with the errata since, or else as
    they are now. Whoever does not want to be named is left out."""
    if record.kept:
        errata = [a for a in await minutes.amendments_of(tx, meeting.id) if a.is_erratum]
        shown = replace(
            from_plain(record.kept),
            state=record.state,
            caught_up=await minutes.count_caught_up(tx, meeting.id),
            errata=tuple(Erratum(each.text, each.written_at.date()) for each in errata),
        )
    else:
        shown = await compile_minutes(tx, community, meeting, record, now)
    left_out = await minutes.left_out(tx, meeting.id)
    return without_names(shown, frozenset(left_out.values())) if left_out else shown


async def compile_minutes(
    tx: Tx, community: Community, meeting: Meeting, record: MinutesRecord, now: datetime
) -> Minutes:
    """Return the minutes of a meeting as what is known now makes them."""
    lines = await notes.notes_of(tx, meeting.id)
    came = await _present(tx, meeting)
    here = {name for by in came for name in by.names}
    opening = await openings.opening_of(tx, meeting.id)
    zone = ZoneInfo(meeting.zone)
    outcome = MeetingOutcome.CANCELLED if meeting.is_cancelled else record.outcome
    carried = await promises.promises_in(tx, community.id, PromiseState.OPEN, MOST_CARRIED)
    own = await promises.promises_of(tx, meeting.id)
    nameless = meeting.counts.attended - sum(len(by.names) for by in came)
    return Minutes(
        meeting.key,
        meeting.title,
        community.name,
        meeting.kind,
        meeting.starts_at,
        meeting.ends_at,
        meeting.zone,
        now.astimezone(zone).date(),
        record.state,
        outcome,
        meeting.cancel_reason,
        chairs=_names(lines, NoteKind.CHAIR),
        scribes=_names(lines, NoteKind.SCRIBE),
        present=came,
        noted=tuple(n for n in _names(lines, NoteKind.PRESENT) if n not in here),
        nameless=max(nameless, 0),
        regrets=await _regrets(tx, meeting, lines, here),
        caught_up=await minutes.count_caught_up(tx, meeting.id),
        opening=_proof(community, opening) if opening else None,
        talk=_talk(meeting),
        agenda=await _agenda(tx, meeting),
        topics=topics_of(MinutesNote(line.kind, line.text, line.speaker) for line in lines),
        actions=tuple(_action(promise) for promise in own),
        carried=tuple(
            _action(each) for each in carried if each.met_at and each.met_at < meeting.starts_at
        ),
    )


async def _present(tx: Tx, meeting: Meeting) -> tuple[PresentBy, ...]:
    """Return who was there, by how that is known, in the order of the sources."""
    by_source: defaultdict[Source, list[str]] = defaultdict(list)
    for each in await attendance.attendances(tx, meeting.id):
        if each.person:
            by_source[each.source].append(each.person)
    return tuple(
        PresentBy(source, tuple(by_source[source])) for source in Source if by_source[source]
    )


def _names(lines: list[KeptLine], kind: NoteKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.text for line in lines if line.kind is kind))


async def _regrets(
    tx: Tx, meeting: Meeting, lines: list[KeptLine], here: set[str]
) -> tuple[str, ...]:
    """Return who said that they can't come, and whom the notes name so, without who came."""
    cant = await answers.names_by_answer(tx, meeting.id, Answer.CANT, 0, MOST_REGRETS)
    named = [*_names(lines, NoteKind.REGRETS), *cant]
    return tuple(name for name in dict.fromkeys(named) if name not in here)


def _proof(community: Community, opening: Opening) -> OpeningProof | None:
    """Return where and when which notices were shown, None where there were none."""
    if opening.notices is None:
        return None
    address = ADDRESS.format(
        guild=community.guild_id,
        channel=opening.channel_id,
        message=opening.shown_message_id or opening.place[1],
    )
    return OpeningProof(opening.notices.version, opening.opened_at, address)


def _talk(meeting: Meeting) -> Talk | None:
    """Return the guest's talk of a meeting, None for a meeting without a speaker."""
    if not (meeting.speaker or meeting.slides or meeting.recording):
        return None
    is_guest = meeting.kind is MeetingKind.GUEST
    title = meeting.title if is_guest else ""
    slides, recording = meeting.slides, meeting.recording
    return Talk(meeting.speaker, title=title, slides=slides, recording=recording)


async def _agenda(tx: Tx, meeting: Meeting) -> tuple[AgendaPoint, ...]:
    items = await agenda.items_of(tx, meeting.id)
    return tuple(
        AgendaPoint(item.text, item.minutes, item.by, item.kind is AgendaKind.QUESTION, item.answer)
        for item in items
        if item.state in (AgendaState.ACCEPTED, AgendaState.DONE)
    )


def _action(promise: Promise) -> MinutesAction:
    return MinutesAction(promise.key, promise.text, promise.owner, promise.due, promise.state)
