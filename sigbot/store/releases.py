"""Keep diversity releases, and read what the next one is made of."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
    union,
    update,
)

from sigbot.domain.attendance import Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, OwnName
from sigbot.domain.periods import Period
from sigbot.domain.regions import Region
from sigbot.domain.releases import KeptRelease, Withheld, read_kept, read_release, write_kept
from sigbot.domain.report_material import QuotedRelease
from sigbot.domain.turnouts import People, Turnout
from sigbot.store.base import UtcOrLongAgo, all_ids
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.attendance import SightingRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.releases import ChangedAnswerRow, OwnNameRow, ReleaseNumberRow, ReleaseRow

LARGEST_NUMBER = 2**48
"""Random numbers are below it: many enough that two people hardly get the same, and exact in
JSON."""

OWN_SOURCES = [source for source in Source if source.counts_in_releases]

NEWEST = 2
"""A report quotes the newest release and the one before it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Who was at how many meetings of each kind, by marks that count for releases.

    `meetings` are the numbers of meetings with such a mark.
    """

    meetings: Mapping[MeetingKind, int]
    came: Mapping[MeetingKind, Mapping[int, int]]

    @property
    def has_general(self) -> bool:
        return MeetingKind.GENERAL in self.meetings

    def counted(self) -> tuple[int, Counter[int]]:
        """Return the number of meetings, and person → at how many of them they were.

        They are General Meetings; where none has a mark, all meetings.
        """
        kinds = [MeetingKind.GENERAL] if self.has_general else [*self.meetings]
        came: Counter[int] = Counter()
        for kind in kinds:
            came.update(self.came[kind])
        return sum(self.meetings[kind] for kind in kinds), came


@dataclass(frozen=True, slots=True)
class Changes:
    """Whose answers changed since the last release: attribute → people; `ids` are the rows."""

    ids: tuple[int, ...] = ()
    people: Mapping[Attribute, frozenset[int]] = field(default_factory=dict)


async def community_due(tx: Tx, now: datetime) -> int | None:
    """Return the community whose release has been due for longest, None where none is due."""
    due = type_coerce(CommunityRow.release_at, UtcOrLongAgo)
    first = select(due, CommunityRow.id).where(CommunityRow.release_at.is_not(None))
    row = (await tx.execute(first.order_by(CommunityRow.release_at).limit(1))).first()
    return row[1] if row and row[0] <= now else None


async def put_off(tx: Tx, community_id: int, until: datetime) -> None:
    """Set when the next release of a community is made."""
    changed = update(CommunityRow).where(CommunityRow.id == community_id)
    await tx.execute(changed.values(release_at=until))


async def created_at(tx: Tx, community_id: int) -> datetime:
    return (await tx.get_one(CommunityRow, community_id)).created_at


async def last_end(tx: Tx, community_id: int) -> date | None:
    """Return the last day of the half-year that was released last, None before the first."""
    return await tx.scalar(
        select(func.max(ReleaseRow.end)).where(
            ReleaseRow.community_id == community_id, ReleaseRow.is_earlier.is_(False)
        )
    )


async def newest(tx: Tx, community_id: int, until: date) -> list[QuotedRelease]:
    """Return the releases that a report which ends on `until` quotes, the newest first."""
    rows = await tx.scalars(
        select(ReleaseRow)
        .where(
            ReleaseRow.community_id == community_id,
            ReleaseRow.is_earlier.is_(False),
            ReleaseRow.end <= until,
        )
        .order_by(ReleaseRow.end.desc())
        .limit(NEWEST)
    )
    return [QuotedRelease(read_release(row.kept["release"]), row.of_general) for row in rows]


async def published_regions(
    tx: Tx, community_id: int, first: date, last: date
) -> list[tuple[Period, frozenset[Region]]]:
    """Return the half-years with a day from `first` to `last`, with the regions that the release of
    each shows."""
    rows = await tx.scalars(
        select(ReleaseRow).where(
            ReleaseRow.community_id == community_id,
            ReleaseRow.is_earlier.is_(False),
            ReleaseRow.start <= last,
            ReleaseRow.end >= first,
        )
    )
    made = [read_release(row.kept["release"]) for row in rows]
    return [
        (
            release.period,
            frozenset(
                region
                for region in Region
                if not isinstance(release.figures[Attribute.REGION].groups[region], Withheld)
            ),
        )
        for release in made
    ]


async def history(tx: Tx, community_id: int) -> list[KeptRelease]:
    """Return all that was ever released, in the order in which it was published."""
    rows = await tx.scalars(
        select(ReleaseRow)
        .where(ReleaseRow.community_id == community_id)
        .order_by(ReleaseRow.is_earlier.desc(), ReleaseRow.end, ReleaseRow.id)
    )
    return [read_kept(cast("Any", row.kept)) for row in rows]


async def keep(
    tx: Tx, community_id: int, kept: KeptRelease, *, of_general: bool, is_earlier: bool = False
) -> bool:
    """Keep a release for ever; return False where one of the half-year is kept already."""
    period = kept.release.period
    values = {
        "community_id": community_id,
        "start": period.start,
        "end": period.end,
        "is_earlier": is_earlier,
        "of_general": of_general,
        "kept": write_kept(kept),
    }
    return await insert_once(tx, ReleaseRow, values, "community_id", "start", "end", "is_earlier")


async def marks(tx: Tx, community_id: int, start: datetime, until: datetime) -> Marks:
    """Count the marks that people made themselves at meetings in [start, until), and those in
    attendance files under names that they said are theirs.

    No correction, link, import or cancellation by an organizer adds or removes anybody.
    """
    seen = _seen(community_id, start, until).subquery()
    meetings = await tx.execute(
        select(seen.c.kind, func.count(seen.c.meeting_id.distinct())).group_by(seen.c.kind)
    )
    people = await tx.execute(
        select(seen.c.kind, seen.c.person_id, func.count()).group_by(seen.c.kind, seen.c.person_id)
    )
    came: defaultdict[MeetingKind, dict[int, int]] = defaultdict(dict)
    for kind, person_id, times in people:
        came[MeetingKind(kind)][person_id] = times
    return Marks({MeetingKind(kind): count for kind, count in meetings}, came)


async def turnouts(tx: Tx, community_id: int, start: datetime, until: datetime) -> list[Turnout]:
    """Return who was at the meetings in [start, until), sorted by start, by the same marks as
    `marks`; without meetings that have none."""
    seen = _seen(community_id, start, until).subquery()
    people = (
        select(seen.c.meeting_id, all_ids(seen.c.person_id).label("ids"))
        .group_by(seen.c.meeting_id)
        .subquery()
    )
    rows = await tx.execute(
        select(
            MeetingRow.kind,
            MeetingRow.subgroup_id,
            MeetingRow.starts_at,
            MeetingRow.duration,
            people.c.ids,
            MeetingRow.id,
        )
        .join(people, people.c.meeting_id == MeetingRow.id)
        .order_by(MeetingRow.starts_at, MeetingRow.id)
    )
    return [
        Turnout(MeetingKind(kind), subgroup_id, starts_at, minutes, People(ids), meeting_id)
        for kind, subgroup_id, starts_at, minutes, ids, meeting_id in rows
    ]


def _seen(community_id: int, start: datetime, until: datetime) -> CompoundSelect[Any]:
    """Return the statement for (kind, meeting_id, person_id), each once."""
    there = _held_in(community_id, start, until)
    meeting = MeetingRow.kind, SightingRow.meeting_id
    joined = MeetingRow.id == SightingRow.meeting_id
    own = (
        select(*meeting, SightingRow.person_id.label("person_id"))
        .join(MeetingRow, joined)
        .where(there, SightingRow.counts, SightingRow.source.in_(OWN_SOURCES))
    )
    imported = (
        select(*meeting, OwnNameRow.person_id.label("person_id"))
        .join(MeetingRow, joined)
        .join(OwnNameRow, OwnNameRow.name_id == SightingRow.person_id)
        .where(
            there,
            SightingRow.counts,
            SightingRow.source == Source.IMPORT,
            OwnNameRow.is_theirs,
        )
    )
    return union(own, imported)


def _held_in(community_id: int, start: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition for meetings that began in [start, until).

    Also those that were cancelled after they had begun: else an organizer would take people out.
    """
    return and_(
        MeetingRow.community_id == community_id,
        MeetingRow.starts_at >= start,
        MeetingRow.starts_at < until,
        or_(MeetingRow.cancelled_at.is_(None), MeetingRow.cancelled_at >= MeetingRow.starts_at),
    )


async def numbers(tx: Tx, community_id: int) -> dict[int, int]:
    """Return person → random number for all people who have one."""
    rows = await tx.execute(
        select(ReleaseNumberRow.person_id, ReleaseNumberRow.number)
        .join(PersonRow, PersonRow.id == ReleaseNumberRow.person_id)
        .where(PersonRow.community_id == community_id)
    )
    return {row.person_id: row.number for row in rows}


def numbered(
    known: Mapping[int, int], people: Iterable[int], taken: Collection[int], dice: Random
) -> dict[int, int]:
    """Return `known` with a new random number for everybody else in `people`.

    Numbers in `taken` are not given again: they may be those of people who were erased.
    """
    given, used = dict(known), {*known.values(), *taken}
    for person_id in sorted(people):
        while person_id not in given:
            number = dice.randrange(LARGEST_NUMBER)
            if number not in used:
                given[person_id] = number
                used.add(number)
    return given


async def give_numbers(tx: Tx, community_id: int, given: Mapping[int, int]) -> None:
    """Keep the numbers of people who have none yet, but of nobody who was erased meanwhile."""
    here = set(await tx.scalars(select(PersonRow.id).where(PersonRow.community_id == community_id)))
    had = await numbers(tx, community_id)
    rows = [
        {"person_id": person_id, "number": number}
        for person_id, number in sorted(given.items())
        if person_id in here and person_id not in had
    ]
    if rows:
        await tx.execute(insert(ReleaseNumberRow), rows)


async def note_changes(tx: Tx, person_id: int, attributes: Sequence[Attribute]) -> None:
    """Note that a person changed their answers to these attributes."""
    for attribute in attributes:
        earlier = ChangedAnswerRow.person_id == person_id, ChangedAnswerRow.attribute == attribute
        await tx.execute(
            delete(ChangedAnswerRow).where(*earlier).execution_options(synchronize_session=False)
        )
        await tx.execute(insert(ChangedAnswerRow).values(person_id=person_id, attribute=attribute))


async def changes(tx: Tx, community_id: int) -> Changes:
    """Return whose answers changed since the last release."""
    rows = await tx.execute(
        select(ChangedAnswerRow.id, ChangedAnswerRow.person_id, ChangedAnswerRow.attribute)
        .join(PersonRow, PersonRow.id == ChangedAnswerRow.person_id)
        .where(PersonRow.community_id == community_id)
        .order_by(ChangedAnswerRow.id)
    )
    ids: list[int] = []
    people: defaultdict[Attribute, set[int]] = defaultdict(set)
    for row_id, person_id, attribute in rows:
        ids.append(row_id)
        people[Attribute(attribute)].add(person_id)
    return Changes(tuple(ids), {name: frozenset(whose) for name, whose in people.items()})


async def forget_changes(tx: Tx, changed: Changes) -> None:
    """Delete the notes that a release took into account; later ones stay for the next."""
    for begin in range(0, len(changed.ids), 500):
        part = ChangedAnswerRow.id.in_(changed.ids[begin : begin + 500])
        await tx.execute(
            delete(ChangedAnswerRow).where(part).execution_options(synchronize_session=False)
        )


async def name_to_confirm(
    tx: Tx,
    community_id: int,
    person_id: int,
    name_id: int | None = None,
    *,
    also_own: bool = True,
) -> OwnName | None:
    """Return a name in attendance files of which a person should say whether it is theirs; only
    that with `name_id`, where it is given.

    That is a name that was linked to them, or, if `also_own`, the name by which they are known,
    where files have it. None where there is none of which they, or somebody else who has it, did
    not say so yet.
    """
    answered = exists().where(
        OwnNameRow.name_id == PersonRow.id,
        or_(OwnNameRow.person_id == person_id, OwnNameRow.is_theirs),
    )
    linked, own = PersonRow.same_as == person_id, PersonRow.id == person_id
    of_person = or_(linked, own) if also_own else linked
    chosen = (
        select(
            PersonRow.id,
            PersonRow.name,
            func.count(SightingRow.meeting_id),
            PersonRow.same_as.is_not(None),
        )
        .join(SightingRow, SightingRow.person_id == PersonRow.id)
        .where(
            PersonRow.community_id == community_id,
            of_person if name_id is None else and_(of_person, PersonRow.id == name_id),
            SightingRow.source == Source.IMPORT,
            ~answered,
        )
        .group_by(PersonRow.id, PersonRow.name, PersonRow.same_as)
        .order_by(PersonRow.id)
        .limit(1)
    )
    row = (await tx.execute(chosen)).first()
    return OwnName(row[0], row[1], row[2], bool(row[3])) if row else None


async def say_whose(
    tx: Tx, name_id: int, person_id: int, *, is_theirs: bool, now: datetime
) -> None:
    """Keep what a person said about a name in attendance files."""
    values = {"name_id": name_id, "person_id": person_id, "is_theirs": is_theirs, "at": now}
    await insert_or_update(tx, OwnNameRow, values, "name_id", "person_id")
