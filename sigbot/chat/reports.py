"""Compile reports and draw their files, where heavy work is done."""

import asyncio
import io
from functools import partial
from typing import TYPE_CHECKING

import discord

from sigbot.chat.heavy import heavy_turn, told_if_slow
from sigbot.chat.people import actor_of
from sigbot.domain.periods import Period
from sigbot.domain.report_data import AskedTemplate, ReportData, ReportFormat
from sigbot.later import later
from sigbot.services.heavy import Compute

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot
    from sigbot.documents import reports as documents
    from sigbot.services import reports
    from sigbot.services.report_drafts import CompiledReport
    from sigbot.wording import reports as say
else:
    documents = later("sigbot.documents.reports")
    reports = later("sigbot.services.reports")
    say = later("sigbot.wording.reports")

POSTED = (ReportFormat.MD, ReportFormat.HTML)
"""Formats that everybody reads; the figures for scripts are for organizers who ask for them."""


async def posted_files(data: ReportData, period: Period) -> list[discord.File]:
    """Write the files of a published report, in a thread: charts take a while."""
    contents = [await asyncio.to_thread(documents.report_document, data, kind) for kind in POSTED]
    return [
        discord.File(io.BytesIO(content), documents.report_file_name(period, kind))
        for kind, content in zip(POSTED, contents, strict=True)
    ]


async def compile_file(
    interaction: discord.Interaction["SigBot"],
    period: str,
    format_: ReportFormat,
    template: AskedTemplate,
) -> tuple["CompiledReport", bytes]:
    """Compile the report of a period; return it with the content of its file.

    Raises what `compile_period` raises, NoPdfError, and the refusals of heavy work.
    """
    async with heavy_turn(interaction) as compute:
        work = _compile(interaction, compute, period, format_, template)
        return await told_if_slow(interaction, work, say.COMPILING, say.READY)


async def _compile(
    interaction: discord.Interaction["SigBot"],
    compute: Compute,
    period: str,
    format_: ReportFormat,
    template: AskedTemplate,
) -> tuple["CompiledReport", bytes]:
    bot, actor = interaction.client, actor_of(interaction)
    compiled = await reports.compile_period(bot.db, actor, period, bot.now(), template)
    return compiled, await _draw(compute, compiled.data, format_)


async def _draw(compute: Compute, data: ReportData, format_: ReportFormat) -> bytes:
    if format_ in documents.WRITTEN_AT_ONCE:
        return documents.report_document(data, format_)
    return await compute(partial(documents.report_document, format_=format_), data)
