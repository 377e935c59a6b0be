"""The composition root: the one place where the bot and the cogs meet."""

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from cogs import EXTENSIONS
from sigbot.chat.bot import OpenRegistries, SigBot
from sigbot.config import Settings
from sigbot.domain.registries import Registry
from sigbot.later import later
from sigbot.runtime.heavy import HeavyWork
from sigbot.services.heavy import HeavyPlace
from sigbot.store.database import Database

if TYPE_CHECKING:
    from sigbot import registries
else:
    registries = later("sigbot.registries")

LONGEST_NAP = timedelta(seconds=15)


def registries_of(settings: Settings) -> OpenRegistries | None:
    """Return how the registries are opened that are turned on, None where none is."""
    bases = {
        Registry.DOI: settings.sigbot_doi,
        Registry.CROSSREF: settings.sigbot_crossref,
        Registry.ARXIV: settings.sigbot_arxiv,
        Registry.EUROPEPMC: settings.sigbot_europepmc,
    }
    if not any(bases.values()):
        return None
    return lambda pace: registries.open_registries(pace, bases, settings.sigbot_contact)


def compose_bot(
    db: Database,
    shard_ids: list[int] | None = None,
    shard_count: int | None = None,
    longest_nap: timedelta = LONGEST_NAP,
    heavy: HeavyPlace | None = None,
    dice: Random | None = None,
    open_registries: OpenRegistries | None = None,
) -> SigBot:
    """Return the bot with every cog, not connected yet.

    Without `shard_ids`, Discord decides how many shards there are. `dice` is only for demos and
    tests, where everything happens in the same way each time. Without `open_registries`, no
    registry is asked.
    """
    return SigBot(
        db,
        EXTENSIONS,
        heavy=heavy or HeavyWork(),
        longest_nap=longest_nap,
        shard_ids=shard_ids,
        shard_count=shard_count,
        dice=dice,
        open_registries=open_registries,
    )
