"""How large a database is, and how large a fresh copy of it is."""

import tempfile

from sqlalchemy import text

from benchmarks.open_meetings import Databases
from sigbot.services.copying import copy_database
from sigbot.services.startup import known_database, open_database
from tests import postgres

SIZE = "SELECT pg_database_size(current_database())"


async def sizes(places: Databases, url: str) -> tuple[int, int]:
    """Return the sizes of a database and of a copy, as `sigbot db copy` makes it, in bytes."""
    if isinstance(places, postgres.Server):
        async with places.empty() as target:
            return await _both(url, target)
    with tempfile.TemporaryDirectory(prefix="sigbot-copy-") as folder:
        return await _both(url, f"sqlite+aiosqlite:///{folder}/copy.db")


async def _both(url: str, target_url: str) -> tuple[int, int]:
    source, target = open_database(url), known_database(target_url)
    await copy_database(source, target, lambda _table, _rows: None)
    await source.close()
    await target.close()
    size, copied = await size_of(url), await size_of(target_url)
    print(f"the database has {size / 2**20:.1f} MiB, a fresh copy {copied / 2**20:.1f} MiB")
    return size, copied


async def size_of(url: str) -> int:
    """Return the bytes of a database that nobody has open."""
    db = open_database(url)
    try:
        if db.file:
            return db.file.path.stat().st_size
        async with db.read() as tx:
            return int(await tx.scalar(text(SIZE)) or 0)
    finally:
        await db.close()
