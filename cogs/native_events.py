"""The answers to questions about events that somebody changed or made by hand."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import note
from sigbot.chat.people import organizer_anywhere
from sigbot.chat.replies import in_its_place
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import event_questions as cards
    from sigbot.services import event_offers, event_questions
    from sigbot.wording import event_offers as say_offers
    from sigbot.wording import native_events as say
else:
    cards = later("sigbot.chat.event_questions")
    event_offers = later("sigbot.services.event_offers")
    event_questions = later("sigbot.services.event_questions")
    say_offers = later("sigbot.wording.event_offers")
    say = later("sigbot.wording.native_events")


class NativeEvents(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.PutEventsBack, self.put_back)
        bot.on_press(ids.KeepEvents, self.keep)
        bot.on_press(ids.UseEvents, self.use)
        bot.on_press(ids.MakeOwnEvents, self.make_own)

    async def put_back(
        self, interaction: discord.Interaction[SigBot], pressed: ids.PutEventsBack
    ) -> None:
        actor, now = await organizer_anywhere(interaction, pressed.guild), self.bot.now()
        count = await event_questions.put_events_back(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        await in_its_place(interaction, note(say.settled(count, back=True)))

    async def keep(self, interaction: discord.Interaction[SigBot], pressed: ids.KeepEvents) -> None:
        actor, now = await organizer_anywhere(interaction, pressed.guild), self.bot.now()
        count = await event_questions.keep_events(self.bot.db, actor, pressed.question, now)
        await in_its_place(interaction, note(say.settled(count, back=False)))

    async def use(self, interaction: discord.Interaction[SigBot], pressed: ids.UseEvents) -> None:
        actor = await organizer_anywhere(interaction, pressed.guild)
        seen, now = await cards.seen_events(self.bot, pressed.guild), self.bot.now()
        count = await event_offers.use_events(self.bot.db, actor, pressed.question, seen, now)
        self.bot.wake()
        await in_its_place(interaction, note(say_offers.settled(count, used=True)))

    async def make_own(
        self, interaction: discord.Interaction[SigBot], pressed: ids.MakeOwnEvents
    ) -> None:
        actor, now = await organizer_anywhere(interaction, pressed.guild), self.bot.now()
        count = await event_offers.make_own_events(self.bot.db, actor, pressed.question, now)
        self.bot.wake()
        await in_its_place(interaction, note(say_offers.settled(count, used=False)))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(NativeEvents(bot))
