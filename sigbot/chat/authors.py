"""The question to a member whom a report may name as an author."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.domain.authors import AuthorQuestion
from sigbot.wording import authors as say


def _buttons(asked: AuthorQuestion) -> list[CardButton]:
    return [
        button(say.YES, ids.AgreeAuthor(asked.id), discord.ButtonStyle.success),
        button(say.NO, ids.DeclineAuthor(asked.id)),
    ]


def author_question(asked: AuthorQuestion) -> tuple[str, list[CardButton]]:
    """Return the question for a direct message, with its buttons."""
    return say.question(asked), _buttons(asked)


def author_card(asked: AuthorQuestion) -> LayoutView:
    """Return the question as a card, for a member whose direct messages are closed."""
    text, buttons = author_question(asked)
    return card(text, buttons=buttons)
