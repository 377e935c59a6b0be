"""Drafted sentences under `/report`: an organizer keeps, edits or drops each of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, think, whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import issues as cards
    from sigbot.services import issues
else:
    cards = later("sigbot.chat.issues")
    issues = later("sigbot.services.issues")


class Issues(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_press(ids.ReviewIssues, self.review)
        bot.on_press(ids.ShowIssue, self.show)
        bot.on_press(ids.KeepIssue, self.keep)
        bot.on_press(ids.DropIssue, self.drop)
        bot.on_press(ids.EditIssue, self.edit)
        bot.on_submit(ids.WriteIssue, self.save)

    async def review(
        self, interaction: discord.Interaction[SigBot], pressed: ids.ReviewIssues
    ) -> None:
        await think(interaction)
        actor, now = actor_of(interaction), self.bot.now()
        async with heavy_turn(interaction):
            review = await issues.review_issues(self.bot.db, actor, pressed.period, now)
        await whisper(interaction, cards.issues_card(review, pressed.template))

    async def show(self, interaction: discord.Interaction[SigBot], pressed: ids.ShowIssue) -> None:
        await interaction.response.defer()
        actor, now, issue = actor_of(interaction), self.bot.now(), pressed.issue
        review = await issues.show_issue(self.bot.db, actor, pressed.period, issue, now)
        await in_its_place(interaction, cards.issues_card(review, pressed.template))

    async def keep(self, interaction: discord.Interaction[SigBot], pressed: ids.KeepIssue) -> None:
        await interaction.response.defer()
        actor, now, issue = actor_of(interaction), self.bot.now(), pressed.issue
        review = await issues.keep_issue(
            self.bot.db, actor, pressed.period, issue, pressed.figures, now
        )
        await in_its_place(interaction, cards.issues_card(review, pressed.template))

    async def drop(self, interaction: discord.Interaction[SigBot], pressed: ids.DropIssue) -> None:
        await interaction.response.defer()
        actor, now, issue = actor_of(interaction), self.bot.now(), pressed.issue
        review = await issues.drop_issue(
            self.bot.db, actor, pressed.period, issue, pressed.figures, now
        )
        await in_its_place(interaction, cards.issues_card(review, pressed.template))

    async def edit(self, interaction: discord.Interaction[SigBot], pressed: ids.EditIssue) -> None:
        actor, now, issue = actor_of(interaction), self.bot.now(), pressed.issue
        review = await issues.show_issue(self.bot.db, actor, pressed.period, issue, now)
        await interaction.response.send_modal(cards.issue_form(review, pressed.template))

    async def save(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.WriteIssue,
        answers: Mapping[str, str],
    ) -> None:
        await interaction.response.defer()
        actor, now, issue = actor_of(interaction), self.bot.now(), submitted.issue
        text = answers.get(cards.SENTENCE) or ""
        review = await issues.edit_issue(
            self.bot.db, actor, submitted.period, issue, submitted.opened, text, now
        )
        await in_its_place(interaction, cards.issues_card(review, submitted.template))


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Issues(bot))
