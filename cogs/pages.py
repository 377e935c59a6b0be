"""`/sig page`: the public page of the community."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.pages import page_address
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import pages as cards
    from sigbot.services import pages
    from sigbot.wording import pages as say
else:
    cards = later("sigbot.chat.pages")
    pages = later("sigbot.services.pages")
    say = later("sigbot.wording.pages")


class Pages(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.ConfirmPage, self.confirm)

    def _address(self, interaction: discord.Interaction[SigBot]) -> str:
        return page_address(self.bot.public_url, interaction.guild_id or 0)

    @app_commands.describe(public="Whether everybody on the internet can open it")
    async def page(
        self,
        interaction: discord.Interaction[SigBot],
        public: bool | None = None,  # noqa: FBT001  (an option)
    ) -> None:
        actor, address, db = actor_of(interaction), self._address(interaction), self.bot.db
        if public is None:
            is_on = await pages.show_page(db, actor, address)
            await whisper(interaction, say.shown(address, is_on=is_on))
        elif public:
            opened = await pages.open_page(db, actor, address, self.bot.now())
            await whisper(interaction, cards.opened_card(address, opened=opened))
        else:
            was_on = await pages.close_page(db, actor, self.bot.now())
            await whisper(interaction, say.closed(was_on=was_on))

    async def confirm(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ConfirmPage
    ) -> None:
        actor, address, now = actor_of(interaction), self._address(interaction), self.bot.now()
        opened = await pages.confirm_page(self.bot.db, actor, pressed.question, address, now)
        await in_its_place(interaction, cards.opened_card(address, opened=opened))


async def setup(bot: SigBot) -> None:
    cog = Pages(bot)
    await bot.add_cog(cog)
    text = "Turn the public web page on or off, and see its address"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="page", description=text, callback=cog.page
    )
    bot.add_to_group("sig", command)
