"""Find the actor's community, check their rights in it, and find what a text names."""

import re
from datetime import datetime

from sigbot.domain.bounds import LINE_LIMIT, TITLE_LIMIT
from sigbot.domain.community import Actor, Community, check_member, check_organizer
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import AlikeNamesError, Person
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import AmbiguousNameError, NotFoundError, NotSetUpError
from sigbot.domain.spans import NoOwnZoneError, names_own_time
from sigbot.domain.texts import check_length
from sigbot.store import community as communities
from sigbot.store import meetings, members
from sigbot.store.database import Tx

MOST_ALIKE = 5
"""People who are named where a name could be that of several."""


async def community_of(tx: Tx, actor: Actor) -> Community:
    """Return the community of the actor's server. Raises NotSetUpError, NotMemberError."""
    check_member(actor)
    community = await communities.community_of_guild(tx, actor.guild_id)
    if community is None:
        raise NotSetUpError
    return community


async def require_organizer(tx: Tx, actor: Actor) -> Community:
    """Return the community as `community_of` does. Raises NotOrganizerError as well."""
    community = await community_of(tx, actor)
    check_organizer(community.organizer_role_id, actor)
    return community


async def lock_for_organizer(tx: Tx, actor: Actor) -> Community:
    """Lock and return the community of an organizer, before a change.

    Organizers of the same community wait for each other. Raises as `require_organizer` does.
    """
    await communities.community_of_guild(tx, actor.guild_id, to_change=True)
    return await require_organizer(tx, actor)


async def lock_for_member(tx: Tx, actor: Actor) -> Community:
    """Lock and return the community of an actor, as `lock_for_organizer` does."""
    await communities.community_of_guild(tx, actor.guild_id, to_change=True)
    return await community_of(tx, actor)


async def person_behind(tx: Tx, community: Community, actor: Actor, now: datetime) -> Person:
    """Return the actor as a person of the community, added if unknown."""
    return await members.meet_person(
        tx, community.id, actor.discord_id, actor.name, now, actor.account
    )


async def zone_of(tx: Tx, community: Community, actor: Actor, text: str = "") -> str:
    """Return the zone in which times that the actor types are read.

    It is their own zone, or the community's where they gave none. Raises NoOwnZoneError where
    they gave none and the text that they typed says `my time`.
    """
    person = await members.find_person(tx, community.id, actor.discord_id)
    if person and person.timezone:
        return person.timezone
    if names_own_time(text):
        raise NoOwnZoneError
    return community.timezone


def person_key(text: str) -> int | None:
    """Return the id in a person's key (`u12`), None for any other text."""
    return int(text[1:]) if re.fullmatch(r"[uU]\d{1,18}", text, re.ASCII) else None


async def find_named(tx: Tx, community_id: int, text: str) -> Person | None:
    """Return the person with this key (`u12`) or exact name, None where there is none.

    For a linked name, return the member whose name it is. Raises AmbiguousNameError when several
    people have the name, and TooLongError.
    """
    wanted = check_length("name", text, LINE_LIMIT).strip()
    number = person_key(wanted)
    person = await members.person(tx, community_id, number) if number is not None else None
    if person:
        return person
    called = await members.people_called(tx, community_id, clean_name(wanted))
    if len(called) > 1:
        raise AmbiguousNameError(text)
    return called[0] if called else None


async def find_called(tx: Tx, community_id: int, text: str) -> Person | None:
    """Return the person whom `find_named` returns, else the only one of that name in another letter
    case, else the only one whose name begins with it.

    Raises AlikeNamesError where several names begin with it, and as `find_named` does.
    """
    person = await find_named(tx, community_id, text)
    wanted = clean_name(text)
    if person or not wanted:
        return person
    begin = await members.people_beginning(tx, community_id, wanted, MOST_ALIKE)
    same = [namesake for namesake in begin if namesake.name.casefold() == wanted.casefold()]
    alike = same if len(same) == 1 else begin
    if len(alike) > 1:
        raise AlikeNamesError(text, tuple(namesake.name for namesake in alike))
    return alike[0] if alike else None


async def find_meeting(tx: Tx, community_id: int, text: str, now: datetime) -> Meeting:
    """Return the meeting with this key (`m12`) or exact title.

    Of several with the same title, return the next meeting, or the last where none is ahead.
    Raises NotFoundError, also for a meeting of another community, and TooLongError.
    """
    wanted = check_length("meeting", text, TITLE_LIMIT).strip()
    if re.fullmatch(r"[mM]\d{1,18}", wanted, re.ASCII):
        meeting = await meetings.meeting(tx, community_id, int(wanted[1:]))
        if meeting:
            return meeting
    titled = await meetings.meetings_titled(tx, community_id, wanted)
    ahead = [m for m in titled if m.ends_at >= now and not m.is_cancelled]
    if not titled:
        raise NotFoundError("meeting", text)
    chosen = ahead[0] if ahead else titled[-1]
    return await must_find(tx, community_id, chosen.id)


async def must_find(tx: Tx, community_id: int, meeting_id: int) -> Meeting:
    """Return the meeting with this id. Raises NotFoundError."""
    meeting = await meetings.meeting(tx, community_id, meeting_id)
    if meeting is None:
        raise NotFoundError("meeting", f"m{meeting_id}")
    return meeting
