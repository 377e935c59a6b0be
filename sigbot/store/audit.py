"""The audit trail: one row for every change, in the transaction of the change."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from sigbot.domain.community import Actor
from sigbot.store.database import Tx
from sigbot.store.rows import AuditRow

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
    """Note who did what to which thing (its key); the bot itself is None. Never put what people
    say of themselves here."""
    tx.add(
        AuditRow(
            community_id=community_id,
            discord_id=actor.discord_id if actor else None,
            name=actor.name if actor else BOT,
            action=action,
            subject=subject,
            details=details,
            at=now,
        )
    )


async def actions(tx: Tx, community_id: int) -> list[tuple[str, str]]:
    """(action, subject) of everything recorded, in order."""
    rows = await tx.execute(
        select(AuditRow.action, AuditRow.subject)
        .where(AuditRow.community_id == community_id)
        .order_by(AuditRow.id)
    )
    return [(action, subject) for action, subject in rows]
