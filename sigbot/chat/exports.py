"""Exports: they are written to files, then sent; a message shows the progress if it takes long."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import discord

from sigbot.chat.cards import card, note
from sigbot.chat.heavy import heavy_turn
from sigbot.chat.people import actor_of
from sigbot.chat.replies import think, whisper
from sigbot.documents.attendance import AttendanceFiles
from sigbot.documents.personal import personal_json
from sigbot.domain.attendance import ExportFormat
from sigbot.domain.periods import Period
from sigbot.domain.vocabularies import read_word
from sigbot.services import attendance, personal
from sigbot.wording import attendance as say
from sigbot.wording import personal as say_personal

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot

T = TypeVar("T")

SAY_EVERY_S = 3
LARGEST_PART = 8 * 1024 * 1024
"""Bytes; Discord takes requests of 10 MiB from everybody, and a request is more than its file."""


class Files(Protocol):
    """Files that are being written, and how many rows they have so far."""

    rows: int


@dataclass(slots=True)
class Progress:
    """How far an export is, and whether a message shows it."""

    files: Files | None = None
    is_shown: bool = False

    @property
    def rows(self) -> int:
        return self.files.rows if self.files else 0


async def export(
    interaction: discord.Interaction["SigBot"],
    period: str | None,
    kind: str | None,
    format_: str,
) -> None:
    """Send the files of `/attendance export`.

    Raises NotOfferedError for a kind of file, and the refusals of `exported_attendance`.
    """
    extension = read_word(ExportFormat, format_)
    await think(interaction)
    async with heavy_turn(interaction):
        await _export(interaction, period, kind, extension)


async def export_me(interaction: discord.Interaction["SigBot"]) -> None:
    """Send the file of `/me export` to the actor alone."""
    bot = interaction.client
    await think(interaction)
    async with heavy_turn(interaction):
        stored = await personal.export_me(bot.db, actor_of(interaction), bot.now())
        # In a thread: an organizer of many years has done a lot.
        document = await asyncio.to_thread(personal_json, stored)
    text = say_personal.exported(stored.community, anything=bool(stored.rows))
    file = discord.File(io.BytesIO(document.encode()), say_personal.FILE_NAME)
    await whisper(interaction, card(text, files=[file]), [file])


async def _export(
    interaction: discord.Interaction["SigBot"],
    period: str | None,
    kind: str | None,
    extension: ExportFormat,
) -> None:
    async def write(folder: Path, progress: Progress) -> tuple[Period, Sequence[Path]]:
        return await _write(interaction, folder, period, kind, extension, progress)

    async with showing_progress(interaction, write) as ((chosen, paths), rows):
        for_programs = extension is ExportFormat.JSON
        text = say.exported(chosen, rows, len(paths), for_programs=for_programs)
        await send_files(interaction, text, paths)


@asynccontextmanager
async def showing_progress(
    interaction: discord.Interaction["SigBot"],
    write: Callable[[Path, Progress], Coroutine[Any, Any, T]],
) -> AsyncIterator[tuple[T, int]]:
    """Write files into a folder, and yield what that returned, and the number of rows.

    A message shows the progress if it takes long. The folder is there until the block is left.
    """
    progress = Progress()
    with tempfile.TemporaryDirectory(prefix="sigbot-") as folder:
        writing = asyncio.create_task(write(Path(folder), progress))
        try:
            while not (await asyncio.wait({writing}, timeout=SAY_EVERY_S))[0]:
                text, progress.is_shown = say.exporting(progress.rows), True
                await interaction.edit_original_response(view=note(text))
        finally:
            writing.cancel()
        written = await writing
        if progress.is_shown:
            await interaction.edit_original_response(view=note(say.EXPORT_READY))
        yield written, progress.rows


async def _write(
    interaction: discord.Interaction["SigBot"],
    folder: Path,
    period: str | None,
    kind: str | None,
    extension: ExportFormat,
    progress: Progress,
) -> tuple[Period, Sequence[Path]]:
    """Write the files of an export; return the period that was meant, and their paths."""
    bot, actor = interaction.client, actor_of(interaction)
    limit = min(LARGEST_PART, interaction.filesize_limit)
    chosen, lines = await attendance.exported_attendance(bot.db, actor, period, kind, bot.now())
    with AttendanceFiles(folder, chosen, extension, limit) as files:
        progress.files = files
        async for line in lines:
            files.add(line)
        # In a thread: packing a large workbook takes seconds.
        return chosen, await asyncio.to_thread(files.finish)


async def send_files(
    interaction: discord.Interaction["SigBot"], text: str, paths: Sequence[Path]
) -> None:
    """Send each file in its own message, as together they may be too large for one."""
    for path in paths:
        file = discord.File(path)
        await whisper(interaction, card(text, files=[file]), [file])
        text = path.name
