"""Link names in attendance files to the members whose names they are."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.bounds import LINE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.members import Candidate, Name, Person
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import AmbiguousNameError, AnsweredError, NotFoundError
from sigbot.domain.texts import check_title, printable
from sigbot.services.access import (
    lock_for_member,
    lock_for_organizer,
    must_find,
    person_behind,
    person_key,
    require_organizer,
)
from sigbot.services.corrections import ledger_changed
from sigbot.store import attendance, audit, ledger, members, namesakes, releases
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Linked:
    """A name, the member whose name it is (`owner`), and at how many meetings it was seen.

    `fresh` is False when it was linked before, maybe to another member; then nothing was changed.
    """

    name: Name
    owner: Person
    meetings: int
    fresh: bool


async def link_name(db: Database, actor: Actor, text: str, member: Actor, now: datetime) -> Linked:
    """Link a name in attendance files to a member, who takes over its attendances.

    `text` is a name or a key (`u12`). For organizers only. Raises AmbiguousNameError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        name = await _find_name(tx, community, text, now)
        owner = await person_behind(tx, community, member, now)
        return await _link(tx, community, actor, name, owner, now)


async def join_guest(
    db: Database, actor: Actor, name_id: int, owner_id: int, now: datetime
) -> Linked:
    """Link a name to the member who was put on a list beside it.

    For organizers only. Raises NotFoundError, and AnsweredError where the name was linked to
    another member since.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        name = await members.name_of(tx, community.id, name_id)
        owner = await members.person(tx, community.id, owner_id)
        if name is None or owner is None or owner.discord_id is None:
            raise NotFoundError("person", f"u{owner_id if name else name_id}")
        if name.same_as not in (None, owner.id):
            raise AnsweredError
        return await _link(tx, community, actor, name, owner, now)


async def claim_name(db: Database, actor: Actor, name_id: int, now: datetime) -> Linked:
    """Link a guest to the actor, who says that the name in the list is theirs.

    Raises AnsweredError where the guest is somebody else's name by now, or is not called as the
    actor alone is.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        owner = await person_behind(tx, community, actor, now)
        name = await members.name_of(tx, community.id, name_id)
        if name is None or name.same_as not in (None, owner.id):
            raise AnsweredError
        if not await namesakes.may_be(tx, community.id, name, actor.name):
            raise AnsweredError
        await releases.say_whose(tx, name.id, owner.id, is_theirs=True, now=now)
        return await _link(tx, community, actor, name, owner, now)


async def keep_apart(db: Database, actor: Actor, name_id: int, now: datetime) -> None:
    """Keep that a guest is somebody else, where the actor is who was asked about the name.

    An organizer who is asked about another member changes nothing.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        name = await members.name_of(tx, community.id, name_id)
        if name and await namesakes.may_be(tx, community.id, name, actor.name):
            person = await person_behind(tx, community, actor, now)
            await releases.say_whose(tx, name.id, person.id, is_theirs=False, now=now)
            audit.record(tx, community.id, actor, "me.name", f"person:{person.id}", now)


async def _link(
    tx: Tx, community: Community, actor: Actor, name: Name, owner: Person, now: datetime
) -> Linked:
    """Link a name to a member, unless it is linked to somebody."""
    known = await ledger.meetings_of(tx, name.id)
    if name.same_as is not None:
        linked = await members.person(tx, community.id, name.same_as)
        return Linked(name, linked or owner, len(known), fresh=False)
    await members.link(tx, name.id, owner.id)
    await _settle(tx, community, known, [owner.id], [name.id], now)
    audit.record(tx, community.id, actor, "attendance.link", name.key, now, person=f"u{owner.id}")
    return Linked(name, owner, len(known), fresh=True)


async def unlink_name(
    db: Database, actor: Actor, name_id: int, owner_id: int, now: datetime
) -> Name:
    """Undo the link of a name to a member; the name gets back the attendances it had.

    For organizers only. Raises NotFoundError, and AnsweredError where the name was linked to
    another member since.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        name = await members.name_of(tx, community.id, name_id)
        if name is None:
            raise NotFoundError("person", f"u{name_id}")
        if name.same_as not in (None, owner_id):
            raise AnsweredError
        if name.same_as is not None:
            known = await ledger.meetings_of(tx, name.id)
            await members.link(tx, name.id, None)
            await _settle(tx, community, known, [name.same_as, name.id], [], now)
            person = f"u{name.same_as}"
            audit.record(tx, community.id, actor, "attendance.unlink", name.key, now, person=person)
        return name


async def offer_names(db: Database, actor: Actor, typed: str) -> list[Candidate]:
    """Return names that match what an organizer typed and are not linked yet."""
    return await _offer(db, actor, typed, with_members=False)


async def offer_people(db: Database, actor: Actor, typed: str) -> list[Candidate]:
    """Return all people whose name matches what an organizer typed."""
    return await _offer(db, actor, typed, with_members=True)


async def _offer(db: Database, actor: Actor, typed: str, *, with_members: bool) -> list[Candidate]:
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        candidates = await members.people_like(
            tx, community.id, clean_name(printable(typed[:LINE_LIMIT])), with_members=with_members
        )
        zone = ZoneInfo(community.timezone)
        return await attendance.with_histories(tx, candidates, zone)


async def _find_name(tx: Tx, community: Community, text: str, now: datetime) -> Name:
    """Return the name with this text or key; add a name that is not known yet.

    The file with the name may be imported later. Raises NotFoundError for the key of a member, and
    AmbiguousNameError.
    """
    wanted = check_title("name", text, LINE_LIMIT)
    number = person_key(wanted)
    name = await members.name_of(tx, community.id, number) if number is not None else None
    if name:
        return name
    if number is not None and await members.person(tx, community.id, number):
        raise NotFoundError("person", text)
    called = await members.names_called(tx, community.id, clean_name(wanted))
    if len(called) > 1:
        raise AmbiguousNameError(text)
    if called:
        return called[0]
    made = await members.add_name(tx, community.id, clean_name(wanted), now)
    return Name(made.id, made.name)


async def _settle(
    tx: Tx,
    community: Community,
    meeting_ids: list[int],
    people: list[int],
    names: list[int],
    now: datetime,
) -> None:
    """Work the ledger of these meetings out again for `people`, and take `names` off it."""
    for meeting_id in meeting_ids:
        await ledger.lock_meeting(tx, meeting_id)
        before = await ledger.present(tx, meeting_id, [*people, *names])
        await ledger.strike(tx, meeting_id, names)
        if await ledger.settle(tx, meeting_id, people) != before:
            meeting = await must_find(tx, community.id, meeting_id)
            await ledger_changed(tx, community, meeting, now)
