"""Skip under the reminder of a report that falls due, in direct messages, too."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import note
from sigbot.chat.people import organizer_anywhere
from sigbot.chat.replies import in_its_place, whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import report_dues as cards
    from sigbot.services import report_dues
    from sigbot.wording import confirmations as say_confirmations
    from sigbot.wording import report_dues as say
else:
    cards = later("sigbot.chat.report_dues")
    report_dues = later("sigbot.services.report_dues")
    say_confirmations = later("sigbot.wording.confirmations")
    say = later("sigbot.wording.report_dues")


class ReportDues(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.SkipReport, self.ask)
        bot.on_press(ids.ConfirmSkipping, self.skip)
        bot.on_press(ids.KeepReminding, self.keep)
        bot.on_press(ids.UnskipReport, self.unskip)

    async def ask(self, interaction: discord.Interaction[SigBot], pressed: ids.SkipReport) -> None:
        actor = await organizer_anywhere(interaction, pressed.guild)
        period = await report_dues.ask_to_skip(self.bot.db, actor, pressed.period, self.bot.now())
        await whisper(interaction, cards.skip_card(pressed.guild, period))

    async def skip(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmSkipping
    ) -> None:
        actor = await organizer_anywhere(interaction, pressed.guild)
        period = await report_dues.skip_report(self.bot.db, actor, pressed.period, self.bot.now())
        await in_its_place(interaction, note(say.skipped(period)))

    async def keep(
        self, interaction: discord.Interaction[SigBot], _pressed: ids.KeepReminding
    ) -> None:
        await in_its_place(interaction, note(say_confirmations.KEPT))

    async def unskip(
        self, interaction: discord.Interaction[SigBot], pressed: ids.UnskipReport
    ) -> None:
        actor = await organizer_anywhere(interaction, pressed.guild)
        period = await report_dues.unskip_report(self.bot.db, actor, pressed.period, self.bot.now())
        await whisper(interaction, say.unskipped(period))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(ReportDues(bot))
