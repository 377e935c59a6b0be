"""How long the outbox has waited for its process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sigbot.domain.community import Community
from sigbot.domain.outbox import LEASE
from sigbot.domain.refusals import StoreBusyError
from sigbot.services.outbox import finish, put_back, take_due
from sigbot.services.pulse import waiting_time
from sigbot.store.database import Database
from tests.services.world import DAY, HOUR, MINUTE, SECOND, meeting_at, take_all

NOTHING = timedelta()


@contextmanager
def locked(db: Database) -> Iterator[None]:
    """Another process writes for a long time."""
    assert db.file
    with closing(sqlite3.connect(Path(db.file.path), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_nothing_waits_before_something_is_due(
    db: Database, here: Community, now: datetime
) -> None:
    await take_all(db, now)
    assert await waiting_time(db, now) == NOTHING
    await meeting_at(db, now + 2 * DAY, now)
    for due in await take_all(db, now):
        await finish(db, due, now)
    assert await waiting_time(db, now + MINUTE) == NOTHING


async def test_the_first_row_that_is_due_waits_until_it_is_taken(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + 2 * DAY, now)
    await meeting_at(db, now + 3 * DAY, now + HOUR)
    assert await waiting_time(db, now + 2 * HOUR) == 2 * HOUR
    await take_all(db, now + 2 * HOUR)
    assert await waiting_time(db, now + 2 * HOUR) == NOTHING


async def test_a_row_whose_process_has_ended_waits_from_the_end_of_its_lease(
    db: Database, here: Community, now: datetime
) -> None:
    await meeting_at(db, now + 2 * DAY, now)
    await take_due(db, now, "killed")
    assert await waiting_time(db, now + LEASE - SECOND) == NOTHING
    assert await waiting_time(db, now + LEASE + HOUR) == HOUR


async def test_what_was_put_off_waits_anew(db: Database, here: Community, now: datetime) -> None:
    """A channel that cannot be written, for instance, is nothing that the process could mend."""
    await meeting_at(db, now + 2 * DAY, now)
    await put_back(db, await take_due(db, now, "one"), now + HOUR)
    assert await waiting_time(db, now + HOUR - SECOND) == NOTHING
    assert await waiting_time(db, now + HOUR + SECOND) == SECOND


async def test_what_is_done_does_not_wait(db: Database, here: Community, now: datetime) -> None:
    await meeting_at(db, now + 2 * DAY, now)
    for due in await take_due(db, now, "one"):
        await finish(db, due, now)
    assert await waiting_time(db, now + HOUR) == NOTHING


async def test_a_database_that_nobody_else_can_write_is_busy(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    with locked(sqlite_db), pytest.raises(StoreBusyError):
        await waiting_time(sqlite_db, now)
    assert await waiting_time(sqlite_db, now) == NOTHING
