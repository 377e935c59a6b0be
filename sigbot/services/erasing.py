"""Erase a whole community, for the operator of the bot."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.services import erasures
from sigbot.services.rotation import zones_asked_key
from sigbot.store import community as communities
from sigbot.store import erasing, state
from sigbot.store.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErasedCommunity:
    """A community that was erased, with the number of its rows by table."""

    community: Community
    counts: Mapping[str, int]


async def erase_community(db: Database, guild_id: int, now: datetime) -> ErasedCommunity | None:
    """Erase everything of the community of a server; return None where there is none.

    Its audit trail goes with it, so the log alone says that it was there.
    """
    async with erasures.erasing(db) as at_work:
        tx = at_work.tx
        community = await communities.community_of_guild(tx, guild_id, to_change=True)
        if community is None:
            return None
        counts = await erasing.erase_community(tx, community.id)
        await state.forget(tx, zones_asked_key(community))
        await at_work.note(guild_id, None, now)
    log.warning("erased community %d of server %d", community.id, guild_id)
    return ErasedCommunity(community, counts)
