"""`/sig opening`, and the button of those who were at a meeting and did not check in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import minutes_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import openings as cards
    from sigbot.services import openings
    from sigbot.wording import openings as say
else:
    cards = later("sigbot.chat.openings")
    openings = later("sigbot.services.openings")
    say = later("sigbot.wording.openings")


class Openings(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_submit(ids.SaveNotices, self.save)
        bot.on_press(ids.Declare, self.declare)

    async def opening(self, interaction: discord.Interaction[SigBot]) -> None:
        current = await openings.show_notices(self.bot.db, actor_of(interaction))
        await interaction.response.send_modal(cards.notices_form(current))

    async def save(
        self,
        interaction: discord.Interaction[SigBot],
        _submitted: ids.SaveNotices,
        answers: Mapping[str, str],
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        saved = await openings.save_notices(self.bot.db, actor, cards.notices_in(answers), now)
        await whisper(interaction, say.saved(saved))

    async def declare(self, interaction: discord.Interaction[SigBot], pressed: ids.Declare) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        meeting, is_new = await openings.declare_presence(self.bot.db, actor, pressed.meeting, now)
        self.bot.wake()
        await whisper(interaction, say.declared(meeting, is_new=is_new))


async def setup(bot: SigBot) -> None:
    cog = Openings(bot)
    await bot.add_cog(cog)
    text = "Choose the notices that are shown when a meeting opens"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="opening", description=text, callback=cog.opening
    )
    bot.add_to_group("sig", command)
