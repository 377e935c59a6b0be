"""What each row of the outbox becomes: a message, an edit, or nothing any more."""

import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord.ui import LayoutView

from sigbot.chat.bot import SigBot
from sigbot.chat.cards import GAP, card, link_button, meeting_card, reminder_card
from sigbot.chat.people import actor_from
from sigbot.documents.reports import report_document, report_file_name
from sigbot.domain.community import Community, may_organize
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox.delivery import (
    CANCELLED,
    CARD,
    CLOCKS,
    CORRECTION,
    DIRECT,
    DIRECT_NEWS,
    GATHER,
    MOVED,
    NOTICE,
    PUBLISHED,
    REFRESH,
    REMINDER,
    ROTATION,
    Due,
)
from sigbot.domain.reminders import timing
from sigbot.services import adoption, clocks, notices, outbox
from sigbot.services.outbox import MeetingNews, ReminderNews
from sigbot.wording import adoption as say_adoption
from sigbot.wording import changes as say_changes
from sigbot.wording import clocks as say_clocks
from sigbot.wording import notices as say_notices
from sigbot.wording import reminders as say
from sigbot.wording import reports as say_reports

Place = tuple[int, int]
"""(channel id, message id)"""

NO_FILES: Sequence[discord.File] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A new message: in the channel `channel_id` (None: none was chosen yet), or with `to` for one
    person alone. `posted` notes where it is. Only the role `pings` is told of it."""

    view: LayoutView
    posted: Callable[[Place], Awaitable[None]]
    channel_id: int | None = None
    to: int | None = None
    files: Sequence[discord.File] = NO_FILES
    pings: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The message at `place` shall look like `view`. `is_current` says that it is in the channel
    where news go today."""

    view: LayoutView
    place: Place
    is_current: bool


Act = Post | Edit | None
"""None: nothing is to be said any more."""


async def compose(bot: SigBot, due: Due) -> Act:
    """What is to be done about a row, as things are now."""
    return await _COMPOSERS[due.topic](bot, due)


def _news(
    bot: SigBot,
    due: Due,
    view: LayoutView,
    channel_id: int | None,
    files: Sequence[discord.File] = NO_FILES,
) -> Post:
    async def posted(_: Place) -> None:
        await outbox.finish_posted(bot.db, due, bot.now())

    return Post(view, posted, channel_id, files=files)


def _direct(bot: SigBot, due: Due, view: LayoutView) -> Post:
    async def posted(_: Place) -> None:
        await outbox.finish(bot.db, due, bot.now())

    return Post(view, posted, to=int(due.payload["to"]))


async def _card(bot: SigBot, due: Due) -> Act:
    news = await outbox.meeting_news(bot.db, due)
    now = bot.now()
    if not news or news.meeting.is_cancelled or news.card or now > news.meeting.closes_at:
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_card(bot.db, due, news.meeting, place, bot.now())

    channel_id = news.community.announcements_channel_id
    return Post(meeting_card(news.meeting, now), posted, channel_id)


async def _refreshed_card(bot: SigBot, due: Due) -> Act:
    news = await outbox.meeting_news(bot.db, due)
    if not news or not news.card:
        return None
    return _edit(meeting_card(news.meeting, bot.now()), news.card, news.community)


def _edit(view: LayoutView, place: Place, community: Community) -> Edit:
    return Edit(view, place, community.announcements_channel_id == place[0])


async def _reminder(bot: SigBot, due: Due) -> Act:
    news = await outbox.reminder_news(bot.db, due, bot.now())
    if news is None:
        return None
    if news.timing.state == "over":
        await notices.note_missed(bot.db, due, news.meeting, bot.now())
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_reminder(bot.db, due, news.meeting, place, bot.now())

    view = reminder_card(
        news.meeting,
        bot.now(),
        say.ping(news.role_id),
        say.heading(news.meeting, news.timing),
    )
    channel_id = news.community.announcements_channel_id
    return Post(view, posted, channel_id, pings=news.role_id)


async def _corrected_reminder(bot: SigBot, due: Due) -> Act:
    news = await outbox.correction_news(bot.db, due)
    if news is None or bot.now() > news.meeting.ends_at:
        return None
    now = bot.now()
    heading = say.corrected(news.meeting, news.announced_start, timing(news.meeting, now, now))
    view = reminder_card(news.meeting, now, heading)
    return _edit(view, news.message, news.community)


async def _direct_reminder(bot: SigBot, due: Due) -> Act:
    news = await outbox.reminder_news(bot.db, due, bot.now())
    if news is None or news.timing.state == "over":
        return None
    view = card(
        say.heading(news.meeting, news.timing),
        say.body(news.meeting),
        await _own_dates(bot, due, news.meeting),
        say.direct_foot(news.community.name),
        links=_links(news),
    )
    return _direct(bot, due, view)


def _links(news: MeetingNews | ReminderNews) -> list[discord.ui.Button[LayoutView]]:
    if not news.card:
        return []
    address = say.card_address(news.community.guild_id, news.card)
    return [link_button(say.OPEN_CARD, address)]


async def _direct_news(bot: SigBot, due: Due) -> Act:
    news = await outbox.meeting_news(bot.db, due)
    if news is None or bot.now() > news.meeting.ends_at:
        return None
    foot = say.direct_foot(news.community.name)
    text = say_changes.direct_news(news.meeting, int(due.payload["count"]))
    dates = await _own_dates(bot, due, news.meeting)
    return _direct(bot, due, card(text, dates, foot, links=_links(news)))


async def _own_dates(bot: SigBot, due: Due, meeting: Meeting) -> str:
    """The next dates of a series at rotating times, on the clock of whoever it goes to."""
    return say_adoption.your_dates(*await outbox.own_dates(bot.db, due, meeting, bot.now()))


async def _cancelled(bot: SigBot, due: Due) -> Act:
    news = await outbox.meeting_news(bot.db, due)
    if news is None or bot.now() > news.meeting.ends_at:
        return None
    text = say_changes.cancel_notice(news.meeting, int(due.payload["count"]))
    return _news(bot, due, card(text), news.community.announcements_channel_id)


async def _moved(bot: SigBot, due: Due) -> Act:
    news = await outbox.meeting_news(bot.db, due)
    if news is None or news.meeting.is_cancelled or bot.now() > news.meeting.ends_at:
        return None
    before = datetime.fromisoformat(str(due.payload["from"]))
    text = say_changes.move_notice(news.meeting, before, int(due.payload["count"]))
    view = card(text, links=_links(news))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _clock_change(bot: SigBot, due: Due) -> Act:
    news = await clocks.clock_news(bot.db, due, bot.now())
    if news is None:
        return None
    view = card(*say_clocks.warning(news.title, news.change))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _rotation(bot: SigBot, due: Due) -> Act:
    news = await adoption.rotation_news(bot.db, due, bot.now())
    if news is None:
        return None
    view = card(*say_adoption.news(news))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _report(bot: SigBot, due: Due) -> Act:
    news = await outbox.report_news(bot.db, due)
    if news is None:
        return None
    files = [
        discord.File(
            io.BytesIO(report_document(news.data, extension).encode()),
            report_file_name(news.period, extension),
        )
        for extension in ("md", "json")
    ]
    blocks = (
        say_reports.announced(news.data),
        GAP,
        say_reports.key_figures(news.data),
        say_reports.average_lines(news.data),
    )
    view = card(*blocks, files=files)
    return _news(bot, due, view, news.community.announcements_channel_id, files)


async def _gather(bot: SigBot, due: Due) -> Act:
    await notices.gather(bot.db, due, bot.now())
    return None


async def _notice(bot: SigBot, due: Due) -> Act:
    news = await notices.notice_news(bot.db, due)
    if news is None or not await _organizes(bot, due, news.community.organizer_role_id):
        return None
    text = say_notices.message(news.community.name, news.notices)
    return _direct(bot, due, card(text, say_notices.FOOT))


async def _organizes(bot: SigBot, due: Due, role_id: int | None) -> bool:
    """Whoever organized once may have left since."""
    guild = bot.get_guild(due.guild_id)
    if guild is None:
        msg = f"guild {due.guild_id} is not known yet, or any more"
        raise LookupError(msg)
    try:
        member = await guild.fetch_member(int(due.payload["to"]))
    except discord.NotFound:
        return False
    return may_organize(role_id, actor_from(member))


_COMPOSERS: dict[str, Callable[[SigBot, Due], Awaitable[Act]]] = {
    CARD: _card,
    REFRESH: _refreshed_card,
    REMINDER: _reminder,
    CORRECTION: _corrected_reminder,
    DIRECT: _direct_reminder,
    DIRECT_NEWS: _direct_news,
    CANCELLED: _cancelled,
    MOVED: _moved,
    CLOCKS: _clock_change,
    ROTATION: _rotation,
    PUBLISHED: _report,
    GATHER: _gather,
    NOTICE: _notice,
}
