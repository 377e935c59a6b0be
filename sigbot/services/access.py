"""Whose community this is, and whether the actor may act in it."""

from datetime import datetime

from sigbot.domain.community import Actor, Community, check_member, check_organizer
from sigbot.domain.members import Person
from sigbot.domain.refusals import NotSetUpError
from sigbot.store import community as communities
from sigbot.store import members
from sigbot.store.database import Tx


async def community_of(tx: Tx, actor: Actor) -> Community:
    """The community of the actor's server. Raises NotSetUpError, NotMemberError."""
    check_member(actor)
    community = await communities.community_of_guild(tx, actor.guild_id)
    if community is None:
        raise NotSetUpError
    return community


async def organized_by(tx: Tx, actor: Actor) -> Community:
    """As `community_of`, for organizers only. Raises NotOrganizerError."""
    community = await community_of(tx, actor)
    check_organizer(community.organizer_role_id, actor)
    return community


async def changed_by(tx: Tx, actor: Actor) -> Community:
    """As `organized_by`, for a change: organizers of one community change it one by one."""
    await communities.community_of_guild(tx, actor.guild_id, to_change=True)
    return await organized_by(tx, actor)


async def person_behind(tx: Tx, community: Community, actor: Actor, now: datetime) -> Person:
    """The actor as a person of the community, made on first sight."""
    return await members.meet_person(tx, community.id, actor.discord_id, actor.name, now)


async def zone_of(tx: Tx, community: Community, actor: Actor) -> str:
    """The zone in which the actor's words are read: their own, else the community's."""
    person = await members.find_person(tx, community.id, actor.discord_id)
    return person.timezone if person and person.timezone else community.timezone
