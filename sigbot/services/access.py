"""Whose community this is, whether the actor may act in it, and which meeting is meant."""

import re
from datetime import datetime

from sigbot.domain.community import Actor, Community, check_member, check_organizer
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import Person
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import AmbiguousNameError, NotFoundError, NotSetUpError
from sigbot.store import community as communities
from sigbot.store import meetings, members
from sigbot.store.database import Tx


async def community_of(tx: Tx, actor: Actor) -> Community:
    """The community of the actor's server. Raises NotSetUpError, NotMemberError."""
    check_member(actor)
    community = await communities.community_of_guild(tx, actor.guild_id)
    if community is None:
        raise NotSetUpError
    return community


async def require_organizer(tx: Tx, actor: Actor) -> Community:
    """As `community_of`, for organizers only. Raises NotOrganizerError."""
    community = await community_of(tx, actor)
    check_organizer(community.organizer_role_id, actor)
    return community


async def lock_for_organizer(tx: Tx, actor: Actor) -> Community:
    """As `require_organizer`, for a change: organizers of one community change it one by one."""
    await communities.community_of_guild(tx, actor.guild_id, to_change=True)
    return await require_organizer(tx, actor)


async def person_behind(tx: Tx, community: Community, actor: Actor, now: datetime) -> Person:
    """The actor as a person of the community, made on first sight."""
    return await members.meet_person(tx, community.id, actor.discord_id, actor.name, now)


async def zone_of(tx: Tx, community: Community, actor: Actor) -> str:
    """The zone in which the actor's words are read: their own, else the community's."""
    person = await members.find_person(tx, community.id, actor.discord_id)
    return person.timezone if person and person.timezone else community.timezone


def person_key(text: str) -> int | None:
    """The number in a person's key (`u12`)."""
    return int(text[1:]) if re.fullmatch(r"[uU]\d{1,18}", text, re.ASCII) else None


async def find_named(tx: Tx, community_id: int, text: str) -> Person | None:
    """Somebody by key (`u12`) or by exact name; a name that is linked is the member's.

    Raises AmbiguousNameError when several are called so.
    """
    wanted = text.strip()
    number = person_key(wanted)
    found = await members.person(tx, community_id, number) if number is not None else None
    if found:
        return found
    called = await members.people_called(tx, community_id, clean_name(wanted))
    if len(called) > 1:
        raise AmbiguousNameError(text)
    return called[0] if called else None


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
    return await must_find(tx, community_id, chosen.id)


async def must_find(tx: Tx, community_id: int, meeting_id: int) -> Meeting:
    found = await meetings.meeting(tx, community_id, meeting_id)
    if found is None:
        raise NotFoundError("meeting", f"m{meeting_id}")
    return found
