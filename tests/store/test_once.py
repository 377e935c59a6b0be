"""Writes that may be repeated."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sigbot.store.database import Database
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.reports import NarrativeRow
from sigbot.store.rows.state import StateRow
from tests.store.samples import a_community, one_of_each

LATER = timedelta(hours=1)


def _health(guild_id: int, name: str, now: datetime) -> dict[str, Any]:
    return {
        "guild_id": guild_id,
        "name": name,
        "description": "",
        "wiki": "",
        "timezone": "UTC",
        "language": "en",
        "report_every": "half-year",
        "smallest_group": 5,
        "created_at": now,
    }


async def test_the_first_insert_is_told_from_the_second(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        assert await insert_once(tx, CommunityRow, _health(1, "Health", now), "guild_id")
        assert not await insert_once(tx, CommunityRow, _health(1, "Other", now), "guild_id")
        assert await insert_once(tx, CommunityRow, _health(2, "Other", now), "guild_id")


async def test_a_name_that_is_no_column_is_refused(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        for insert in (insert_once, insert_or_update):
            with pytest.raises(KeyError, match="typo"):
                await insert(tx, CommunityRow, {**_health(1, "Health", now), "typo": 1}, "guild_id")


async def test_a_second_insert_leaves_the_first_as_it_was(db: Database, now: datetime) -> None:
    for name in ("Health", "Other"):
        async with db.write() as tx:
            await insert_once(tx, CommunityRow, _health(1, name, now), "guild_id")
    async with db.read() as tx:
        assert list(await tx.scalars(select(CommunityRow.name))) == ["Health"]


async def test_what_is_left_out_gets_the_value_that_rows_start_with(
    db: Database, now: datetime
) -> None:
    short = {"guild_id": 1, "name": "Health", "smallest_group": 5, "created_at": now}
    async with db.write() as tx:
        await insert_once(tx, CommunityRow, short, "guild_id")
        row = (await tx.scalars(select(CommunityRow))).one()
        assert (row.timezone, row.language, row.description) == ("UTC", "en", "")


async def test_another_mistake_is_not_taken_for_a_repetition(db: Database, now: datetime) -> None:
    orphan = {"report_id": 7, "part": "health", "text": "", "updated_at": now}
    with pytest.raises(IntegrityError):
        async with db.write() as tx:
            await insert_once(tx, NarrativeRow, orphan, "report_id", "part")


async def test_a_repeated_write_replaces_what_is_there_and_nothing_else(
    db: Database, now: datetime
) -> None:
    async with db.write() as tx:
        await one_of_each(tx, now)
        (report_id,) = await tx.scalars(select(NarrativeRow.report_id))
        for part, text in (("health", "Better."), ("issues", "None.")):
            values = {"report_id": report_id, "part": part, "text": text, "updated_at": now + LATER}
            await insert_or_update(tx, NarrativeRow, values, "report_id", "part")
    async with db.read() as tx:
        rows = await tx.scalars(select(NarrativeRow).order_by(NarrativeRow.part))
        found = [(row.part, row.text, row.updated_at) for row in rows]
    assert found == [("health", "Better.", now + LATER), ("issues", "None.", now + LATER)]


async def test_two_at_once_insert_one_row_between_them(
    db: Database, opened: Callable[[str], Database], db_url: str, now: datetime
) -> None:
    another = opened(db_url)

    async def insert(database: Database, guild_id: int) -> bool:
        async with database.write() as tx:
            return await insert_once(tx, CommunityRow, _health(guild_id, "Health", now), "guild_id")

    for guild_id in range(10):
        told = await asyncio.gather(insert(db, guild_id), insert(another, guild_id))
        assert sorted(told) == [False, True]


async def test_two_at_once_may_write_over_each_other(
    db: Database, opened: Callable[[str], Database], db_url: str
) -> None:
    another = opened(db_url)

    async def write(database: Database, value: str) -> None:
        async with database.write() as tx:
            await insert_or_update(tx, StateRow, {"key": "a", "value": value}, "key")

    for _ in range(10):
        await asyncio.gather(write(db, "1"), write(another, "2"))
    async with db.read() as tx:
        assert (await tx.scalars(select(StateRow.value))).one() in {"1", "2"}


async def test_a_community_starts_with_what_its_rows_say(db: Database, now: datetime) -> None:
    async with db.write() as tx:
        await a_community(tx, now)
        assert not await insert_once(tx, CommunityRow, _health(1, "Other", now), "guild_id")
