"""The audit trail: one row for every change, in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from sigbot.domain.community import Actor
from sigbot.store.database import Tx
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.members import PersonRow

BOT = "sigbot"


def record(
    tx: Tx,
    community_id: int,
    actor: Actor | None,
    action: str,
    subject: str,
    now: datetime,
    **details: Any,
) -> None:
    """Note that `actor`, None for the bot, did `action` to the item with the key `subject`.

    Never note here what people say about themselves.
    """
    tx.add(AuditRow(**_values(community_id, actor, action, subject, now, details)))


async def record_all(
    tx: Tx,
    community_id: int,
    actors: Sequence[Actor],
    action: str,
    subject: str,
    now: datetime,
) -> None:
    """Note as `record` does that several people did the same."""
    if actors:
        rows = [_values(community_id, actor, action, subject, now, {}) for actor in actors]
        await tx.execute(insert(AuditRow.__table__), rows)  # type: ignore[arg-type]


async def strangers(tx: Tx, community_id: int) -> dict[int, str]:
    """Return Discord id → last name of those who did something, and are no person of the community.

    Whoever sets up a community or schedules a meeting need not be one of its people yet.
    """
    people = select(PersonRow.discord_id).where(
        PersonRow.community_id == community_id, PersonRow.discord_id == AuditRow.discord_id
    )
    unknown = (
        select(AuditRow.discord_id)
        .where(AuditRow.community_id == community_id, AuditRow.discord_id.is_not(None))
        .where(~people.exists())
        .distinct()
    )
    rows = await tx.execute(
        select(AuditRow.discord_id, AuditRow.name)
        .where(AuditRow.community_id == community_id, AuditRow.discord_id.in_(unknown))
        .order_by(AuditRow.id)
    )
    return {discord_id: name for discord_id, name in rows if discord_id is not None}


def _values(
    community_id: int,
    actor: Actor | None,
    action: str,
    subject: str,
    now: datetime,
    details: dict[str, Any],
) -> dict[str, Any]:
    return {
        "community_id": community_id,
        "discord_id": actor.discord_id if actor else None,
        "name": actor.name if actor else BOT,
        "action": action,
        "subject": subject,
        "details": details,
        "at": now,
    }
