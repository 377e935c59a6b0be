"""`/audit`: who changed what."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import custom_ids as ids
from sigbot.chat.audit_ids import TurnChanges
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place
from sigbot.domain.audit import AuditFormat
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import audit as pages
    from sigbot.services import audit
else:
    pages = later("sigbot.chat.audit")
    audit = later("sigbot.services.audit")


class Audit(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.OlderChanges, self.turn_to_older)
        bot.on_press(ids.NewerChanges, self.turn_to_newer)

    @app_commands.command(description="See who changed what, the newest first")
    @app_commands.describe(
        period="Such as: H1 2021, last 6 months. Without it, all there is",
        person="Only what this person did: begin to type a name",
        format="Get a file instead, with everything in it",
    )
    @app_commands.choices(format=choices.words(AuditFormat))
    @app_commands.autocomplete(period=choices.all_periods, person=choices.people)
    @app_commands.guild_only()
    async def audit(
        self,
        interaction: discord.Interaction[SigBot],
        period: options.Period | None = None,
        person: options.Line | None = None,
        format: str | None = None,  # noqa: A002  (the option's name)
    ) -> None:
        await pages.answer(interaction, period, person, format)

    async def turn_to_older(
        self, interaction: discord.Interaction[SigBot], pressed: ids.OlderChanges
    ) -> None:
        await self._turn(interaction, pressed, before=pressed.row)

    async def turn_to_newer(
        self, interaction: discord.Interaction[SigBot], pressed: ids.NewerChanges
    ) -> None:
        await self._turn(interaction, pressed, after=pressed.row)

    async def _turn(
        self, interaction: discord.Interaction[SigBot], pressed: TurnChanges, **beside: int
    ) -> None:
        """Show the page before or after a row in the place of the one that is shown."""
        period, person, now = pressed.period, pressed.person, self.bot.now()
        page = await audit.read_audit(
            self.bot.db, actor_of(interaction), now, period, person, **beside
        )
        await in_its_place(interaction, pages.page_card(page))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Audit(bot))
