"""Rows to try the store on."""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    TypeDecorator,
    UniqueConstraint,
    func,
    select,
)

from sigbot.domain.meetings import MeetingDraft, MeetingKind
from sigbot.domain.series import Occurrence
from sigbot.store import changes, meetings
from sigbot.store.base import Base, Utc
from sigbot.store.database import Tx
from sigbot.store.rows import all_tables
from sigbot.store.rows.community import CommunityRow, SubgroupRow
from sigbot.store.rows.members import PersonRow


async def added(tx: Tx, row: Base) -> Any:
    """The id of a row that was added just now, None for a row without."""
    tx.add(row)
    await tx.flush()
    return getattr(row, "id", None)


async def a_community(tx: Tx, now: datetime, guild_id: int = 1) -> int:
    row = CommunityRow(guild_id=guild_id, name="Health", smallest_group=5, created_at=now)
    community_id: int = await added(tx, row)
    return community_id


async def a_person(tx: Tx, community_id: int, now: datetime, discord_id: int | None = 1) -> int:
    row = PersonRow(community_id=community_id, discord_id=discord_id, name="Ana", created_at=now)
    person_id: int = await added(tx, row)
    return person_id


async def a_meeting(
    tx: Tx,
    community_id: int,
    starts_at: datetime,
    *,
    kind: MeetingKind = MeetingKind.GENERAL,
    subgroup_id: int | None = None,
    cancelled: bool = False,
) -> int:
    """A meeting of its own, made when it starts."""
    plan = MeetingDraft("Monthly call", starts_at.replace(tzinfo=None), "UTC", starts_at, kind)
    meeting_id = await meetings.add_meeting(tx, community_id, plan, subgroup_id, starts_at)
    if cancelled:
        await changes.cancel_meetings(tx, [meeting_id], "", starts_at)
    return meeting_id


async def a_series(
    tx: Tx, community_id: int, now: datetime, subgroup_id: int | None = None
) -> tuple[int, int]:
    """A series with one meeting: the ids of both."""
    wall = now.replace(tzinfo=None)
    plan = MeetingDraft("Weekly call", wall, "UTC", now, rule="FREQ=WEEKLY")
    until = now + timedelta(days=200)
    series = await meetings.add_series(tx, community_id, plan, subgroup_id, until, now)
    [(meeting_id, _)] = await meetings.add_occurrences(
        tx, series.id, [Occurrence(wall, wall, "UTC", now)], now
    )
    return series.id, meeting_id


async def a_subgroup(tx: Tx, community_id: int, now: datetime, name: str = "Imaging") -> int:
    row = SubgroupRow(
        community_id=community_id, name=name, name_key=name.casefold(), created_at=now
    )
    subgroup_id: int = await added(tx, row)
    return subgroup_id


MEANT: dict[tuple[str, str], object] = {
    ("self_descriptions", "region"): "Europe",
    ("hours", "days"): "01234",
    ("genders", "gender"): "female",
    ("consents", "purpose"): "figures",
    ("rsvps", "answer"): "going",
    ("attendances", "source"): "button",
    ("sightings", "source"): "button",
    ("rotations", "slots"): [{"zone": "UTC", "minute": 900}],
    ("rotations", "reach"): {"reached": ["Europe"]},
    ("activities", "kind"): "review",
    ("notes", "kind"): "agreed",
    ("planned_work", "status"): "planned",
    ("narratives", "part"): "health",
    ("verdicts", "state"): "kept",
    ("narrative_versions", "part"): "health",
    ("narrative_versions", "text"): "another",
    ("outbox", "topic"): "card",
    ("outbox", "payload"): {"a": 1},
    ("questions", "action"): "schedule",
    ("notices", "topic"): "missed",
    ("native_events", "state"): "shown",
    ("native_events", "sent"): {"name": "Call"},
    ("native_events", "shown"): {"name": "Call"},
    ("native_events", "held"): ["name"],
}
"""What has to have a meaning, by table and column; `one_of_each` makes up all else."""


async def one_of_each(tx: Tx, now: datetime) -> None:
    """A row in every table, each child with its parents. A new table needs no line here."""
    here = await a_community(tx, now)
    person = await a_person(tx, here, now)
    group = await a_subgroup(tx, here, now)
    series, meeting = await a_series(tx, here, now, group)
    ids = {"communities": here, "people": person, "subgroups": group}
    ids |= {"series": series, "meetings": meeting}
    tables = [table for table in all_tables().sorted_tables if table.name not in ids]
    kinds = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in tables:
        values = made_up(kinds[table], table, now)
        parents = {key.parent.name: ids[key.column.table.name] for key in parents_of(table)}
        ids[table.name] = await added(tx, kinds[table](**values | parents))


def parents_of(table: Table) -> list[ForeignKey]:
    """Return the foreign keys, without those to the table itself."""
    return [key for key in table.foreign_keys if key.column.table is not table]


def unique_keys(table: Table) -> set[tuple[str, ...]]:
    """Return the columns of each key that is unique, without ids that the database gives."""
    constraints = [*table.constraints, *(index for index in table.indexes if index.unique)]
    keys = {
        tuple(constraint.columns.keys())
        for constraint in constraints
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint | Index)
    }
    return keys - {("id",)}


def made_up(kind: type[Base], table: Table, now: datetime) -> dict[str, object]:
    """Make up a value for each column that needs one, and for each that is part of a key."""
    keys = set(chain(*unique_keys(table)))
    types = get_type_hints(kind)
    meant = {column: value for (name, column), value in MEANT.items() if name == table.name}
    return meant | {
        column.name: _value(column, types[column.name], now)
        for column in table.columns
        if column.name not in meant and (column.name in keys or _is_needed(column))
    }


def _is_needed(column: Column[Any]) -> bool:
    is_given = column.default or column.server_default or column.name == "id"
    return not is_given and not column.nullable


def _value(column: Column[Any], hint: object, now: datetime) -> object:
    """Make up a value of the column's type; `hint` is `Mapped[...]`, which tells JSON's lists."""
    if get_origin(get_args(hint)[0]) is list:
        return ["a"]
    instant = now if isinstance(column.type, Utc) else now.replace(tzinfo=None)
    values = {str: "a", int: 1, bool: True, object: {}, datetime: instant, date: now.date()}
    kept = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return values[kept.python_type]


async def counted(tx: Tx) -> dict[str, int]:
    """Table → number of its rows."""
    return {
        table.name: await tx.scalar(select(func.count()).select_from(table)) or 0
        for table in all_tables().sorted_tables
    }
