"""Ask back before anything is done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigbot.domain.community import Actor, Community
from sigbot.domain.questions import ANSWERED_WITHIN, Intent, Question
from sigbot.domain.when import Unsure
from sigbot.store import questions
from sigbot.store.database import Tx
from sigbot.store.questions import Asked


async def ask(
    tx: Tx,
    community: Community,
    actor: Actor,
    intent: Intent,
    request: Mapping[str, Any],
    unsure: Unsure,
    now: datetime,
) -> Question:
    """Keep a request until the actor says which moment was meant; return the question.

    Forget requests that are older than ANSWERED_WITHIN.
    """
    await questions.forget_questions(tx, now - ANSWERED_WITHIN)
    asked = Asked(intent, request, [moment.choice for moment in unsure.readings])
    kept = await questions.add_question(tx, community.id, actor.discord_id, asked, now)
    return Question(kept, unsure.text, unsure.reason, unsure.readings)
