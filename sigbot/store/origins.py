"""Keep the random id of a database: messages of a new one are not taken for those of the old.

Ids of rows begin anew in a new database, so that they alone would not tell its messages apart. A
database that was put back from a backup gets another id for its new rows: the database after the
backup may have said others under the same numbers.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, or_, select

from sigbot.store import state
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.outbox import OutboxRow
from sigbot.store.rows.state import StateRow

KEY = "origin"
BYTES = 4
WORDS = 5


@dataclass(frozen=True, slots=True)
class PutBack:
    """A database was put back at `at` from a backup that was made at `made_at`.

    Rows up to the number `last` were in the backup, those up to `skipped` were written by the
    database after it. Later ones are new, and have the id `name`.
    """

    name: str
    last: int
    skipped: int
    made_at: datetime
    at: datetime

    @property
    def words(self) -> str:
        moments = (str(int(moment.timestamp())) for moment in (self.made_at, self.at))
        return " ".join([self.name, str(self.last), str(self.skipped), *moments])


@dataclass(frozen=True, slots=True)
class Origin:
    """The random id of a database; rows up to `earlier` were written before it had one."""

    name: str
    earlier: int
    put_back: tuple[PutBack, ...] = ()
    """How often it was put back, in order."""

    def of(self, row_id: int) -> str:
        """Return the id that counts for a row, "" for a row from before.

        Such a row may be on Discord already, under the nonce and mark that it had then.
        """
        later = [put_back.name for put_back in self.put_back if row_id > put_back.skipped]
        return [self.name, *later][-1] if row_id > self.earlier else ""

    def doubted_since(self, row_id: int, due_at: datetime) -> datetime | None:
        """Return since when another database may have said a row; None for a row that is not in
        doubt."""
        doubts = (
            max(put_back.made_at, due_at)
            for put_back in self.put_back
            if row_id <= put_back.last and due_at <= put_back.at
        )
        return min(doubts, default=None)


async def origin(tx: Tx) -> Origin:
    """Return the id of the database; make one up where it has none."""
    kept = await state.recall(tx, KEY)
    if kept is None:
        tried = or_(OutboxRow.attempts > 0, OutboxRow.tried_at.is_not(None))
        earlier = await tx.scalar(select(func.max(OutboxRow.id)).where(tried)) or 0
        fresh = f"{secrets.token_hex(BYTES)} {earlier}"
        await insert_once(tx, StateRow, {"key": KEY, "value": fresh}, "key")
        # Another process may have been faster.
        kept = await tx.scalar(select(StateRow.value).where(StateRow.key == KEY)) or fresh
    return _read(kept)


def _read(kept: str) -> Origin:
    name, last, *rest = kept.split()
    return Origin(name, int(last), tuple(_read_put_back(rest)))


def _read_put_back(words: list[str]) -> Iterator[PutBack]:
    for begin in range(0, len(words), WORDS):
        name, last, skipped, *moments = words[begin : begin + WORDS]
        made_at, at = (datetime.fromtimestamp(int(moment), UTC) for moment in moments)
        yield PutBack(name, int(last), int(skipped), made_at, at)


async def note_put_back(tx: Tx, last: int, skipped: int, made_at: datetime, now: datetime) -> None:
    """Give another id to rows after the number `skipped`, as the database was put back.

    Rows up to the number `last`, which were in the backup, are in doubt if they are due by now.
    """
    known = await origin(tx)
    fresh = PutBack(secrets.token_hex(BYTES), last, skipped, made_at, now)
    before = " ".join(put_back.words for put_back in known.put_back)
    kept = f"{known.name} {known.earlier} {before} {fresh.words}"
    await state.remember(tx, KEY, " ".join(kept.split()))
