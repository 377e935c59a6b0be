"""A live bot moves from SQLite to two processes on PostgreSQL, along docs/operate.md, while rows
fall due and people use it. They notice a pause, and nothing else: nothing is lost, done twice or
half done, and what was posted before goes on working."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text

from sigbot.services.startup import open_database
from tests import postgres
from tests.local_discord import HANG_S, Guild, NotAnsweredError
from tests.process.planning import NEWS
from tests.process.running import Running
from tests.process.stage import Stage, titles
from tests.process.test_backups import shell

BATCHES, EACH = 4, 3
ROWS = BATCHES * EACH
SOON = timedelta(hours=1)
SHARDS = ("0/2", "1/2")
ENOUGH = 8
"""What people have asked for before the next step is taken."""

WHOLE = """
SELECT title, count(DISTINCT outbox.id) AS cards, count(DISTINCT audit.id) AS notes
FROM meetings
LEFT JOIN outbox ON outbox.meeting_id = meetings.id AND outbox.topic = 'meeting_card'
LEFT JOIN audit ON audit.subject = 'm' || meetings.id
WHERE title LIKE 'Asked%' GROUP BY title, meetings.id
"""


@pytest.fixture
def guilds() -> int:
    return 4


@pytest.fixture
async def target(postgresql_databases: postgres.Server) -> AsyncIterator[str]:
    async with postgresql_databases.empty() as url:
        yield url


@dataclass(slots=True)
class Talk:
    """What people asked for, each a meeting of its own."""

    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Nobody answered in time."""


def _titles(number: int, batches: int = BATCHES) -> list[str]:
    """The titles in one server, those of the first batches."""
    return titles(ROWS, first=ROWS * number)[: EACH * batches]


async def _plan(stage: Stage) -> None:
    for number, guild in enumerate(stage.discord.world.guilds):
        for step in range(BATCHES):
            some = _titles(number)[EACH * step : EACH * (step + 1)]
            await stage.plan(some, guild=guild, due_in=SOON * (step + 1))


@asynccontextmanager
async def _people(stage: Stage) -> AsyncIterator[Talk]:
    """In each server somebody schedules one meeting after the other."""
    talk, numbers, is_over = Talk(), count(), asyncio.Event()

    async def ask(guild: Guild) -> None:
        olga = next(iter(guild.members.values()))
        while not is_over.is_set():
            title = f"Asked {next(numbers):04}"
            when = (stage.now + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")
            talk.asked.append(title)
            wish, where = {"title": title, "when": when}, guild.channel("general")
            try:
                reply = await stage.discord.interact("meeting schedule", wish, olga, where)
            except NotAnsweredError:
                talk.lost.append(title)
                continue
            assert "Scheduled" in json.dumps(reply.data), reply.data
            talk.answered.append(title)
            await asyncio.sleep(0.1)

    asking = [asyncio.create_task(ask(guild)) for guild in stage.discord.world.guilds]
    yield talk
    is_over.set()
    await asyncio.gather(*asking)


async def _more(stage: Stage, answered: list[str]) -> None:
    """Wait until people were answered some more."""
    wanted = len(answered) + ENOUGH
    await stage.look_until(lambda: len(answered) >= wanted, "nobody is answered")


async def test_an_operator_moves_a_live_bot_to_two_processes(stage: Stage, target: str) -> None:
    await _plan(stage)
    one = await (await stage.begin()).ready()
    stage.pass_time(SOON)
    places = [guild.channel(NEWS) for guild in stage.discord.world.guilds]
    for number, place in enumerate(places):
        await stage.wait_said(_titles(number, 1), place)
    cards = [stage.discord.messages(place)[0] for place in places]
    async with _people(stage) as talk:
        await _more(stage, talk.answered)
        both = await _move(stage, one, target, talk)
        stage.pass_time(SOON)
        stage.discord.answer_seconds = HANG_S
        await _more(stage, talk.answered)
        for number, card in enumerate(cards):
            person = stage.discord.world.guilds[number].add_member("Ana")
            reply = await stage.discord.press(card, "Going", person)
            assert "You are **going** to Meeting" in reply.data["content"]
            await stage.wait_until(lambda card=card: "**1** going" in card.text)  # type: ignore[misc]
        stage.pass_time(SOON)
    for number, place in enumerate(places):
        await stage.wait_said(_titles(number), place)
    await asyncio.sleep(1)
    for number, place in enumerate(places):
        stage.check_said_once(_titles(number), place)
    stage.check_sent_once()
    await _check_whole(target, talk)
    for process in both:
        assert (await process.end()).code == 0


async def _move(stage: Stage, one: Running, target: str, talk: Talk) -> list[Running]:
    """Along the manual; rows fall due, and people ask in vain, while nobody is there."""
    await shell(stage.folder, "backup", "before-move.backup", DATABASE_URL=stage.url)
    assert (await one.end()).code == 0
    await stage.discord.wait_gone()
    stage.pass_time(SOON)
    said = await shell(stage.folder, "db", "copy", stage.url, target)
    assert "Counts and checksums are equal." in said
    await stage.look_until(lambda: bool(talk.lost), "nobody asked in the pause")
    shutil.copy(stage.folder / "sigbot.db.key", stage.folder / "sigbot.key")
    stage.url = target
    both = [await stage.begin(SIGBOT_SHARDS=shards) for shards in SHARDS]
    stage.file.rename(stage.folder / "sigbot.db.moved")
    sessions = stage.discord.gateway.connected
    await stage.discord.wait_until(lambda: len({one.shard for one in sessions(2)}) == 2)
    return both


async def _check_whole(url: str, talk: Talk) -> None:
    """What was answered is there; what was not is there as a whole, or not at all."""
    db = open_database(url)
    async with db.read() as tx:
        rows = (await tx.execute(text(WHOLE))).all()
    await db.close()
    made = Counter(row.title for row in rows)
    assert set(made.values()) == {1}
    assert {*talk.answered} <= {*made} <= {*talk.asked}
    assert {(row.cards, row.notes) for row in rows} == {(1, 1)}
    assert {*talk.asked} - {*made}, "somebody pressed in the pause, and nothing of it is there"
