"""What runs often uses an index: it does not grow with what is done, old, or of others."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from sigbot.domain.community import KEEP_YEARS, Community
from sigbot.domain.event_steps import AskAbout
from sigbot.domain.forgetting import kept_until
from sigbot.domain.native_events import Entity, NativeEvent
from sigbot.domain.refusals import RefusedError
from sigbot.services import native_events, outbox, personal, pulse, voice
from sigbot.services.authors import answer_author
from sigbot.services.hosts import answer_host
from sigbot.services.late_hours import freeze_next
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_series
from sigbot.services.snapshots import see_members
from sigbot.store import authors, hosts
from sigbot.store.database import Database
from tests.services.releasing import release
from tests.services.test_every_service import EVERYTHING, READINGS, furnished
from tests.services.world import OLGA, series_at

__all__ = ["furnished"]

GROWING = (
    "announcements",
    "attendances",
    "audit",
    "authors",
    "changed_answers",
    "consents",
    "journal_items",
    "journal_search",
    "hosts",
    "late_hours",
    "meetings",
    "native_events",
    "notices",
    "outbox",
    "own_names",
    "people",
    "presences",
    "release_numbers",
    "releases",
    "rsvps",
    "sightings",
)
"""Tables with rows of all communities, for ever or for years."""

STATEMENT = re.compile(r"SELECT|UPDATE|DELETE|WITH")
ON_SQLITE = re.compile(r"^SCAN (\w+)")
ON_POSTGRESQL = re.compile(r"Seq Scan on (\w+)")


class Plans:
    """The plans of every statement that runs: which growing tables are read from end to end."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.scans: dict[str, str] = {}
        self._statements: dict[str, Any] = {}

    @contextmanager
    def noted(self) -> Iterator[None]:
        engines = {self.db._reader.sync_engine, self.db._writer.sync_engine}

        def note(_c: Connection, _cu: object, statement: str, parameters: Any, *_: object) -> None:
            if STATEMENT.match(statement):
                single = parameters[0] if isinstance(parameters, list) else parameters
                self._statements.setdefault(statement, single)

        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    async def look(self) -> dict[str, str]:
        """Return statement → table, for those that read a growing table from end to end."""
        found: dict[str, str] = {}
        async with self.db.read() as tx:
            connection = await tx.connection()
            if not self.db.is_sqlite:
                await tx.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, parameters in self._statements.items():
                head = "EXPLAIN QUERY PLAN " if self.db.is_sqlite else "EXPLAIN "
                rows = await connection.exec_driver_sql(head + statement, parameters)
                for row in rows:
                    line = str(row[-1])
                    match = (ON_SQLITE if self.db.is_sqlite else ON_POSTGRESQL).search(line)
                    if match and match[1] in GROWING:
                        found[" ".join(statement.split())] = match[1]
        return found


@pytest.mark.usefixtures("furnished")
async def test_no_service_reads_a_growing_table_from_end_to_end(
    db: Database, now: datetime
) -> None:
    plans = Plans(db)
    with plans.noted():
        async with db.write() as tx:
            await hosts.ask(tx, 1, 1, now)
            await hosts.answers(tx, 1, [1, 2])
            await authors.accounts(tx, 1, ["olga"])
            await authors.ask(tx, 1, 1, "Olga", now)
            await authors.agree_by_hand(tx, 1, 1, now)
            await authors.asked(tx, 1)
        with suppress(RefusedError):  # another one may be the first person
            await answer_host(db, OLGA.discord_id, 1, now, agreed=True)
            await answer_author(db, OLGA.discord_id, 1, now, agreed=True)
        for service in [*READINGS, *EVERYTHING]:
            with suppress(RefusedError):  # some undo what others need
                await service.ask(db, OLGA, now)
        await personal.forget_quiet(db, kept_until(now, KEEP_YEARS) + timedelta(days=1))
        await outbox.look_ahead(db, now)
        await pulse.waiting_time(db, now)
        rows = await outbox.take_due(db, now, "test", ("c9",))
        await outbox.put_back(db, rows, now)
        await see_members(db, 1, now)
        while await freeze_next(db, now) is not None:
            pass
        await look_after_events(db, now + timedelta(days=1))
        for meeting in await voice.watched_meetings(db, now):
            await voice.take_stock(db, meeting, [], now)
    assert await plans.look() == {}


async def look_after_events(db: Database, now: datetime) -> None:
    """All that one look asks and notes."""
    event = NativeEvent("Call", "", now, None, Entity.EXTERNAL, "Room")
    look = await native_events.take_look(db, "one", now)
    assert look is not None
    ground = await native_events.read_ground(db, look, [1, 2], now)
    await native_events.renew(db, look, now)
    await native_events.note_shown(db, look, 1, 9, event.texts, event.texts)
    await native_events.note_interest(db, look, 1, 3, now)
    await native_events.note_by_hand(db, look, AskAbout(1, None), now)
    await native_events.note_refused(db, look, 1, event, now)
    await native_events.note_gone(db, 1)
    await native_events.finish_look(db, look, now, now)
    assert ground.known


@pytest.mark.usefixtures("furnished")
async def test_making_releases_reads_only_what_is_of_the_community(
    db: Database, now: datetime
) -> None:
    plans = Plans(db)
    with plans.noted():
        assert await release(db, now + timedelta(days=150)) == 1
        await compile_period(db, OLGA, "H1 2026", now + timedelta(days=150))
    assert await plans.look() == {}


async def test_upkeep_of_a_series_does_not_read_all_that_waits(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """An index of what is not done has the waiting rows of everybody."""
    await series_at(sqlite_db, now)
    statements: dict[str, Any] = {}

    def note(_c: Connection, _cu: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("DELETE FROM outbox"):
            statements[statement] = parameters

    event.listen(sqlite_db._writer.sync_engine, "before_cursor_execute", note)
    await extend_series(sqlite_db, now + timedelta(days=100))
    event.remove(sqlite_db._writer.sync_engine, "before_cursor_execute", note)
    assert statements
    async with sqlite_db.read() as tx:
        connection = await tx.connection()
        for statement, parameters in statements.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            assert ["ix_outbox_meeting_id_topic" in str(row[-1]) for row in plan] == [True]
