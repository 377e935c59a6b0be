"""`/activity`: what the community did."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.domain.activity import ActivityKind
from sigbot.later import later
from sigbot.wording import activity as say

if TYPE_CHECKING:
    from sigbot.services import activity
else:
    activity = later("sigbot.services.activity")


@app_commands.guild_only()
class Activity(
    commands.GroupCog, group_name="activity", group_description="What the community did"
):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot

    @app_commands.command(description="Add an activity for the report")
    @app_commands.describe(
        title="What was done",
        kind="What kind of activity",
        date="When, such as: 2 Dec, last Friday; today without it",
        link="An address to read more",
    )
    @app_commands.choices(kind=choices.words(ActivityKind, say.KINDS))
    @app_commands.autocomplete(date=choices.past_days)
    async def add(
        self,
        interaction: discord.Interaction[SigBot],
        title: options.Title,
        kind: str | None = None,
        date: options.Date | None = None,
        link: options.Link | None = None,
    ) -> None:
        added = await activity.add_activity(
            self.bot.db, actor_of(interaction), title, kind, date, link, self.bot.now()
        )
        await whisper(interaction, say.added(added))

    @app_commands.command(name="list", description="List what the community did")
    @app_commands.describe(period="Such as: H1 2021, last 6 months")
    @app_commands.autocomplete(period=choices.all_periods)
    async def list_(
        self, interaction: discord.Interaction[SigBot], period: options.Period | None = None
    ) -> None:
        activities = await activity.list_activities(
            self.bot.db, actor_of(interaction), self.bot.now(), period
        )
        listing = say.listing(activities, filtered=period is not None)
        await whisper(interaction, card(say.TITLE, listing))

    @app_commands.command(description="Remove an activity")
    @app_commands.describe(chosen="The activity")
    @app_commands.rename(chosen="activity")
    @app_commands.autocomplete(chosen=choices.all_activities)
    async def remove(
        self, interaction: discord.Interaction[SigBot], chosen: options.Stored
    ) -> None:
        removed = await activity.remove_activity(
            self.bot.db, actor_of(interaction), chosen, self.bot.now()
        )
        await whisper(interaction, say.removed(removed))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Activity(bot))
