"""Presence in the voice channel of a meeting becomes attendance."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.community import Actor
from sigbot.domain.meetings import OPENS_BEFORE
from sigbot.domain.voice import Heard, Stay, VoiceMeeting, first_moment, whole_minutes
from sigbot.services.access import community_of, person_behind
from sigbot.services.announcements import refresh_card
from sigbot.services.checkins import LOOK_BACK
from sigbot.store import audit, ledger, members, voice
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


async def watched_meetings(db: Database, now: datetime) -> list[VoiceMeeting]:
    """Meetings of all communities in whose channel it is watched now who is there."""
    async with db.read() as tx:
        nearby = await voice.meetings_between(tx, now - LOOK_BACK, now + OPENS_BEFORE)
        return [meeting for meeting in nearby if meeting.is_watched(now)]


async def take_stock(
    db: Database, meeting: VoiceMeeting, there: Collection[Heard], now: datetime
) -> None:
    """`there` is everybody who is in the meeting's channel at this moment, as Discord says. Who was
    there when the bot last looked, and still is, has been there all the time; who is not there any
    more left when they were last seen."""
    async with db.write() as tx:
        people = await _people(tx, meeting, there, now)
        await ledger.lock_meeting(tx, meeting.id)
        before = await voice.staying(tx, meeting.id)
        await voice.come(tx, meeting.id, people - before, now)
        await voice.stay(tx, meeting.id, people, now)
        await voice.leave(tx, meeting.id, before - people)
        await _tally(tx, meeting, people | before, now)


async def note_move(
    db: Database, meeting: VoiceMeeting, who: Heard, now: datetime, *, here: bool
) -> None:
    """Somebody is in the meeting's channel from now on, or is not."""
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
    person = await members.find_person(tx, meeting.community_id, who.discord_id)
    return {person.id} if person else set()


async def _people(
    tx: Tx, meeting: VoiceMeeting, there: Collection[Heard], now: datetime
) -> set[int]:
    """Those who are there, as people of the community, without those who do not want it. Who is new
    and has no name yet is left for later."""
    names = {one.discord_id: one.name for one in there if one.name is not None}
    met = await members.meet_people(tx, meeting.community_id, names, now)
    nameless = [one.discord_id for one in there if one.name is None]
    people = {*met.values(), *await members.known_people(tx, meeting.community_id, nameless)}
    return people - await members.without_voice(tx, people)


async def _tally(tx: Tx, meeting: VoiceMeeting, people: Collection[int], now: datetime) -> None:
    """Their minutes until now, and whether these are an attendance."""
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
    begun = first_moment(stays, meeting)
    minutes = whole_minutes(stays, meeting)
    return Sighting(Source.VOICE, begun, minutes, minutes >= least) if begun else None


async def set_voice_tracking(db: Database, actor: Actor, now: datetime, *, wanted: bool) -> None:
    """Whether being in a voice channel may count as attendance. Whoever does not want it is
    forgotten there; attendances that were recorded stay."""
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
