"""The question to a member who is asked to be a host."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.acts import Words
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.domain.hosts import Host
from sigbot.domain.outbox import Due, HostQuestion
from sigbot.services import hosts
from sigbot.store.database import Database
from sigbot.wording import hosts as say


def _buttons(host: Host) -> list[CardButton]:
    return [
        button(say.YES, ids.AgreeHost(host.id), discord.ButtonStyle.success),
        button(say.NO, ids.DeclineHost(host.id)),
    ]


async def host_words(db: Database, due: Due[HostQuestion]) -> Words | None:
    """Return the question for a direct message, None where it was answered or has no reader."""
    host = await hosts.host_news(db, due)
    return Words(say.question(host), _buttons(host)) if host else None


def host_card(host: Host) -> LayoutView:
    """Return the question as a card, for a member whose direct messages are closed."""
    return card(say.question(host), buttons=_buttons(host))
