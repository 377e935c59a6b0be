"""Seal the hashes of e-mail addresses that an earlier version kept."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select, update

from sigbot.store.database import Tx
from sigbot.store.rows.attendance import ImportRow
from sigbot.store.rows.members import EmailRow

DIGEST = re.compile(r"[0-9a-f]{64}")

SealAgain = Callable[[str], str]


async def seal_all(tx: Tx, seal: SealAgain) -> None:
    """Replace every hash by its seal: those of people, and those in files under review."""
    digests = list(await tx.scalars(select(EmailRow.digest).distinct()))
    if digests:
        connection = await tx.connection()
        table = EmailRow.__table__
        change = update(table).where(table.c.digest == bindparam("old"))  # type: ignore[arg-type]
        pairs = [{"old": digest, "new": seal(digest)} for digest in digests]
        await connection.execute(change.values(digest=bindparam("new")), pairs)
    for row in await tx.scalars(select(ImportRow).where(ImportRow.written_at.is_(None))):
        row.entries, row.choices = _sealed(row.entries, seal), _sealed(row.choices, seal)


def _sealed(value: Any, seal: SealAgain) -> Any:
    """Return a JSON value with every hash in it sealed."""
    if isinstance(value, dict):
        return {_sealed(key, seal): _sealed(inner, seal) for key, inner in value.items()}
    if isinstance(value, list):
        return [_sealed(inner, seal) for inner in value]
    return seal(value) if isinstance(value, str) and DIGEST.fullmatch(value) else value
