"""Ask back before anything is done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.questions import ANSWERED_WITHIN, Intent, KindQuestion, Question
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


async def ask_kind(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: Mapping[str, Any],
    meeting: Meeting,
    speaker: str,
    now: datetime,
) -> KindQuestion:
    """Keep a request until the actor says which kind of meeting it is with a speaker."""
    await questions.forget_questions(tx, now - ANSWERED_WITHIN)
    kinds = (MeetingKind.GUEST, meeting.kind)
    asked = Asked(Intent.KIND, request, kinds)
    kept = await questions.add_question(tx, community.id, actor.discord_id, asked, now)
    return KindQuestion(kept, meeting.title, speaker, kinds)
