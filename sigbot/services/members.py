"""Keep and show what people say about themselves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sigbot.domain.community import Actor
from sigbot.domain.hours import USUAL, Hours, read_hours
from sigbot.domain.members import (
    ATTRIBUTES,
    NOBODY,
    AboutMe,
    OwnName,
    Person,
    SelfDescription,
    read_description,
)
from sigbot.domain.refusals import AnsweredError
from sigbot.domain.zones import find_zone
from sigbot.later import later
from sigbot.services.access import community_of, person_behind, zone_of
from sigbot.services.clocks import check_clocks_soon
from sigbot.store import answers as given
from sigbot.store import attendance, audit, forgetting, members, releases
from sigbot.store import community as communities
from sigbot.store import hours as kept_hours
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx

if TYPE_CHECKING:
    from sigbot.services import evidence
else:
    evidence = later("sigbot.services.evidence")

MOST_COMING = 5
"""Answers to coming meetings that are shown to a member; more would fill their card."""

PURPOSE = "diversity figures of the community's report"


async def set_timezone(db: Database, actor: Actor, text: str, now: datetime) -> str:
    """Set the actor's time zone and return it as an IANA zone. Raises the refusals of zones."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        zone = find_zone(text)
        person = await person_behind(tx, community, actor, now)
        await members.set_timezone(tx, person.id, zone)
        await check_clocks_soon(tx, community.id, now)
        audit.record(tx, community.id, actor, "me.timezone", f"person:{person.id}", now)
        return zone


async def set_hours(
    db: Database, actor: Actor, start: str, end: str, days: str | None, now: datetime
) -> Hours | None:
    """Set when meetings suit the actor, on their own clock, and return these hours.

    For the usual hours, keep nothing and return None. Raises UnreadableHoursError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        given = read_hours(start, end, days)
        hours = None if given == USUAL else given
        person = await person_behind(tx, community, actor, now)
        await kept_hours.set_hours(tx, person.id, hours, now)
        audit.record(tx, community.id, actor, "me.hours", f"person:{person.id}", now)
        return hours


async def describe_self(
    db: Database, actor: Actor, answers: Mapping[str, str | None], now: datetime
) -> SelfDescription | None:
    """Keep the actor's answers, by attribute, in place of all earlier answers.

    Without any answer, the actor takes their consent back. The consent log gets a row either way.
    For an actor who said nothing before and says nothing now, store nothing and return None.

    Raises NotOfferedError for an answer that is not offered; then nothing is kept.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        description = read_description(answers)
        known = await members.find_person(tx, community.id, actor.discord_id)
        before = await members.self_description(tx, known.id) if known else SelfDescription()
        if description == before == SelfDescription():
            return None
        person = await person_behind(tx, community, actor, now)
        changed = [
            name for name in ATTRIBUTES if getattr(description, name) != getattr(before, name)
        ]
        await members.describe_self(tx, person.id, description, now)
        await releases.note_changes(tx, person.id, changed)
        is_given = description != SelfDescription()
        await members.log_consent(tx, community.id, person.id, PURPOSE, granted=is_given, now=now)
        audit.record(tx, community.id, actor, "me.about", f"person:{person.id}", now)
        return description


async def about_me(db: Database, actor: Actor) -> AboutMe:
    """Return the actor's answers, subgroups and attendance, for them alone; store nothing."""
    async with db.read() as tx:
        return await _about(tx, actor)


async def show_me(db: Database, actor: Actor, now: datetime) -> AboutMe:
    """Return what `about_me` returns, with the burden of the actor's meetings so far, and their
    answers to those ahead."""
    async with db.read() as tx:
        about = await _about(tx, actor)
        community = await community_of(tx, actor)
        ever = datetime.min.replace(tzinfo=UTC)
        came = await rotations.attended(tx, community.id, about.person.id, ever, now)
        coming, count = await given.coming(tx, about.person.id, now, MOST_COMING)
    burden = await evidence.own_burden(came)
    return replace(about, burden=burden, coming=coming, coming_count=count)


async def _about(tx: Tx, actor: Actor) -> AboutMe:
    community = await community_of(tx, actor)
    person = await members.find_person(tx, community.id, actor.discord_id)
    if person is None:
        traces = await forgetting.subject(tx, community.id, discord_id=actor.discord_id)
        nobody = Person(NOBODY, actor.name)
        return AboutMe(nobody, SelfDescription(), (), 0, None, has_traces=traces is not None)
    description = await members.self_description(tx, person.id)
    is_counted = description != SelfDescription()
    return AboutMe(
        person=person,
        description=description,
        subgroups=tuple(await communities.subgroups_of(tx, person.id)),
        meetings_attended=await attendance.count_attended(tx, person.id),
        consented_at=await members.consented_at(tx, person.id),
        hours=await kept_hours.hours_of(tx, person.id),
        to_confirm=await releases.name_to_confirm(tx, community.id, person.id, also_own=is_counted),
    )


async def say_whose_name(
    db: Database, actor: Actor, name_id: int, now: datetime, *, is_theirs: bool
) -> OwnName:
    """Keep whether a name in attendance files is the actor's; return the name.

    Lines of files count in diversity releases under confirmed names only. Raises AnsweredError
    where the actor is not asked, or not any more.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await person_behind(tx, community, actor, now)
        name = await releases.name_to_confirm(tx, community.id, person.id, name_id)
        if name is None:
            raise AnsweredError
        await releases.say_whose(tx, name_id, person.id, is_theirs=is_theirs, now=now)
        audit.record(tx, community.id, actor, "me.name", f"person:{person.id}", now)
        return name


async def reading_zone(db: Database, actor: Actor, text: str = "") -> str:
    """Return the zone in which a typed time is read: the actor's, or the community's.

    Raises NoOwnZoneError as `zone_of` does.
    """
    async with db.read() as tx:
        return await zone_of(tx, await community_of(tx, actor), actor, text)
