"""Databases of a benchmark, a meeting that is open, and the number of its attendances."""

import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import make_url

from sigbot.domain.community import Actor
from sigbot.domain.meetings import Meeting
from sigbot.services.community import Setup, set_up
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_meeting
from sigbot.services.startup import open_database, prepare
from sigbot.store.database import Database
from tests import postgres

ORGANIZER = 1
COUNT = "SELECT count(*) FROM attendances WHERE meeting_id = "


class SqliteFolder:
    """Databases in files, each in a folder of its own."""

    @asynccontextmanager
    async def migrated(self) -> AsyncIterator[str]:
        """Yield the address of a database with the schema and no rows."""
        with tempfile.TemporaryDirectory(prefix="sigbot-storm-") as folder:
            url = f"sqlite+aiosqlite:///{folder}/sigbot.db"
            db = open_database(url)
            await prepare(db)
            await db.close()
            yield url


Databases = SqliteFolder | postgres.Server

KINDS = ("sqlite", "postgresql")
"""What `--database` of a benchmark can be."""


@contextmanager
def databases(*, on_postgres: bool) -> Iterator[Databases]:
    if not on_postgres:
        yield SqliteFolder()
        return
    # As a server has it by default. The tests turn this off; here it is a part of what is measured.
    postgres.SETTINGS.update(fsync="on", full_page_writes="on", autovacuum="on")
    archive = postgres.find_archive()
    if archive is None:
        sys.exit(postgres.MISSING)
    with postgres.running_server(archive) as server:
        yield server


async def open_meeting(db: Database, guild_id: int, channel_id: int, title: str) -> Meeting:
    """Set up a community, and schedule a meeting of it that starts in ten minutes."""
    organizer = Actor(guild_id, ORGANIZER, "Olga", manages_guild=True)
    now = datetime.now(UTC)
    setup = Setup(timezone="UTC", announcements_channel_id=channel_id)
    await set_up(db, organizer, setup, "A guild", 0, now)
    request = MeetingRequest(title, f"{now + timedelta(minutes=10):%Y-%m-%d %H:%M}")
    made = await schedule_meeting(db, organizer, request, now)
    assert isinstance(made, Scheduled)
    return made.meeting


async def attendances_of(url: str, meeting_id: int) -> int:
    """Count the attendances of a meeting in the database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(address.database or "")) as connection:
            return int(connection.execute(f"{COUNT}{meeting_id}").fetchone()[0])
    import asyncpg  # noqa: PLC0415  (not everybody has it)

    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    count = await connection.fetchval(f"{COUNT}{meeting_id}")
    await connection.close()
    return int(count)
