"""Keep attendance files under review, and read what is known of the people in them."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Select,
    String,
    bindparam,
    cast,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from sigbot.domain.attendance_files import Known
from sigbot.domain.members import Candidate
from sigbot.store.database import Tx, plan_for_values
from sigbot.store.once import insert_for
from sigbot.store.rows.attendance import ImportRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import EmailRow, PersonRow

Value = TypeVar("Value", int, str)

HAS_CHOICES = cast(ImportRow.choices, String) != "{}"

MOST_AT_ONCE = 500
"""How many values a statement gets at most: a longer one holds up the loop."""


@dataclass(frozen=True, slots=True)
class KeptImport:
    id: int
    meeting_id: int
    draft: dict[str, Any]
    choices: dict[str, Any]
    read_at: datetime
    written_at: datetime | None = None


async def written_before(tx: Tx, meeting_id: int, digest: str) -> datetime | None:
    """Return when the file with this digest was written to this meeting, None for never."""
    return await tx.scalar(
        select(ImportRow.written_at)
        .where(
            ImportRow.meeting_id == meeting_id,
            ImportRow.digest == digest,
            ImportRow.written_at.is_not(None),
        )
        .limit(1)
    )


async def keep(
    tx: Tx, meeting_id: int, discord_id: int, digest: str, draft: dict[str, Any], now: datetime
) -> int:
    row = ImportRow(
        meeting_id=meeting_id,
        discord_id=discord_id,
        digest=digest,
        entries=draft,
        choices={},
        read_at=now,
    )
    tx.add(row)
    await tx.flush()
    return row.id


async def kept(
    tx: Tx, community_id: int, import_id: int, *, to_change: bool = False
) -> KeptImport | None:
    """Return a file under review, None where it is not kept in this community.

    With `to_change`, lock it without its draft, which may be large: other transactions that want to
    change it wait until this one ends.
    """
    chosen = (
        select(
            ImportRow.id,
            ImportRow.meeting_id,
            null() if to_change else ImportRow.entries,
            ImportRow.choices,
            ImportRow.read_at,
            ImportRow.written_at,
        )
        .join(MeetingRow, MeetingRow.id == ImportRow.meeting_id)
        .where(ImportRow.id == import_id, MeetingRow.community_id == community_id)
    )
    if to_change:
        chosen = chosen.with_for_update(of=ImportRow)
    row = (await tx.execute(chosen)).one_or_none()
    return KeptImport(row[0], row[1], row[2] or {}, row[3], row[4], row[5]) if row else None


async def choose(tx: Tx, import_id: int, choices: dict[str, Any]) -> None:
    await tx.execute(update(ImportRow).where(ImportRow.id == import_id).values(choices=choices))


async def finish(tx: Tx, import_id: int, choices: dict[str, Any], now: datetime) -> None:
    """Note that a file was written, and forget what was read from it; `choices` are kept."""
    done = update(ImportRow).where(ImportRow.id == import_id)
    await tx.execute(done.values(entries={}, choices=choices, written_at=now))


async def forget_written(tx: Tx, import_id: int) -> None:
    """Delete a file that was taken back, so that it can be imported again."""
    gone = delete(ImportRow).where(ImportRow.id == import_id)
    await tx.execute(gone.execution_options(synchronize_session=False))


async def has_changes_before(tx: Tx, before: datetime) -> bool:
    """Return whether it is kept what a file changed that was written before an instant."""
    return await tx.scalar(_changes_before(), {"before": before}) is not None


@cache
def _changes_before() -> Select[int]:
    """Return the statement of `has_changes_before`, which runs often."""
    old = ImportRow.written_at < bindparam("before")
    return select(ImportRow.id).where(old, HAS_CHOICES).limit(1)


async def forget_changes(tx: Tx, before: datetime) -> None:
    """Forget what files changed that were written before an instant."""
    old = update(ImportRow).where(ImportRow.written_at < before, HAS_CHOICES)
    await tx.execute(old.values(choices={}).execution_options(synchronize_session=False))


async def unfinished_before(tx: Tx, before: datetime) -> list[int]:
    """Return the files that were read before an instant and never written."""
    return list(await tx.scalars(_unfinished_before(), {"before": before}))


@cache
def _unfinished_before() -> Select[int]:
    """Return the statement of `unfinished_before`, which runs often."""
    old = ImportRow.read_at < bindparam("before")
    return select(ImportRow.id).where(ImportRow.written_at.is_(None), old)


async def forget(tx: Tx, import_id: int) -> None:
    """Delete a file, unless it was written."""
    unfinished = delete(ImportRow).where(ImportRow.id == import_id, ImportRow.written_at.is_(None))
    await tx.execute(unfinished.execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Files under review: those up to the id `until` were looked at, `naming` have a person."""

    naming: frozenset[int] = frozenset()
    until: int = 0


async def drafts_naming(
    tx: Tx,
    community_id: int,
    words: Collection[str],
    ids: Collection[int],
    looked: LookedAt = LookedAt(),
) -> LookedAt:
    """Look which files under review, and which that can be taken back, have one of `words`, or a
    person of `ids`.

    Files that were looked at already are read without their drafts, which may be large: only the
    answers about them may have changed since.
    """
    wanted, people = {word.casefold() for word in words}, {*ids}
    naming: set[int] = set()
    until = looked.until
    open_ = (
        select(ImportRow.id, ImportRow.choices)
        .join(MeetingRow, MeetingRow.id == ImportRow.meeting_id)
        .where(
            MeetingRow.community_id == community_id,
            or_(ImportRow.written_at.is_(None), HAS_CHOICES),
        )
        .order_by(ImportRow.id)
    )
    for import_id, choices in (await tx.execute(open_)).all():
        draft: object = None
        if import_id > looked.until:
            draft = await tx.scalar(select(ImportRow.entries).where(ImportRow.id == import_id))
            until = import_id
        changed = {person_id for person_id, *_ in choices.get("undo", ())}
        named = people & {*choices.get("ids", ()), *changed}
        if named or _holds([draft, choices], wanted):
            naming.add(import_id)
    return LookedAt(frozenset(naming), until)


def _holds(value: object, wanted: Collection[str]) -> bool:
    """Return whether a JSON value has one of the texts, in any letter case."""
    if isinstance(value, str):
        return value.casefold() in wanted
    if isinstance(value, Mapping):
        return any(_holds(inner, wanted) for inner in value.values())
    return isinstance(value, list) and any(_holds(inner, wanted) for inner in value)


PeopleMark = tuple[int | None, ...]


async def people_mark(tx: Tx, community_id: int) -> PeopleMark:
    """Return numbers that change when the community gets people, links of names, or addresses, and
    when it forgets a person."""
    same, ids = PersonRow.same_as, PersonRow.id
    people = select(func.max(ids), func.count(ids), func.count(same), func.sum(same)).where(
        PersonRow.community_id == community_id
    )
    emails = select(func.count()).where(EmailRow.community_id == community_id)
    return (*(await tx.execute(people)).one(), await tx.scalar(emails))


async def known_people(
    tx: Tx, community_id: int, names: Collection[str], digests: Collection[str]
) -> Known:
    """Return what the community knows of these names and hashed e-mail addresses."""
    await plan_for_values(tx)
    by_digest: dict[str, int] = {}
    owners: dict[int, int] = {}
    for part in _parts(digests):
        rows = await tx.execute(
            select(EmailRow.digest, PersonRow.id, PersonRow.same_as)
            .join(PersonRow, PersonRow.id == EmailRow.person_id)
            .where(EmailRow.community_id == community_id, EmailRow.digest.in_(part))
        )
        for digest, person_id, owner in rows:
            by_digest[digest] = person_id
            owners |= {person_id: owner} if owner is not None else {}
    linked: defaultdict[str, list[int]] = defaultdict(list)
    for part in _parts(names):
        for name, person_id, owner in await _linked(tx, community_id, part):
            linked[name].append(person_id)
            owners[person_id] = owner
    return Known(by_digest, linked, await _called(tx, community_id, names), owners)


async def _called(tx: Tx, community_id: int, names: Collection[str]) -> dict[str, list[Candidate]]:
    """Return name → the people of this name, and the members with this user name on Discord."""
    called: defaultdict[str, list[Candidate]] = defaultdict(list)
    for part in _parts(names):
        for candidate in await _candidates(tx, community_id, part):
            called[candidate.name].append(candidate)
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        spelled[name.lower()].add(name)
    for part in _parts(spelled):
        for account, candidate in await _by_account(tx, community_id, part):
            for name in spelled[account] - {candidate.name}:
                called[name].append(candidate)
    return called


async def names_of(tx: Tx, ids: Collection[int]) -> dict[int, str]:
    """Return the names of people by id; that of the member for a name that is linked to one."""
    owner = aliased(PersonRow)
    names: dict[int, str] = {}
    for part in _parts(ids):
        rows = await tx.execute(
            select(PersonRow.id, func.coalesce(owner.name, PersonRow.name))
            .outerjoin(owner, owner.id == PersonRow.same_as)
            .where(PersonRow.id.in_(part))
        )
        names.update((person_id, name) for person_id, name in rows)
    return names


def _parts(values: Collection[Value]) -> Iterator[Sequence[Value]]:
    ordered = sorted(set(values))
    for begin in range(0, len(ordered), MOST_AT_ONCE):
        yield ordered[begin : begin + MOST_AT_ONCE]


async def _linked(tx: Tx, community_id: int, names: Sequence[str]) -> list[tuple[str, int, int]]:
    rows = await tx.execute(
        select(PersonRow.name, PersonRow.id, PersonRow.same_as)
        .where(
            PersonRow.community_id == community_id,
            PersonRow.name.in_(names),
            PersonRow.same_as.is_not(None),
        )
        .order_by(PersonRow.id)
    )
    return [(name, person_id, owner) for name, person_id, owner in rows if owner is not None]


async def _candidates(tx: Tx, community_id: int, names: Sequence[str]) -> list[Candidate]:
    """Return the people of exactly these names, without names that are linked to a member."""
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.discord_id)
        .where(
            PersonRow.community_id == community_id,
            PersonRow.name.in_(names),
            PersonRow.same_as.is_(None),
        )
        .order_by(PersonRow.id)
    )
    people = list(rows)
    digests = await _digests(tx, [person_id for person_id, *_ in people])
    return [
        Candidate(person_id, name, discord_id is not None, digests=digests[person_id])
        for person_id, name, discord_id in people
    ]


async def _by_account(
    tx: Tx, community_id: int, accounts: Sequence[str]
) -> list[tuple[str, Candidate]]:
    """Return the members with these user names on Discord, each with the user name."""
    rows = await tx.execute(
        select(PersonRow.account, PersonRow.id, PersonRow.name)
        .where(
            PersonRow.community_id == community_id,
            PersonRow.account.in_(accounts),
            PersonRow.discord_id.is_not(None),
        )
        .order_by(PersonRow.id)
    )
    return [
        (account, Candidate(person_id, name, is_member=True, by_account=True))
        for account, person_id, name in rows
        if account is not None
    ]


async def _digests(tx: Tx, people: Sequence[int]) -> defaultdict[int, frozenset[str]]:
    digests: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for part in _parts(people):
        rows = await tx.execute(
            select(EmailRow.person_id, EmailRow.digest).where(EmailRow.person_id.in_(part))
        )
        for person_id, digest in rows:
            digests[person_id] |= {digest}
    return digests


async def add_names(tx: Tx, community_id: int, names: Sequence[str], now: datetime) -> list[int]:
    """Add people who are known by a name only; return their ids, in order.

    The community has to be locked.
    """
    if not names:
        return []
    last = await tx.scalar(select(func.max(PersonRow.id))) or 0
    rows = [
        {"community_id": community_id, "name": name, "created_at": now, "seen_at": now}
        for name in names
    ]
    await tx.execute(insert(PersonRow), rows)
    made = select(PersonRow.id, PersonRow.name).where(
        PersonRow.community_id == community_id,
        PersonRow.id > last,
        PersonRow.discord_id.is_(None),
    )
    ids: defaultdict[str, deque[int]] = defaultdict(deque)
    for person_id, name in await tx.execute(made.order_by(PersonRow.id)):
        ids[name].append(person_id)
    return [ids[name].popleft() for name in names]


async def learn_emails(tx: Tx, community_id: int, emails: Mapping[str, int]) -> None:
    """Note whose e-mail addresses these are; `emails` is keyed hash → person id.

    An address that is known already stays with its person.
    """
    if emails:
        unique = ("community_id", "digest")
        once = insert_for(tx, EmailRow).on_conflict_do_nothing(index_elements=unique)
        rows = [
            {"community_id": community_id, "digest": digest, "person_id": person_id}
            for digest, person_id in sorted(emails.items())
        ]
        await tx.execute(once, rows)
