"""Ask the database whether it can be used, and how long the outbox has waited."""

from datetime import datetime, timedelta

from sigbot.store import pulse
from sigbot.store.database import Database


async def waiting_time(db: Database, now: datetime) -> timedelta:
    """Return how long the first message that could be sent has waited, zero if there is none.

    Asked as the writer, though nothing is written: a database that can only be read is of no use.
    Raises StoreBusyError, StoreOutError.
    """
    async with db.write() as tx:
        since = await pulse.waiting_since(tx, now)
    return now - since if since else timedelta()
