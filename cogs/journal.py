"""`/journal` and the message menu **Share to journal**."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.domain import links
    from sigbot.services import journal
    from sigbot.wording import journal as say
else:
    links = later("sigbot.domain.links")
    journal = later("sigbot.services.journal")
    say = later("sigbot.wording.journal")


@app_commands.guild_only()
class Journal(commands.GroupCog, group_name="journal", group_description="The journal club"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot

    @app_commands.command(description="Share a paper or news with the journal club")
    @app_commands.describe(
        link="Its address",
        note="A word on why it is worth reading",
        tags="Tags, separated by commas",
    )
    async def share(
        self,
        interaction: discord.Interaction[SigBot],
        link: options.Link,
        note: options.Line = "",
        tags: options.Tags = "",
    ) -> None:
        item, new = await journal.share_link(
            self.bot.db, actor_of(interaction), link, note, tags, self.bot.now()
        )
        await whisper(interaction, say.shared(item, new=new))

    @app_commands.command(name="list", description="List what was shared")
    @app_commands.describe(period="Such as: H1 2021, last 6 months", tag="Only with this tag")
    @app_commands.autocomplete(period=choices.all_periods)
    async def list_(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period | None = None,
        tag: options.Tag | None = None,
    ) -> None:
        items = await journal.list_items(
            self.bot.db, actor_of(interaction), self.bot.now(), period, tag
        )
        await whisper(interaction, card(say.TITLE, say.listing(items, filtered=any((period, tag)))))


@app_commands.context_menu(name="Share to journal")
@app_commands.guild_only()
async def share_message(interaction: discord.Interaction[SigBot], message: discord.Message) -> None:
    bot = interaction.client
    text = " ".join([message.content, *(embed.url or "" for embed in message.embeds)])
    link = links.read_link(text).link
    item, new = await journal.share_link(bot.db, actor_of(interaction), link, "", "", bot.now())
    await whisper(interaction, say.shared(item, new=new))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Journal(bot))
    bot.tree.add_command(share_message)
