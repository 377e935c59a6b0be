"""The composition root: the one place where the bot and the cogs meet."""

from datetime import timedelta
from random import Random

from cogs import EXTENSIONS
from sigbot.chat.bot import SigBot
from sigbot.config import Settings
from sigbot.domain.registries import Registry, RegistryBases
from sigbot.runtime.heavy import HeavyWork
from sigbot.services.heavy import HeavyPlace
from sigbot.store.database import Database

LONGEST_NAP = timedelta(seconds=15)


def registry_bases(settings: Settings) -> RegistryBases:
    """Return the registries that are asked for shared works."""
    bases = {
        Registry.DOI: settings.sigbot_doi,
        Registry.CROSSREF: settings.sigbot_crossref,
        Registry.ARXIV: settings.sigbot_arxiv,
        Registry.EUROPEPMC: settings.sigbot_europepmc,
    }
    return RegistryBases(bases, settings.sigbot_contact)


def compose_bot(
    db: Database,
    shard_ids: list[int] | None = None,
    shard_count: int | None = None,
    longest_nap: timedelta = LONGEST_NAP,
    heavy: HeavyPlace | None = None,
    dice: Random | None = None,
    registries: RegistryBases | None = None,
) -> SigBot:
    """Return the bot with every cog, not connected yet.

    Without `shard_ids`, Discord decides how many shards there are. `dice` is only for demos and
    tests, where everything happens in the same way each time. Without `registries`, none is asked.
    """
    return SigBot(
        db,
        EXTENSIONS,
        heavy=heavy or HeavyWork(),
        longest_nap=longest_nap,
        shard_ids=shard_ids,
        shard_count=shard_count,
        dice=dice,
        registries=registries,
    )
