"""Follow which servers removed the bot: be silent there at once, and erase them a month later."""

import logging
from collections.abc import Collection
from datetime import datetime

from sigbot.domain.processes import Shards
from sigbot.domain.sweeping import ERASED_AFTER
from sigbot.services.rotation import zones_asked_key
from sigbot.store import audit, native_events, removals, state
from sigbot.store import community as communities
from sigbot.store.database import Database
from sigbot.store.removals import MOST_ERASED

NOTED_AT_ONCE = 500
"""Servers whose application is noted in one transaction."""

log = logging.getLogger(__name__)


async def note_removed(db: Database, guild_id: int, application_id: int, now: datetime) -> bool:
    """Note that Discord said that a server removed the bot; return whether it has a community.

    From now on nothing is sent there. `application_id` is the bot's own.
    """
    async with db.write() as tx:
        community_id = await removals.note_removed(tx, guild_id, application_id, now)
        if community_id is not None:
            audit.record(tx, community_id, None, "bot.removed", f"{guild_id}", now)
    return community_id is not None


async def missing(
    db: Database, application_id: int, shards: Shards, there: Collection[int]
) -> list[int]:
    """Return the servers of some shards that are not `there`, though this application was."""
    async with db.read() as tx:
        served = await removals.served_by(tx, application_id)
    return [guild_id for guild_id in served if shards.has(guild_id) and guild_id not in there]


async def note_there(
    db: Database, guild_ids: Collection[int], application_id: int, now: datetime
) -> list[int]:
    """Note on which servers the bot is; return those where it is again.

    There everything is as it was, and what fell due meanwhile is sent, or told as late.
    """
    removed: list[int] = []
    ordered = sorted(guild_ids)
    for start in range(0, len(ordered), NOTED_AT_ONCE):
        removed += await _note_some(db, ordered[start : start + NOTED_AT_ONCE], application_id)
    for guild_id in removed:
        async with db.write() as tx:
            community_id = await removals.note_returned(tx, guild_id)
            if community_id is not None:
                audit.record(tx, community_id, None, "bot.returned", f"{guild_id}", now)
                await native_events.touch(tx, community_id, now)
    return removed


async def _note_some(db: Database, guild_ids: Collection[int], application_id: int) -> list[int]:
    """Note that this application is on some servers; return those that removed the bot before."""
    async with db.read() as tx:
        strangers = await removals.strangers_among(tx, guild_ids, application_id)
        removed = await removals.removed_among(tx, guild_ids)
    if strangers:
        async with db.write() as tx:
            await removals.note_application(tx, strangers, application_id)
    return removed


async def long_removed(db: Database, application_id: int, now: datetime) -> list[int]:
    """Return the servers that removed the bot ERASED_AFTER ago or earlier."""
    async with db.look() as tx:
        return await removals.removed_before(tx, now - ERASED_AFTER, application_id)


async def give_up(db: Database, guild_id: int) -> None:
    """Begin to erase the community of a server that removed the bot.

    Its audit trail goes with it, so the log alone says that it was there.
    """
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, guild_id, to_change=True)
        if community and await removals.give_up(tx, guild_id) is not None:
            await state.forget(tx, zones_asked_key(community))
            log.warning("erasing community %d: server %d removed the bot", community.id, guild_id)


async def erase_next(db: Database, limit: int = MOST_ERASED) -> int | None:
    """Erase some rows of a community that was given up, `limit` at most.

    Return how many, None where no community was given up.
    """
    async with db.look() as tx:
        if await removals.given_up(tx) is None:
            return None
    async with db.write() as tx:
        community_id = await removals.given_up(tx)
        return None if community_id is None else await removals.erase_some(tx, community_id, limit)
