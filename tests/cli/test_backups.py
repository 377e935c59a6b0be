"""`sigbot backup`, `restore`, `db copy` and `db upgrade` in a shell: what they say, and refuse."""

import asyncio
import logging
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sigbot.cli.app import app
from sigbot.config import SettingError
from sigbot.domain.backups import ERASED_KEPT, Erasure
from sigbot.domain.community import Actor
from sigbot.services.backups import back_up
from sigbot.services.community import Setup, set_up
from sigbot.services.erasures import digest_of
from sigbot.services.members import set_timezone
from sigbot.services.startup import adopt_secret, prepare
from sigbot.store.database import HEAD, Database
from sigbot.store.erasures import append_to_file
from sigbot.store.migrate import downgrade
from tests.conftest import Databases

SECRET = "s" * 40
PERSON = 912_345_678_901_234_567
NOW = datetime.now(UTC)
GUILDS = (100, 200)
OLDER = "0018"
LARGEST = 1 << 16
"""Bytes that a full disk still takes for a file: enough to open a database, too few for a copy."""


NOT_DONE = "This was not done: "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a community is kept in `sigbot.db`, with a secret in a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SIGBOT_SECRET", raising=False)
    (tmp_path / "sigbot.db.key").write_text(SECRET)
    asyncio.run(_furnish(tmp_path / "sigbot.db", GUILDS[:1]))
    return tmp_path


async def _furnish(path: Path, guilds: tuple[int, ...]) -> None:
    db = Database(f"sqlite+aiosqlite:///{path}", SECRET.encode())
    await prepare(db)
    await adopt_secret(db)
    for guild in guilds:
        await set_up(
            db, Actor(guild, 1, "Olga", manages_guild=True), Setup(name="Health"), "Server", 5, NOW
        )
        await set_timezone(db, Actor(guild, PERSON, "Mara"), "Lisbon", NOW)
    await db.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def told(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, (done.stderr, done.exception)
    return done.stdout


def refused(*words: str) -> str:
    done = run(*words)
    if isinstance(done.exception, SettingError):
        return str(done.exception)
    assert done.exit_code == 2, (done.stdout, done.exception)
    assert done.stdout == ""
    return done.stderr


def test_a_backup_is_made_checked_and_put_back(folder: Path) -> None:
    made = told("backup", "x.backup")
    assert made.splitlines()[0] == "Wrote x.backup."
    assert f"It has 1 community and schema {HEAD}." in made
    assert f"The secret is not in it. It is in {folder}/sigbot.db.key; keep" in made
    checked = told("restore", "x.backup", "--check")
    assert "x.backup is whole. Nothing was changed." in checked
    back = told("restore", "x.backup")
    assert back.startswith("Put the backup back.\nIt has 1 community")
    assert f"The earlier database is kept as {folder}/sigbot.db.before-restore." in back
    assert "erased again" not in back
    assert "It is in " in back
    assert back.endswith("is not said again.\n")


def test_a_backup_is_for_its_owner_only_and_has_no_secret(folder: Path) -> None:
    told("backup", "x.backup")
    assert (folder / "x.backup").stat().st_mode & 0o777 == 0o600
    assert SECRET.encode() not in (folder / "x.backup").read_bytes()


def test_a_secret_may_be_a_setting_or_not_be_there_yet(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sigbot.db.key").unlink()
    assert "There is no secret yet." in told("backup", "x.backup")
    assert "The secret of the backup is not here. Please put it into" in told("restore", "x.backup")
    assert not (folder / "sigbot.db.key").exists(), "none is made up"
    monkeypatch.setenv("SIGBOT_SECRET", "o" * 40)
    assert "It is your setting SIGBOT_SECRET; keep" in told("backup", "y.backup")
    assert "Your setting SIGBOT_SECRET is not that of the backup." in told("restore", "y.backup")
    monkeypatch.delenv("SIGBOT_SECRET")
    (folder / "sigbot.db.key").write_text("o" * 40)
    assert "sigbot.db.key is not that of the backup." in told("restore", "y.backup")


@pytest.mark.parametrize(
    ("guilds", "people", "lines"),
    [
        (
            1,
            1,
            ["1 person who was erased after", "1 community that was erased after"],
        ),
        (2, 2, ["2 people who were erased after", "2 communities that were erased after"]),
    ],
)
def test_who_was_erased_again_is_counted(
    folder: Path, guilds: int, people: int, lines: list[str]
) -> None:
    """People are in other communities than those that are gone."""
    asyncio.run(_furnish(folder / "sigbot.db", (200, 300, 400)))
    told("backup", "x.backup")
    db = Database(f"sqlite+aiosqlite:///{folder}/sigbot.db", SECRET.encode())
    gone = [digest_of(db, guild) for guild in (100, 200)[:guilds]]
    gone += [digest_of(db, guild, PERSON) for guild in (300, 400)[:people]]
    for digest in gone:
        append_to_file(folder / "sigbot.db.erased", Erasure(digest, datetime.now(UTC)))
    back = told("restore", "x.backup")
    assert all(line in back for line in lines)


def test_erasing_in_the_shell_is_noted_for_backups(folder: Path) -> None:
    told("backup", "x.backup")
    told("erase", "--person", str(PERSON), "--yes")
    assert (folder / "sigbot.db.erased").read_text()
    assert "1 person who was erased" in told("restore", "x.backup")
    assert "Nothing is stored" in told("erase", "--person", str(PERSON), "--yes")
    told("erase", "--guild", "100", "--yes")
    assert "1 community that was erased" in told("restore", "x.backup")


def test_a_very_old_backup_says_what_is_not_known_any_more(folder: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{folder}/sigbot.db", SECRET.encode())
    back_up(db, folder / "x.backup", "1", NOW - ERASED_KEPT - timedelta(days=1))
    assert f"older than {ERASED_KEPT.days} days" in told("restore", "x.backup")


def test_what_is_refused_is_one_line(folder: Path) -> None:
    told("backup", "x.backup")
    there = refused("backup", "x.backup")
    assert there == ("The file “x.backup” is there already; choose another name, or use --force.\n")
    assert "Wrote" in told("backup", "x.backup", "--force")
    (folder / "cut").write_bytes((folder / "x.backup").read_bytes()[:-1])
    assert refused("restore", "cut", "--check").startswith("The backup “cut” is cut short or")
    assert refused("restore", "cut").count("\n") == 1
    assert "cannot be read" in refused("restore", "none")
    assert "not a backup" in refused("restore", "sigbot.db")
    assert "No such file" in refused("backup", "none/x")


@pytest.fixture
def held(folder: Path) -> Iterator[None]:
    """A bot uses the database."""
    bot = Database(f"sqlite+aiosqlite:///{folder}/sigbot.db")
    assert bot.file
    assert bot.file.hold()
    yield
    bot.file.let_go()


@pytest.mark.usefixtures("held")
def test_a_running_bot_is_backed_up_and_not_replaced_or_copied(folder: Path) -> None:
    told("backup", "x.backup")
    line = refused("restore", "x.backup")
    assert line.startswith(f"A sigbot uses the database “{folder}/sigbot.db”. Nothing was changed")
    urls = [f"sqlite+aiosqlite:///{folder}/{name}.db" for name in ("sigbot", "new")]
    assert "A sigbot uses the database" in refused("db", "copy", *urls)
    asyncio.run(_age(folder / "sigbot.db", "0029"))
    assert "A sigbot uses the database" in refused("db", "restored")
    assert schema_of(folder / "sigbot.db") == "0029"


async def _age(path: Path, schema: str) -> None:
    db = Database(f"sqlite+aiosqlite:///{path}")
    await downgrade(db, schema)
    await db.close()


def schema_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        [(schema,)] = connection.execute("SELECT version_num FROM alembic_version")
    return str(schema)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def test_a_newer_database_is_refused_by_every_command_in_one_line(folder: Path) -> None:
    newer(folder / "sigbot.db")
    url = f"sqlite+aiosqlite:///{folder}/sigbot.db"
    reason = "DATABASE_URL is a database of schema 9999, which this sigbot does not know"
    for words in (
        ("db", "upgrade"),
        ("export",),
        ("report", "H1 2026"),
        ("calendar",),
        ("erase", "--person", "1", "--yes"),
    ):
        assert refused(*words).startswith(reason), words
    assert refused("db", "restored").startswith(NOT_DONE + reason)
    assert "newer sigbot (schema 9999" in refused("backup", "x.backup")
    assert "newer sigbot (schema 9999" in refused("db", "copy", url, url.replace("sigbot.", "x."))
    assert reason in " ".join(run("doctor").stdout.split())


def test_an_upgrade_makes_a_backup_first(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    asyncio.run(_age(folder / "sigbot.db", OLDER))
    with caplog.at_level(logging.WARNING):
        assert told("db", "upgrade") == "The database is up to date.\n"
    [file] = folder.glob(f"sigbot.db.schema-{OLDER}.*.backup")
    assert f"the schema goes from {OLDER} to {HEAD}; the database before is in" in caplog.text
    assert f"schema {OLDER}" in told("restore", str(file), "--check")
    told("db", "upgrade")
    assert len([*folder.glob("*.backup")]) == 1, "none where there is nothing to do"
    told("restore", str(file))


@pytest.mark.usefixtures("held")
def test_a_database_that_a_bot_uses_is_not_upgraded(folder: Path) -> None:
    shutil.copy(folder / "sigbot.db", folder / "older.db")
    asyncio.run(_age(folder / "sigbot.db", OLDER))
    assert "another sigbot uses" in refused("export")
    assert not [*folder.glob("*.backup")]


@contextmanager
def full() -> Iterator[None]:
    """No file of this process can become larger than LARGEST."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_stops_an_upgrade_before_anything_is_changed(folder: Path) -> None:
    path = folder / "sigbot.db"
    asyncio.run(_age(path, OLDER))
    before = path.read_bytes()
    with full():
        line = refused("db", "upgrade")
    assert line.startswith("DATABASE_URL names a database of an earlier version, and no backup of")
    assert path.read_bytes() == before
    assert not [*folder.glob("*.backup")]
    assert not [*folder.glob("*.part")]


def test_a_full_disk_stops_a_backup_and_a_restore(folder: Path) -> None:
    told("backup", "x.backup")
    before = (folder / "sigbot.db").read_bytes()
    with full():
        assert "a file cannot be written" in refused("backup", "y.backup")
        assert "a file cannot be written" in refused("restore", "x.backup")
    assert (folder / "sigbot.db").read_bytes() == before
    assert not (folder / "y.backup").exists()


def test_a_copy_is_counted_and_tells_where_the_secret_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"sqlite+aiosqlite:///{folder}/sigbot.db"
    targets = [f"sqlite+aiosqlite:///{folder}/{name}.db" for name in "abc"]
    first = told("db", "copy", source, targets[0]).splitlines()
    assert len(first) == 2
    assert "Counts and checksums are equal." in first[0]
    assert first[1] == (
        f"The copy needs the same secret. Copy {folder}/sigbot.db.key to {folder}/a.db.key, or set "
        "SIGBOT_SECRET to what is in it."
    )
    monkeypatch.setenv("SIGBOT_SECRET", SECRET)
    verbose = told("db", "copy", source, targets[1], "--verbose").splitlines()
    assert "people: 1" in verbose
    assert verbose[-1].endswith("Keep your setting SIGBOT_SECRET.")
    monkeypatch.delenv("SIGBOT_SECRET")
    (folder / "sigbot.db.key").unlink()
    assert "There is no secret yet" in told("db", "copy", source, targets[2])
    assert refused("db", "copy", source, targets[0]).startswith("TARGET is not empty.")


def test_addresses_are_named_as_they_were_given(folder: Path) -> None:
    good, bad = f"sqlite+aiosqlite:///{folder}/sigbot.db", "mysql://x"
    assert refused("db", "copy", bad, good).startswith(f"{NOT_DONE}SOURCE must begin with sqlite")
    assert refused("db", "copy", good, bad).startswith(f"{NOT_DONE}TARGET must begin with sqlite")
    nowhere = "postgresql+asyncpg://me:Pa55w0rd@127.0.0.1:1/x"
    line = refused("db", "copy", good, nowhere)
    assert line.startswith(f"{NOT_DONE}TARGET cannot be used (")
    assert "Pa55w0rd" not in line


def test_a_source_that_is_not_there_is_named_and_not_made(folder: Path) -> None:
    good, none = (f"sqlite+aiosqlite:///{folder}/{name}.db" for name in ("sigbot", "none"))
    assert refused("db", "copy", none, good).startswith("This is no database of sigbot: “")
    assert not (folder / "none.db").exists()
    nowhere = "postgresql+asyncpg://me:Pa55w0rd@127.0.0.1:1/x"
    line = refused("db", "copy", nowhere, f"sqlite+aiosqlite:///{folder}/new.db")
    assert line.startswith("SOURCE cannot be used: “")
    assert "Pa55w0rd" not in line


def test_postgresql_tells_its_own_way_without_the_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://me:Pa55w0rd@db.example:5433/sig bot")
    lines = refused("backup", "x y.dump").splitlines()
    options = "--host=db.example --port=5433 --username=me --dbname='sig bot'"
    assert lines == [
        "A PostgreSQL database is backed up with its own tool, also while the bot runs.",
        f"pg_dump --format=custom --file='x y.dump' {options}",
    ]
    (folder / "x.dump").write_bytes(b"PGDMP\x01\x0e")
    for words in (("restore", "x.dump"), ("restore", "x.dump", "--check")):
        first, command = refused(*words).splitlines()
        assert first.startswith("A backup of PostgreSQL is put back with its own tools")
        assert command.startswith("pg_restore --clean --if-exists")
        assert command.endswith("--dbname='sig bot' x.dump && sigbot db restored")
    monkeypatch.delenv("DATABASE_URL")
    assert "--dbname=…" in refused("restore", "x.dump")


async def test_a_server_that_was_put_back_goes_on(
    folder: Path, postgresql_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with postgresql_databases.migrated() as url:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("SIGBOT_SECRET", SECRET)
        done = await asyncio.to_thread(told, "db", "restored")
        assert done.endswith("is not said again.\n")


async def test_the_log_says_that_postgresql_is_not_backed_up_before_an_upgrade(
    folder: Path,
    postgresql_databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with postgresql_databases.migrated() as url:
        db = Database(url)
        await downgrade(db, OLDER)
        await db.close()
        monkeypatch.setenv("DATABASE_URL", url)
        with caplog.at_level(logging.WARNING):
            await asyncio.to_thread(told, "db", "upgrade")
    assert "on PostgreSQL sigbot makes no backup before that" in caplog.text
