"""Buttons that work on cards of any age, after any restart."""

import re
from typing import Any, Protocol, Self

import discord
from discord.ui import Button, DynamicItem, Item, LayoutView

from sigbot.chat.custom_ids import TEMPLATE
from sigbot.chat.id_parts import CustomId, encode

QUIET = discord.ButtonStyle.secondary


class Presses(Protocol):
    """What receives presses of buttons: the bot."""

    async def press(self, interaction: discord.Interaction[Any], custom_id: str, /) -> None: ...


class CardButton(DynamicItem[Button[LayoutView]], template=TEMPLATE):
    """A button that hands its presses to the bot, which finds the handler by the custom id."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, Button)  # noqa: S101  (the template is of buttons only)
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: Presses = interaction.client
        await bot.press(interaction, self.custom_id)


def button(label: str, custom_id: CustomId, style: discord.ButtonStyle = QUIET) -> CardButton:
    """Return a button; its presses go to the handler that is registered for this kind of id."""
    inner: Button[LayoutView] = Button(label=label, style=style, custom_id=encode(custom_id))
    return CardButton(inner)
