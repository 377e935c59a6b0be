"""`/meeting note`, and the message menu **Add to minutes**."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat.bot import SigBot
from sigbot.chat.people import actor_meant, actor_of
from sigbot.chat.replies import whisper
from sigbot.domain.notes import HandKind
from sigbot.later import later
from sigbot.wording import notes as say

if TYPE_CHECKING:
    from sigbot.services import notes
else:
    notes = later("sigbot.services.notes")


class Notes(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot

    @app_commands.describe(
        kind="What the line is",
        text="The line, or what somebody will do",
        owner="Of an action: who will do it, a member's name",
        due="Of an action: until when, such as 31 Dec",
        meeting="Begin to type its title; the one that runs or ended last without it",
    )
    @app_commands.choices(kind=choices.words(HandKind, say.KINDS))
    @app_commands.autocomplete(meeting=choices.all_meetings, due=choices.days_ahead)
    async def note(
        self,
        interaction: discord.Interaction[SigBot],
        kind: str,
        text: options.Note,
        owner: options.Title = "",
        due: options.Date = "",
        meeting: options.Stored = "",
    ) -> None:
        place = interaction.channel_id or 0
        request = notes.NoteRequest(kind, text, owner, due, meeting, place)
        actor, now = actor_of(interaction), self.bot.now()
        await whisper(
            interaction, say.noted(await notes.note_line(self.bot.db, actor, request, now))
        )


@app_commands.context_menu(name="Add to minutes")
@app_commands.guild_only()
async def add_message(interaction: discord.Interaction[SigBot], message: discord.Message) -> None:
    bot, place = interaction.client, (message.channel.id, message.id)
    actor, author = actor_of(interaction), actor_meant(interaction, message.author)
    noted = await notes.note_message(bot.db, actor, author, message.content, place, bot.now())
    await whisper(interaction, say.added(noted))


async def setup(bot: SigBot) -> None:
    cog = Notes(bot)
    await bot.add_cog(cog)
    text = "Note what is said at a meeting, for its minutes"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="note", description=text, callback=cog.note
    )
    bot.add_to_group("meeting", command)
    bot.tree.add_command(add_message)
