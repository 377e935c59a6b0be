"""`/metrics` over HTTP: every figure, in a format that Prometheus reads."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import REGISTRY

from sigbot.domain.measures import Fault, Outcome, Reason, Use
from sigbot.runtime.heavy import HeavyWork, compute_in_thread
from sigbot.store.database import Database
from sigbot.web.metrics import Metrics
from sigbot.web.pulse import PulseTaker
from tests.web.asking import Answer, asking

VOCABULARIES = {
    "sigbot_messages_total": Outcome,
    "sigbot_uses_total": Use,
    "sigbot_refusals_total": Reason,
    "sigbot_faults_total": Fault,
}


def samples(answer: Answer) -> Iterator[tuple[str, dict[str, str], float]]:
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def value(answer: Answer, name: str, **labels: str) -> float:
    [number] = [number for known, own, number in samples(answer) if (known, own) == (name, labels)]
    return number


async def scrape(
    db: Database, now: datetime, heavy: HeavyWork, *, is_connected: bool = True
) -> Answer:
    pulses = PulseTaker(db, lambda: now, lambda: is_connected)
    async with asking(Metrics(db.measures, pulses, heavy.load).routes()) as asker:
        answer = await asker.get("/metrics")
    assert answer.status == 200
    return answer


@pytest.fixture
def heavy() -> HeavyWork:
    return HeavyWork(compute_in_thread)


async def test_every_word_of_a_vocabulary_is_there_from_the_start(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    """A rate needs its zero."""
    answer = await scrape(sqlite_db, now, heavy)
    for name, words in VOCABULARIES.items():
        found = {
            word: number
            for known, own, number in samples(answer)
            if known == name
            for word in own.values()
        }
        assert found == dict.fromkeys(words, 0), name


async def test_what_was_counted_is_shown(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    measures = sqlite_db.measures
    measures.note_said(timedelta(seconds=2))
    measures.note_said(timedelta(minutes=2))
    measures.messages[Outcome.GIVEN_UP] += 1
    measures.uses[Use.FORM] += 3
    measures.refusals[Reason.HEAVY] += 4
    measures.faults[Fault.TOO_LATE] += 5
    answer = await scrape(sqlite_db, now, heavy)
    assert value(answer, "sigbot_messages_total", outcome="said") == 2
    assert value(answer, "sigbot_messages_total", outcome="given_up") == 1
    assert value(answer, "sigbot_messages_late_total") == 1
    assert value(answer, "sigbot_message_lateness_seconds_bucket", le="1.0") == 0
    assert value(answer, "sigbot_message_lateness_seconds_bucket", le="5.0") == 1
    assert value(answer, "sigbot_message_lateness_seconds_bucket", le="60.0") == 1
    assert value(answer, "sigbot_message_lateness_seconds_bucket", le="+Inf") == 2
    assert value(answer, "sigbot_message_lateness_seconds_sum") == 122
    assert value(answer, "sigbot_uses_total", kind="form") == 3
    assert value(answer, "sigbot_refusals_total", reason="heavy") == 4
    assert value(answer, "sigbot_faults_total", kind="too_late") == 5
    assert value(answer, "sigbot_connected") == value(answer, "sigbot_database_up") == 1
    assert value(answer, "sigbot_oldest_due_seconds") == 0


async def test_transactions_are_timed_from_their_turn_to_their_end(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    async with sqlite_db.write():
        await asyncio.to_thread(asyncio.run, asyncio.sleep(0.3))
    async with sqlite_db.read():
        pass
    answer = await scrape(sqlite_db, now, heavy, is_connected=False)
    writes = "sigbot_transaction_seconds_bucket"
    assert value(answer, writes, kind="write", le="0.25") == 1  # the question of the pulse
    assert value(answer, writes, kind="write", le="+Inf") == 2
    assert value(answer, "sigbot_longest_transaction_seconds", kind="write") >= 0.3
    assert value(answer, "sigbot_longest_transaction_seconds", kind="read") < 0.3
    assert value(answer, "sigbot_transaction_seconds_count", kind="read") == 1
    assert value(answer, "sigbot_connected") == 0


async def test_heavy_work_is_shown_while_it_runs_and_waits(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    may_end = asyncio.Event()

    async def tell(_place: int) -> None: ...

    async def job() -> None:
        async with heavy.turn(1, tell):
            await may_end.wait()

    jobs = [asyncio.create_task(job()) for _ in range(3)]
    await asyncio.sleep(0)
    answer = await scrape(sqlite_db, now, heavy)
    assert value(answer, "sigbot_heavy_jobs", state="running") == 1
    assert value(answer, "sigbot_heavy_jobs", state="waiting") == 2
    may_end.set()
    await asyncio.gather(*jobs)
    answer = await scrape(sqlite_db, now, heavy)
    assert value(answer, "sigbot_heavy_jobs", state="running") == 0
    assert value(answer, "sigbot_heavy_jobs", state="waiting") == 0


@contextmanager
def gone(db: Database) -> Iterator[None]:
    """The file of a database that was opened is away for a while."""
    assert db.file
    db.check_there()
    file = Path(db.file.path)
    away = file.rename(file.with_suffix(".away"))
    yield
    away.rename(file)


async def test_what_the_database_does_not_say_is_not_made_up(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    with gone(sqlite_db):
        answer = await scrape(sqlite_db, now, heavy)
    assert value(answer, "sigbot_database_up") == 0
    names = {name for name, _, _ in samples(answer)}
    assert not {"sigbot_database_seconds", "sigbot_oldest_due_seconds"} & names


async def test_the_process_is_measured_and_nothing_global_is_used(
    sqlite_db: Database, heavy: HeavyWork, now: datetime
) -> None:
    pulses = PulseTaker(sqlite_db, lambda: now, lambda: True)
    async with asking(Metrics(sqlite_db.measures, pulses, heavy.load).routes()) as asker:
        answers = await asyncio.gather(*(asker.get("/metrics") for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert answers[0].headers["Content-Type"].startswith("text/plain; version=")
    assert value(answers[0], "process_resident_memory_bytes") > 0
    assert not any(family.name.startswith("sigbot") for family in REGISTRY.collect())
