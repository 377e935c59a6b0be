"""What the database itself refuses: a second row of one key, and a child without its parent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Executable, ForeignKeyConstraint, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.outbox import OutboxRow
from tests.store.samples import (
    a_community,
    a_meeting,
    a_person,
    added,
    one_of_each,
    parents_of,
    unique_keys,
)

UNIQUE = {
    ("communities", "guild_id"),
    ("subgroups", "community_id", "name_key"),
    ("people", "community_id", "discord_id"),
    ("meetings", "series_id", "occurrence"),
    ("attendances", "meeting_id", "person_id"),
    ("journal_items", "community_id", "link_key"),
    ("reports", "community_id", "start", "end"),
    ("outbox", "key"),
    ("subgroup_members", "subgroup_id", "person_id"),
    ("rsvps", "meeting_id", "person_id"),
    ("narratives", "report_id", "part"),
    ("self_descriptions", "person_id"),
    ("genders", "person_id"),
    ("state", "key"),
}
"""What a repeated write must not double; every other key of the rows is tried, too."""

KEYS = sorted(
    (table.name, *key) for table in all_tables().sorted_tables for key in unique_keys(table)
)
CHILDREN = sorted(
    (table.name, constraint.column_keys[0])
    for table in all_tables().sorted_tables
    for constraint in table.constraints
    if isinstance(constraint, ForeignKeyConstraint)
)
PARENTS = sorted(
    {key.column.table.name for table in all_tables().sorted_tables for key in parents_of(table)}
)
NOBODY = 987_654


@pytest.fixture
async def filled(db: Database, now: datetime) -> Database:
    """A row in every table."""
    async with db.write() as tx:
        await one_of_each(tx, now)
    return db


async def _is_refused(db: Database, statement: Executable) -> bool:
    try:
        async with db.write() as tx:
            await tx.execute(statement)
    except IntegrityError:
        return True
    return False


async def test_there_is_no_second_row_of_one_key(filled: Database) -> None:
    assert set(KEYS) >= UNIQUE
    doubled = []
    for name, *key in KEYS:
        table = all_tables().tables[name]
        async with filled.read() as tx:
            row = (await tx.execute(select(table))).mappings().one()
        again = {column: value for column, value in row.items() if column != "id"}
        if not await _is_refused(filled, insert(table).values(again)):
            doubled.append((name, key))
    assert doubled == []


async def test_no_child_is_without_its_parent(filled: Database) -> None:
    orphans = []
    for name, column in CHILDREN:
        away = update(all_tables().tables[name]).values({column: NOBODY})
        if not await _is_refused(filled, away):
            orphans.append((name, column))
    assert orphans == []


async def test_no_parent_goes_before_its_children(filled: Database) -> None:
    gone = [
        name for name in PARENTS if not await _is_refused(filled, delete(all_tables().tables[name]))
    ]
    assert gone == []


async def test_many_people_may_have_no_account(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        here = await a_community(tx, now)
        for _ in range(3):
            await a_person(tx, here, now, discord_id=None)
        assert len(list(await tx.scalars(select(PersonRow.id)))) == 3


async def test_many_meetings_of_no_series_may_be_at_one_time(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        here = await a_community(tx, now)
        for _ in range(3):
            await a_meeting(tx, here, now)
        assert len(list(await tx.scalars(select(MeetingRow.id)))) == 3


async def test_one_account_may_be_a_person_of_two_communities(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        for guild_id in (1, 2):
            await a_person(tx, await a_community(tx, now, guild_id), now, discord_id=7)


async def test_the_largest_id_of_discord_fits(db: Database, now: datetime) -> None:
    largest = 2**63 - 1
    async with db.write() as tx:
        here = await a_community(tx, now, guild_id=largest)
        await a_person(tx, here, now, discord_id=largest)
    async with db.read() as tx:
        assert await tx.scalar(select(PersonRow.discord_id)) == largest


async def test_an_outbox_id_is_never_given_again(db: Database, now: datetime) -> None:
    """It becomes a nonce: Discord would take the second message for the first."""
    async with db.write() as tx:
        here = await a_community(tx, now)

    async def one_more() -> int:
        async with db.write() as tx:
            row = OutboxRow(
                community_id=here, topic="", payload={}, due_at=now, created_at=now + timedelta(1)
            )
            number: int = await added(tx, row)
            return number

    first = await one_more()
    async with db.write() as tx:
        await tx.execute(delete(OutboxRow))
    assert await one_more() > first
