"""`/plan`: what the community means to do."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.domain.plans import WorkStatus
from sigbot.later import later
from sigbot.wording import plans as say

if TYPE_CHECKING:
    from sigbot.services import plans
else:
    plans = later("sigbot.services.plans")


@app_commands.guild_only()
class Plans(commands.GroupCog, group_name="plan", group_description="Planned work"):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot

    @app_commands.command(description="Add planned work")
    @app_commands.describe(title="What is planned", due="Until when, such as: 31 Dec")
    @app_commands.autocomplete(due=choices.days_ahead)
    async def add(
        self,
        interaction: discord.Interaction[SigBot],
        title: options.Title,
        due: options.Date | None = None,
    ) -> None:
        work = await plans.add_work(self.bot.db, actor_of(interaction), title, due, self.bot.now())
        await whisper(interaction, say.added(work))

    @app_commands.command(description="Change the status of planned work")
    @app_commands.describe(work="The work", status="Its new status")
    @app_commands.choices(status=choices.words(WorkStatus, say.STATUSES))
    @app_commands.autocomplete(work=choices.all_work)
    async def update(
        self, interaction: discord.Interaction[SigBot], work: options.Stored, status: str
    ) -> None:
        changed = await plans.update_work(
            self.bot.db, actor_of(interaction), work, status, self.bot.now()
        )
        await whisper(interaction, say.updated(changed))

    @app_commands.command(name="list", description="List planned work")
    async def list_(self, interaction: discord.Interaction[SigBot]) -> None:
        works = await plans.list_work(self.bot.db, actor_of(interaction))
        await whisper(interaction, card(say.TITLE, say.listing(works)))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Plans(bot))
