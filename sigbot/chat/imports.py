"""The review of an attendance file: a card with one question at a time, then with Confirm."""

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

import aiohttp
import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.forms import Field, form
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.domain.attendance_files import (
    EACH_ONE,
    ImportReview,
    NamelessQuestion,
    Question,
    ReviewedMachine,
    WhyCode,
    Written,
)
from sigbot.domain.bounds import MOST_BYTES, NAME_LIMIT
from sigbot.domain.refusals import FileRefusedError
from sigbot.services import import_undo, imports
from sigbot.wording import import_pages as say_pages
from sigbot.wording import import_reviews as say
from sigbot.wording import lists as say_lists

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


def _review_card(review: ImportReview, *first: str, page: int = 0) -> LayoutView:
    """Return the card of a review: its open question, or a page of what was read, and Confirm.

    The texts `first` come above.
    """
    head = [say.title(review.meeting), say.subtitle(review), GAP, *first]
    cancel = button(say.CANCEL, ids.DropImport(review.id))
    if review.question:
        buttons = [*_answers(review.id, review.question), cancel]
        return card(*head, say.question(review.question), buttons=buttons)
    pages = say_pages.pages(review)
    shown = min(page, len(pages) - 1)
    return card(
        *head,
        say.warning(review),
        pages[shown].text,
        say_lists.page_of(shown, len(pages)),
        RULE,
        say.NOT_YET,
        buttons=[
            *_ticks(review.id, pages[shown].machines, shown),
            *_turns(review.id, shown, len(pages)),
            button(
                say.CONFIRM,
                ids.WriteImport(review.id, review.known),
                discord.ButtonStyle.success,
            ),
            cancel,
        ],
    )


def _answers(number: int, asked: Question) -> list[CardButton]:
    """Return the buttons that answer the question of a review."""
    strong = discord.ButtonStyle.primary
    answers = [
        (label, ids.AnswerImport(number, asked.key, choice)) for label, choice in say.options(asked)
    ]
    if isinstance(asked, NamelessQuestion):
        naming = button(say.NAME_THEM, ids.NameImported(number), strong)
        return [naming, *(button(label, answer) for label, answer in answers)]
    each_one = say.each_one(asked)
    more = [button(each_one, ids.AnswerImport(number, EACH_ONE, "1"))] if each_one else []
    return [*(button(label, answer, strong) for label, answer in answers), *more]


def _ticks(number: int, machines: Sequence[ReviewedMachine], page: int) -> list[CardButton]:
    return [
        button(
            say_pages.tick(machine),
            ids.TickMachine(number, machine.place, int(not machine.is_ticked), page),
        )
        for machine in machines
    ]


def _turns(number: int, page: int, pages: int) -> list[CardButton]:
    """Return the buttons to the pages before and after."""
    back = button(say_lists.PREVIOUS, ids.TurnImportPage(number, max(page - 1, 0)))
    on = button(say_lists.NEXT, ids.TurnImportPage(number, page + 1))
    return [*([back] if page else []), *([on] if page + 1 < pages else [])]


async def press(interaction: discord.Interaction["SigBot"], pressed: ids.OfImport) -> None:
    """Do what a button in the review of a file is for."""
    match pressed:
        case ids.AnswerImport():
            await _answer(interaction, pressed)
        case ids.WriteImport():
            await _write(interaction, pressed)
        case ids.DropImport():
            await _drop(interaction, pressed.review)
        case ids.TurnImportPage():
            await _turn(interaction, pressed)
        case ids.TickMachine():
            await _tick(interaction, pressed)
        case ids.NameImported():
            await _ask_names(interaction, pressed)
        case ids.UndoImport():
            await _undo(interaction, pressed)
        case _:
            assert_never(pressed)


async def _answer(interaction: discord.Interaction["SigBot"], pressed: ids.AnswerImport) -> None:
    bot, actor = interaction.client, actor_of(interaction)
    review = await imports.answer_import(
        bot.db, actor, pressed.review, pressed.question, pressed.choice, bot.now()
    )
    await interaction.response.edit_message(view=_review_card(review))


async def _turn(interaction: discord.Interaction["SigBot"], pressed: ids.TurnImportPage) -> None:
    bot = interaction.client
    review = await imports.show_import(bot.db, actor_of(interaction), pressed.review, bot.now())
    await interaction.response.edit_message(view=_review_card(review, page=pressed.page))


async def _tick(interaction: discord.Interaction["SigBot"], pressed: ids.TickMachine) -> None:
    bot, actor = interaction.client, actor_of(interaction)
    review = await imports.tick_machine(
        bot.db, actor, pressed.review, pressed.machine, bot.now(), is_ticked=pressed.ticked == 1
    )
    await interaction.response.edit_message(view=_review_card(review, page=pressed.page))


async def _ask_names(interaction: discord.Interaction["SigBot"], pressed: ids.NameImported) -> None:
    """Open a form for the names of the first people who have none."""
    bot = interaction.client
    review = await imports.show_import(bot.db, actor_of(interaction), pressed.review, bot.now())
    fields = [
        Field(key, label, limit=NAME_LIMIT, long=False)
        for key, label in say.names_to_give(review.question)
    ]
    if fields:
        await interaction.response.send_modal(form(say.NAMES_TITLE, pressed, fields))
    else:
        await interaction.response.edit_message(view=_review_card(review))


async def name_people(
    interaction: discord.Interaction["SigBot"],
    submitted: ids.NameImported,
    names: Mapping[str, str],
) -> None:
    """Keep the names that were given to people of a file who have none."""
    bot, actor = interaction.client, actor_of(interaction)
    review = await imports.name_people(bot.db, actor, submitted.review, names, bot.now())
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
        undo = button(say.UNDO, ids.UndoImport(number))
        await _replace_card(interaction, note(say.written(result), undo))
    else:
        await _replace_card(interaction, _review_card(result, say.CHANGED))


async def _undo(interaction: discord.Interaction["SigBot"], pressed: ids.UndoImport) -> None:
    """Take back a file that was written, part by part, and show every SAY_EVERY_S how far it is."""
    bot, actor = interaction.client, actor_of(interaction)
    await interaction.response.defer()
    loop, again_at = asyncio.get_running_loop(), -math.inf
    undone = await import_undo.undo_import(bot.db, actor, pressed.review, bot.now())
    while not undone.is_complete:
        if loop.time() >= again_at:
            again_at = loop.time() + SAY_EVERY_S
            await _replace_card(interaction, note(say.undoing(undone)))
        undone = await import_undo.undo_import(bot.db, actor, pressed.review, bot.now())
    bot.wake()
    await _replace_card(interaction, note(say.undone(undone)))


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
