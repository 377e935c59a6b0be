"""What is old goes away a few rows at a time, and what is not old stays."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from sigbot.domain.sweeping import KEPT_FOR, Swept
from sigbot.services.sweeping import old_kinds, sweep
from sigbot.store.database import Database
from sigbot.store.rows import all_tables
from sigbot.store.sweeping import _AGES
from tests.services.test_every_service import furnished
from tests.services.world import DAY, SECOND, everything, rows

__all__ = ["furnished"]

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MORE: dict[Swept, dict[str, Any]] = {
    Swept.GUESSES: {"community_id": 1, "discord_id": 5, "wrong": 1},
    Swept.CLOCK_WARNINGS: {"series_id": 1},
    Swept.PRESENCES: {"meeting_id": 1, "person_id": 1, "seen_until": NOW},
    Swept.ANNOUNCEMENTS: {"meeting_id": 1, "channel_id": 5, "message_id": 6},
    Swept.NOTICES: {"community_id": 1, "topic": "no_channel", "details": {}},
}
"""What the furnished community does not have."""


async def _grow_old(db: Database, kind: Swept, at: datetime) -> list[dict[str, Any]]:
    """Leave two rows of a kind, or one where there is no more, and let them be of an instant."""
    table, age = all_tables().tables[kind.value], _AGES[kind].key
    kept = (await rows(db, kind.value))[:2] or [{}]
    old = [{**MORE.get(kind, {}), **row, age: at} for row in kept]
    if kind is Swept.PRESENCES:
        old = old[:1]  # a person joins a meeting once at one moment
    if kind is Swept.NOTICES:
        old = [{**row, "noticed_at": at, "told_at": at} for row in old]
    async with db.write() as tx:
        await tx.execute(delete(table))
        await tx.execute(insert(table), old)
    return await rows(db, kind.value)


@pytest.mark.parametrize("kind", Swept)
@pytest.mark.usefixtures("furnished")
async def test_it_is_deleted_once_it_is_old_enough(
    db: Database, now: datetime, kind: Swept
) -> None:
    begun = now - KEPT_FOR[kind]
    old = await _grow_old(db, kind, begun)
    assert old, "the furnished community has none"
    assert kind not in await old_kinds(db, now)
    assert await sweep(db, kind, now) == 0
    assert await rows(db, kind.value) == old
    before = await everything(db)
    later = now + SECOND
    assert kind in await old_kinds(db, later)
    assert await sweep(db, kind, later, limit=1) == 1
    assert len(await rows(db, kind.value)) == len(old) - 1
    while await sweep(db, kind, later):
        pass
    assert await rows(db, kind.value) == []
    after = await everything(db)
    assert {name for name in before if before[name] != after[name]} == {kind.value}


@pytest.mark.usefixtures("furnished")
async def test_a_notice_that_nobody_was_told_stays(db: Database, now: datetime) -> None:
    await _grow_old(db, Swept.NOTICES, now - KEPT_FOR[Swept.NOTICES] - DAY)
    async with db.write() as tx:
        table = all_tables().tables["notices"]
        await tx.execute(update(table).values(told_at=None, mended_at=None))
    assert await sweep(db, Swept.NOTICES, now) == 0
    assert await rows(db, "notices")


@pytest.mark.usefixtures("furnished")
async def test_what_waits_to_be_sent_stays_however_old_it_is(db: Database, now: datetime) -> None:
    waiting = [row for row in await rows(db, "outbox") if row["done_at"] is None]
    assert waiting
    assert await sweep(db, Swept.OUTBOX, now + 400 * DAY) == 0


def test_every_kind_is_a_table_and_is_kept_for_some_time() -> None:
    assert {kind.value for kind in Swept} <= {*all_tables().tables}
    assert {*KEPT_FOR} == {*Swept} == {*_AGES}
