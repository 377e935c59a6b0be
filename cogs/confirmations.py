"""The button that leaves everything as it is, under every question whether to do something."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import note
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.services import confirmations
    from sigbot.wording import confirmations as say
else:
    confirmations = later("sigbot.services.confirmations")
    say = later("sigbot.wording.confirmations")


class Confirmations(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.Keep, self.keep)

    async def keep(self, interaction: discord.Interaction[SigBot], pressed: ids.Keep) -> None:
        await confirmations.keep_as_is(
            self.bot.db, actor_of(interaction), pressed.question, self.bot.now()
        )
        await in_its_place(interaction, note(say.KEPT))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Confirmations(bot))
