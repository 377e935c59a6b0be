"""Keep people, their self-descriptions and consents."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update

from sigbot.domain.forgetting import NAMELESS, SEEN_EVERY, is_quiet
from sigbot.domain.members import (
    NOTICE_VERSION,
    Candidate,
    Experience,
    Gender,
    HearsBy,
    Name,
    Organization,
    Person,
    SelfDescription,
)
from sigbot.domain.regions import Region
from sigbot.store.bulk import among
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import ConsentRow, GenderRow, PersonRow, SelfDescriptionRow

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])

_NAMED = or_(PersonRow.discord_id.is_not(None), PersonRow.name != NAMELESS)
"""The condition for everybody but nameless marks."""


def _person(row: PersonRow) -> Person:
    return Person(
        row.id,
        row.name,
        row.discord_id,
        row.timezone,
        row.direct_reminders,
        HearsBy(row.changes),
        row.direct_refused_at,
        row.papers,
        row.promises,
        row.voice_tracking,
    )


async def find_person(
    tx: Tx, community_id: int, discord_id: int, *, to_keep: bool = False
) -> Person | None:
    """Return the person with a Discord account, None where the community does not know them.

    With `to_keep`, whoever wants to forget them waits until this transaction ends.
    """
    wanted = _account(community_id, discord_id)
    row = await tx.scalar(_kept(wanted) if to_keep else wanted)
    return _person(row) if row else None


def _account(community_id: int, discord_id: int) -> Select[PersonRow]:
    return select(PersonRow).where(
        PersonRow.community_id == community_id, PersonRow.discord_id == discord_id
    )


def _kept(wanted: Chosen) -> Chosen:
    """Return a SELECT of people whom nobody can forget until this transaction ends.

    A person who is being forgotten by another transaction is waited for, and not selected then.
    """
    return wanted.with_for_update(read=True, key_share=True)


async def keep_known(tx: Tx, people: Collection[int]) -> set[int]:
    """Return which of `people` were not forgotten, and keep them until this transaction ends."""
    return set(await tx.scalars(_kept(select(PersonRow.id).where(PersonRow.id.in_(people)))))


async def person(tx: Tx, community_id: int, person_id: int) -> Person | None:
    """Return a person by id; for a linked name, the member whose name it is.

    Return None for a nameless mark.
    """
    people = await _people(tx, community_id, and_(PersonRow.id == person_id, _NAMED))
    return people[0] if people else None


async def people_called(tx: Tx, community_id: int, name: str) -> list[Person]:
    """Return all people with exactly this name, in the order in which they became known.

    For a linked name, return the member whose name it is.
    """
    return await _people(tx, community_id, PersonRow.name == name)


async def people_beginning(tx: Tx, community_id: int, text: str, limit: int) -> list[Person]:
    """Return people whose name begins with `text` in any letter case, as `people_called` does."""
    begins = and_(PersonRow.name.istartswith(text, autoescape=True), _NAMED)
    return (await _people(tx, community_id, begins))[:limit]


async def _people(tx: Tx, community_id: int, chosen: ColumnElement[bool]) -> list[Person]:
    ids = select(func.coalesce(PersonRow.same_as, PersonRow.id))
    known = ids.where(PersonRow.community_id == community_id, chosen)
    rows = await tx.scalars(select(PersonRow).where(PersonRow.id.in_(known)).order_by(PersonRow.id))
    return [_person(row) for row in rows]


async def add_name(tx: Tx, community_id: int, name: str, now: datetime) -> Person:
    """Add a person who is known by a name only."""
    row = PersonRow(community_id=community_id, name=name, created_at=now, seen_at=now)
    tx.add(row)
    await tx.flush()
    return _person(row)


async def names_called(tx: Tx, community_id: int, name: str) -> list[Name]:
    """Return the people who are known by exactly this name only, linked to a member or not."""
    rows = await tx.scalars(
        select(PersonRow)
        .where(
            PersonRow.community_id == community_id,
            PersonRow.name == name,
            PersonRow.discord_id.is_(None),
        )
        .order_by(PersonRow.id)
    )
    return [Name(row.id, row.name, row.same_as) for row in rows]


async def people_like(
    tx: Tx, community_id: int, part: str, *, with_members: bool, limit: int = 25
) -> list[Candidate]:
    """Return people with `part` in their name, in any letter case; members only if wanted.

    Names that are linked to a member are left out, and nameless marks.
    """
    chosen = select(PersonRow).where(
        PersonRow.community_id == community_id,
        PersonRow.same_as.is_(None),
        PersonRow.name != NAMELESS,
        PersonRow.name.icontains(part, autoescape=True),
    )
    if not with_members:
        chosen = chosen.where(PersonRow.discord_id.is_(None))
    rows = await tx.scalars(chosen.order_by(PersonRow.name, PersonRow.id).limit(limit))
    return [Candidate(row.id, row.name, row.discord_id is not None) for row in rows]


async def name_of(tx: Tx, community_id: int, person_id: int) -> Name | None:
    """Return the person with this id if they are known by a name only, otherwise None.

    Return None for a nameless mark, too.
    """
    row = await tx.scalar(
        select(PersonRow).where(
            PersonRow.community_id == community_id,
            PersonRow.id == person_id,
            PersonRow.discord_id.is_(None),
            PersonRow.name != NAMELESS,
        )
    )
    return Name(row.id, row.name, row.same_as) if row else None


async def link(tx: Tx, person_id: int, owner_id: int | None) -> None:
    """Link a name to the member whose name it is; None unlinks it."""
    await tx.execute(update(PersonRow).where(PersonRow.id == person_id).values(same_as=owner_id))


async def meet_person(
    tx: Tx, community_id: int, discord_id: int, name: str, now: datetime, account: str = ""
) -> Person:
    """Return the person with a Discord account, added if unknown; update name and sign of life.

    `account` is their user name, "" where it is not known. Whoever wants to forget them waits until
    this transaction ends.
    """
    wanted = _kept(_account(community_id, discord_id))
    row = await tx.scalar(wanted)
    if row is None:
        values = {
            "community_id": community_id,
            "discord_id": discord_id,
            "name": name,
            "created_at": now,
            "seen_at": now,
        }
        await insert_once(tx, PersonRow, values, "community_id", "discord_id")
        row = await tx.scalar(wanted)
        assert row is not None  # noqa: S101  (just inserted)
    if row.name != name:
        row.name = name
    if account and row.account != account:
        row.account = account
    if is_quiet(row.seen_at, now):
        row.seen_at = now
    return _person(row)


async def note_seen(tx: Tx, people: Collection[int], now: datetime) -> None:
    """Note a sign of life of people, unless one was noted within SEEN_EVERY.

    Rows that another transaction changes are left out: it notes the same, or the next one does.
    """
    noted_before = PersonRow.seen_at < now - SEEN_EVERY
    quiet = select(PersonRow.id).where(PersonRow.id.in_(people), noted_before)
    ids = list(await tx.scalars(quiet.with_for_update(key_share=True, skip_locked=True)))
    if ids:
        await tx.execute(update(PersonRow).where(PersonRow.id.in_(ids)).values(seen_at=now))


async def known_accounts(
    tx: Tx, community_id: int, discord_ids: Collection[int]
) -> Collection[int]:
    """Return which Discord accounts the community knows; they are kept as by `keep_known`."""
    return await accounts(tx, community_id, discord_ids)


async def known_people(tx: Tx, community_id: int, discord_ids: Collection[int]) -> set[int]:
    """Return the person ids of the Discord accounts that the community knows already."""
    known = await accounts(tx, community_id, discord_ids) if discord_ids else {}
    return {person_id for person_id, *_ in known.values()}


async def accounts(
    tx: Tx, community_id: int, discord_ids: Collection[int]
) -> dict[int, tuple[int, str, datetime | None, str | None]]:
    """Return Discord id → (person id, name, last sign of life, user name) of known accounts.

    Whoever wants to forget one of them waits until this transaction ends.
    """
    p = PersonRow
    chosen = select(p.discord_id, p.id, p.name, p.seen_at, p.account).where(
        p.community_id == community_id, among(tx, p.discord_id, discord_ids)
    )
    rows = await tx.execute(_kept(chosen))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows if row[0] is not None}


async def set_timezone(tx: Tx, person_id: int, zone: str) -> None:
    (await tx.get_one(PersonRow, person_id)).timezone = zone


async def owners_of(tx: Tx, people: Collection[int]) -> set[int]:
    """Return the ids of `people`, with the member in place of each linked name."""
    owners = await tx.scalars(
        select(func.coalesce(PersonRow.same_as, PersonRow.id)).where(PersonRow.id.in_(people))
    )
    return set(owners)


async def set_voice_tracking(tx: Tx, person_id: int, *, wanted: bool) -> None:
    (await tx.get_one(PersonRow, person_id)).voice_tracking = wanted


async def without_voice(tx: Tx, people: Collection[int]) -> set[int]:
    """Return which of `people` do not want their presence in voice channels to be recorded."""
    opted_out = await tx.scalars(
        select(PersonRow.id).where(PersonRow.id.in_(people), PersonRow.voice_tracking.is_(False))
    )
    return set(opted_out)


async def set_direct_messages(
    tx: Tx, person_id: int, leads: str | None, changes: HearsBy, *, papers: bool
) -> None:
    """Set which direct messages a person wants; without `leads`, they get none before meetings."""
    row = await tx.get_one(PersonRow, person_id)
    row.direct_reminders, row.changes, row.papers = leads, changes, papers


async def refuse_direct(tx: Tx, community_id: int, discord_id: int, now: datetime) -> None:
    """Turn off a person's direct messages and note since when Discord refuses them.

    None are sent until the person asks for them again; the news mention them instead.
    """
    by_mention = case(
        (PersonRow.changes == HearsBy.DIRECT, HearsBy.MENTION.value), else_=PersonRow.changes
    )
    await tx.execute(
        update(PersonRow)
        .where(PersonRow.community_id == community_id, PersonRow.discord_id == discord_id)
        .values(
            direct_reminders=None,
            papers=False,
            promises=False,
            changes=by_mention,
            direct_refused_at=func.coalesce(PersonRow.direct_refused_at, now),
        )
    )


async def direct_refused(tx: Tx) -> list[tuple[int, int]]:
    """Return (guild, Discord id) of everybody who was not told yet that they miss messages."""
    rows = await tx.execute(_direct_refused())
    return [(guild_id, discord_id) for guild_id, discord_id in rows if discord_id is not None]


@cache
def _direct_refused() -> Select[int, int | None]:
    """Return the statement of `direct_refused`, which runs whenever the bot wakes up."""
    people = select(CommunityRow.guild_id, PersonRow.discord_id)
    of = people.join(CommunityRow, CommunityRow.id == PersonRow.community_id)
    return of.where(PersonRow.direct_refused_at.is_not(None))


async def tell_direct_refused(tx: Tx, person_id: int) -> None:
    """Note that a person was told that their direct messages were refused."""
    (await tx.get_one(PersonRow, person_id)).direct_refused_at = None


async def self_description(tx: Tx, person_id: int) -> SelfDescription:
    row = await tx.get(SelfDescriptionRow, person_id)
    gender = await tx.get(GenderRow, person_id)
    return SelfDescription(
        gender=Gender(gender.gender) if gender and gender.gender else None,
        region=Region(row.region) if row and row.region else None,
        organization=Organization(row.organization) if row and row.organization else None,
        experience=Experience(row.experience) if row and row.experience else None,
    )


async def describe_self(
    tx: Tx, person_id: int, description: SelfDescription, now: datetime
) -> None:
    await insert_or_update(
        tx,
        SelfDescriptionRow,
        {
            "person_id": person_id,
            "region": description.region,
            "organization": description.organization,
            "experience": description.experience,
            "updated_at": now,
        },
        "person_id",
    )
    values = {"person_id": person_id, "gender": description.gender, "updated_at": now}
    await insert_or_update(tx, GenderRow, values, "person_id")


async def log_consent(
    tx: Tx, community_id: int, person_id: int, purpose: str, *, granted: bool, now: datetime
) -> None:
    tx.add(
        ConsentRow(
            community_id=community_id,
            person_id=person_id,
            purpose=purpose,
            granted=granted,
            notice_version=NOTICE_VERSION,
            at=now,
        )
    )


async def consented_at(tx: Tx, person_id: int) -> datetime | None:
    """Return when the person last agreed to be counted, None for never or if taken back since."""
    own = select(ConsentRow).where(ConsentRow.person_id == person_id)
    last = await tx.scalar(own.order_by(ConsentRow.id.desc()).limit(1))
    return last.at if last and last.granted else None
