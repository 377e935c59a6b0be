"""The question to a member whom a report may name as an author."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.acts import Words
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.domain.authors import AuthorQuestion
from sigbot.domain.outbox import AuthorAsked, Due
from sigbot.services import authors
from sigbot.store.database import Database
from sigbot.wording import authors as say


def _buttons(asked: AuthorQuestion) -> list[CardButton]:
    return [
        button(say.YES, ids.AgreeAuthor(asked.id), discord.ButtonStyle.success),
        button(say.NO, ids.DeclineAuthor(asked.id)),
    ]


async def author_words(db: Database, due: Due[AuthorAsked]) -> Words | None:
    """Return the question for a direct message, None where it was answered or has no reader."""
    asked = await authors.author_news(db, due)
    return Words(say.question(asked), _buttons(asked)) if asked else None


def author_card(asked: AuthorQuestion) -> LayoutView:
    """Return the question as a card, for a member whose direct messages are closed."""
    return card(say.question(asked), buttons=_buttons(asked))
