"""Codes of meetings, and wrong ones that were typed, kept."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from sigbot.domain.codes import Guesses
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.attendance import CodeRow, GuessRow


async def code_of(tx: Tx, meeting_id: int, fresh: str, now: datetime) -> str:
    """The code of a meeting: `fresh` when it has none yet."""
    values = {"meeting_id": meeting_id, "code": fresh, "made_at": now}
    await insert_once(tx, CodeRow, values, "meeting_id")
    return (await tx.get_one(CodeRow, meeting_id)).code


async def with_code(tx: Tx, meeting_ids: Collection[int], code: str) -> set[int]:
    """Those of the meetings that have this code."""
    chosen = select(CodeRow.meeting_id)
    found = await tx.scalars(
        chosen.where(CodeRow.meeting_id.in_(meeting_ids), CodeRow.code == code)
    )
    return set(found)


async def guesses_of(tx: Tx, community_id: int, discord_id: int) -> Guesses | None:
    """What somebody typed wrongly."""
    row = await tx.get(GuessRow, (community_id, discord_id), populate_existing=True)
    return Guesses(row.wrong, row.since) if row else None


async def guesses_to_change(tx: Tx, community_id: int, discord_id: int, now: datetime) -> Guesses:
    """As `guesses_of`; whoever else wants to change them waits until this transaction ends."""
    values = {"community_id": community_id, "discord_id": discord_id, "wrong": 0, "since": now}
    await insert_once(tx, GuessRow, values, "community_id", "discord_id")
    row = await tx.get_one(
        GuessRow, (community_id, discord_id), populate_existing=True, with_for_update=True
    )
    return Guesses(row.wrong, row.since)


async def keep_guesses(tx: Tx, community_id: int, discord_id: int, guesses: Guesses) -> None:
    values = {
        "community_id": community_id,
        "discord_id": discord_id,
        "wrong": guesses.wrong,
        "since": guesses.since,
    }
    await insert_or_update(tx, GuessRow, values, "community_id", "discord_id")
