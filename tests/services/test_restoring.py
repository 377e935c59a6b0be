"""A backup takes the place of a database, and what happened after it is settled."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from sigbot.domain.backups import (
    ERASED_KEPT,
    FEWEST_SKIPPED,
    Backup,
    Erasure,
    Fault,
    NotDoneError,
    skipped_to,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.outbox import MeetingClosed, ReportDue
from sigbot.services import erasures, outbox
from sigbot.services.backups import back_up
from sigbot.services.community import Setup, set_up
from sigbot.services.erasing import erase_community
from sigbot.services.erasures import keep_in_step
from sigbot.services.meetings import answer_meeting
from sigbot.services.members import set_timezone
from sigbot.services.personal import ask_to_forget, erase_person, forget_me, stored_in
from sigbot.services.restoring import Restored, restore, settle_server
from sigbot.services.startup import COMMANDS, adopt_secret, claim, prepare
from sigbot.store import cards, state
from sigbot.store import erasures as kept_erasures
from sigbot.store import outbox as kept_outbox
from sigbot.store.backup_files import write_backup
from sigbot.store.counters import counters
from sigbot.store.database import HEAD, Database
from sigbot.store.migrate import downgrade
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.releases import ReleaseNumberRow, ReleaseRow
from tests.services.dying import killed_at_each_step
from tests.services.test_backups import leftovers
from tests.services.world import (
    ANA,
    BEN,
    NEWS,
    OLGA,
    OTTO,
    meeting_at,
    rows,
    take_all,
)

SECRET = b"s" * 32
BESIDE = (".lock", "-wal", "-shm")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Open = Callable[[str], Database]


@pytest.fixture
async def life(template: Path, tmp_path: Path, opened: Open, now: datetime) -> Database:
    """Olga's community in a file, with a secret and a list of who was erased."""
    path = tmp_path / "live" / "sigbot.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    db = at(opened, path)
    assert await adopt_secret(db)
    await set_up(db, OLGA, Setup(name="Health", timezone="UTC"), "Server", NEWS, now)
    return db


def at(opened: Open, path: Path) -> Database:
    db = opened(f"sqlite+aiosqlite:///{path}")
    db.secret, db.erased_file = SECRET, Path(f"{path}.erased")
    return db


def path_of(db: Database) -> Path:
    assert db.file
    return db.file.path


def beside(db: Database, ending: str) -> Path:
    return Path(f"{path_of(db)}{ending}")


async def kept(db: Database, tmp_path: Path, now: datetime) -> Path:
    file = tmp_path / f"{now:%d-%H}.backup"
    back_up(db, file, "1", now)
    return file


async def put_back(db: Database, file: Path, now: datetime) -> Restored:
    """While nobody has it open."""
    await db.close()
    restored = await restore(db, file, now)
    await db.close()
    return restored


async def refused(db: Database, file: Path, now: datetime) -> Fault:
    with pytest.raises(NotDoneError) as refusal:
        await put_back(db, file, now)
    return refusal.value.fault


# The file


async def test_the_database_is_as_it_was_and_the_one_before_is_kept(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    await set_timezone(life, ANA, "Lisbon", now)
    restored = await put_back(life, file, now + DAY)
    assert await rows(life, "people") == []
    assert restored.backup.communities == 1
    assert restored.aside
    assert restored.aside.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(restored.aside)) as connection:
        assert connection.execute("SELECT name FROM people").fetchall() == [("Ana",)]
    names = [name for name in leftovers(tmp_path / "live") if not name.endswith(BESIDE)]
    assert names == ["sigbot.db", restored.aside.name]


async def test_it_is_put_back_where_no_database_is(
    life: Database, tmp_path: Path, now: datetime, opened: Open
) -> None:
    file = await kept(life, tmp_path, now)
    (tmp_path / "new").mkdir()
    new = at(opened, tmp_path / "new" / "sigbot.db")
    restored = await put_back(new, file, now + DAY)
    assert restored.aside is None
    assert [row["name"] for row in await rows(new, "communities")] == ["Health"]
    assert path_of(new).stat().st_mode & 0o777 == 0o600


async def test_a_damaged_database_is_replaced_and_kept(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    await life.close()
    path_of(life).write_bytes(b"no database at all" * 1000)
    beside(life, "-wal").write_bytes(b"its journal")
    restored = await put_back(life, file, now + DAY)
    assert not beside(life, "-wal").exists(), "it would be played back into the new database"
    assert [row["name"] for row in await rows(life, "communities")] == ["Health"]
    assert restored.aside
    assert restored.aside.read_bytes().startswith(b"no database")
    assert restored.aside.with_name(f"{restored.aside.name}-wal").read_bytes() == b"its journal"


async def test_a_database_that_a_bot_uses_is_left_alone(
    life: Database, tmp_path: Path, now: datetime, opened: Open
) -> None:
    file = await kept(life, tmp_path, now)
    await set_timezone(life, ANA, "Lisbon", now)
    bot = at(opened, path_of(life))
    claim(bot)
    assert await refused(life, file, now) is Fault.RUNNING
    assert len(await rows(bot, "people")) == 1


async def test_a_database_that_another_program_uses_is_left_alone(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    await life.close()
    with closing(sqlite3.connect(path_of(life), isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        another.execute("INSERT INTO state VALUES ('mark', 'new')")
        assert await refused(life, file, now) is Fault.IN_USE
        another.execute("COMMIT")
    async with life.read() as tx:
        assert await state.recall(tx, "mark") == "new"


async def test_a_newer_backup_is_refused(life: Database, tmp_path: Path, now: datetime) -> None:
    file = await kept(life, tmp_path, now)
    newer = tmp_path / "newer.db"
    shutil.copy(path_of(life), newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    write_backup(tmp_path / "newer.backup", newer, Backup(now, HEAD, "9", 1))
    assert await refused(life, tmp_path / "newer.backup", now) is Fault.NEWER
    assert file.exists()


async def test_an_older_backup_is_brought_up_to_date(
    life: Database, tmp_path: Path, now: datetime, opened: Open
) -> None:
    older = at(opened, tmp_path / "older.db")
    shutil.copy(path_of(life), path_of(older))
    with (
        closing(sqlite3.connect(path_of(life))) as source,
        closing(sqlite3.connect(path_of(older))) as target,
    ):
        source.backup(target)
    await downgrade(older, "0018")
    file = await kept(older, tmp_path, now)
    restored = await put_back(life, file, now + DAY)
    assert restored.backup.schema == "0018"
    assert (await rows(life, "communities"))[0]["name"] == "Health"
    async with life.read() as tx:
        assert await tx.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


async def test_a_link_to_the_database_stays_a_link(
    life: Database, tmp_path: Path, now: datetime, opened: Open
) -> None:
    file = await kept(life, tmp_path, now)
    link = tmp_path / "link.db"
    link.symlink_to(path_of(life))
    await life.close()
    linked = at(opened, link)
    await put_back(linked, file, now + DAY)
    assert link.is_symlink()
    assert (await rows(life, "communities"))[0]["name"] == "Health"


def marked(path: Path) -> str:
    """What the database says of itself; it is whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        row = connection.execute("SELECT value FROM state WHERE key = 'mark'").fetchone()
        return str(row[0]) if row else "old"


def test_a_restore_that_is_killed_leaves_the_database_before_or_the_new_one(
    template: Path, tmp_path: Path, now: datetime
) -> None:
    """Of the database before not a change is lost, though the last are in its journal."""
    folder = tmp_path / "live"
    folder.mkdir()
    path, file = folder / "sigbot.db", tmp_path / "x.backup"
    back_up(Database(f"sqlite+aiosqlite:///{template}"), file, "1", now)

    def begin_anew() -> None:
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        with closing(sqlite3.connect(tmp_path / "made.db")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            if not connection.execute("SELECT name FROM sqlite_master").fetchall():
                with closing(sqlite3.connect(template)) as source:
                    source.backup(connection)
            connection.execute("INSERT OR REPLACE INTO state VALUES ('mark', 'before')")
            connection.commit()
            for ending in ("", "-wal"):
                shutil.copy(tmp_path / f"made.db{ending}", f"{path}{ending}")

    async def work() -> None:
        db = Database(f"sqlite+aiosqlite:///{path}")
        await restore(db, file, now + DAY)

    begin_anew()
    seen = set()
    for _ in killed_at_each_step(folder, lambda: asyncio.run(work())):
        seen.add(marked(path))
        asides = [*folder.glob("sigbot.db.before-restore.*Z")]
        assert all(marked(aside) == "before" for aside in asides)
        if marked(path) == "old":
            assert asides
        begin_anew()
    assert marked(path) == "old"
    assert seen == {"before", "old"}


# Who was erased


async def with_people(life: Database, now: datetime) -> None:
    for who in (ANA, BEN):
        await set_timezone(life, who, "Lisbon", now)


async def places(db: Database, who: Actor) -> list[str]:
    return [community.name for community in await stored_in(db, who.discord_id)]


@pytest.mark.parametrize("left", ["both", "table", "file"])
async def test_who_was_erased_after_a_backup_is_erased_again(
    life: Database, tmp_path: Path, now: datetime, left: str
) -> None:
    """By the list in the database before, and by the file beside it: each is enough."""
    await with_people(life, now)
    file = await kept(life, tmp_path, now)
    asked = await ask_to_forget(life, ANA, now + HOUR)
    await forget_me(life, ANA, asked.id, now + HOUR)
    assert life.erased_file
    assert "555" not in life.erased_file.read_text()
    await life.close()
    if left == "table":
        life.erased_file.unlink()
    if left == "file":
        path_of(life).unlink()
    restored = await put_back(life, file, now + DAY)
    assert (restored.settled.people, restored.settled.communities) == (1, 0)
    assert await places(life, ANA) == []
    assert await places(life, BEN) == ["Health"]


async def test_who_came_back_before_the_backup_stays(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    await with_people(life, now)
    await erase_person(life, ANA.discord_id, ANA.guild_id, now + HOUR)
    await set_timezone(life, ANA, "Lisbon", now + 2 * HOUR)
    file = await kept(life, tmp_path, now + DAY)
    restored = await put_back(life, file, now + 2 * DAY)
    assert restored.settled.people == 0
    assert await places(life, ANA) == ["Health"]


async def test_a_second_restore_of_the_same_backup_erases_again(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    await with_people(life, now)
    file = await kept(life, tmp_path, now)
    await erase_person(life, ANA.discord_id, ANA.guild_id, now + HOUR)
    for day in (1, 2):
        restored = await put_back(life, file, now + day * DAY)
        assert restored.settled.people == 1
        assert await places(life, ANA) == []


async def test_a_community_that_was_erased_stays_erased(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    await set_up(life, OTTO, Setup(name="Other"), "Elsewhere", NEWS, now)
    file = await kept(life, tmp_path, now)
    await erase_community(life, OTTO.guild_id, now + HOUR)
    restored = await put_back(life, file, now + DAY)
    assert (restored.settled.people, restored.settled.communities) == (0, 1)
    assert [row["name"] for row in await rows(life, "communities")] == ["Health"]


async def test_without_the_secret_nothing_is_put_back_that_was_erased(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    await with_people(life, now)
    file = await kept(life, tmp_path, now)
    same = await put_back(life, file, now + HOUR)
    assert same.settled.has_secret
    await erase_person(life, ANA.discord_id, ANA.guild_id, now + HOUR)
    for other in (b"", b"o" * 32):
        life.secret = other
        assert await refused(life, file, now + DAY) is Fault.UNRECOGNIZED
    assert await places(life, ANA) == []
    life.secret = SECRET
    assert (await put_back(life, file, now + DAY)).settled.people == 1


async def test_another_secret_is_told_where_nobody_was_erased(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    life.secret = b"o" * 32
    assert not (await put_back(life, file, now + DAY)).settled.has_secret


async def test_an_old_backup_says_that_the_list_does_not_reach_back(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    assert (await put_back(life, file, now + ERASED_KEPT - DAY)).settled.knows_all
    assert not (await put_back(life, file, now + ERASED_KEPT)).settled.knows_all


async def test_table_and_file_are_kept_in_step(life: Database, now: datetime) -> None:
    assert life.erased_file
    await keep_in_step(life, now)
    assert not life.erased_file.exists()
    old, of_table, of_file = (
        Erasure(name, moment)
        for name, moment in (("a", now - 2 * ERASED_KEPT), ("b", now), ("c", now))
    )
    async with life.write() as tx:
        await kept_erasures.add(tx, [old, of_table])
    kept_erasures.append_to_file(life.erased_file, of_file)
    kept_erasures.append_to_file(life.erased_file, old)
    with life.erased_file.open("a") as file:
        file.write("cut sho")
    kept_erasures.append_to_file(life.erased_file, of_file)
    await keep_in_step(life, now)
    assert kept_erasures.read_file(life.erased_file) == {of_table, of_file}
    async with life.read() as tx:
        assert await kept_erasures.erasures(tx) == {of_table, of_file}
    assert life.erased_file.stat().st_mode & 0o777 == 0o600
    life.erased_file = None
    await keep_in_step(life, now)


async def test_a_file_that_cannot_be_written_holds_up_nobody(
    life: Database, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await with_people(life, now)
    life.erased_file = tmp_path / "none" / "x.erased"
    assert await erase_person(life, ANA.discord_id, ANA.guild_id, now)
    assert "x.erased cannot be written" in caplog.text
    assert len(await rows(life, "erasures")) == 1


async def test_nothing_is_noted_without_a_secret(life: Database, now: datetime) -> None:
    await with_people(life, now)
    life.secret = b""
    assert await erase_person(life, ANA.discord_id, ANA.guild_id, now)
    assert await rows(life, "erasures") == []
    assert erasures.digest_of(life, 1, 2) != erasures.digest_of(life, 1)


# What was said


async def test_what_waited_at_the_backup_and_is_due_is_looked_for(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    """Nonce and mark are those that it was said with."""
    meeting = await meeting_at(life, now + 20 * DAY, now)
    file = await kept(life, tmp_path, now)
    due_at = meeting.starts_at - 6 * DAY
    said = {due.id: due for due in await take_all(life, due_at)}
    for due in said.values():
        await outbox.finish(life, due, due_at)
    later = due_at + DAY
    await put_back(life, file, later)
    again = {due.id: due for due in await take_all(life, later)}
    waited = said.keys() & again.keys()
    assert waited
    for row_id in waited:
        assert (again[row_id].nonce, again[row_id].mark) == (said[row_id].nonce, said[row_id].mark)
        assert again[row_id].may_be_said_already(later)
        assert again[row_id].said_since(later) <= said[row_id].due_at


async def test_what_is_due_later_is_not_in_doubt(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    meeting = await meeting_at(life, now + 20 * DAY, now)
    file = await kept(life, tmp_path, now)
    await put_back(life, file, now + DAY)
    again = [due for due in await take_all(life, meeting.starts_at) if due.due_at > now + DAY]
    assert again
    assert not any(due.may_be_said_already(meeting.starts_at) for due in again)


@pytest.mark.parametrize("lost", [False, True])
async def test_no_number_nonce_or_mark_is_given_twice(
    life: Database, tmp_path: Path, now: datetime, lost: bool
) -> None:
    """Numbers go on after those of the database before; where it is lost, far behind."""
    await meeting_at(life, now + DAY, now)
    file = await kept(life, tmp_path, now)
    for _ in range(3):
        await meeting_at(life, now + 2 * DAY, now)
    given = {due.id: due for due in await take_all(life, now + 2 * DAY)}
    async with life.read() as tx:
        before = await counters(tx)
    await life.close()
    if lost:
        path_of(life).unlink()
    await put_back(life, file, now + DAY)
    meeting = await meeting_at(life, now + 3 * DAY, now)
    if lost:
        assert meeting.id == skipped_to(1, None) + 1 == FEWEST_SKIPPED + 2
    else:
        assert meeting.id == before["meetings"] + 1 == 5
    new = [due for due in await take_all(life, now + 3 * DAY) if due.id > max(given)]
    assert new
    assert not {due.origin for due in new} & {due.origin for due in given.values()}
    assert not {due.nonce for due in new} & {due.nonce for due in given.values()}
    assert not {due.mark for due in new} & {due.mark for due in given.values()}
    async with life.read() as tx:
        after = await counters(tx)
    assert all(after[table] >= number for table, number in before.items())


async def test_a_database_that_does_not_come_after_the_backup_says_nothing_of_its_numbers(
    life: Database, tmp_path: Path, now: datetime, opened: Open
) -> None:
    """The file was lost, and the bot has begun a new one."""
    await meeting_at(life, now + DAY, now)
    await take_all(life, now + DAY)
    file = await kept(life, tmp_path, now)
    (tmp_path / "new").mkdir()
    new = at(opened, tmp_path / "new" / "sigbot.db")
    await prepare(new)
    await set_up(new, OLGA, Setup(name="Anew"), "Server", NEWS, now)
    await take_all(new, now + DAY)
    await put_back(new, file, now + DAY)
    assert (await meeting_at(new, now + 3 * DAY, now)).id == FEWEST_SKIPPED + 2


async def test_what_is_written_again_is_known_by_what_was_said(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    """Upkeep and chains of messages write rows whose time has come; the same was said before."""
    meeting = await meeting_at(life, now + DAY, now)
    file = await kept(life, tmp_path, now)
    later = now + 2 * DAY
    message = ReportDue(now.date(), now.date(), ANA.discord_id)

    async def write(moment: datetime) -> dict[str, object]:
        async with life.write() as tx:
            for wanted in (message, MeetingClosed(meeting.id)):
                await kept_outbox.post(tx, 1, wanted, moment, moment)
        taken = await take_all(life, moment)
        for due in taken:
            await outbox.finish(life, due, moment)
        return {due.topic: due for due in taken if due.topic in ("report_due", "meeting_closed")}

    said = await write(now + HOUR)
    await put_back(life, file, later)
    again = await write(later)
    assert said.keys() == again.keys() == {"report_due", "meeting_closed"}
    for topic, due in again.items():
        earlier = said[topic]
        assert (due.nonce, due.mark) == (earlier.nonce, earlier.mark)  # type: ignore[attr-defined]
        assert due.id != earlier.id  # type: ignore[attr-defined]
        assert due.may_be_said_already(later)  # type: ignore[attr-defined]
        assert due.said_since(later) <= now + HOUR  # type: ignore[attr-defined]
    much_later = later + 3 * DAY
    last = await write(much_later)
    assert not any(
        due.may_be_said_already(much_later)  # type: ignore[attr-defined]
        for due in last.values()
    )


async def test_what_was_said_about_what_is_lost_is_left_out(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    file = await kept(life, tmp_path, now)
    meeting = await meeting_at(life, now + DAY, now)
    for due in await take_all(life, now + DAY):
        await outbox.finish(life, due, now + DAY)
    await put_back(life, file, now + DAY)
    assert meeting.id not in [row["meeting_id"] for row in await rows(life, "outbox")]


async def test_calendars_and_cards_follow(life: Database, tmp_path: Path, now: datetime) -> None:
    """A change that is taken back by the backup is a change for calendars, too."""
    meeting = await meeting_at(life, now + 3 * DAY, now)
    await answer_meeting(life, ANA, meeting.id, "going", now)
    async with life.write() as tx:
        await cards.remember(tx, meeting.id, 5, 77)
        await state.remember(tx, COMMANDS, "digest")
    file = await kept(life, tmp_path, now)
    async with life.write() as tx:
        changed = await tx.get_one(MeetingRow, meeting.id)
        changed.revision += 7
    await put_back(life, file, now + DAY)
    async with life.read() as tx:
        row = await tx.get_one(MeetingRow, meeting.id)
        assert row.revision > 7
        assert row.changed_at == now + DAY
        assert await state.recall(tx, COMMANDS) is None
        topics = await tx.scalars(select(OutboxRow.topic).where(OutboxRow.id > 4))
        assert "meeting_refresh" in list(topics)


async def test_a_dump_of_postgresql_is_settled_too(
    db: Database, here: Community, tmp_path: Path, now: datetime
) -> None:
    """On both kinds: somebody may copy an SQLite file in their own way."""
    db.secret, db.erased_file = SECRET, tmp_path / "x.erased"
    await adopt_secret(db)
    await with_people(db, now)
    meeting = await meeting_at(db, now + DAY, now)
    digest = erasures.digest_of(db, ANA.guild_id, ANA.discord_id)
    kept_erasures.append_to_file(db.erased_file, Erasure(digest, now + HOUR))
    settled = await settle_server(db, now + 2 * DAY)
    assert (settled.people, settled.communities, settled.has_secret) == (1, 0, True)
    assert await places(db, ANA) == []
    assert (await meeting_at(db, now + 3 * DAY, now)).id > FEWEST_SKIPPED
    doubtful = [due for due in await take_all(db, now + 2 * DAY) if due.id < 100]
    assert doubtful
    assert all(due.may_be_said_already(now + 2 * DAY) for due in doubtful)
    assert meeting
    assert here


async def test_a_release_that_was_made_after_a_backup_is_not_made_again(
    life: Database, tmp_path: Path, now: datetime
) -> None:
    """Two releases of one half-year would tell more than each of them."""
    await with_people(life, now)
    file = await kept(life, tmp_path, now)
    async with life.write() as tx:
        start, end, figures = now.date(), (now + DAY).date(), {"release": 1}
        tx.add(CommunityRow(id=7, guild_id=700, name="Late", smallest_group=5, created_at=now))
        await tx.flush()
        for community in (1, 7):
            values = {"community_id": community, "start": start, "end": end, "kept": figures}
            tx.add(ReleaseRow(**values, is_earlier=False, of_general=True))
        tx.add(ReleaseNumberRow(person_id=2, number=77))
    for day in (1, 2):
        await put_back(life, file, now + day * DAY)
        [release] = await rows(life, "releases")
        assert (release["community_id"], release["kept"]) == (1, figures)
        assert await rows(life, "release_numbers") == [{"person_id": 2, "number": 77}]
