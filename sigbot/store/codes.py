"""Keep the codes of meetings, and count the wrong codes that people typed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from sigbot.domain.codes import Guesses
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows.attendance import CodeRow, GuessRow


async def code_of(tx: Tx, meeting_id: int, fresh: str, now: datetime) -> str:
    """Return the code of a meeting; it becomes `fresh` when it has none yet."""
    values = {"meeting_id": meeting_id, "code": fresh, "made_at": now}
    await insert_once(tx, CodeRow, values, "meeting_id")
    return (await tx.get_one(CodeRow, meeting_id)).code


async def with_code(tx: Tx, meeting_ids: Collection[int], code: str) -> set[int]:
    """Return which of the meetings have this code."""
    meetings = select(CodeRow.meeting_id)
    matching = await tx.scalars(
        meetings.where(CodeRow.meeting_id.in_(meeting_ids), CodeRow.code == code)
    )
    return set(matching)


async def guesses_of(tx: Tx, community_id: int, discord_id: int) -> Guesses | None:
    """Return how many wrong codes a Discord account typed, and since when; None for none."""
    row = await tx.get(GuessRow, (community_id, discord_id), populate_existing=True)
    return Guesses(row.wrong, row.since) if row else None


async def guesses_to_change(tx: Tx, community_id: int, discord_id: int, now: datetime) -> Guesses:
    """Lock and return the wrong codes of a Discord account.

    Other transactions that want to change them wait until this one ends.
    """
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
