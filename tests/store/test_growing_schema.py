"""A migration only adds: an older version still runs on the database while it is replaced.

Tables, columns that may be left out and indexes may come; all that was there stays as it was.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, inspect, text

from sigbot.store.database import KNOWN, Database
from sigbot.store.migrate import upgrade
from tests.conftest import SqliteFiles

SEVERAL_PROCESSES = "0029"
"""Before this migration no two versions could run side by side."""

NOT_ONLY_ADDING = {
    "0005": "an index of series was replaced by one of fewer rows",
    "0009": "whoever is forgotten leaves empty places in consents, imports and the journal",
    "0025": "two indexes of the outbox were replaced by ones with the urgency",
}
"""Earlier migrations that changed what was there. No new one comes to these: what is not needed any
more goes in the version after the one that does without it."""


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    may_be_empty: bool
    default: str | None

    @property
    def may_be_left_out(self) -> bool:
        return self.may_be_empty or self.default is not None


@dataclass(frozen=True, slots=True)
class Table:
    """`rules` are what a row has to fulfil; `indexes` are without those that are rules. `parents`
    is columns → what they refer to."""

    columns: Mapping[str, Column]
    rules: frozenset[str]
    indexes: frozenset[str]
    parents: Mapping[tuple[str, ...], str]


Schema = Mapping[str, Table]


def _schema(connection: Connection) -> Schema:
    asked = inspect(connection)
    return {name: _table(connection, name) for name in asked.get_table_names()}


def _table(connection: Connection, name: str) -> Table:
    asked = inspect(connection)
    columns = {
        column["name"]: Column(str(column["type"]), column["nullable"], column["default"])
        for column in asked.get_columns(name)
    }
    written = text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name")
    indexes = {sql for sql in connection.scalars(written, {"name": name}) if sql}
    unique = {sql for sql in indexes if sql.upper().startswith("CREATE UNIQUE")}
    keys = [asked.get_pk_constraint(name)["constrained_columns"]]
    keys += [rule["column_names"] for rule in asked.get_unique_constraints(name)]
    checks = {str(rule["sqltext"]) for rule in asked.get_check_constraints(name)}
    parents = {
        tuple(key["constrained_columns"]): f"{key['referred_table']}{key['referred_columns']}"
        for key in asked.get_foreign_keys(name)
    }
    rules = {f"unique {key}" for key in keys} | unique | checks
    return Table(columns, frozenset(rules), frozenset(indexes - unique), parents)


def changes_beside_additions(before: Schema, after: Schema) -> list[str]:
    """Return what an older version could not live with, each as a line."""
    gone = [f"{name} is gone" for name in before.keys() - after.keys()]
    return sorted(gone) + [
        f"{name}: {change}"
        for name in sorted(before.keys() & after.keys())
        for change in _changes(before[name], after[name])
    ]


def _changes(before: Table, after: Table) -> Iterator[str]:
    for name, column in before.columns.items():
        if name not in after.columns:
            yield f"{name} is gone"
        elif after.columns[name] != column:
            yield f"{name} is another kind of column"
    for name in sorted(after.columns.keys() - before.columns.keys()):
        if not after.columns[name].may_be_left_out:
            yield f"{name} has to be given"
    yield from (f"a new rule: {rule}" for rule in sorted(after.rules - before.rules))
    yield from (f"a rule is gone: {rule}" for rule in sorted(before.rules - after.rules))
    yield from (f"an index is gone: {index}" for index in sorted(before.indexes - after.indexes))
    for columns in sorted(before.parents.keys() | after.parents.keys()):
        is_new = columns not in before.parents and not set(columns) & before.columns.keys()
        if not is_new and before.parents.get(columns) != after.parents.get(columns):
            yield f"{', '.join(columns)} refers to something else"


@pytest.fixture
async def empty(sqlite_databases: SqliteFiles) -> AsyncIterator[Database]:
    async with sqlite_databases.empty() as url:
        db = Database(url)
        yield db
        await db.close()


async def test_migrations_only_add(empty: Database) -> None:
    before: Schema = {}
    changes: dict[str, list[str]] = {}
    for revision in sorted(KNOWN):
        await upgrade(empty, revision)
        after = await empty.run_sync(_schema)
        changes[revision] = changes_beside_additions(before, after)
        before = after
    assert {revision: lines for revision, lines in changes.items() if lines}.keys() == {
        *NOT_ONLY_ADDING
    }, changes
    assert max(NOT_ONLY_ADDING) < SEVERAL_PROCESSES


PARENT = "CREATE TABLE parent (id INTEGER PRIMARY KEY)"
CHILD = (
    "CREATE TABLE child (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, size INTEGER, "
    "parent_id INTEGER REFERENCES parent (id), CHECK (size > 0), UNIQUE (name, size))"
)
INDEX = "CREATE INDEX by_size ON child (size)"

ADDITIONS = [
    "CREATE TABLE other (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)",
    "ALTER TABLE child ADD COLUMN note VARCHAR",
    "ALTER TABLE child ADD COLUMN rank INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE child ADD COLUMN second_id INTEGER REFERENCES parent (id)",
    "CREATE INDEX by_name ON child (name)",
]


def _rebuilt(old: str, new: str) -> str:
    assert old in CHILD
    return f"DROP TABLE child; {CHILD.replace(old, new)}; {INDEX}"


OTHER_CHANGES = [
    ("DROP TABLE child", "child is gone"),
    ("ALTER TABLE child RENAME TO kid", "child is gone"),
    ("DROP INDEX by_size", f"child: an index is gone: {INDEX}"),
    (
        "DROP INDEX by_size; CREATE INDEX by_size ON child (size) WHERE size > 9",
        f"child: an index is gone: {INDEX}",
    ),
    ("ALTER TABLE child RENAME COLUMN name TO title", "child: name is gone"),
    (_rebuilt("name VARCHAR NOT NULL", "name VARCHAR"), "child: name is another kind of column"),
    (_rebuilt("size INTEGER", "size INTEGER NOT NULL"), "child: size is another kind of column"),
    (_rebuilt("size INTEGER", "size VARCHAR"), "child: size is another kind of column"),
    (
        _rebuilt("name VARCHAR NOT NULL", "name VARCHAR NOT NULL DEFAULT 'a'"),
        "child: name is another kind of column",
    ),
    (
        _rebuilt("size INTEGER", "size INTEGER, rank INTEGER NOT NULL"),
        "child: rank has to be given",
    ),
    ("CREATE UNIQUE INDEX one ON child (name)", "child: a new rule: CREATE UNIQUE INDEX one"),
    (_rebuilt("CHECK (size > 0)", "CHECK (size > 1)"), "child: a new rule: size > 1"),
    (_rebuilt(", UNIQUE (name, size)", ""), "child: a rule is gone: unique ['name', 'size']"),
    (_rebuilt(" REFERENCES parent (id)", ""), "child: parent_id refers to something else"),
    (
        _rebuilt("size INTEGER", "size INTEGER REFERENCES parent (id)"),
        "child: size refers to something else",
    ),
]


async def _changed(db: Database, statements: str) -> list[str]:
    await _run(db, f"{PARENT}; {CHILD}; {INDEX}")
    before = await db.run_sync(_schema)
    await _run(db, statements)
    return changes_beside_additions(before, await db.run_sync(_schema))


async def _run(db: Database, statements: str) -> None:
    async with db.write() as tx:
        for statement in statements.split("; "):
            await tx.execute(text(statement))


@pytest.mark.parametrize("addition", ADDITIONS)
async def test_what_may_come(empty: Database, addition: str) -> None:
    assert await _changed(empty, addition) == []


@pytest.mark.parametrize(("statements", "line"), OTHER_CHANGES)
async def test_what_an_older_version_could_not_live_with(
    empty: Database, statements: str, line: str
) -> None:
    assert any(change.startswith(line) for change in await _changed(empty, statements))
