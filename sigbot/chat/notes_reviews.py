"""Notes of a meeting, given as a file or pasted into a form, and the card of their review."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import minutes_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import GAP, RULE, card, note
from sigbot.chat.forms import Field, form
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.domain.bounds import MOST_NOTES_BYTES, PASTED_LIMIT
from sigbot.domain.meetings import Meeting
from sigbot.domain.notes import NotesFileKindError, NotesRefusedError, NotesReview
from sigbot.domain.refusals import FileRefusedError
from sigbot.domain.text_files import Fault, FaultCode
from sigbot.services import notes_reviews
from sigbot.wording import lists as say_lists
from sigbot.wording import minutes as say_minutes
from sigbot.wording import notes_reviews as say

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

TEXT = "text"
KINDS = frozenset(("", ".txt", ".text", ".md", ".markdown", ".log"))
"""How names of files with notes end."""


def notes_form(meeting: Meeting) -> Modal:
    """Return the form into which notes are pasted."""
    field = Field(TEXT, say.FORM_LABEL, limit=PASTED_LIMIT, hint=say.FORM_HINT)
    return form(say.FORM_TITLE, ids.PasteNotes(meeting.id), [field])


async def review_file(
    interaction: discord.Interaction["SigBot"], meeting: Meeting, file: discord.Attachment
) -> None:
    """Read a file of notes, and show what would be kept."""
    check_file(file)
    await think(interaction)
    try:
        data = await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise FileRefusedError("download") from error
    await _review(interaction, meeting, data)


async def review_text(
    interaction: discord.Interaction["SigBot"], meeting: Meeting, text: str
) -> None:
    """Read notes that were pasted, and show what would be kept."""
    await think(interaction)
    await _review(interaction, meeting, text.encode("utf-8", "replace"))


def check_file(file: discord.Attachment) -> None:
    """Raise NotesFileKindError and NotesRefusedError for a file that need not be looked at."""
    if PurePath(file.filename).suffix.lower() not in KINDS:
        raise NotesFileKindError
    if file.size > MOST_NOTES_BYTES:
        raise NotesRefusedError(Fault(FaultCode.TOO_LARGE))


async def _review(
    interaction: discord.Interaction["SigBot"], meeting: Meeting, data: bytes
) -> None:
    bot, actor = interaction.client, actor_of(interaction)
    async with heavy_turn(interaction) as compute:
        reading = await notes_reviews.read_for(meeting, data, compute)
    review = await notes_reviews.open_notes(bot.db, actor, meeting.id, reading, bot.now())
    await whisper(interaction, review_card(review))


def review_card(review: NotesReview, page: int = 0) -> LayoutView:
    """Return the card of notes under review: a page of how they were understood."""
    pages = say.pages(review.draft)
    shown = min(page, len(pages) - 1)
    keep = button(say.KEEP, ids.KeepNotes(review.id), discord.ButtonStyle.success)
    return card(
        say.title(review),
        say.summary(review),
        GAP,
        pages[shown],
        say_lists.page_of(shown, len(pages)),
        RULE,
        say.not_yet(),
        buttons=[
            *_turns(review.id, shown, len(pages)),
            keep,
            button(say.DROP, ids.DropNotes(review.id)),
        ],
    )


def kept_card(kept: notes_reviews.NotesKept) -> LayoutView:
    """Return that notes were kept, with a button that shows the minutes."""
    see = button(say_minutes.MINUTES, ids.ShowMinutes(kept.meeting.id))
    return note(say.kept(kept.meeting.title, kept.lines), see)


def _turns(review: int, page: int, pages: int) -> Sequence[CardButton]:
    """Return the buttons to the pages before and after."""
    back = button(say_lists.PREVIOUS, ids.TurnNotes(review, max(page - 1, 0)))
    on = button(say_lists.NEXT, ids.TurnNotes(review, page + 1))
    return [*([back] if page else []), *([on] if page + 1 < pages else [])]
