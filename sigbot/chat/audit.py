"""The pages and the file of `/audit`."""

from pathlib import Path
from typing import TYPE_CHECKING

import discord
from discord.ui import LayoutView

from sigbot.chat import audit_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.exports import LARGEST_PART, Progress, send_files, showing_progress
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.documents.audit import AuditFiles
from sigbot.domain.audit import AuditFormat, AuditPage
from sigbot.domain.periods import Period
from sigbot.domain.vocabularies import read_word
from sigbot.services import audit
from sigbot.wording import audit as say

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot


def page_card(page: AuditPage) -> LayoutView:
    """Return a page of changes, with buttons to the pages beside it."""
    return card(*say.page(page), buttons=_turns(page))


def _turns(page: AuditPage) -> list[CardButton]:
    period = page.wanted.period.key if page.wanted.period else ""
    wanted = period, page.wanted.account
    turns = []
    if page.has_newer:
        turns.append(button(say.NEWER, ids.NewerChanges(page.changes[0].id, *wanted)))
    if page.has_older:
        turns.append(button(say.OLDER, ids.OlderChanges(page.changes[-1].id, *wanted)))
    return turns


async def answer(
    interaction: discord.Interaction["SigBot"],
    period: str | None,
    person: str | None,
    format_: str | None,
) -> None:
    """Show the first page of changes, or send them as files of the format that is asked for.

    Raises NotOfferedError for a format, and the refusals of `read_audit`.
    """
    bot, actor = interaction.client, actor_of(interaction)
    if format_ is None:
        page = await audit.read_audit(bot.db, actor, bot.now(), period, person)
        await whisper(interaction, page_card(page))
        return
    read_word(AuditFormat, format_)
    await think(interaction)
    async with heavy_turn(interaction):
        await _export(interaction, period, person)


async def _export(
    interaction: discord.Interaction["SigBot"], period: str | None, person: str | None
) -> None:
    async def write(folder: Path, progress: Progress) -> tuple[Period | None, list[Path]]:
        bot, actor = interaction.client, actor_of(interaction)
        limit = min(LARGEST_PART, interaction.filesize_limit)
        chosen, changes = await audit.exported_audit(bot.db, actor, bot.now(), period, person)
        with AuditFiles(folder, chosen, limit) as files:
            progress.files = files
            async for change in changes:
                files.add(change)
            return chosen, files.finish()

    async with showing_progress(interaction, write) as (done, count):
        chosen, paths = done
        if not count:
            await whisper(interaction, say.NOTHING_TO_EXPORT)
            return
        await send_files(interaction, say.exported(chosen, count), paths)
