"""Whether a bot uses a database, before somebody else changes all of it."""

import asyncio
from collections.abc import Mapping

from sigbot.domain.backups import Fault, NotDoneError
from sigbot.domain.processes import BEAT_S, DEAD_S
from sigbot.services.startup import claim
from sigbot.store import processes
from sigbot.store.database import Database, StoreTakenError


async def check_unused(db: Database, silent_s: float = DEAD_S) -> None:
    """Raise NotDoneError where a bot uses a database."""
    keep_for_us(db)
    await check_silence(db, silent_s)


def keep_for_us(db: Database) -> None:
    """Keep bots away from an SQLite file. Raises NotDoneError where one uses it."""
    try:
        claim(db)
    except StoreTakenError:
        raise NotDoneError(Fault.RUNNING, str(db.file and db.file.path)) from None


async def check_silence(db: Database, silent_s: float) -> Mapping[int, int]:
    """Wait whether a process is heard of in PostgreSQL; return process → its beats.

    One that is silent for `silent_s` is dead. Those of a file do not beat. Raises NotDoneError.
    """
    if db.is_sqlite:
        return {}
    beats, loop = await processes.beats(db), asyncio.get_running_loop()
    until = loop.time() + silent_s
    while beats and loop.time() < until:
        await asyncio.sleep(BEAT_S / 4)
        await check_beats(db, beats)
    return beats


async def check_beats(db: Database, beats: Mapping[int, int]) -> None:
    """Raise NotDoneError where a process was heard of since."""
    if not db.is_sqlite and await processes.beats(db) != beats:
        raise NotDoneError(Fault.RUNNING, str(db.url))
