"""Lists, searches and exports of the journal club."""

import asyncio
import io
from typing import TYPE_CHECKING

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.exports import LARGEST_PART
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.journal_ids import ANY, SEARCH_ROOM
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.documents.journal import journal_file_names, journal_files
from sigbot.domain.journal_lists import ItemPage, JournalFormat
from sigbot.domain.vocabularies import read_word
from sigbot.services import journal_lists
from sigbot.wording import journal_lists as say
from sigbot.wording import lists as say_lists

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot


def page_card(page: ItemPage) -> LayoutView:
    """Return a page of items, with buttons to the pages before and after it."""
    return card(
        say.title(page),
        say.count(page),
        say.listing(page),
        say_lists.page_of(page.page, page.pages) if _can_turn(page) else say.only_first(page),
        buttons=_turns(page) if _can_turn(page) else [],
    )


def _can_turn(page: ItemPage) -> bool:
    """Return whether the buttons of a page have room for what was searched for."""
    query = page.wanted.query
    return query is None or len(query.text) <= SEARCH_ROOM


def _turns(page: ItemPage) -> list[CardButton]:
    before, after = page.page - 1, page.page + 1
    back = button(say_lists.PREVIOUS, _turned(page, before)) if page.page else None
    on = button(say_lists.NEXT, _turned(page, after)) if after < page.pages else None
    return [turn for turn in (back, on) if turn]


def _turned(page: ItemPage, number: int) -> ids.TurnItems | ids.TurnSearch:
    wanted = page.wanted
    if wanted.query:
        return ids.TurnSearch(number, wanted.query.text)
    period = wanted.period.key if wanted.period else ""
    return ids.TurnItems(number, period, wanted.status or ANY, " ".join(wanted.tags))


async def export(
    interaction: discord.Interaction["SigBot"], period: str | None, format_: str
) -> None:
    """Send the files of `/journal export` to the actor alone.

    Raises NotOfferedError for a kind of file, and the refusals of `exported_items`.
    """
    extension = read_word(JournalFormat, format_)
    bot, actor = interaction.client, actor_of(interaction)
    await think(interaction)
    async with heavy_turn(interaction):
        chosen, references = await journal_lists.exported_items(bot.db, actor, bot.now(), period)
        if not references:
            await whisper(interaction, say.nothing_to_export(chosen))
            return
        limit = min(LARGEST_PART, interaction.filesize_limit)
        # In a thread: years of a large community are megabytes.
        contents = await asyncio.to_thread(journal_files, references, extension, limit)
    text = say.exported(chosen, extension, len(references))
    names = journal_file_names(chosen, extension, len(contents))
    for name, content in zip(names, contents, strict=True):
        file = discord.File(io.BytesIO(content), name)
        await whisper(interaction, card(text, files=[file]), [file])
        text = name
