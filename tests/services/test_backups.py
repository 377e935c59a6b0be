"""A backup is whole or refused, is made while others write, and replaces nothing by itself."""

import asyncio
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from sigbot.domain.backups import KEPT_AT_UPGRADES, Backup, Fault, NotDoneError
from sigbot.services.backups import back_up, back_up_before_upgrade, check_backup
from sigbot.services.meetings import answer_meeting
from sigbot.store import backups
from sigbot.store.database import HEAD, Database
from sigbot.store.state import remember
from tests.conftest import Databases
from tests.services.dying import killed_at_each_step
from tests.services.world import everything, meeting_at, member

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITERS = 200
NOT_A_BACKUP = (Fault.DAMAGED, Fault.NO_BACKUP, Fault.SERVER_RESTORE)


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an empty database."""
    file = tmp_path_factory.mktemp("whole") / "x.backup"
    back_up(Database(f"sqlite+aiosqlite:///{template}"), file, "1.2", NOW)
    return file


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test of many examples writes its file."""
    return tmp_path_factory.mktemp("broken") / "x.backup"


def fault_of(work: Callable[[], object]) -> Fault:
    with pytest.raises(NotDoneError) as refusal:
        work()
    return refusal.value.fault


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_is_in_it(whole: Path) -> None:
    assert check_backup(whole) == Backup(NOW, HEAD, "1.2", 0)
    assert whole.stat().st_mode & 0o777 == 0o600
    assert leftovers(whole.parent) == [whole.name]


def test_any_program_can_take_the_database_out(whole: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        assert json.loads(archive.read("about.json"))["schema"] == HEAD
        database = archive.extract("sigbot.db", tmp_path)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


@given(st.data())
def test_a_backup_that_is_cut_short_is_refused(
    whole: Path, broken: Path, data: st.DataObject
) -> None:
    content = whole.read_bytes()
    broken.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    assert fault_of(lambda: check_backup(broken)) is Fault.DAMAGED


@given(st.data())
def test_a_backup_with_another_bit_is_refused(
    whole: Path, broken: Path, data: st.DataObject
) -> None:
    content = bytearray(whole.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    broken.write_bytes(content)
    assert fault_of(lambda: check_backup(broken)) in (Fault.DAMAGED, Fault.NO_BACKUP)


@given(st.binary(max_size=200))
def test_a_longer_backup_is_refused(whole: Path, broken: Path, more: bytes) -> None:
    broken.write_bytes(whole.read_bytes() + more)
    if more:
        assert fault_of(lambda: check_backup(broken)) is Fault.DAMAGED
    else:
        assert check_backup(broken)


@given(st.binary(max_size=2_000))
def test_any_other_file_is_refused(broken: Path, content: bytes) -> None:
    broken.write_bytes(content)
    assert fault_of(lambda: check_backup(broken)) in NOT_A_BACKUP


def test_other_files_are_named(template: Path, tmp_path: Path) -> None:
    dump = tmp_path / "x.dump"
    dump.write_bytes(b"PGDMP\x01\x0e")
    assert fault_of(lambda: check_backup(template)) is Fault.NO_BACKUP
    assert fault_of(lambda: check_backup(dump)) is Fault.SERVER_RESTORE
    assert fault_of(lambda: check_backup(tmp_path / "none")) is Fault.UNREADABLE
    assert fault_of(lambda: check_backup(tmp_path)) is Fault.UNREADABLE


async def with_schema(db: Database, schema: str) -> None:
    async with db.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": schema})
    await db.close()


async def test_a_newer_database_is_not_backed_up_or_checked(
    sqlite_db: Database, tmp_path: Path
) -> None:
    await with_schema(sqlite_db, "9999")
    file = tmp_path / "x.backup"
    assert fault_of(lambda: back_up(sqlite_db, file, "1", NOW)) is Fault.NEWER
    assert leftovers(tmp_path) == []


async def test_a_database_with_a_lost_parent_is_not_backed_up(
    sqlite_db: Database, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(sqlite_db.url.database or "")) as connection:
        connection.execute(
            "INSERT INTO subgroups (community_id, name, name_key, created_at) "
            "VALUES (7, 'x', 'x', '2026-01-01 00:00:00')"
        )
        connection.commit()
    file = tmp_path / "x.backup"
    assert fault_of(lambda: back_up(sqlite_db, file, "1", NOW)) is Fault.BROKEN


def test_a_damaged_database_is_not_backed_up(template: Path, tmp_path: Path) -> None:
    file = tmp_path / "sigbot.db"
    content = bytearray(template.read_bytes())
    content[8192:200_000] = bytes(191_808)
    file.write_bytes(content)
    db = Database(f"sqlite+aiosqlite:///{file}")
    assert fault_of(lambda: back_up(db, tmp_path / "x", "1", NOW)) is Fault.BROKEN
    assert leftovers(tmp_path) == ["sigbot.db"]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/none.db")
    assert fault_of(lambda: back_up(db, tmp_path / "x", "1", NOW)) is Fault.NO_DATABASE
    assert leftovers(tmp_path) == []


async def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(
    sqlite_db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "x.backup"
    file.write_text("mine")
    assert fault_of(lambda: back_up(sqlite_db, file, "1", NOW)) is Fault.THERE
    assert file.read_text() == "mine"
    back_up(sqlite_db, file, "1", NOW, replaces=True)
    assert check_backup(file).program == "1"
    assert leftovers(tmp_path) == ["x.backup"]


async def test_a_file_that_appears_meanwhile_is_kept(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, look_into = tmp_path / "x.backup", backups.look_into

    def look_slowly(*arguments: object) -> Backup:
        file.write_text("mine")
        return look_into(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "look_into", look_slowly)
    assert fault_of(lambda: back_up(sqlite_db, file, "1", NOW)) is Fault.THERE
    assert file.read_text() == "mine"


async def test_a_folder_that_is_not_there_is_named(sqlite_db: Database, tmp_path: Path) -> None:
    with pytest.raises(NotDoneError) as refusal:
        back_up(sqlite_db, tmp_path / "none" / "x", "1", NOW)
    assert refusal.value.fault is Fault.UNWRITABLE
    assert "No such file" in refusal.value.detail


async def test_postgresql_has_its_own_way(postgresql_databases: Databases, tmp_path: Path) -> None:
    async with postgresql_databases.migrated() as url:
        db = Database(url)
        file = tmp_path / "x"
        assert fault_of(lambda: back_up(db, file, "1", NOW)) is Fault.SERVER_BACKUP
        assert fault_of(lambda: back_up_before_upgrade(db, "0001", "1", NOW)) is Fault.SERVER_BACKUP
        await db.close()


@pytest.mark.usefixtures("here_on_sqlite")
async def test_people_are_answered_while_a_backup_is_made_and_it_is_of_one_moment(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Each transaction writes two rows: no backup has one without the other."""
    monkeypatch.setattr(backups, "PAGES", 4)
    meeting = await meeting_at(sqlite_db, now + timedelta(days=1), now)
    file, begun, done = tmp_path / "x.backup", asyncio.Event(), 0

    async def write(number: int) -> None:
        nonlocal done
        async with sqlite_db.write() as tx:
            await remember(tx, f"a{number}", "x")
            await remember(tx, f"b{number}", "x")
        done += 1
        begun.set()

    async def press(number: int) -> None:
        await answer_meeting(sqlite_db, member(number), meeting.id, "going", now)

    async def make() -> Backup:
        await begun.wait()
        return await asyncio.to_thread(back_up, sqlite_db, file, "1", now)

    making = asyncio.create_task(make())
    for number in range(0, WRITERS, 10):
        batch = range(number, number + 10)
        await asyncio.gather(*(write(each) for each in batch), press(number + 100))
    made = await making
    assert made.communities == 1
    assert done == WRITERS
    with zipfile.ZipFile(file) as archive:
        database = archive.extract("sigbot.db", tmp_path)
    with closing(sqlite3.connect(database)) as connection:
        keys = {row[0] for row in connection.execute("SELECT key FROM state")}
    first, second = ({key[1:] for key in keys if key[0] == letter} for letter in "ab")
    assert first == second
    assert first
    assert len((await everything(sqlite_db))["state"]) >= 2 * WRITERS


async def test_what_was_deleted_is_not_in_a_backup(sqlite_db: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_db.url.database or "")) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("INSERT INTO state VALUES ('secret', ?)", ["Marabou" * 5_000])
        connection.commit()
        connection.execute("DELETE FROM state WHERE key = 'secret'")
        connection.commit()
    back_up(sqlite_db, tmp_path / "x.backup", "1", NOW)
    with zipfile.ZipFile(tmp_path / "x.backup") as archive:
        assert b"Marabou" not in archive.read("sigbot.db")


@pytest.fixture
def live(template: Path, tmp_path: Path) -> Iterator[Path]:
    """A database whose last changes are in its journal, and of which there is a backup already."""
    path = tmp_path / "live" / "sigbot.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO state VALUES ('mark', 'new')")
        connection.commit()
        yield path


@pytest.mark.parametrize("replaces", [False, True])
def test_a_backup_that_is_killed_leaves_the_old_file_or_the_new(
    live: Path, tmp_path: Path, replaces: bool
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / "x.backup"
    db = Database(f"sqlite+aiosqlite:///{live}")
    if replaces:
        back_up(db, file, "old", NOW)
    steps = 0
    for _ in killed_at_each_step(folder, lambda: back_up(db, file, "new", NOW, replaces=replaces)):
        steps += 1
        if replaces:
            assert check_backup(file).program in ("old", "new")
        elif file.exists():
            assert check_backup(file).program == "new"
            file.unlink()
    assert steps > 8
    assert check_backup(file).program == "new"
    assert leftovers(folder) == ["x.backup"]


async def test_an_upgrade_keeps_its_newest_backups(sqlite_db: Database) -> None:
    path = Path(sqlite_db.url.database or "")
    others = [path.with_name(f"{path.name}.other.backup"), path.with_name(f"{path.name}.schema")]
    for beside in others:
        beside.touch()
    schemas = ("0009", "0010", "0003", "0011", "0004")
    made = [
        back_up_before_upgrade(sqlite_db, schema, "1", NOW + timedelta(days=day))
        for day, schema in enumerate(schemas)
    ]
    assert [file for file in made if file.exists()] == made[-KEPT_AT_UPGRADES:]
    assert made[-1].name == f"{path.name}.schema-0004.20260306T120000Z.backup"
    assert all(beside.exists() for beside in others)
