"""Take over from the database after a backup what cannot be undone: what was said and published.

Both are SQLite files, so rows are taken as they are kept. Those about somebody or something that
the backup does not have are left out.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from sigbot.store.backups import opened_file
from sigbot.store.database import Tx

Rows = Sequence[Mapping[str, Any]]

TAKEN = {
    "outbox": """
SELECT id, community_id, lane, topic, payload, meeting_id, person_id, due_at, attempts, done_at,
  created_at
FROM outbox WHERE id > :last AND done_at IS NOT NULL AND failure IS NULL ORDER BY id
""",
    "releases": """
SELECT id, community_id, start, "end", is_earlier, of_general, kept FROM releases
""",
    "release_numbers": "SELECT person_id, number FROM release_numbers",
}
"""Messages after the number `last` that were said; releases, which are never made again."""

ADDED = {
    "outbox": """
INSERT INTO outbox (id, community_id, lane, topic, payload, meeting_id, person_id, due_at, attempts,
  done_at, created_at)
SELECT :id, :community_id, :lane, :topic, :payload, :meeting_id, :person_id, :due_at, :attempts,
  :done_at, :created_at
WHERE EXISTS (SELECT 1 FROM communities WHERE id = :community_id)
  AND (:meeting_id IS NULL OR EXISTS (SELECT 1 FROM meetings WHERE id = :meeting_id))
  AND (:person_id IS NULL OR EXISTS (SELECT 1 FROM people WHERE id = :person_id))
""",
    "releases": """
INSERT OR IGNORE INTO releases (id, community_id, start, "end", is_earlier, of_general, kept)
SELECT :id, :community_id, :start, :end, :is_earlier, :of_general, :kept
WHERE EXISTS (SELECT 1 FROM communities WHERE id = :community_id)
""",
    "release_numbers": """
INSERT OR IGNORE INTO release_numbers (person_id, number) SELECT :person_id, :number
WHERE EXISTS (SELECT 1 FROM people WHERE id = :person_id)
""",
}


def rows_after(path: Path, last: int) -> dict[str, Rows]:
    """Return table → rows of the database that a backup replaces.

    A table that an earlier version did not have has none.
    """
    with opened_file(path) as connection:
        connection.row_factory = sqlite3.Row
        return {table: _taken(connection, asked, last) for table, asked in TAKEN.items()}


def _taken(connection: sqlite3.Connection, asked: str, last: int) -> Rows:
    with suppress(sqlite3.OperationalError):
        return [dict(row) for row in connection.execute(asked, {"last": last})]
    return []


async def add_rows(tx: Tx, taken: Mapping[str, Rows]) -> None:
    """Add what the database after the backup has."""
    for table, rows in taken.items():
        if rows:
            await tx.execute(text(ADDED[table]), list(rows))
