"""Go on with what an organizer asked for, once they have answered the bot's question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigbot.domain.community import Actor
from sigbot.domain.questions import ANSWERED_WITHIN, Intent
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import lock_for_organizer
from sigbot.services.cancellations import Cancelled, CancelRequest, cancel_in
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import Asked, Changed, change_in
from sigbot.services.confirmations import take_confirmed
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_in
from sigbot.store import questions
from sigbot.store.database import Database


async def answer_question(
    db: Database, actor: Actor, question_id: int, chosen: int, now: datetime
) -> Scheduled | Changed | Asked:
    """Do what was asked for, with the reading or kind that was chosen (counted from 0).

    Raises AnsweredError for a question that was answered before, is too old, or was asked another
    person. A press that arrives twice has an effect once.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        await questions.forget_questions(tx, now - ANSWERED_WITHIN)
        asked = await questions.take_question(tx, community.id, actor.discord_id, question_id, now)
        if asked is None or not asked.intent.is_chosen or not 0 <= chosen < len(asked.readings):
            raise AnsweredError
        request = _completed(asked.intent, asked.request, asked.readings[chosen])
        if asked.intent is Intent.SCHEDULE:
            return await schedule_in(tx, community, actor, MeetingRequest(**request), now)
        return await change_in(tx, community, actor, ChangeRequest(**request), now)


def _completed(intent: Intent, request: Mapping[str, Any], answer: str) -> dict[str, Any]:
    """Return a request with the answer to what was not clear in it."""
    if intent is Intent.KIND:
        return {**request, "kind": answer}
    return {**request, "when": answer, **({"sure": True} if intent is Intent.EDIT else {})}


async def confirm_change(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> Scheduled | Cancelled | Changed | Asked:
    """Schedule, cancel or change meetings, as the actor confirms.

    Raises AnsweredError as `answer_question` does, and ChangedMeanwhileError where that would reach
    something else than what the actor was asked about.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intents = Intent.CONFIRM_SCHEDULE, Intent.CONFIRM_CANCEL, Intent.CONFIRM_EDIT
        asked, agreed = await take_confirmed(tx, community, actor, question_id, now, *intents)
        if asked.intent is Intent.CONFIRM_SCHEDULE:
            wanted = MeetingRequest(**asked.request)
            return await schedule_in(tx, community, actor, wanted, now, agreed)
        if asked.intent is Intent.CONFIRM_CANCEL:
            cancelled = CancelRequest(**asked.request)
            return await cancel_in(tx, community, actor, cancelled, now, agreed)
        return await change_in(tx, community, actor, ChangeRequest(**asked.request), now, agreed)
