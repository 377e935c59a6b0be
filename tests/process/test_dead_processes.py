"""A process is killed while it has messages: within 30 seconds the one beside it sends them.

The test waits for what happens; which time that took is read from the database and from Discord.
"""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import TextClause, text

from sigbot.services.startup import open_database
from sigbot.store.database import Database
from tests.local_discord import HANG_S, Moment, Request
from tests.process.planning import NEWS
from tests.process.running import Running
from tests.process.stage import MESSAGES, Stage, titles
from tests.process.test_two_processes import SOON

FREE_WITHIN_S = 30.0
EACH = 3
LOOK_S = 0.1

LEASES = text(
    """SELECT processes.shard_ids, processes.holder, count(*) AS leases FROM outbox
    JOIN processes ON processes.holder = outbox.leased_by WHERE outbox.done_at IS NULL
    GROUP BY processes.shard_ids, processes.holder ORDER BY leases DESC LIMIT 1"""
)
SERVER_S = text("SELECT extract(epoch FROM clock_timestamp())::float")
LEFT = text(
    """SELECT extract(epoch FROM clock_timestamp())::float AS at,
        (SELECT count(*) FROM processes) AS processes,
        (SELECT count(*) FROM outbox WHERE leased_by = :holder AND done_at IS NULL) AS leases"""
)


@pytest.fixture
def guilds() -> int:
    return 4


@pytest.fixture
async def db(shared: Stage) -> AsyncIterator[Database]:
    opened = open_database(shared.url)
    yield opened
    await opened.close()


@dataclass(slots=True)
class Held:
    """The first message of each server: it is on its way when a process is killed. Half of them
    have arrived, and the bot was not told."""

    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[Request] = field(default_factory=list)

    def hold(self, stage: Stage) -> None:
        for number, guild in enumerate(stage.discord.world.guilds):
            path = MESSAGES.replace("*", str(guild.channel(NEWS).id))
            moment: Moment = "accepted" if number % 2 else "before"
            stage.discord.at_request("POST", path, moment, self._wait)

    async def _wait(self, request: Request) -> None:
        self.requests.append(request)
        await self.is_over.wait()
        raise ConnectionAbortedError


async def _begin(stage: Stage) -> dict[str, Running]:
    """Both are ready, much is due, and a command lets one of them look; return them by shard."""
    for number, guild in enumerate(stage.discord.world.guilds):
        wanted = titles(EACH, first=EACH * number)
        await stage.plan(wanted[:-1] if number == 0 else wanted, guild=guild, due_in=SOON)
    first, second = [await stage.begin(SIGBOT_SHARDS=f"{shard}/2") for shard in range(2)]
    await second.ready()
    stage.pass_time(SOON)
    await stage.schedule(titles(EACH)[-1])
    return {"0": first, "1": second}


async def _ask(db: Database, question: TextClause, **values: object) -> Any:
    """Return the only row of the answer."""
    async with db.read() as tx:
        return (await tx.execute(question, values)).one()


async def _left(db: Database, holder: str) -> float:
    """Wait until a process is known to be dead and has no leases; return when, by the server."""
    for _ in range(int(HANG_S / LOOK_S)):
        left = await _ask(db, LEFT, holder=holder)
        if left.processes == 1 and not left.leases:
            return float(left.at)
        await asyncio.sleep(LOOK_S)
    message = "the process was not found dead"
    raise AssertionError(message)


async def test_what_a_killed_process_held_is_sent_within_half_a_minute(
    shared: Stage, db: Database
) -> None:
    held = Held()
    held.hold(shared)
    processes = await _begin(shared)
    guilds = shared.discord.world.guilds
    await shared.wait_until(lambda: len(held.requests) == len(guilds))
    shard, holder, leases = await _ask(db, LEASES)
    assert leases >= EACH, "it has messages that are on their way, and some that wait"

    killed_at, (killed_s,) = time.monotonic(), await _ask(db, SERVER_S)
    processes.pop(shard).process.send_signal(signal.SIGKILL)
    held.is_over.set()
    assert await _left(db, holder) - killed_s <= FREE_WITHIN_S
    for number, guild in enumerate(guilds):
        wanted = titles(EACH, first=EACH * number)
        await shared.wait_said(wanted, guild.channel(NEWS))
        shared.check_said_once(wanted, guild.channel(NEWS))
    (survivor,) = processes.values()
    assert (await survivor.end()).code == 0

    sent = [each for each in shared.discord.requests if "nonce" in (each.body or {})]
    assert max(each.at for each in sent) - killed_at <= FREE_WITHIN_S
    nonces = Counter(each.body["nonce"] for each in sent)
    on_their_way = {each.body["nonce"] for each in held.requests}
    assert {nonce for nonce, times in nonces.items() if times > 1} <= on_their_way
