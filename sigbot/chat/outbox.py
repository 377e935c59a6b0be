"""Saying what is due: every row of the outbox becomes one message or one edit."""

import io
import logging
from collections.abc import Awaitable, Callable

import discord

from sigbot.chat.bot import SigBot
from sigbot.chat.cards import GAP, card, meeting_card
from sigbot.documents.reports import report_document, report_file_name
from sigbot.domain.outbox import Due
from sigbot.services import outbox
from sigbot.services.meetings import CANCELLED, CARD, REFRESH
from sigbot.services.reports import PUBLISHED
from sigbot.wording import meetings as say
from sigbot.wording import outbox as say_why
from sigbot.wording import reports as say_reports

NOBODY = discord.AllowedMentions.none()

log = logging.getLogger(__name__)


class CannotBeSaidError(Exception):
    """It will not get better by itself; the text is for organizers."""


async def deliver_due(bot: SigBot, holder: str) -> int:
    """Say everything that is due, one row after the other; how many rows were handled.

    A row that fails is put off or set aside, and never holds up the others.
    """
    handled = 0
    while rows := await outbox.take_due(bot.db, bot.now(), holder):
        for due in rows:
            await _deliver(bot, due)
            handled += 1
    return handled


async def _deliver(bot: SigBot, due: Due) -> None:
    try:
        await _HANDLERS[due.topic](bot, due)
    except CannotBeSaidError as error:
        await outbox.give_up(bot.db, due, str(error), bot.now())
    except (discord.Forbidden, discord.NotFound) as error:
        await outbox.give_up(bot.db, due, say_why.refused(error.code), bot.now())
    except Exception as error:  # noqa: BLE001  (nothing that fails may stop the loop)
        log.warning("outbox row %d (%s) failed: %r", due.id, due.topic, error)
        reason = say_why.failed(type(error).__name__)
        await outbox.try_later(bot.db, due, reason, bot.now())


def _channel(bot: SigBot, channel_id: int | None) -> discord.PartialMessageable:
    if channel_id is None:
        raise CannotBeSaidError(say_why.NO_CHANNEL)
    return bot.get_partial_messageable(channel_id)


async def _post_card(bot: SigBot, due: Due) -> None:
    news = await outbox.meeting_news(bot.db, due)
    if news is None or news.meeting.is_cancelled or news.card:
        await outbox.finish(bot.db, due, bot.now())
        return
    channel = _channel(bot, news.community.announcements_channel_id)
    message = await channel.send(view=meeting_card(news.meeting, bot.now()), nonce=due.nonce)
    await outbox.finish_card(bot.db, due, news.meeting, channel.id, message.id, bot.now())


async def _refresh_card(bot: SigBot, due: Due) -> None:
    news = await outbox.meeting_news(bot.db, due)
    if news and news.card:
        channel_id, message_id = news.card
        message = _channel(bot, channel_id).get_partial_message(message_id)
        await message.edit(view=meeting_card(news.meeting, bot.now()), allowed_mentions=NOBODY)
    await outbox.finish(bot.db, due, bot.now())


async def _announce_cancelled(bot: SigBot, due: Due) -> None:
    news = await outbox.meeting_news(bot.db, due)
    if news:
        text = say.cancel_notice(news.meeting, int(due.payload["count"]))
        channel = _channel(bot, news.community.announcements_channel_id)
        await channel.send(view=card(text), nonce=due.nonce)
    await outbox.finish(bot.db, due, bot.now())


async def _announce_report(bot: SigBot, due: Due) -> None:
    news = await outbox.report_news(bot.db, due)
    if news:
        files = [
            discord.File(
                io.BytesIO(report_document(news.data, extension).encode()),
                report_file_name(news.period, extension),
            )
            for extension in ("md", "json")
        ]
        channel = _channel(bot, news.community.announcements_channel_id)
        blocks = (
            say_reports.announced(news.data),
            GAP,
            say_reports.key_figures(news.data),
            say_reports.average_lines(news.data),
        )
        await channel.send(view=card(*blocks, files=files), files=files, nonce=due.nonce)
    await outbox.finish(bot.db, due, bot.now())


_HANDLERS: dict[str, Callable[[SigBot, Due], Awaitable[None]]] = {
    CARD: _post_card,
    REFRESH: _refresh_card,
    CANCELLED: _announce_cancelled,
    PUBLISHED: _announce_report,
}
