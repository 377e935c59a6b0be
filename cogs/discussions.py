"""Discussions of papers: the buttons in their threads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import discussion_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import discussions as cards
    from sigbot.services import discussions
    from sigbot.wording import discussions as say
else:
    cards = later("sigbot.chat.discussions")
    discussions = later("sigbot.services.discussions")
    say = later("sigbot.wording.discussions")


class Discussions(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.ReadPaper, self.read)
        bot.on_press(ids.AskPaper, self.ask)
        bot.on_submit(ids.SendQuestion, self.send)
        bot.on_press(ids.ShowQuestions, self.show_questions)
        bot.on_press(ids.RemoveQuestion, self.remove)
        bot.on_press(ids.SayOpinion, self.say_opinion)

    async def read(self, interaction: discord.Interaction[SigBot], pressed: ids.ReadPaper) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        paper = await discussions.toggle_read(
            self.bot.db, actor, pressed.item, pressed.meeting, now
        )
        await cards.show_paper(interaction, paper)

    async def ask(self, interaction: discord.Interaction[SigBot], pressed: ids.AskPaper) -> None:
        await discussions.show_paper(
            self.bot.db, actor_of(interaction), pressed.item, pressed.meeting
        )
        await interaction.response.send_modal(cards.question_form(pressed))

    async def send(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.SendQuestion,
        answers: Mapping[str, str],
    ) -> None:
        actor, now, text = actor_of(interaction), self.bot.now(), answers.get(cards.QUESTION) or ""
        paper = await discussions.ask_question(
            self.bot.db, actor, submitted.item, submitted.meeting, text, now
        )
        await cards.show_asked(interaction, paper)
        self.bot.wake()

    async def show_questions(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ShowQuestions
    ) -> None:
        removable = await discussions.removable_questions(
            self.bot.db, actor_of(interaction), pressed.item, pressed.meeting
        )
        await whisper(interaction, cards.removal_card(removable))

    async def remove(
        self, interaction: discord.Interaction[SigBot], pressed: ids.RemoveQuestion
    ) -> None:
        actor, now, item = actor_of(interaction), self.bot.now(), pressed.item
        left = await discussions.remove_question(
            self.bot.db, actor, item, pressed.meeting, pressed.question, now
        )
        await in_its_place(interaction, cards.removal_card(left, say.REMOVED))
        self.bot.wake()

    async def say_opinion(
        self, interaction: discord.Interaction[SigBot], pressed: ids.SayOpinion
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        paper, opinion = await discussions.say_opinion(
            self.bot.db, actor, pressed.item, pressed.meeting, pressed.opinion, now
        )
        await cards.answer_opinion(interaction, paper, opinion)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Discussions(bot))
