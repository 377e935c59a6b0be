"""A PostgreSQL is loaded with the rows of an SQLite database: all of it, or nothing."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from sigbot.domain.backups import Fault, NotDoneError
from sigbot.services.copying import copy_database
from sigbot.services.startup import prepare
from sigbot.store import loading
from sigbot.store.base import LONG_AGO
from sigbot.store.database import Database
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.state import StateRow
from sigbot.wording.refusals import unescaped
from tests.conftest import Databases
from tests.local_discord import HANG_S
from tests.profile import examples
from tests.services.test_copying import tell
from tests.services.world import everything
from tests.store.samples import one_of_each

Open = Callable[[str], Database]

SCHEMA = """
SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1
"""
CASTS = re.compile(r"::[a-z]+( varying)?(\[\])?|[()]")
"""What a server that reads a condition which it has written itself writes in another way."""

KNOWN_TABLES = "SELECT count(*) FROM pg_statistic WHERE starelid = 'outbox'::regclass"


@pytest.fixture
async def source(sqlite_db: Database, now: datetime) -> Database:
    async with sqlite_db.write() as tx:
        await one_of_each(tx, now)
    return sqlite_db


@pytest.fixture
async def target(postgresql_databases: Databases, opened: Open) -> AsyncIterator[Database]:
    async with postgresql_databases.empty() as url:
        yield opened(url)


def change(source: Database, statement: str) -> None:
    """Change a file as somebody does who has SQLite's shell: nothing is checked."""
    with closing(sqlite3.connect(source.url.database or "")) as connection:
        connection.execute(statement)
        connection.commit()


async def refused(source: Database, target: Database, fault: Fault) -> str:
    """Return why nothing was copied."""
    with pytest.raises(NotDoneError) as refusal:
        await copy_database(source, target, tell)
    assert refusal.value.fault is fault
    assert not any((await everything(target)).values())
    return refusal.value.detail


async def schema_of(db: Database) -> list[str]:
    async with db.read() as tx:
        return [CASTS.sub("", line) for line in await tx.scalars(text(SCHEMA))]


async def test_indexes_and_foreign_keys_are_as_the_migrations_make_them(
    source: Database, target: Database
) -> None:
    await prepare(target)
    before = await schema_of(target)
    assert sum("FOREIGN KEY" in line for line in before) > 50
    await copy_database(source, target, tell)
    assert await schema_of(target) == before


async def test_the_schema_is_whole_after_a_refusal(source: Database, target: Database) -> None:
    await prepare(target)
    before = await schema_of(target)
    change(source, "UPDATE subgroups SET name = 'a' || char(0) || 'b'")
    assert "subgroups: " in await refused(source, target, Fault.UNFIT)
    assert await schema_of(target) == before


async def test_the_server_knows_its_tables(source: Database, target: Database) -> None:
    await copy_database(source, target, tell)
    async with target.read() as tx:
        assert await tx.scalar(text(KNOWN_TABLES))


async def test_a_row_that_refers_to_nothing_is_named(source: Database, target: Database) -> None:
    change(source, "UPDATE series SET community_id = 77")
    detail = await refused(source, target, Fault.UNFIT)
    assert "series" in detail
    assert "fk_series_community_id_communities" in detail


async def test_rows_that_should_be_unique_are_named(source: Database, target: Database) -> None:
    """The index that says so is made after the rows."""
    change(source, "DROP INDEX ix_changed_answers_person_id_attribute")
    change(source, "CREATE TABLE again AS SELECT * FROM changed_answers")
    change(source, "UPDATE again SET id = id + 1000")
    change(source, "INSERT INTO changed_answers SELECT * FROM again")
    assert "ix_changed_answers_person_id_attribute" in await refused(source, target, Fault.UNFIT)


async def test_a_copy_that_the_server_changed_is_refused(
    source: Database, target: Database
) -> None:
    await prepare(target)
    async with target.write() as tx:
        for statement in LIE:
            await tx.execute(text(statement))
    assert await refused(source, target, Fault.UNLIKE) == "subgroups"


LIE = (
    """CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN NEW.name := NEW.name || ' '; RETURN NEW; END$$""",
    "CREATE TRIGGER lie BEFORE INSERT ON subgroups FOR EACH ROW EXECUTE FUNCTION lie()",
)


END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.mark.parametrize("table", ["communities", "outbox", "verdicts"])
async def test_a_server_that_goes_away_is_named_and_nothing_is_left(
    source: Database, target: Database, opened: Open, table: str
) -> None:
    """After a table, or while a long one is sent: the driver would wait for ever."""
    many = "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 90000)"
    change(source, f"{many} INSERT INTO state SELECT 'k' || i, printf('%099d', i) FROM n")
    await prepare(target)
    ending: list[asyncio.Task[None]] = []

    async def end_others() -> None:
        other = opened(target.url.render_as_string())
        async with other.write() as tx:
            await tx.execute(text(END_OTHERS))

    def tell_and_end(name: str, _rows: int) -> None:
        if name == table:
            ending.append(asyncio.ensure_future(end_others()))

    with pytest.raises(NotDoneError) as refusal:
        await asyncio.wait_for(copy_database(source, target, tell_and_end), HANG_S)
    assert refusal.value.fault is Fault.AWAY
    assert "TARGET has no rows again; run the same command once more." in unescaped(refusal.value)
    await asyncio.gather(*ending)
    assert not any((await everything(opened(target.url.render_as_string()))).values())
    await copy_database(source, opened(target.url.render_as_string()), tell)


@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        ("2026-03-02 12:00:00", "2026-03-02T12:00:00+00:00"),
        ("2026-03-02 12:00:00.500000", "2026-03-02T12:00:00.500000+00:00"),
        ("2026-03-02 12:00:10.000000", "2026-03-02T12:00:10+00:00"),
        ("0900-03-02 12:00:00.000000", "0900-03-02T12:00:00+00:00"),
        ("9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
async def test_an_instant_of_any_shape_is_the_same_instant(
    source: Database, target: Database, kept: str, meant: str
) -> None:
    change(source, f"UPDATE people SET created_at = '{kept}'")
    await copy_database(source, target, tell)
    for db in (source, target):
        async with db.read() as tx:
            instants = {*(await tx.scalars(select(PersonRow.created_at)))}
            assert {instant.isoformat() for instant in instants} == {meant}


async def test_a_due_time_that_cannot_be_read_stays_one(source: Database, target: Database) -> None:
    """It must not stop a move: the bot knows what to do about it."""
    change(source, "UPDATE outbox SET due_at = 'soon'")
    await copy_database(source, target, tell)
    async with target.read() as tx:
        assert {*(await tx.scalars(select(OutboxRow.due_at)))} == {LONG_AGO}


async def test_bytes_in_the_place_of_a_text_are_named(source: Database, target: Database) -> None:
    change(source, "UPDATE subgroups SET name = x'00ff'")
    assert "subgroups" in await refused(source, target, Fault.UNFIT)


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
async def server(postgresql_databases: Databases, opened: Open) -> AsyncIterator[Database]:
    async with postgresql_databases.migrated() as url:
        yield opened(url)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(any_text | st.sampled_from(["\\N", "\\.", "\\", "a\tb\r\n", "NULL", ""])))
async def test_any_text_crosses(sqlite_db: Database, server: Database, texts: list[str]) -> None:
    """Whatever COPY has a meaning of its own for, too."""
    values = {f"{number:04}": value for number, value in enumerate(texts)}
    async with sqlite_db.write() as tx, server.write() as writing:
        await tx.execute(delete(StateRow))
        await writing.execute(delete(StateRow))
        tx.add_all(StateRow(key=key, value=value) for key, value in values.items())
        await tx.flush()
        sent, kept = await loading.load_table(tx, writing, StateRow.metadata.tables["state"])
        assert sent == kept
        rows = await writing.execute(select(StateRow.key, StateRow.value))
        assert {row.key: row.value for row in rows} == values
