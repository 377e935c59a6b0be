"""The simplest bot with the same button: it has discord.py only, answers, and stores nothing."""

import os
import re
from typing import Self

import discord
from discord.ext import commands
from discord.ui import Button, DynamicItem, Item, View


class CheckIn(DynamicItem[Button[View]], template=re.compile(r"sig:checkin:(?P<meeting>\d+)")):
    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: Item[View], _match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, Button)
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(os.environ["ANSWER"], ephemeral=True)


class Bare(commands.AutoShardedBot):
    async def setup_hook(self) -> None:
        self.add_dynamic_items(CheckIn)


def main() -> None:
    discord.http.Route.BASE = os.environ["SIGBOT_DISCORD_API"]
    bot = Bare(
        commands.when_mentioned,
        help_command=None,
        intents=discord.Intents(guilds=True, voice_states=True),
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        max_messages=None,
    )
    bot.run(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    main()
