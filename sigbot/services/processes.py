"""Know which processes share the database, and what only one of them may do."""

from dataclasses import replace
from datetime import datetime, timedelta

from sigbot.domain.processes import Process
from sigbot.services.releases import free_releases
from sigbot.store import lookups, native_events, processes
from sigbot.store.database import Database, Tx

CLAIMS_KEPT = timedelta(hours=1)
"""An interaction cannot be answered any more after fifteen minutes."""

IDENTIFY_PAUSE_S, LONGEST_QUEUE_S = 5.0, 1_800.0


async def join(db: Database, process: Process, now: datetime) -> Process:
    """Add a process; return it with its id."""
    async with db.write() as tx:
        return replace(process, id=await processes.add(tx, process, now))


async def beat(db: Database, process: Process, now: datetime) -> list[Process]:
    """Note that a process lives; return all processes, without it where it was taken for dead."""
    async with db.write() as tx:
        await processes.count_beat(tx, process.id, now)
        await processes.forget_claims(tx, now - CLAIMS_KEPT)
        return await processes.all_processes(tx)


async def known(db: Database) -> list[Process]:
    """Return all processes, those that died a moment ago among them."""
    async with db.read() as tx:
        return await processes.all_processes(tx)


async def take_place(db: Database, process: Process) -> list[Process]:
    """Tell processes with the same shards that joined before this one to end; return them."""
    async with db.write() as tx:
        replaced = [
            neighbour
            for neighbour in await processes.all_processes(tx)
            if neighbour.id < process.id and neighbour.shards == process.shards
        ]
        await processes.mark_replaced(tx, [process.id for process in replaced])
        return replaced


async def bury(db: Database, dead: Process, now: datetime) -> bool:
    """Free what a dead process held, unless it was heard of meanwhile; return whether it was
    dead.

    A question to a registry does not say who asks it: one that another process asks just now may be
    asked twice.
    """
    async with db.write() as tx:
        is_dead = await processes.remove(tx, dead.id, dead.beats)
        if is_dead:
            await _free(tx, dead.holder, now)
            await lookups.end_leases(tx)
        return is_dead


async def leave(db: Database, process: Process, now: datetime) -> None:
    """Remove a process that ends, and free what it held."""
    async with db.write() as tx:
        await processes.remove(tx, process.id)
        await _free(tx, process.holder, now)


async def _free(tx: Tx, holder: str, now: datetime) -> None:
    """Free the messages, native events and releases that a process held."""
    await processes.free_leases(tx, holder)
    await native_events.end_leases(tx, now, holder)
    await free_releases(tx, now, holder)


async def claim(db: Database, interaction_id: int, now: datetime) -> bool:
    """Return whether this process may answer an interaction: it is the first that asks."""
    async with db.write() as tx:
        return await processes.claim(tx, interaction_id, now)


async def identify_turn(db: Database, bucket: int) -> float:
    """Take a turn to identify on PostgreSQL; return in how many seconds it comes."""
    async with db.write() as tx:
        return await processes.identify_turn(tx, bucket, IDENTIFY_PAUSE_S, LONGEST_QUEUE_S)
