"""Keep questions that were asked back until they are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select

from sigbot.domain.questions import Intent
from sigbot.store.database import Tx
from sigbot.store.rows.meetings import QuestionRow


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the `request` as it was typed, and `readings`, texts of one moment each."""

    intent: Intent
    request: Mapping[str, Any]
    readings: Sequence[str]


async def add_question(
    tx: Tx, community_id: int, discord_id: int, asked: Asked, now: datetime
) -> int:
    row = QuestionRow(
        community_id=community_id,
        discord_id=discord_id,
        action=asked.intent,
        request=dict(asked.request),
        readings=list(asked.readings),
        asked_at=now,
    )
    tx.add(row)
    await tx.flush()
    return row.id


def _unanswered(community_id: int, discord_id: int, question_id: int) -> Select[QuestionRow]:
    return select(QuestionRow).where(
        QuestionRow.id == question_id,
        QuestionRow.community_id == community_id,
        QuestionRow.discord_id == discord_id,
        QuestionRow.answered_at.is_(None),
    )


async def open_question(
    tx: Tx, community_id: int, discord_id: int, question_id: int
) -> Asked | None:
    """Return a question as `take_question` does, and leave it open."""
    row = await tx.scalar(_unanswered(community_id, discord_id, question_id))
    return Asked(Intent(row.action), row.request, row.readings) if row else None


async def take_question(
    tx: Tx, community_id: int, discord_id: int, question_id: int, now: datetime
) -> Asked | None:
    """Mark a question as answered and return it.

    Return None when it was answered before, or was asked another person.
    """
    row = await tx.scalar(_unanswered(community_id, discord_id, question_id).with_for_update())
    if row is None:
        return None
    row.answered_at = now
    return Asked(Intent(row.action), row.request, row.readings)


async def forget_questions(tx: Tx, before: datetime) -> None:
    """Delete the questions asked before an instant, as what people typed is not needed any more."""
    await tx.execute(delete(QuestionRow).where(QuestionRow.asked_at < before))
