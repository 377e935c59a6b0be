"""`/meeting actions`: what people promised at meetings, until it is done or dropped."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import minutes_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.promises import PromiseState
from sigbot.later import later
from sigbot.wording import promises as say

if TYPE_CHECKING:
    from sigbot.chat import minutes as cards
    from sigbot.services import promises
else:
    cards = later("sigbot.chat.minutes")
    promises = later("sigbot.services.promises")


class ActionItems(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.TurnPromises, self.turn)
        bot.on_press(ids.ClosePromise, self.close)

    @app_commands.describe(
        owner="Whose: a member's name; everybody's without it",
        status="Open ones, or what is done or dropped",
    )
    @app_commands.choices(status=choices.words(PromiseState, say.STATES))
    async def actions(
        self,
        interaction: discord.Interaction[SigBot],
        owner: options.Title | None = None,
        status: str | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        listed = await promises.list_promises(self.bot.db, actor, now, owner=owner, state=status)
        await whisper(interaction, cards.promises_card(listed, 0))

    async def turn(
        self, interaction: discord.Interaction[SigBot], pressed: ids.TurnPromises
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        listed = await promises.list_promises(
            self.bot.db, actor, now, owner_id=pressed.owner, state=pressed.state
        )
        await in_its_place(interaction, cards.promises_card(listed, pressed.page))

    async def close(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ClosePromise
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        promise = await promises.close_promise(
            self.bot.db, actor, pressed.promise, pressed.state, now
        )
        await whisper(interaction, say.closed(promise))


async def setup(bot: SigBot) -> None:
    cog = ActionItems(bot)
    await bot.add_cog(cog)
    text = "List what people promised at meetings, and close it"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="actions", description=text, callback=cog.actions
    )
    bot.add_to_group("meeting", command)
