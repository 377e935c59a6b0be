"""Turn presence in the voice channel of a meeting into attendance."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import OPENS_BEFORE
from sigbot.domain.refusals import RefusedError
from sigbot.domain.voice import Heard, Stay, VoiceMeeting, first_moment, whole_minutes
from sigbot.services.access import community_of, person_behind
from sigbot.services.announcements import refresh_card
from sigbot.services.checkins import LOOK_BACK
from sigbot.store import audit, ledger, members, newcomers, voice
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)


async def watched_meetings(db: Database, now: datetime) -> list[VoiceMeeting]:
    """Return the meetings of all communities whose check-in is open and that have a channel."""
    async with db.look() as tx:
        nearby = await voice.meetings_between(tx, now - LOOK_BACK, now + OPENS_BEFORE)
        return [meeting for meeting in nearby if meeting.is_watched(now)]


async def take_all_stock(
    db: Database, there: Sequence[tuple[VoiceMeeting, Collection[Heard]]], now: datetime
) -> None:
    """Keep who is in the channels of meetings, each in its own transaction.

    A meeting for which that fails is logged and left out. Raises StoreBusyError, StoreOutError.
    """
    for meeting, people in there:
        try:
            await take_stock(db, meeting, people, now)
        except RefusedError:
            raise
        except Exception:
            log.exception("could not note who is in the channel of meeting %d", meeting.id)


async def take_stock(
    db: Database, meeting: VoiceMeeting, there: Collection[Heard], now: datetime
) -> None:
    """Keep who is in a meeting's channel now; `there` is everybody, as Discord says.

    People who were there at the last look and still are have been there all the time. People who
    are gone left when they were last seen.
    """
    async with db.write() as tx:
        people = await _people(tx, meeting, there, now)
        await ledger.lock_meeting(tx, meeting.id)
        before = await members.keep_known(tx, await voice.staying(tx, meeting.id))
        await voice.come(tx, meeting.id, people - before, now)
        await voice.stay(tx, meeting.id, people, now)
        await voice.leave(tx, meeting.id, before - people)
        await _tally(tx, meeting, people | before, now)


async def note_move(
    db: Database, meeting: VoiceMeeting, who: Heard, now: datetime, *, here: bool
) -> None:
    """Note that a person came into a meeting's channel (`here`), or left it."""
    async with db.write() as tx:
        people = await _people(tx, meeting, [who], now) if here else await _known(tx, meeting, who)
        await ledger.lock_meeting(tx, meeting.id)
        if here:
            await voice.come(tx, meeting.id, people - await voice.staying(tx, meeting.id), now)
        await voice.stay(tx, meeting.id, people, now)
        if not here:
            await voice.leave(tx, meeting.id, people)
        await _tally(tx, meeting, people, now)


async def _known(tx: Tx, meeting: VoiceMeeting, who: Heard) -> set[int]:
    person = await members.find_person(tx, meeting.community_id, who.discord_id, to_keep=True)
    return {person.id} if person else set()


async def _people(
    tx: Tx, meeting: VoiceMeeting, there: Collection[Heard], now: datetime
) -> set[int]:
    """Return the ids of people in the channel, without those who do not want to be recorded.

    Add people who are new. A new person whose name is not known yet is left out for now.
    """
    names = {heard.discord_id: heard.name for heard in there if heard.name is not None}
    met = await newcomers.meet_people(tx, meeting.community_id, names, now)
    nameless = [heard.discord_id for heard in there if heard.name is None]
    people = {*met.values(), *await members.known_people(tx, meeting.community_id, nameless)}
    return people - await members.without_voice(tx, people)


async def _tally(tx: Tx, meeting: VoiceMeeting, people: Collection[int], now: datetime) -> None:
    """Keep the minutes of people until now, and put those on the list who stayed long enough."""
    community = await communities.community(tx, meeting.community_id)
    stays = await voice.stays(tx, meeting.id, people)
    seen = [
        (person_id, sighting)
        for person_id in sorted(stays)
        if (sighting := _sighting(meeting, stays[person_id], community.voice_minutes))
    ]
    before = await ledger.present(tx, meeting.id, [person_id for person_id, _ in seen])
    await ledger.see(tx, meeting.id, seen)
    if await ledger.settle(tx, meeting.id, [person_id for person_id, _ in seen]) != before:
        await refresh_card(tx, meeting.community_id, meeting.id, now)


def _sighting(meeting: VoiceMeeting, stays: Sequence[Stay], least: int) -> Sighting | None:
    """Return what was seen of a person while a meeting ran, None for nothing.

    It counts as an attendance from `least` minutes on.
    """
    begun = first_moment(stays, meeting)
    minutes = whole_minutes(stays, meeting)
    return Sighting(Source.VOICE, begun, minutes, minutes >= least) if begun else None


async def set_voice_tracking(db: Database, actor: Actor, now: datetime, *, wanted: bool) -> None:
    """Set whether the actor's presence in voice channels may count as attendance.

    If not, forget their stays in voice channels; attendances that were recorded stay.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await person_behind(tx, community, actor, now)
        await members.set_voice_tracking(tx, person.id, wanted=wanted)
        if not wanted:
            known = await ledger.meetings_of(tx, person.id)
            for meeting_id in known:
                await ledger.lock_meeting(tx, meeting_id)
            for meeting_id in await voice.forget(tx, person.id):
                await ledger.settle(tx, meeting_id, [person.id])
        audit.record(tx, community.id, actor, "me.voice", f"person:{person.id}", now)
