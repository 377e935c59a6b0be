"""Keep who was asked to be a host of a series, and what they answered."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from sigbot.domain.hosts import Host
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import SeriesRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.rotation import HostRow


async def ask(tx: Tx, series_id: int, person_id: int, now: datetime) -> int | None:
    """Ask a member, and return the id of the question; None if they were asked before."""
    values = {"series_id": series_id, "person_id": person_id, "asked_at": now}
    if not await insert_once(tx, HostRow, values, "series_id", "person_id"):
        return None
    same = (HostRow.series_id == series_id, HostRow.person_id == person_id)
    return await tx.scalar(select(HostRow.id).where(*same))


async def answers(tx: Tx, series_id: int, people: Collection[int]) -> dict[int, bool | None]:
    """Return person → whether they agreed, None until they answer; only of those who were asked."""
    rows = await tx.execute(
        select(HostRow.person_id, HostRow.agreed).where(
            HostRow.series_id == series_id, HostRow.person_id.in_(people)
        )
    )
    return {row.person_id: row.agreed for row in rows}


async def host(tx: Tx, host_id: int) -> Host | None:
    """Return who was asked by a question, None where the person was forgotten."""
    rows = await tx.execute(
        select(PersonRow.discord_id, CommunityRow.name, SeriesRow.title, HostRow.agreed)
        .select_from(HostRow)
        .join(PersonRow, PersonRow.id == HostRow.person_id)
        .join(SeriesRow, SeriesRow.id == HostRow.series_id)
        .join(CommunityRow, CommunityRow.id == PersonRow.community_id)
        .where(HostRow.id == host_id)
    )
    for discord_id, community, title, agreed in rows:
        if discord_id is not None:
            return Host(host_id, discord_id, community, title, agreed)
    return None


async def answer(tx: Tx, host_id: int, now: datetime, *, agreed: bool) -> None:
    changed = update(HostRow).where(HostRow.id == host_id)
    await tx.execute(changed.values(agreed=agreed, answered_at=now))
