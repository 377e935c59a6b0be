"""Note who was erased, so that they stay erased when a backup is put back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sigbot.domain.backups import ERASED_KEPT, Erasure
from sigbot.domain.seals import seal_digest
from sigbot.store import erasures
from sigbot.store.database import Database, Tx

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Erasing:
    """A transaction in which somebody is erased, and what is noted of that."""

    db: Database
    tx: Tx
    noted: list[Erasure] = field(default_factory=list)

    async def note(self, guild_id: int, discord_id: int | None, now: datetime) -> None:
        """Note that an account of a server was erased, None for the whole community.

        Nothing is noted without a secret: a hash without a key leads to the account.
        """
        if not self.db.secret:
            return
        erasure = Erasure(digest_of(self.db, guild_id, discord_id), now)
        await erasures.add(self.tx, [erasure])
        self.noted.append(erasure)


def digest_of(db: Database, guild_id: int, discord_id: int | None = None) -> str:
    """Return what an account of a server is known by in the list, None for the whole community."""
    who = "all" if discord_id is None else str(discord_id)
    return seal_digest(db.secret, f"erased:{guild_id}:{who}")


@asynccontextmanager
async def erasing(db: Database) -> AsyncIterator[Erasing]:
    """Open a transaction in which somebody is erased; afterwards, note that in the file, too."""
    async with db.write() as tx:
        erasing = Erasing(db, tx)
        yield erasing
    await _keep_in_file(db, erasing.noted)


async def _keep_in_file(db: Database, noted: Collection[Erasure]) -> None:
    """Add to the file; the table has it already, and the next start adds what is missing here."""
    if db.erased_file is None:
        return
    try:
        for erasure in noted:
            await asyncio.to_thread(erasures.append_to_file, db.erased_file, erasure)
    except OSError as error:
        log.warning("%s cannot be written", db.erased_file, exc_info=error)


async def keep_in_step(db: Database, now: datetime) -> None:
    """Let the table and the file have the same, without what is older than ERASED_KEPT.

    Does nothing for a database without such a file. Raises OSError.
    """
    if db.erased_file is None:
        return
    in_file = await asyncio.to_thread(erasures.read_file, db.erased_file)
    async with db.read() as tx:
        in_table = await erasures.erasures(tx)
    kept = {erasure for erasure in in_file | in_table if erasure.at > now - ERASED_KEPT}
    if kept != in_table:
        async with db.write() as tx:
            await erasures.add(tx, kept - in_table)
            await erasures.drop_before(tx, now - ERASED_KEPT)
    if kept != in_file:
        await asyncio.to_thread(erasures.write_file, db.erased_file, kept)
