"""Answering an interaction, whatever state it is in."""

from collections.abc import Sequence

import discord
from discord.ui import LayoutView

from sigbot.chat.cards import note

NO_FILES: Sequence[discord.File] = ()


async def whisper(
    interaction: discord.Interaction,
    content: str | LayoutView,
    files: Sequence[discord.File] = NO_FILES,
) -> None:
    """Say something to one person only; as the first answer, or as a further one."""
    view = note(content) if isinstance(content, str) else content
    if interaction.response.is_done():
        await interaction.followup.send(view=view, files=list(files), ephemeral=True)
    else:
        await interaction.response.send_message(view=view, files=list(files), ephemeral=True)


async def think(interaction: discord.Interaction) -> None:
    """Tell Discord that the answer takes longer than its three seconds."""
    await interaction.response.defer(ephemeral=True, thinking=True)
