"""What somebody can do now, for `/help`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import (
    Actor,
    Community,
    Role,
    SetupStep,
    check_member,
    may_organize,
)
from sigbot.domain.meetings import Meeting
from sigbot.services.checkins import open_in
from sigbot.services.community import steps_done_in
from sigbot.store import answers, ledger, meetings, members
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

MOST_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What is at hand for somebody.

    That is a meeting that is `open` for check-in, where they are not checked in yet, and the first
    one `ahead` without their answer. `is_reminded`: they get direct messages before meetings.
    For an organizer, `done` are the steps of the setup of the `community` that are done.
    """

    role: Role
    knows_zone: bool = False
    is_reminded: bool = False
    open: Meeting | None = None
    ahead: Meeting | None = None
    community: Community | None = None
    done: frozenset[SetupStep] = frozenset(SetupStep)


async def first_steps(db: Database, actor: Actor, now: datetime) -> FirstSteps:
    """Return what somebody can do now, also on a server that is not set up yet.

    Raises NotMemberError.
    """
    async with db.read() as tx:
        check_member(actor)
        community = await communities.community_of_guild(tx, actor.guild_id)
        if community is None:
            manages = actor.manages_guild
            return FirstSteps(Role.MANAGER_BEFORE_SETUP if manages else Role.BEFORE_SETUP)
        organizes = may_organize(community.organizer_role_id, actor)
        person = await members.find_person(tx, community.id, actor.discord_id)
        open_now = [
            meeting
            for meeting in await open_in(tx, community, now)
            if not (person and await ledger.present(tx, meeting.id, [person.id]))
        ]
        done = frozenset(SetupStep)
        if organizes:
            done = await steps_done_in(tx, community, zone_chosen=False)
        ahead = await meetings.meetings_after(tx, community.id, now, limit=MOST_LOOKED_AT)
        return FirstSteps(
            Role.ORGANIZER if organizes else Role.MEMBER,
            knows_zone=bool(person and person.timezone),
            is_reminded=bool(person and person.direct_reminders),
            open=next(iter(open_now), None),
            ahead=await _first_unanswered(tx, actor, ahead),
            community=community,
            done=done,
        )


async def _first_unanswered(tx: Tx, actor: Actor, ahead: Sequence[Meeting]) -> Meeting | None:
    """Return the first meeting that somebody has not answered, None if there is none."""
    for meeting in ahead:
        answer = await answers.answer_of(tx, meeting.id, actor.discord_id)
        if answer is None and not meeting.is_cancelled:
            return meeting
    return None
