"""The question to a member who is asked to be a host."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.domain.hosts import Host
from sigbot.wording import hosts as say


def _buttons(host: Host) -> list[CardButton]:
    return [
        button(say.YES, ids.AgreeHost(host.id), discord.ButtonStyle.success),
        button(say.NO, ids.DeclineHost(host.id)),
    ]


def host_question(host: Host) -> tuple[str, list[CardButton]]:
    """Return the question for a direct message, with its buttons."""
    return say.question(host), _buttons(host)


def host_card(host: Host) -> LayoutView:
    """Return the question as a card, for a member whose direct messages are closed."""
    text, buttons = host_question(host)
    return card(text, buttons=buttons)
