"""Buttons that work on cards of any age, after any restart."""

import re
from typing import Any, Protocol, Self

import discord
from discord.ui import Button, DynamicItem, Item, LayoutView

QUIET = discord.ButtonStyle.secondary


class Presses(Protocol):
    """Who hears presses: the bot."""

    async def press(
        self, interaction: discord.Interaction[Any], action: str, key: str, /
    ) -> None: ...


class CardButton(DynamicItem[Button[LayoutView]], template=re.compile(r"sig:.*", re.DOTALL)):
    """A press is known by its custom_id alone, `sig:<action>:<key>`; the bot has its handler."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, Button)  # noqa: S101  (the template is of buttons only)
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: Presses = interaction.client
        _, _, rest = self.custom_id.partition(":")
        action, _, key = rest.partition(":")
        await bot.press(interaction, action, key)


def button(label: str, action: str, key: str, style: discord.ButtonStyle = QUIET) -> CardButton:
    """A button whose presses go to the handler that was registered for `action`."""
    custom_id = f"sig:{action}:{key}"
    inner: Button[LayoutView] = Button(label=label, style=style, custom_id=custom_id)
    return CardButton(inner)
