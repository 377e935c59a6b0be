"""`/meeting notes`: a text file of notes, or a form to paste them into, reviewed first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from sigbot.chat import choices, options
from sigbot.chat import minutes_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import note
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat import notes_reviews as cards
    from sigbot.services import notes_reviews as reviews
    from sigbot.wording import notes_reviews as say
else:
    cards = later("sigbot.chat.notes_reviews")
    reviews = later("sigbot.services.notes_reviews")
    say = later("sigbot.wording.notes_reviews")


class NotesReviews(commands.Cog):
    def __init__(self, bot: SigBot) -> None:
        self.bot = bot
        bot.on_submit(ids.PasteNotes, self.pasted)
        bot.on_press(ids.KeepNotes, self.keep)
        bot.on_press(ids.DropNotes, self.drop)
        bot.on_press(ids.TurnNotes, self.turn)

    @app_commands.describe(
        meeting="The meeting", file="A text file (.txt, .md) or chat log; a form opens without it"
    )
    @app_commands.autocomplete(meeting=choices.all_meetings)
    async def notes(
        self,
        interaction: discord.Interaction[SigBot],
        meeting: options.Stored,
        file: discord.Attachment | None = None,
    ) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        noted = await reviews.prepare_notes(self.bot.db, actor, meeting, now)
        if file is None:
            await interaction.response.send_modal(cards.notes_form(noted))
        else:
            await cards.review_file(interaction, noted, file)

    async def pasted(
        self,
        interaction: discord.Interaction[SigBot],
        submitted: ids.PasteNotes,
        answers: Mapping[str, str],
    ) -> None:
        actor, key = actor_of(interaction), f"m{submitted.meeting}"
        noted = await reviews.prepare_notes(self.bot.db, actor, key, self.bot.now())
        await cards.review_text(interaction, noted, answers.get(cards.TEXT, ""))

    async def keep(self, interaction: discord.Interaction[SigBot], pressed: ids.KeepNotes) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        kept = await reviews.keep_notes(self.bot.db, actor, pressed.review, now)
        self.bot.wake()
        await in_its_place(interaction, cards.kept_card(kept))

    async def drop(self, interaction: discord.Interaction[SigBot], pressed: ids.DropNotes) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        await reviews.drop_notes(self.bot.db, actor, pressed.review, now)
        await in_its_place(interaction, note(say.DROPPED))

    async def turn(self, interaction: discord.Interaction[SigBot], pressed: ids.TurnNotes) -> None:
        actor, now = actor_of(interaction), self.bot.now()
        review = await reviews.show_notes(self.bot.db, actor, pressed.review, now)
        await in_its_place(interaction, cards.review_card(review, pressed.page))


async def setup(bot: SigBot) -> None:
    cog = NotesReviews(bot)
    await bot.add_cog(cog)
    text = "Give your notes of a meeting, as a file or pasted; you see first how they are read"
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name="notes", description=text, callback=cog.notes
    )
    bot.add_to_group("meeting", command)
