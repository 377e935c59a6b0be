"""Go on with what an organizer asked for, once they have answered the bot's question."""

from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.domain.questions import ANSWERED_WITHIN, Intent, Question
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import lock_for_organizer
from sigbot.services.changes import Changed, ChangeRequest, change_in
from sigbot.services.meetings import MeetingRequest, Scheduled, schedule_in
from sigbot.store import questions
from sigbot.store.database import Database


async def answer_question(
    db: Database, actor: Actor, question_id: int, chosen: int, now: datetime
) -> Scheduled | Changed | Question:
    """Do what was asked for, with the reading that was chosen (counted from 0).

    Raises AnsweredError for a question that was answered before, is too old, or was asked another
    person. A press that arrives twice has an effect once.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        await questions.forget_questions(tx, now - ANSWERED_WITHIN)
        asked = await questions.take_question(tx, community.id, actor.discord_id, question_id, now)
        if asked is None or not 0 <= chosen < len(asked.readings):
            raise AnsweredError
        request = {**asked.request, "when": asked.readings[chosen]}
        if asked.intent is Intent.SCHEDULE:
            return await schedule_in(tx, community, actor, MeetingRequest(**request), now)
        return await change_in(tx, community, actor, ChangeRequest(**request), now)
