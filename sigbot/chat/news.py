"""What each row of the outbox becomes: a new message, an edit, or nothing."""

import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord.ui import LayoutView

from sigbot.chat.acts import NO_FILES, Act, Edit, Place, Post
from sigbot.chat.bot import SigBot
from sigbot.chat.cards import GAP, card, link_button, meeting_card, reminder_card
from sigbot.chat.people import actor_from
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.outbox import (
    AnyDue,
    AnyMessage,
    CheckClocks,
    ClockWarning,
    Direct,
    DirectNews,
    DirectReminder,
    Due,
    GatherNotices,
    MeetingCancelled,
    MeetingCard,
    MeetingMoved,
    MeetingRefresh,
    MeetingReminder,
    OrganizerNotice,
    ReminderCorrection,
    ReportPublished,
    RotationAdopted,
    Unreadable,
    UnreadableMessageError,
)
from sigbot.later import later
from sigbot.services import clocks, notices, outbox
from sigbot.services.news import (
    MeetingNews,
    ReminderNews,
    clock_news,
    correction_news,
    meeting_news,
    notice_news,
    own_dates,
    reminder_news,
    report_news,
    rotation_news,
)
from sigbot.wording import changes as say_changes
from sigbot.wording import reminders as say

if TYPE_CHECKING:
    from sigbot.documents import reports as documents
    from sigbot.domain import report_data
    from sigbot.wording import adoption as say_adoption
    from sigbot.wording import clocks as say_clocks
    from sigbot.wording import notices as say_notices
    from sigbot.wording import reports as say_reports
else:
    documents = later("sigbot.documents.reports")
    report_data = later("sigbot.domain.report_data")
    say_adoption = later("sigbot.wording.adoption")
    say_clocks = later("sigbot.wording.clocks")
    say_notices = later("sigbot.wording.notices")
    say_reports = later("sigbot.wording.reports")


async def compose(bot: SigBot, due: AnyDue) -> Act:
    """Return what has to be done about a row at this moment; None if it is no news any more.

    Raises UnreadableMessageError for a row that this version cannot read.
    """
    if isinstance(due.message, Unreadable):
        raise UnreadableMessageError(due.message.reason)
    return await COMPOSERS[type(due.message)](bot, due)


def _news(
    bot: SigBot,
    due: AnyDue,
    view: LayoutView,
    channel_id: int | None,
    files: Sequence[discord.File] = NO_FILES,
) -> Post:
    async def posted(_: Place) -> None:
        await outbox.finish_posted(bot.db, due, bot.now())

    return Post(view, posted, channel_id, files=files)


def _direct(bot: SigBot, due: Due[Direct], view: LayoutView) -> Post:
    async def posted(_: Place) -> None:
        await outbox.finish(bot.db, due, bot.now())

    return Post(view, posted, to=due.message.to)


async def _card(bot: SigBot, due: Due[MeetingCard]) -> Act:
    now = bot.now()
    news = await meeting_news(bot.db, due, now)
    if news is None:
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_card(bot.db, due, news.meeting, place, bot.now())

    channel_id = news.community.announcements_channel_id
    return Post(meeting_card(news.meeting, now), posted, channel_id)


async def _refreshed_card(bot: SigBot, due: Due[MeetingRefresh]) -> Act:
    now = bot.now()
    news = await meeting_news(bot.db, due, now)
    if news is None or news.card is None:
        return None

    async def gone() -> None:
        await outbox.forget_card(bot.db, due, bot.now())

    view = meeting_card(news.meeting, now)
    return Edit(view, news.card, _is_current(news.community, news.card), gone)


def _is_current(community: Community, place: Place) -> bool:
    return community.announcements_channel_id == place[0]


async def _reminder(bot: SigBot, due: Due[MeetingReminder]) -> Act:
    now = bot.now()
    news = await reminder_news(bot.db, due, now)
    if news is None:
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_reminder(bot.db, due, news.meeting, place, bot.now())

    heading = say.heading(news.meeting, news.timing)
    view = reminder_card(news.meeting, now, say.ping(news.role_id), heading)
    channel_id = news.community.announcements_channel_id
    return Post(view, posted, channel_id, pings=news.role_id)


async def _corrected_reminder(bot: SigBot, due: Due[ReminderCorrection]) -> Act:
    now = bot.now()
    news = await correction_news(bot.db, due, now)
    if news is None:
        return None

    async def gone() -> None:
        await outbox.forget_reminder(bot.db, due, bot.now())

    heading = say.corrected(news.meeting, news.announced_start, news.timing)
    view = reminder_card(news.meeting, now, heading)
    return Edit(view, news.message, _is_current(news.community, news.message), gone)


async def _direct_reminder(bot: SigBot, due: Due[DirectReminder]) -> Act:
    news = await reminder_news(bot.db, due, bot.now())
    if news is None:
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


async def _direct_news(bot: SigBot, due: Due[DirectNews]) -> Act:
    news = await meeting_news(bot.db, due, bot.now())
    if news is None:
        return None
    foot = say.direct_foot(news.community.name)
    text = say_changes.direct_news(news.meeting, due.message.count)
    dates = await _own_dates(bot, due, news.meeting)
    return _direct(bot, due, card(text, dates, foot, links=_links(news)))


async def _own_dates(bot: SigBot, due: Due[DirectReminder | DirectNews], meeting: Meeting) -> str:
    """Return the next dates of a rotating series, in the zone of the person; "" for none."""
    return say_adoption.your_dates(*await own_dates(bot.db, due, meeting, bot.now()))


async def _cancelled(bot: SigBot, due: Due[MeetingCancelled]) -> Act:
    news = await meeting_news(bot.db, due, bot.now())
    if news is None:
        return None
    text = say_changes.cancel_notice(news.meeting, due.message.count)
    return _news(bot, due, card(text), news.community.announcements_channel_id)


async def _moved(bot: SigBot, due: Due[MeetingMoved]) -> Act:
    news = await meeting_news(bot.db, due, bot.now())
    if news is None:
        return None
    text = say_changes.move_notice(news.meeting, due.message.before, due.message.count)
    view = card(text, links=_links(news))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _clock_change(bot: SigBot, due: Due[ClockWarning]) -> Act:
    news = await clock_news(bot.db, due, bot.now())
    if news is None:
        return None
    view = card(*say_clocks.warning(news.title, news.change))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _check_clocks(bot: SigBot, due: Due[CheckClocks]) -> Act:
    await clocks.check_clocks(bot.db, due, bot.now())
    return None


async def _rotation(bot: SigBot, due: Due[RotationAdopted]) -> Act:
    news = await rotation_news(bot.db, due, bot.now())
    if news is None:
        return None
    view = card(*say_adoption.news(news))
    return _news(bot, due, view, news.community.announcements_channel_id)


async def _report(bot: SigBot, due: Due[ReportPublished]) -> Act:
    news = await report_news(bot.db, due)
    if news is None:
        return None
    files = [
        discord.File(
            io.BytesIO(documents.report_document(news.data, extension).encode()),
            documents.report_file_name(news.period, extension),
        )
        for extension in report_data.ReportFormat
    ]
    blocks = (
        say_reports.announced(news.data),
        GAP,
        say_reports.key_figures(news.data),
        say_reports.average_lines(news.data),
    )
    view = card(*blocks, files=files)
    return _news(bot, due, view, news.community.announcements_channel_id, files)


async def _gather(bot: SigBot, due: Due[GatherNotices]) -> Act:
    await notices.gather(bot.db, due, bot.now())
    return None


async def _notice(bot: SigBot, due: Due[OrganizerNotice]) -> Act:
    reader = await _member(bot, due.guild_id, due.message.to)
    news = await notice_news(bot.db, due, reader)
    if news is None:
        return None
    text = say_notices.message(news.community.name, news.notices)
    return _direct(bot, due, card(text, say_notices.FOOT))


async def _member(bot: SigBot, guild_id: int, discord_id: int) -> Actor | None:
    """Return a member with their rights of today, None for someone who has left."""
    guild = bot.get_guild(guild_id)
    if guild is None:
        msg = f"guild {guild_id} is not known yet, or any more"
        raise LookupError(msg)
    try:
        return actor_from(await guild.fetch_member(discord_id))
    except discord.NotFound:
        return None


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    MeetingCard: _card,
    MeetingRefresh: _refreshed_card,
    MeetingReminder: _reminder,
    ReminderCorrection: _corrected_reminder,
    DirectReminder: _direct_reminder,
    DirectNews: _direct_news,
    MeetingCancelled: _cancelled,
    MeetingMoved: _moved,
    ClockWarning: _clock_change,
    CheckClocks: _check_clocks,
    RotationAdopted: _rotation,
    ReportPublished: _report,
    GatherNotices: _gather,
    OrganizerNotice: _notice,
}
"""A function for each kind of message; it takes only rows of its kind."""
