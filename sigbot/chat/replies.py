"""Answers to an interaction, whether it was answered before or not."""

from collections.abc import Sequence

import discord
from discord.ui import LayoutView

from sigbot.chat.cards import note

NO_FILES: Sequence[discord.File] = ()
CONTENT_LIMIT = 2_000
"""Characters of a message without components."""


async def whisper(
    interaction: discord.Interaction,
    content: str | LayoutView,
    files: Sequence[discord.File] = NO_FILES,
) -> None:
    """Send an answer that only the actor sees: as the first answer, or as a further one."""
    if isinstance(content, str) and len(content) <= CONTENT_LIMIT:
        await _say(interaction, content)
        return
    view = note(content) if isinstance(content, str) else content
    if interaction.response.is_done():
        await interaction.followup.send(view=view, files=list(files), ephemeral=True)
    else:
        await interaction.response.send_message(view=view, files=list(files), ephemeral=True)


async def _say(interaction: discord.Interaction, text: str) -> None:
    """Send a text as a plain message: discord.py would keep a view in memory for 15 minutes."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


async def think(interaction: discord.Interaction) -> None:
    """Tell Discord that the answer takes longer than its three seconds."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def in_its_place(interaction: discord.Interaction, view: LayoutView) -> None:
    """Put the answer to a press in the place of the pressed card.

    A card that others see stays as it is: then only the actor sees the answer.
    """
    if interaction.message and not interaction.message.flags.ephemeral:
        await whisper(interaction, view)
    elif interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)
