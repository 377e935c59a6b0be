"""The review of an attendance file: one card that asks one thing at a time, and Confirm."""

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ui import LayoutView

from sigbot.chat.buttons import button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.domain.attendance_files import EACH_ONE, MOST_BYTES, ImportReview, Written
from sigbot.domain.refusals import FileRefusedError
from sigbot.services import imports
from sigbot.wording import import_reviews as say

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

log = logging.getLogger(__name__)

ANSWER, WRITE, DROP = "import_answer", "import_write", "import_drop"


async def review_file(
    interaction: discord.Interaction["SigBot"], meeting: str, file: discord.Attachment
) -> None:
    """Read a file, and show what would be written."""
    await think(interaction)
    bot, actor = interaction.client, actor_of(interaction)
    reader = await imports.prepare_import(bot.db, actor, meeting, bot.now())
    data = await _download(file)
    # In a thread: a large file takes seconds.
    draft = await asyncio.to_thread(reader.read, data)
    digest = imports.digest_of(data)
    review = await imports.open_import(bot.db, actor, reader.meeting, digest, draft, bot.now())
    await whisper(interaction, _shown(review))


async def _download(file: discord.Attachment) -> bytes:
    if file.size > MOST_BYTES:
        raise FileRefusedError("too_large")
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise FileRefusedError("download") from error


def _shown(review: ImportReview, *first: str) -> LayoutView:
    """What was understood, then the question, or what Confirm will do."""
    asked, number = review.question, review.id
    cancel = button(say.CANCEL, DROP, str(number))
    if asked is None:
        confirm = button(
            say.CONFIRM, WRITE, f"{number}.{review.known}", discord.ButtonStyle.success
        )
        buttons, last = [confirm, cancel], say.NOT_YET
    else:
        last = say.question(asked)
        buttons = [
            button(label, ANSWER, f"{number}.{asked.key}.{value}", discord.ButtonStyle.primary)
            for label, value in say.options(asked)
        ]
        if say.each_one(asked):
            buttons.append(button(say.each_one(asked), ANSWER, f"{number}.{EACH_ONE}.1"))
        buttons.append(cancel)
    return card(
        say.title(review.meeting),
        say.subtitle(review),
        GAP,
        *first,
        *([] if asked else [say.found(review), say.warning(review), RULE]),
        last,
        buttons=buttons,
    )


async def answer(interaction: discord.Interaction["SigBot"], key: str) -> None:
    number, asked, value = key.split(".", 2)
    bot = interaction.client
    review = await imports.answer_import(
        bot.db, actor_of(interaction), int(number), asked, value, bot.now()
    )
    await interaction.response.edit_message(view=_shown(review))


async def write(interaction: discord.Interaction["SigBot"], key: str) -> None:
    number, _, known = key.partition(".")
    bot, actor = interaction.client, actor_of(interaction)
    await interaction.response.defer()
    done = await imports.write_import(bot.db, actor, int(number), int(known), bot.now())
    while isinstance(done, Written) and not done.is_complete:
        if done.done:
            await _put(interaction, note(say.writing(done)))
        done = await imports.write_import(bot.db, actor, int(number), int(known), bot.now())
    bot.wake()
    shown = note(say.written(done)) if isinstance(done, Written) else _shown(done, say.CHANGED)
    await _put(interaction, shown)


async def _put(interaction: discord.Interaction["SigBot"], view: LayoutView) -> None:
    """In the place of the card, if it is still there: what is written is written in any case."""
    try:
        await interaction.edit_original_response(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as unsaid:
        log.warning("could not say how far an import is: %s", unsaid)


async def drop(interaction: discord.Interaction["SigBot"], key: str) -> None:
    bot = interaction.client
    await imports.drop_import(bot.db, actor_of(interaction), int(key), bot.now())
    await interaction.response.edit_message(view=note(say.DROPPED))


PRESSES = {ANSWER: answer, WRITE: write, DROP: drop}
