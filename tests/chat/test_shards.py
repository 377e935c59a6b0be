"""A bot is connected when all of its shards are."""

import asyncio

import pytest

from sigbot.chat.shards import Shards
from sigbot.runtime.composition import compose_bot
from sigbot.store.database import Database

GONE, READY, RESUMED = "shard_disconnect", "shard_ready", "shard_resumed"


@pytest.mark.parametrize(
    ("events", "are_connected"),
    [
        ([], False),
        ([(READY, 1)], False),
        ([(READY, 1), (READY, 3)], True),
        ([(READY, 1), (READY, 3), (GONE, 3)], False),
        ([(READY, 1), (READY, 3), (GONE, 3), (GONE, 3), (RESUMED, 3)], True),
        ([(GONE, 1), (RESUMED, 1), (READY, 3)], True),
    ],
)
async def test_it_is_connected_with_all_of_them(
    sqlite_db: Database, events: list[tuple[str, int]], are_connected: bool
) -> None:
    """With those of this process: the others are connected by others."""
    async with compose_bot(sqlite_db, [1, 3], 4) as bot:
        shards = Shards(bot)
        for event, shard_id in events:
            bot.dispatch(event, shard_id)
        await asyncio.sleep(0)
        assert shards.are_connected() is are_connected
