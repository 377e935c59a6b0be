"""Ask first, where something reaches several meetings or other people."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import ChangedMeanwhileError, Confirmation, Reach, digest
from sigbot.domain.questions import ANSWERED_WITHIN, Intent
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import community_of, lock_for_organizer
from sigbot.store import questions
from sigbot.store.database import Database, Tx
from sigbot.store.questions import Asked

Done = TypeVar("Done")
Do = Callable[[], Awaitable[tuple[Done, Reach | None]]]
"""Does something; returns what was done and whom it reaches, None if nobody has to be asked."""


async def do_or_ask(
    tx: Tx,
    community: Community,
    actor: Actor,
    asked: tuple[Intent, Mapping[str, Any]],
    do: Do[Done],
    now: datetime,
    agreed: str | None = None,
) -> Done | Confirmation:
    """Do something, or ask first where it reaches several meetings or other people.

    What it reaches is found out by doing it; where the actor has to be asked, that is taken back.
    `asked` is what is kept of the request. `agreed` is the digest of what the actor confirmed.
    Raises ChangedMeanwhileError where that is not what would be done now.
    """
    trial = await tx.begin_nested()
    done, reach = await do()
    if reach is None or agreed == digest(reach):
        await trial.commit()
        return done
    if agreed is not None:
        raise ChangedMeanwhileError
    await trial.rollback()
    intent, request = asked
    return await ask_first(tx, community, actor, intent, request, reach, now)


async def ask_first(
    tx: Tx,
    community: Community,
    actor: Actor,
    intent: Intent,
    request: Mapping[str, Any],
    reach: Reach,
    now: datetime,
) -> Confirmation:
    """Keep a request until the actor confirms it. Forget those older than ANSWERED_WITHIN."""
    await questions.forget_questions(tx, now - ANSWERED_WITHIN)
    asked = Asked(intent, request, [digest(reach)])
    kept = await questions.add_question(tx, community.id, actor.discord_id, asked, now)
    return Confirmation(kept, reach)


async def take_confirmed(
    tx: Tx,
    community: Community,
    actor: Actor,
    question_id: int,
    now: datetime,
    *intents: Intent,
) -> tuple[Asked, str]:
    """Return what the actor was asked, and the digest of what they agreed to.

    Raises AnsweredError for a question that was answered before, is too old, was asked another
    person, or was asked for something else than `intents`.
    """
    await questions.forget_questions(tx, now - ANSWERED_WITHIN)
    asked = await questions.take_question(tx, community.id, actor.discord_id, question_id, now)
    if asked is None or asked.intent not in intents:
        raise AnsweredError
    return asked, asked.readings[0]


async def keep_as_is(db: Database, actor: Actor, question_id: int, now: datetime) -> None:
    """Note that the actor does not want what they were asked about.

    For organizers only, unless it is about themselves. Raises AnsweredError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        asked = await questions.open_question(tx, community.id, actor.discord_id, question_id)
        if asked is None or asked.intent is not Intent.CONFIRM_FORGET:
            await lock_for_organizer(tx, actor)
        intents = [intent for intent in Intent if intent.is_confirmed]
        await take_confirmed(tx, community, actor, question_id, now, *intents)
