"""Tells people who missed direct messages, at their next press or command, what they missed."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import authors, event_questions, hosts
    from sigbot.services import missed
    from sigbot.wording import missed as say
else:
    authors = later("sigbot.chat.authors")
    hosts = later("sigbot.chat.hosts")
    event_questions = later("sigbot.chat.event_questions")
    missed = later("sigbot.services.missed")
    say = later("sigbot.wording.missed")


class Missed(commands.Cog):
    """Knows who missed something, so that nobody else's press has to ask the database."""

    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        self._unreached: set[tuple[int, int]] = set()
        """(guild, Discord id)"""
        self._telling = asyncio.Lock()
        bot.each_round(self.look)
        bot.each_answer(self.tell)

    async def look(self, _now: datetime) -> None:
        self._unreached = await missed.all_unreached(self.bot.db)

    async def tell(self, interaction: discord.Interaction[SigBot]) -> None:
        """Tell the person of an interaction that was answered what they missed; only once."""
        if not isinstance(interaction.user, discord.Member):
            return
        actor = actor_of(interaction)
        person = actor.guild_id, actor.discord_id
        if person not in self._unreached:
            return
        async with self._telling:
            missing = await missed.missed_messages(self.bot.db, actor)
            if missing:
                text = say.missed(
                    missing.reminders,
                    missing.changes,
                    missing.notices,
                    missing.reports,
                    missing.papers,
                    missing.minutes,
                    missing.answers,
                    missing.promises,
                )
                await whisper(interaction, text)
                for host in missing.hosts:
                    await whisper(interaction, hosts.host_card(host))
                for asked in missing.authors:
                    await whisper(interaction, authors.author_card(asked))
                if missing.events:
                    await whisper(interaction, event_questions.question_card(missing.events))
                await missed.note_told(self.bot.db, *person)
            self._unreached.discard(person)


async def setup(bot: SigBot) -> None:
    await bot.add_cog(Missed(bot))
