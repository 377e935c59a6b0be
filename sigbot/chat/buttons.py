"""Buttons that work on cards of any age, after any restart."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, LayoutView

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

QUIET = discord.ButtonStyle.secondary


class CardButton(
    DynamicItem[Button[LayoutView]], template=r"sig:(?P<action>[a-z_]+):(?P<key>.{0,80})"
):
    """A press is known by its custom_id alone, `sig:<action>:<key>`; the bot has its handler."""

    def __init__(self, button: Button[LayoutView], action: str, key: str) -> None:
        super().__init__(button)
        self.action = action
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, Button)  # noqa: S101  (the template is of buttons only)
        return cls(item, match["action"], match["key"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: SigBot = interaction.client
        await bot.press(interaction, self.action, self.key)


def button(label: str, action: str, key: str, style: discord.ButtonStyle = QUIET) -> CardButton:
    """A button whose presses go to the handler that was registered for `action`."""
    custom_id = f"sig:{action}:{key}"
    inner: Button[LayoutView] = Button(label=label, style=style, custom_id=custom_id)
    return CardButton(inner, action, key)
