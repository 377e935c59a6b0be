"""Keep what an organizer typed in the form for a rotation, where it could not be read."""

from dataclasses import asdict
from datetime import datetime

from sigbot.domain.community import Actor
from sigbot.domain.questions import ANSWERED_WITHIN, Intent
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import lock_for_organizer, require_organizer
from sigbot.services.rotation import WishText, find_suggestion
from sigbot.store import questions
from sigbot.store.database import Database
from sigbot.store.questions import Asked


async def keep_wishes(
    db: Database, actor: Actor, suggestion_id: int, typed: WishText, now: datetime
) -> int:
    """Keep what was typed for ANSWERED_WITHIN, so that it can be put right; return its id.

    For organizers only. Raises NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        await find_suggestion(tx, community, suggestion_id)
        await questions.forget_questions(tx, now - ANSWERED_WITHIN)
        request = {"suggestion": suggestion_id, "typed": asdict(typed)}
        asked = Asked(Intent.WISHES, request, [])
        return await questions.add_question(tx, community.id, actor.discord_id, asked, now)


async def kept_wishes(db: Database, actor: Actor, question_id: int) -> tuple[int, WishText]:
    """Return the suggestion, and what the actor typed for another one.

    For organizers only. Raises AnsweredError where it is forgotten, or somebody else typed it.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        asked = await questions.open_question(tx, community.id, actor.discord_id, question_id)
        if asked is None or asked.intent is not Intent.WISHES:
            raise AnsweredError
        return int(asked.request["suggestion"]), WishText(**asked.request["typed"])
