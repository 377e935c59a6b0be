"""Reminders of a report that falls due: the message, and the question whether to skip it."""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime

import discord
from discord.ui import LayoutView

from sigbot.chat import report_ids as ids
from sigbot.chat.acts import Words
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card, link_button
from sigbot.documents import reports as documents
from sigbot.domain.periods import Period
from sigbot.domain.report_data import ReportFormat
from sigbot.services.periods import today_in
from sigbot.services.report_drafts import CompiledReport
from sigbot.services.report_dues import DueNews
from sigbot.wording import issues as say_issues
from sigbot.wording import reminders as say_reminders
from sigbot.wording import report_dues as say
from sigbot.wording import reports as say_reports


async def reminder(news: DueNews, now: datetime) -> tuple[Words, list[discord.File]]:
    """Return the reminder of a report, with its draft."""
    community, report = news.community, news.report
    lines = (
        say.heading(community.name, report.period, today_in(community, now)),
        say.draft(news.later),
        say_reports.your_sentences(report.data),
        say_issues.unread(report.issues),
        say.how(report.period),
        say.FOOT,
    )
    address = say_reminders.server_address(community.guild_id)
    link = link_button(say_reminders.OPEN_SERVER, address)
    text = "\n".join(line for line in lines if line)
    skip = skip_button(community.guild_id, report.period)
    return Words(text, [link, skip]), await draft_files(report)


async def draft_files(report: CompiledReport) -> list[discord.File]:
    """Write the draft of a report, in a thread."""
    content = await asyncio.to_thread(documents.report_document, report.data, ReportFormat.MD)
    name = documents.report_file_name(report.period, ReportFormat.MD)
    return [discord.File(io.BytesIO(content), name)]


def skip_button(guild_id: int, period: Period) -> CardButton:
    return button(say.SKIP, ids.SkipReport(guild_id, period.start, period.end))


def skip_buttons(guild_id: int, report: CompiledReport) -> Sequence[CardButton]:
    """Return the button to skip a report under `/report`, or to take that back."""
    period = report.period
    if report.skipped_at:
        return [button(say.UNSKIP, ids.UnskipReport(guild_id, period.start, period.end))]
    return [skip_button(guild_id, period)] if report.may_be_skipped else []


def skip_card(guild_id: int, period: Period) -> LayoutView:
    """Return the question whether to skip a report."""
    days = period.start, period.end
    style = discord.ButtonStyle.primary
    buttons = [
        button(say.DO, ids.ConfirmSkipping(guild_id, *days), style),
        button(say.KEEP, ids.KeepReminding(guild_id, *days)),
    ]
    return card(say.ask(period), buttons=buttons)
