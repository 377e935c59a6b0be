"""The composition root: the one place where the bot and the cogs meet."""

from datetime import timedelta
from random import Random

from cogs import EXTENSIONS
from sigbot.chat.bot import SigBot
from sigbot.runtime.heavy import HeavyWork
from sigbot.services.heavy import HeavyPlace
from sigbot.store.database import Database

LONGEST_NAP = timedelta(seconds=15)


def compose_bot(
    db: Database,
    shard_ids: list[int] | None = None,
    shard_count: int | None = None,
    longest_nap: timedelta = LONGEST_NAP,
    heavy: HeavyPlace | None = None,
    dice: Random | None = None,
) -> SigBot:
    """Return the bot with every cog, not connected yet.

    Without `shard_ids`, Discord decides how many shards there are. `dice` is only for demos and
    tests, where everything happens in the same way each time.
    """
    return SigBot(
        db,
        EXTENSIONS,
        heavy=heavy or HeavyWork(),
        longest_nap=longest_nap,
        shard_ids=shard_ids,
        shard_count=shard_count,
        dice=dice,
    )
