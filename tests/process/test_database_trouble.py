"""The database is locked, its disk is full, its file is deleted or only to be read: nothing is said
that cannot be kept, nothing is lost, and nothing is said twice."""

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.process.lanes import play_at_once
from tests.process.planning import NEWS, Wish
from tests.process.running import Running
from tests.process.stage import Stage, Stages, titles

LOCKED_S = 10.0
FULL_S = 4.0
DISK_MB = 4
SOON = timedelta(seconds=8)
"""Longer than a start takes."""

SOON_AFTER_S = 16.0


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Nobody else can write, as during somebody's long transaction."""
    with closing(sqlite3.connect(stage.file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def full(running: Running) -> Iterator[None]:
    """No file of the process can take another byte."""
    pid, (_, most) = running.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


async def locked_as_something_becomes_due(stage: Stage) -> None:
    wanted = titles(2)
    await stage.plan(wanted, due_in=SOON)
    await (await stage.begin()).ready()
    with locked(stage):
        await asyncio.sleep(SOON.total_seconds() + LOCKED_S)
        assert stage.said() == []
    await end_well(stage, wanted)


async def locked_between_sending_and_noting_it(stage: Stage) -> None:
    wanted = titles(2)
    await stage.plan(wanted)
    with await from_a_message_on(stage, lambda _: locked(stage)):
        await asyncio.sleep(LOCKED_S)
    await end_well(stage, wanted)


async def full_as_something_becomes_due(stage: Stage) -> None:
    wanted = titles(2)
    await stage.plan(wanted, due_in=SOON)
    running = await (await stage.begin()).ready()
    with full(running):
        assert "Scheduled" not in (await stage.schedule("Meeting 100")).text
        await asyncio.sleep(SOON.total_seconds() + FULL_S)
        assert stage.said() == []
    assert "Scheduled" in (await stage.schedule("Meeting 200")).text
    await end_well(stage, [*wanted, "Meeting 200"])


async def full_between_sending_and_noting_it(stage: Stage) -> None:
    wanted = titles(2)
    await stage.plan(wanted)
    with await from_a_message_on(stage, full):
        await asyncio.sleep(FULL_S)
    await end_well(stage, wanted)


async def from_a_message_on(
    stage: Stage, trouble: Callable[[Running], AbstractContextManager[None]]
) -> AbstractContextManager[object]:
    """Begin, and have trouble from the moment on at which Discord accepted the first message."""
    having, accepted = ExitStack(), asyncio.Event()

    async def begin_trouble(running: Running) -> None:
        having.enter_context(trouble(running))
        accepted.set()

    stage.at_new_messages("accepted", begin_trouble)
    await stage.begin()
    await asyncio.wait_for(accepted.wait(), 30)
    return having


async def end_well(stage: Stage, wanted: list[str]) -> None:
    """No message was even tried twice."""
    await stage.wait_said(wanted, timeout=SOON_AFTER_S)
    await stage.settled()
    stage.check_said_once(wanted)
    stage.check_sent_once()
    assert stage.process
    assert (await stage.process.end()).code == 0


async def test_nothing_is_lost_or_doubled_by_a_database_that_cannot_be_written(
    stages: Stages,
) -> None:
    plays = {
        "locked when due": locked_as_something_becomes_due,
        "locked when sent": locked_between_sending_and_noting_it,
        "full when due": full_as_something_becomes_due,
        "full when sent": full_between_sending_and_noting_it,
    }
    await play_at_once(stages, plays)


def own_disk(folder: Path) -> list[str]:
    """A small disk that only the process sees, as far as the system allows that to anybody."""
    mount = f'mount -t tmpfs -o size={DISK_MB}m none "{folder}" && cd "{folder}" && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]


def may_have_own_disk(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    return (
        subprocess.run([*own_disk(folder), "true"], check=False, capture_output=True).returncode
        == 0
    )


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Where a process may have its own disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not may_have_own_disk(folder):
        pytest.skip("the system does not let anybody have a disk of their own")
    return folder


async def test_a_real_disk_is_full_and_freed(stage: Stage, disk: Path) -> None:
    """What the process cannot write is refused by a file system, not by a limit."""
    stage.url = f"sqlite+aiosqlite:///{disk}/sigbot.db"
    running = await (await stage.begin(within=own_disk(disk))).ready()
    await stage.discord.interact("sig setup", {"announcements": stage.discord.guild.channel(NEWS)})
    await stage.schedule("Meeting 001")
    await stage.wait_said(["Meeting 001"])
    with filled(Path(f"/proc/{running.process.pid}/root{disk}/filler")):
        assert "Scheduled" not in (await stage.schedule("Meeting 002")).text
        await asyncio.sleep(FULL_S)
    assert "Scheduled" in (await stage.schedule("Meeting 003")).text
    await stage.wait_said(["Meeting 003"])
    stage.check_said_once(["Meeting 001", "Meeting 003"])
    assert (await running.end()).code == 0


@contextmanager
def filled(file: Path) -> Iterator[None]:
    """The file takes what is left of its disk."""
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(1 << 12)):
            pass
    yield
    file.unlink()


# A file that is deleted, or that can only be read


async def test_a_deleted_file_is_noticed_and_nothing_is_acknowledged_any_more(
    stage: Stage,
) -> None:
    """The log and the organizers are told. A new one starts over, with nonces of its own."""
    running = await (await stage.begin()).ready()
    old = await with_a_card(stage, "Meeting 001")
    (card,) = stage.discord.messages(NEWS)
    stage.file.unlink()
    olga = next(iter(stage.discord.guild.members.values()))
    note = await stage.discord.wait_message(stage.discord.direct(olga), "was deleted or replaced")
    assert "organizers" in note.text
    assert "can't use my database" in (await stage.schedule("Meeting 002")).text
    reply = await (await stage.discord.press(card, "Going")).message()
    assert "can't use my database" in reply.text
    assert not stage.file.exists()
    ended = await running.end()
    assert ended.code == 0
    assert ended.err.count("nothing is saved any more") == 1
    assert "Traceback" not in ended.err
    await stage.discord.wait_gone()
    running = await (await stage.begin()).ready()
    assert not old & await with_a_card(stage, "Meeting 003")
    assert (await running.end()).code == 0


async def with_a_card(stage: Stage, title: str) -> set[str]:
    """Set up and schedule a meeting; return the nonces of all messages that were sent since."""
    begun = len(stage.discord.requests)
    await stage.discord.interact("sig setup", {"announcements": stage.discord.guild.channel(NEWS)})
    await stage.schedule(title)
    await stage.wait_said([title])
    bodies = [request.body or {} for request in stage.discord.requests[begun:]]
    return {body["nonce"] for body in bodies if "nonce" in body}


def without_rights() -> list[str]:
    """Root may write what nobody else may, so it is started without that right."""
    lacks = "-dac_override,-dac_read_search"
    return [] if os.getuid() else ["setpriv", f"--bounding-set={lacks}", "--inh-caps=-all"]


async def test_a_file_that_can_only_be_read_is_an_error_at_the_start(stage: Stage) -> None:
    """It is waited for, so that the bot starts by itself once it can be written."""
    stage.file.chmod(0o400)
    running = await stage.begin(within=without_rights() or ["env"])
    assert isinstance(running.process, asyncio.subprocess.Process)
    assert running.process.stderr
    line = (await running.process.stderr.readline()).decode()
    assert "ERROR" in line
    assert "DATABASE_URL cannot be written" in line
    assert "readonly" in line
    stage.file.chmod(0o600)
    await running.ready()
    await with_a_card(stage, "Meeting 001")
    ended = await running.end()
    assert (ended.code, "Traceback" in ended.err) == (0, False)


async def test_the_log_says_once_that_a_disk_is_full(stage: Stage) -> None:
    running = await (await stage.begin()).ready()
    await with_a_card(stage, "Meeting 001")
    with full(running):
        for _ in range(5):
            assert "can't use my database" in (await stage.schedule("Meeting 100")).text
    ended = await running.end()
    assert ended.err.count("could not use the database") == 1
    assert "Traceback" not in ended.err


CROWD = 16
WAVE_S = 0.7


async def test_a_crowd_on_a_locked_database_is_answered_within_discords_three_seconds(
    stage: Stage,
) -> None:
    """In waves: who comes while others wait does not wait for these first."""
    await stage.plan_meetings(Wish("Meeting 000", stage.wait_for_minute() + timedelta(minutes=5)))
    running = await (await stage.begin()).ready()
    await stage.wait_said(["Meeting 000"])
    await stage.settled()
    (card,) = stage.discord.messages(NEWS)
    people = [stage.discord.guild.add_member(f"P {number}") for number in range(CROWD)]
    with locked(stage):
        waves = []
        for button in ("Check in", "Going", "Check in", "Going", "Check in"):
            presses = (stage.discord.press(card, button, person) for person in people)
            waves.append(asyncio.gather(*presses))
            await asyncio.sleep(WAVE_S)
        replies = [reply for wave in waves for reply in await wave]
        texts = {(await reply.message()).text for reply in replies}
    assert all("very busy" in text for text in texts), texts
    await stage.discord.press(card, "Check in", people[0])
    assert (await running.end()).code == 0
