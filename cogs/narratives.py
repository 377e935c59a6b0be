"""Earlier texts of a report's sentences, under `/report`."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import narratives as cards
    from sigbot.services import narratives
else:
    cards = later("sigbot.chat.narratives")
    narratives = later("sigbot.services.narratives")


class Narratives(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.EarlierTexts, self.read)
        bot.on_press(ids.TurnEarlierTexts, self.turn)
        bot.on_press(ids.BringBackText, self.bring_back)

    async def read(
        self, interaction: discord.Interaction[SigBot], pressed: ids.EarlierTexts
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        earlier = await narratives.earlier_texts(self.bot.db, actor, pressed.period, now)
        await whisper(interaction, cards.texts_card(earlier))

    async def turn(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnEarlierTexts
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        earlier = await narratives.earlier_texts(self.bot.db, actor, pressed.period, now)
        await in_its_place(interaction, cards.texts_card(earlier, pressed.page))

    async def bring_back(
        self, interaction: discord.Interaction[SigBot], pressed: ids.BringBackText
    ) -> None:
        actor, now, version = actor_of(interaction), self.bot.now(), pressed.version
        earlier = await narratives.bring_back_text(self.bot.db, actor, pressed.period, version, now)
        await in_its_place(interaction, cards.texts_card(earlier))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Narratives(bot))
