"""`/calendar`, and Add to calendar on a meeting's card."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import calendar_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import calendars as cards
    from sigbot.services import calendars
    from sigbot.wording import calendars as say
else:
    cards = later("sigbot.chat.calendars")
    calendars = later("sigbot.services.calendars")
    say = later("sigbot.wording.calendars")


class Calendars(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.AddToCalendar, self.add)
        bot.on_press(ids.FirstAddress, self.first_address)
        bot.on_press(ids.NewAddress, self.new_address)
        bot.on_press(ids.EndAddress, self.end_address)
        bot.on_press(ids.SkipDeclined, self.skip_declined)

    @app_commands.command(description="Get the meetings that concern you into your own calendar")
    @app_commands.guild_only()
    async def calendar(self, interaction: discord.Interaction[SigBot]) -> None:
        own = await calendars.own_calendar(self.bot.db, actor_of(interaction), self.bot.now())
        await self._answer(interaction, own)

    async def _answer(
        self, interaction: discord.Interaction[SigBot], own: "calendars.OwnCalendar"
    ) -> None:
        now, is_served = self.bot.now(), bool(self.bot.public_url)
        view, files = await cards.own_answer(own, now, is_served=is_served)
        await whisper(interaction, view, files)

    async def add(
        self, interaction: discord.Interaction[SigBot], pressed: ids.AddToCalendar
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        calendar = await calendars.event_of(self.bot.db, actor, pressed.meeting, now)
        view, files = await cards.one_answer(calendar)
        await whisper(interaction, view, files)

    async def first_address(
        self, interaction: discord.Interaction[SigBot], _pressed: ids.FirstAddress
    ) -> None:
        bot, actor = self.bot, actor_of(interaction)
        made = await calendars.first_address(bot.db, actor, bot.public_url, bot.dice, bot.now())
        if made is None:
            await self._answer(interaction, await calendars.own_calendar(bot.db, actor, bot.now()))
        else:
            await whisper(interaction, cards.address_card(made))

    async def new_address(
        self, interaction: discord.Interaction[SigBot], _pressed: ids.NewAddress
    ) -> None:
        bot = self.bot
        made = await calendars.new_address(
            bot.db, actor_of(interaction), bot.public_url, bot.dice, bot.now()
        )
        bot.forget_calendars()
        await whisper(interaction, cards.address_card(made))

    async def end_address(
        self, interaction: discord.Interaction[SigBot], _pressed: ids.EndAddress
    ) -> None:
        had = await calendars.end_address(self.bot.db, actor_of(interaction), self.bot.now())
        self.bot.forget_calendars()
        await whisper(interaction, say.ENDED if had else say.NONE_TO_END)

    async def skip_declined(
        self, interaction: discord.Interaction[SigBot], pressed: ids.SkipDeclined
    ) -> None:
        own = await calendars.skip_declined(
            self.bot.db, actor_of(interaction), self.bot.now(), skips=bool(pressed.skips)
        )
        self.bot.forget_calendars()
        await self._answer(interaction, own)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Calendars(bot))
