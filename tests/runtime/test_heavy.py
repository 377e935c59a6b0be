"""The place for heavy work: turns, and work in a process of its own."""

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from sigbot.documents.reports import can_write_pdf, report_document
from sigbot.domain.attendance_files import FileToRead, read_draft
from sigbot.domain.heavy import (
    MOST_AT_ONCE,
    MOST_OF_ONE,
    MOST_WAITING,
    TooHeavyError,
    TooManyJobsError,
)
from sigbot.domain.refusals import FileRefusedError, NoRotationError
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.reports import compile_report
from sigbot.domain.seals import EmailSeal
from sigbot.runtime import heavy
from sigbot.runtime.heavy import HeavyWork, compute_in_process, compute_in_thread
from tests.domain.import_samples import csv_file, stamp
from tests.domain.material import a_material


class Jobs:
    """Jobs that run until they are told to end, and what was told while they waited."""

    def __init__(self) -> None:
        self.place = HeavyWork(compute_in_thread)
        self.running: list[str] = []
        self.told: dict[str, int] = {}
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def begin(self, name: str, guild_id: int) -> None:
        self._ends[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._job(name, guild_id))
        await settle()
        if self._tasks[name].done():
            await self._tasks[name]

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await self._tasks[name]
        await settle()

    async def cancel(self, name: str) -> None:
        self._tasks[name].cancel()
        await settle()

    async def end_all(self) -> None:
        for event in self._ends.values():
            event.set()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _job(self, name: str, guild_id: int) -> None:
        async def tell(place: int) -> None:
            self.told[name] = place

        async with self.place.turn(guild_id, tell):
            self.running.append(name)
            try:
                await self._ends[name].wait()
            finally:
                self.running.remove(name)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def some_jobs() -> AsyncIterator[Jobs]:
    jobs = Jobs()
    try:
        yield jobs
    finally:
        await jobs.end_all()


async def test_a_community_has_one_turn_at_a_time_and_others_go_on() -> None:
    async with some_jobs() as jobs:
        for name, guild_id in (("a1", 1), ("a2", 1), ("b1", 2)):
            await jobs.begin(name, guild_id)
        assert jobs.running == ["a1", "b1"]
        assert jobs.told == {"a2": 1}
        await jobs.end("b1")
        assert jobs.running == ["a1"]
        await jobs.end("a1")
        assert jobs.running == ["a2"]


async def test_turns_come_in_the_order_of_asking_and_the_place_is_told() -> None:
    async with some_jobs() as jobs:
        names = [str(number) for number in range(MOST_AT_ONCE + 3)]
        for number, name in enumerate(names):
            await jobs.begin(name, number)
        assert jobs.running == names[:MOST_AT_ONCE]
        assert list(jobs.told.values()) == [1, 2, 3]
        await jobs.end(names[0])
        assert jobs.running == [*names[1:MOST_AT_ONCE], names[MOST_AT_ONCE]]


async def test_who_gives_up_leaves_the_queue() -> None:
    async with some_jobs() as jobs:
        for number in range(MOST_AT_ONCE + 2):
            await jobs.begin(str(number), number)
        await jobs.cancel(str(MOST_AT_ONCE))
        await jobs.cancel("0")
        assert str(MOST_AT_ONCE + 1) in jobs.running
        assert len(jobs.running) == MOST_AT_ONCE


async def test_too_many_jobs_are_refused_of_one_and_of_all() -> None:
    async with some_jobs() as jobs:
        for number in range(MOST_OF_ONE):
            await jobs.begin(f"a{number}", 1)
        with pytest.raises(TooManyJobsError):
            await jobs.begin("a too many", 1)
        waiting = MOST_OF_ONE - 1
        for number in range(MOST_WAITING - waiting + MOST_AT_ONCE - 1):
            await jobs.begin(f"b{number}", 10 + number)
        with pytest.raises(TooManyJobsError):
            await jobs.begin("one too many", 99)


async def test_a_job_that_fails_gives_the_turn_to_the_next() -> None:
    place = HeavyWork(compute_in_thread)

    async def nobody(_place: int) -> None:
        raise AssertionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with place.turn(1, nobody) as compute:
                await compute(partial(divmod, 1), 0)


async def test_work_is_done_in_another_process() -> None:
    assert await compute_in_process(math.factorial, 20) == math.factorial(20)
    assert await compute_in_process(str, [1, "ü"]) == "[1, 'ü']"


async def test_errors_come_back_as_they_were_raised() -> None:
    with pytest.raises(ValueError, match="math domain"):
        await compute_in_process(math.sqrt, -1)
    with pytest.raises(NoRotationError) as refused:
        await compute_in_process(_refuse, ("quorum",))
    assert refused.value.constraints == ("quorum",)


@pytest.mark.skipif(not can_write_pdf(), reason="the extra `pdf` is not installed")
async def test_a_report_is_drawn_in_another_process() -> None:
    data = compile_report(a_material())
    for format_ in (ReportFormat.HTML, ReportFormat.PDF):
        drawn = await compute_in_process(partial(report_document, format_=format_), data)
        assert drawn == report_document(data, format_)


async def test_an_attendance_file_is_read_in_another_process() -> None:
    """What comes back has the hashes of addresses; a refusal is raised as it is."""
    seal = EmailSeal(b"secret", "00", 1)
    join, leave = (datetime(2026, 3, 2, hour) for hour in (9, 10))  # noqa: DTZ001  (wall times)
    data = csv_file([("Ana", "ana@example.org", stamp(join), stamp(leave))])
    draft = str(await compute_in_process(read_draft, FileToRead(data, join, seal)))
    assert seal("ana@example.org") in draft
    assert "example.org" not in draft
    with pytest.raises(FileRefusedError):
        await compute_in_process(read_draft, FileToRead(b"a,b\n1,2\n", join, seal))


async def test_a_job_is_not_told_the_settings_that_are_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("PATH_OF_TEST", "known")
    assert await compute_in_process(os.getenv, "DISCORD_TOKEN") is None
    assert await compute_in_process(os.getenv, "PATH_OF_TEST") == "known"


async def test_a_job_that_takes_too_long_or_too_much_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heavy, "LONGEST_JOB_S", 0.5)
    with pytest.raises(TooHeavyError):
        await compute_in_process(time.sleep, 600)
    monkeypatch.undo()
    with pytest.raises(TooHeavyError):
        await compute_in_process(bytes, 8 * 1024**3)
    with pytest.raises(TooHeavyError):
        await compute_in_process(os._exit, 0)


async def test_a_job_whose_asker_is_gone_ends() -> None:
    asking = asyncio.create_task(compute_in_process(time.sleep, 600))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def _refuse(constraints: tuple[str, ...]) -> Any:
    raise NoRotationError(constraints, 3)


_: Callable[[tuple[str, ...]], Any] = _refuse
