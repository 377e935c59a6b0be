"""A forked process is like one that was executed: `zygote` says why it has to be."""

import asyncio
import json
from typing import Any

import pytest

from tests.process.forking import Forked, can_fork
from tests.process.running import Start

MIRROR = "tests.process.mirror"
pytestmark = pytest.mark.skipif(not can_fork(), reason="the system cannot wait for a forked one")


async def look(start: Start, *, by_exec: bool = False) -> dict[str, Any]:
    running = await start(MIRROR, by_exec=by_exec, SIGBOT_LOG="json", DISCORD_TOKEN=None)
    assert isinstance(running.process, Forked) is not by_exec
    ended = await running.ended()
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


async def test_it_finds_what_an_executed_one_finds(start: Start) -> None:
    forked, again, executed = await asyncio.gather(
        look(start), look(start), look(start, by_exec=True)
    )
    assert len({found.pop("chance") for found in (forked, again, executed)}) == 3
    assert forked == executed


async def test_it_says_what_an_executed_one_says(start: Start) -> None:
    forked, executed = [
        await (await start(by_exec=by_exec, SIGBOT_SHARDS="4/4")).ended()
        for by_exec in (False, True)
    ]
    assert forked.code == 2
    assert forked == executed
