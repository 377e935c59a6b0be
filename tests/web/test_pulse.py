"""`/healthz` over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from sigbot.domain.pulse import LATE_AFTER
from sigbot.store.database import Database
from sigbot.web import pulse
from sigbot.web.pulse import PulseTaker
from tests.services.test_pulse import locked
from tests.services.world import DAY, meeting_at, take_all
from tests.web.asking import Asker, asking

PATH = "/healthz"


@asynccontextmanager
async def watched(
    db: Database, now: datetime, is_connected: Callable[[], bool] = lambda: True
) -> AsyncIterator[Asker]:
    async with asking(PulseTaker(db, lambda: now, is_connected).routes()) as asker:
        yield asker


async def test_a_process_that_does_its_work_is_well(db: Database, now: datetime) -> None:
    async with watched(db, now) as asker:
        answer = await asker.get(PATH)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    took = answer.json.pop("database_ms")
    assert 0 < took < 2_000
    assert {key: value for key, value in answer.json.items() if key != "database_ms"} == {
        "status": "ok",
        "wrong": [],
        "connected": True,
        "oldest_due_s": 0,
    }


async def test_it_says_when_it_is_not_connected(db: Database, now: datetime) -> None:
    async with watched(db, now, lambda: False) as asker:
        answer = await asker.get(PATH)
    assert answer.status == 503
    assert (answer.json["status"], answer.json["wrong"]) == ("bad", ["not_connected"])
    assert answer.json["connected"] is False


@pytest.mark.usefixtures("here")
async def test_it_says_for_how_long_a_message_has_waited(db: Database, now: datetime) -> None:
    await take_all(db, now)
    await meeting_at(db, now + 2 * DAY, now)
    late = LATE_AFTER + timedelta(seconds=1)
    for waited, status, wrong in ((LATE_AFTER, 200, []), (late, 503, ["late"])):
        async with watched(db, now + waited) as asker:
            answer = await asker.get(PATH)
        assert (answer.status, answer.json["wrong"]) == (status, wrong)
        assert answer.json["oldest_due_s"] == waited.total_seconds()


@pytest.mark.usefixtures("here_on_sqlite")
async def test_it_says_in_time_that_the_database_does_not_answer(
    sqlite_db: Database, now: datetime
) -> None:
    async with watched(sqlite_db, now) as asker:
        with locked(sqlite_db):
            async with asyncio.timeout(pulse.ANSWER_S + 5):
                answer = await asker.get(PATH)
        assert answer.status == 503
        assert answer.json == {
            "status": "bad",
            "wrong": ["database"],
            "connected": True,
            "database_ms": None,
            "oldest_due_s": None,
        }


class Slow(Database):
    """A database that answers when a test lets it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.may_answer = asyncio.Event()
        self.asked = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[object]:  # type: ignore[override]
        self.asked += 1
        await self.may_answer.wait()
        async with super().write() as tx:
            yield tx


async def test_a_database_that_is_silent_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, sqlite_db: Database, now: datetime
) -> None:
    """Who asks after the time is over learns at once that there is no answer. A late answer is of
    use to those who ask afterwards."""
    monkeypatch.setattr(pulse, "ANSWER_S", 0.1)
    monkeypatch.setattr(pulse, "KEPT_S", 0)
    db = Slow(sqlite_db.url.render_as_string())
    try:
        async with watched(db, now) as asker:
            answers = await asyncio.gather(*(asker.get(PATH) for _ in range(20)))
            answers.append(await asker.get(PATH))
            assert {answer.status for answer in answers} == {503}
            assert db.asked == 1
            db.may_answer.set()
            async with asyncio.timeout(30):
                while (await asker.get(PATH)).status != 200:
                    pass
    finally:
        await db.close()


async def test_who_asks_often_does_not_burden_the_database(
    sqlite_db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "KEPT_S", 3600)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = sqlite_db._writer.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with watched(sqlite_db, now) as asker:
        for _ in range(20):
            assert (await asker.get(PATH)).status == 200
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) == 1


async def test_an_answer_is_asked_anew_when_it_is_old(
    sqlite_db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "KEPT_S", 0)
    db = Slow(sqlite_db.url.render_as_string())
    db.may_answer.set()
    async with watched(db, now) as asker:
        for _ in range(3):
            assert (await asker.get(PATH)).status == 200
    await db.close()
    assert db.asked == 3
