"""The database is locked, or its disk is full: nothing is said that cannot be kept, nothing is
lost, and nothing is said twice."""

import asyncio
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
from tests.process.planning import NEWS
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
