"""Find guests who may be a member: people known by a name only, which is the member's name."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from sigbot.domain.forgetting import NAMELESS
from sigbot.domain.members import Name
from sigbot.domain.names import clean_name
from sigbot.store import ledger
from sigbot.store.bulk import among
from sigbot.store.database import Tx
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.releases import OwnNameRow


async def namesakes(
    tx: Tx, community_id: int, meeting_id: int, called: Mapping[int, str]
) -> dict[int, Name]:
    """Return person id → the guest who may be the same person, where there is exactly one.

    `called` is person id → name, of members who are at the meeting. The guest is at the meeting,
    too; where none of that name is, a guest of other meetings counts for a member who was at no
    other meeting. Names that several members have are left out, and guests who are somebody else,
    as the member has said.
    """
    names = {person_id: clean_name(name) for person_id, name in called.items()}
    guests = await _guests(tx, community_id, set(names.values()) - {NAMELESS})
    if not guests:
        return {}
    guest_ids = [guest.id for alike in guests.values() for guest in alike]
    here = await ledger.present(tx, meeting_id, guest_ids)
    asked = {person_id: guests[name] for person_id, name in names.items() if name in guests}
    new = await _at_one_meeting(tx, asked)
    chosen = {
        person_id: [guest for guest in alike if guest.id in here]
        or (alike if person_id in new else [])
        for person_id, alike in asked.items()
    }
    shared = await _shared(tx, community_id, guests)
    denied = await _denied(tx, guest_ids)
    return {
        person_id: alike[0]
        for person_id, alike in chosen.items()
        if len(alike) == 1
        and alike[0].name not in shared
        and (alike[0].id, person_id) not in denied
    }


async def may_be(tx: Tx, community_id: int, guest: Name, name: str) -> bool:
    """Return whether a member called `name` may be this guest: nobody else is called that."""
    same = guest.name == clean_name(name) != NAMELESS
    return same and not await _shared(tx, community_id, [guest.name])


async def _guests(tx: Tx, community_id: int, names: Collection[str]) -> dict[str, list[Name]]:
    """Return name → the people known by that name only, without names linked to a member."""
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.name)
        .where(
            PersonRow.community_id == community_id,
            among(tx, PersonRow.name, names),
            PersonRow.discord_id.is_(None),
            PersonRow.same_as.is_(None),
        )
        .order_by(PersonRow.id)
    )
    guests: defaultdict[str, list[Name]] = defaultdict(list)
    for guest_id, name in rows:
        guests[name].append(Name(guest_id, name))
    return dict(guests)


async def _denied(tx: Tx, guest_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (guest id, person id) for members who said that a guest is somebody else."""
    denials = select(OwnNameRow.name_id, OwnNameRow.person_id).where(
        OwnNameRow.name_id.in_(guest_ids), OwnNameRow.is_theirs.is_(False)
    )
    return {(name_id, person_id) for name_id, person_id in await tx.execute(denials)}


async def _at_one_meeting(tx: Tx, people: Collection[int]) -> set[int]:
    came = (
        select(AttendanceRow.person_id)
        .where(AttendanceRow.person_id.in_(people))
        .group_by(AttendanceRow.person_id)
        .having(func.count() == 1)
    )
    return set(await tx.scalars(came))


async def _shared(tx: Tx, community_id: int, names: Collection[str]) -> set[str]:
    """Return which of `names` several members have."""
    shared = (
        select(PersonRow.name)
        .where(
            PersonRow.community_id == community_id,
            PersonRow.name.in_(names),
            PersonRow.discord_id.is_not(None),
        )
        .group_by(PersonRow.name)
        .having(func.count() > 1)
    )
    return set(await tx.scalars(shared))
