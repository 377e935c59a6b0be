"""The review of an attendance file: a card with one question at a time, then with Confirm."""

import asyncio
import logging
import math
from typing import TYPE_CHECKING, assert_never

import aiohttp
import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.domain.attendance_files import EACH_ONE, ImportReview, WhyCode, Written
from sigbot.domain.bounds import MOST_BYTES
from sigbot.domain.refusals import FileRefusedError
from sigbot.services import imports
from sigbot.wording import import_reviews as say

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

log = logging.getLogger(__name__)

SAY_EVERY_S = 3


async def review_file(
    interaction: discord.Interaction["SigBot"], meeting: str, file: discord.Attachment
) -> None:
    """Read an attendance file, and show what would be written."""
    await think(interaction)
    bot, actor = interaction.client, actor_of(interaction)
    reader = await imports.prepare_import(bot.db, actor, meeting, bot.now())
    async with heavy_turn(interaction) as compute:
        data = await _download(file)
        draft = await reader.read(data, compute)
    digest = imports.digest_of(data)
    review = await imports.open_import(bot.db, actor, reader.meeting, digest, draft, bot.now())
    await whisper(interaction, _review_card(review))


async def _download(file: discord.Attachment) -> bytes:
    if file.size > MOST_BYTES:
        raise FileRefusedError(WhyCode.TOO_LARGE)
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise FileRefusedError("download") from error


def _review_card(review: ImportReview, *first: str) -> LayoutView:
    """Return the card of a review: its open question, or what was read from the file and Confirm.

    The texts `first` come above.
    """
    asked, number = review.question, review.id
    cancel = button(say.CANCEL, ids.DropImport(number))
    if asked is None:
        write = ids.WriteImport(number, review.known)
        confirm = button(say.CONFIRM, write, discord.ButtonStyle.success)
        buttons, last = [confirm, cancel], say.NOT_YET
    else:
        last = say.question(asked)
        buttons = [
            button(label, ids.AnswerImport(number, asked.key, choice), discord.ButtonStyle.primary)
            for label, choice in say.options(asked)
        ]
        if say.each_one(asked):
            each_one = ids.AnswerImport(number, EACH_ONE, "1")
            buttons.append(button(say.each_one(asked), each_one))
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


async def press(interaction: discord.Interaction["SigBot"], pressed: ids.OfImport) -> None:
    """Do what a button in the review of a file is for."""
    match pressed:
        case ids.AnswerImport():
            await _answer(interaction, pressed)
        case ids.WriteImport():
            await _write(interaction, pressed)
        case ids.DropImport():
            await _drop(interaction, pressed.review)
        case _:
            assert_never(pressed)


async def _answer(interaction: discord.Interaction["SigBot"], pressed: ids.AnswerImport) -> None:
    bot, actor = interaction.client, actor_of(interaction)
    review = await imports.answer_import(
        bot.db, actor, pressed.review, pressed.question, pressed.choice, bot.now()
    )
    await interaction.response.edit_message(view=_review_card(review))


async def _write(interaction: discord.Interaction["SigBot"], pressed: ids.WriteImport) -> None:
    """Write the people of a file part by part, and show every SAY_EVERY_S how far it is.

    If the file has to be looked at again, show the review again instead.
    """
    bot, actor = interaction.client, actor_of(interaction)
    number, known = pressed.review, pressed.known
    await interaction.response.defer()
    loop, again_at = asyncio.get_running_loop(), -math.inf
    result = await imports.write_import(bot.db, actor, number, known, bot.now())
    while isinstance(result, Written) and not result.is_complete:
        if result.done and loop.time() >= again_at:
            again_at = loop.time() + SAY_EVERY_S
            await _replace_card(interaction, note(say.writing(result)))
        result = await imports.write_import(bot.db, actor, number, known, bot.now())
    bot.wake()
    if isinstance(result, Written):
        await _replace_card(interaction, note(say.written(result)))
    else:
        await _replace_card(interaction, _review_card(result, say.CHANGED))


async def _replace_card(interaction: discord.Interaction["SigBot"], view: LayoutView) -> None:
    """Show `view` in the place of the card. If that fails, log it: writing goes on without it."""
    try:
        await interaction.edit_original_response(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("could not say how far an import is: %s", error)


async def _drop(interaction: discord.Interaction["SigBot"], review: int) -> None:
    bot = interaction.client
    await imports.drop_import(bot.db, actor_of(interaction), review, bot.now())
    await interaction.response.edit_message(view=note(say.DROPPED))
