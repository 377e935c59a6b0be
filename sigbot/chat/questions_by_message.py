"""Direct messages that ask one person: to be a host, to be named, to write a report, or what to do
about events that somebody changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord

from sigbot.chat import report_dues as due_cards
from sigbot.chat.acts import NO_FILES, Act, Place, Post, Words
from sigbot.chat.authors import author_words
from sigbot.chat.bot import SigBot
from sigbot.chat.hosts import host_words
from sigbot.chat.people import fetch_actor
from sigbot.domain.outbox import (
    AnyMessage,
    AuthorAsked,
    Direct,
    Due,
    EventsAsked,
    HostQuestion,
    ReportDue,
)
from sigbot.later import later
from sigbot.services import outbox, report_dues

if TYPE_CHECKING:
    from sigbot.chat import event_questions as event_cards
    from sigbot.services import event_questions
else:
    event_cards = later("sigbot.chat.event_questions")
    event_questions = later("sigbot.services.event_questions")


def direct_post(
    bot: SigBot, due: Due[Direct], words: Words, files: Sequence[discord.File] = NO_FILES
) -> Post:
    """Return a direct message, whose row is done when it is posted."""

    async def posted(_: Place) -> None:
        await outbox.finish(bot.db, due, bot.now())

    return Post(words, posted, to=due.message.to, files=files)


async def _asked(bot: SigBot, due: Due[Any]) -> Act:
    question = author_words if isinstance(due.message, AuthorAsked) else host_words
    words = await question(bot.db, due)
    return direct_post(bot, due, words) if words else None


async def _report_due(bot: SigBot, due: Due[ReportDue]) -> Act:
    reader = await fetch_actor(bot, due.guild_id, due.message.to)
    news = await report_dues.due_news(bot.db, due, reader, bot.now())
    return direct_post(bot, due, *await due_cards.reminder(news, bot.now())) if news else None


async def _events_asked(bot: SigBot, due: Due[EventsAsked]) -> Act:
    reader = await fetch_actor(bot, due.guild_id, due.message.to)
    question = await event_questions.question_news(bot.db, due, reader)
    return direct_post(bot, due, event_cards.question_words(question)) if question else None


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    HostQuestion: _asked,
    ReportDue: _report_due,
    AuthorAsked: _asked,
    EventsAsked: _events_asked,
}
"""What each kind of question becomes."""
