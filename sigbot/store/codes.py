"""Codes of meetings, and wrong ones that were typed, kept."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from sigbot.domain.codes import Guesses
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.rows import CodeRow, GuessRow


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
    """What somebody typed wrongly; others who want to know wait until this transaction ends."""
    row = await tx.scalar(
        select(GuessRow)
        .where(GuessRow.community_id == community_id, GuessRow.discord_id == discord_id)
        .with_for_update()
    )
    return Guesses(row.wrong, row.since) if row else None


async def keep_guesses(tx: Tx, community_id: int, discord_id: int, guesses: Guesses) -> None:
    values = {
        "community_id": community_id,
        "discord_id": discord_id,
        "wrong": guesses.wrong,
        "since": guesses.since,
    }
    await insert_or_update(tx, GuessRow, values, "community_id", "discord_id")


async def forget_guesses(tx: Tx, community_id: int, discord_id: int) -> None:
    await tx.execute(
        delete(GuessRow)
        .where(GuessRow.community_id == community_id, GuessRow.discord_id == discord_id)
        .execution_options(synchronize_session=False)
    )
