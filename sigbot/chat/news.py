"""What each row of the outbox becomes: a new message, an edit, or nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord.ui import Button, LayoutView

from sigbot.chat import discussions, journal, minutes, openings, questions_by_message
from sigbot.chat.acts import NO_FILES, Act, Body, Edit, Place, Post, Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton
from sigbot.chat.cards import (
    card,
    join_links,
    link_button,
    meeting_card,
    reminder_buttons,
    still_coming_buttons,
)
from sigbot.chat.marks import MARK_LENGTH
from sigbot.chat.people import fetch_actor
from sigbot.chat.questions_by_message import direct_post
from sigbot.chat.replies import CONTENT_LIMIT
from sigbot.chat.reports import posted_files
from sigbot.domain.community import Community
from sigbot.domain.outbox import (
    AnyDue,
    AnyMessage,
    CheckClocks,
    ClockWarning,
    DirectNews,
    DirectReminder,
    Due,
    GatherNotices,
    MeetingCancelled,
    MeetingCard,
    MeetingMoved,
    MeetingRefresh,
    MeetingReminder,
    MeetingRepeated,
    MeetingRestored,
    OrganizerNotice,
    ReminderCorrection,
    ReportPublished,
    RotationAdopted,
    Unreadable,
    UnreadableMessageError,
    ZonesWanted,
    split_call,
)
from sigbot.later import later
from sigbot.services import clocks, notices, outbox
from sigbot.services.news import (
    ChangeNews,
    MeetingNews,
    ReminderNews,
    change_news,
    clock_news,
    correction_news,
    meeting_news,
    notice_news,
    own_dates,
    reminder_news,
    report_news,
    rotation_news,
    zones_news,
)
from sigbot.services.openings import opens_meeting
from sigbot.wording import agenda as say_agenda
from sigbot.wording import changes as say_changes
from sigbot.wording import reminders as say
from sigbot.wording.safe import clip

if TYPE_CHECKING:
    from sigbot.wording import adoption as say_adoption
    from sigbot.wording import clocks as say_clocks
    from sigbot.wording import notices as say_notices
    from sigbot.wording import reports as say_reports
else:
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


def _words(*lines: str, buttons: Sequence[CardButton | Button[LayoutView]] = ()) -> Words:
    """Return a message of plain text; empty lines are left out."""
    text = "\n".join(line for line in lines if line)
    return Words(clip(text, CONTENT_LIMIT - MARK_LENGTH), buttons)


def _news(
    bot: SigBot,
    due: AnyDue,
    words: Words,
    channel_id: int | None,
    files: Sequence[discord.File] = NO_FILES,
) -> Post:
    async def posted(_: Place) -> None:
        await outbox.finish_posted(bot.db, due, bot.now())

    return Post(words, posted, channel_id, files=files)


async def _card(bot: SigBot, due: Due[MeetingCard]) -> Act:
    now = bot.now()
    news = await meeting_news(bot.db, due, now)
    if news is None:
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_card(bot.db, due, news.meeting, place, bot.now())

    return Post(meeting_card(news.meeting, now), posted, news.community.announcements_channel_id)


async def _refreshed_card(bot: SigBot, due: Due[MeetingRefresh]) -> Act:
    now = bot.now()
    news = await meeting_news(bot.db, due, now)
    if news is None or news.card is None:
        return None

    async def gone() -> None:
        await outbox.forget_card(bot.db, due, bot.now())

    view = meeting_card(news.meeting, now)
    return Edit(view, news.card, news.community.announcements_channel_id == news.card[0], gone)


async def _reminder(bot: SigBot, due: Due[MeetingReminder]) -> Act:
    now = bot.now()
    news = await reminder_news(bot.db, due, now)
    if news is None:
        return None

    async def posted(place: Place) -> None:
        await outbox.finish_reminder(bot.db, due, news.meeting, place, bot.now())

    words = _words(
        say.heading(news.meeting, news.timing),
        say.body(news.meeting),
        say_agenda.in_reminder(news.points),
        say.agenda(news.papers),
        say.lateness(news.timing),
        say.ping(news.role_id),
        buttons=reminder_buttons(news.meeting, now),
    )
    channel_id, role_id = news.community.announcements_channel_id, news.role_id
    if opens_meeting(due, news.meeting):
        place = {"channel_id": channel_id, "role_id": role_id}
        return openings.opening_post(bot, due, news.meeting, words, **place)
    return Post(words, posted, channel_id, role_id=role_id)


async def _corrected_reminder(bot: SigBot, due: Due[ReminderCorrection]) -> Act:
    now = bot.now()
    news = await correction_news(bot.db, due, now)
    if news is None:
        return None

    async def gone() -> None:
        await outbox.forget_reminder(bot.db, due, bot.now())

    heading = say.corrected(news.meeting, news.announced_start, news.timing)
    body = say.body(news.meeting)
    agenda = say.agenda(news.papers) if body else ""
    lines = heading, body, agenda, say.ping(news.role_id)
    buttons = reminder_buttons(news.meeting, now) if news.is_newest else []
    made: Body = _words(*lines, buttons=buttons) if news.is_plain else card(*lines, buttons=buttons)
    channel_id = news.community.announcements_channel_id
    return Edit(made, news.message, channel_id == news.message[0], gone)


async def _direct_reminder(bot: SigBot, due: Due[DirectReminder]) -> Act:
    now = bot.now()
    news = await reminder_news(bot.db, due, now)
    if news is None:
        return None
    turns, zone = await own_dates(bot.db, due, news.meeting, now)
    words = _words(
        say.heading(news.meeting, news.timing, zone),
        say.body(news.meeting),
        say.agenda(news.papers),
        say.lateness(news.timing),
        say_adoption.your_dates(turns, zone),
        say.direct_foot(news.community.name),
        buttons=[*join_links(news.meeting, now), _link(news)],
    )
    return direct_post(bot, due, words)


def _link(news: MeetingNews | ReminderNews | ChangeNews) -> Button[LayoutView]:
    """Return a button that opens the meeting's card, or the server while there is no card."""
    guild_id = news.community.guild_id
    if news.card:
        return link_button(say.OPEN_CARD, say.card_address(guild_id, news.card))
    return link_button(say.OPEN_SERVER, say.server_address(guild_id))


async def _direct_news(bot: SigBot, due: Due[DirectNews]) -> Act:
    news = await change_news(bot.db, due, bot.now())
    if news is None:
        return None
    turns, zone = await own_dates(bot.db, due, news.meeting, bot.now())
    asks = due.message.asks and not news.meeting.is_cancelled
    count = due.message.count
    notice = (
        say_changes.restore_notice(news.meeting, count, zone, asks=asks)
        if due.message.restored
        else say_changes.change_notice(
            news.meeting, count, news.following, zone, news.before, asks=asks
        )
    )
    words = _words(
        notice,
        say_adoption.your_dates(turns, zone),
        say.direct_foot(news.community.name),
        buttons=[*(still_coming_buttons(news.meeting.id) if asks else ()), _link(news)],
    )
    return direct_post(bot, due, words)


async def _cancelled(bot: SigBot, due: Due[MeetingCancelled]) -> Act:
    news = await change_news(bot.db, due, bot.now())
    if news is None:
        return None
    count, following = due.message.count, news.following
    text = say_changes.cancel_notice(news.meeting, count, following, before=news.before)
    return _calling(bot, due, news.community, text)


async def _moved(bot: SigBot, due: Due[MeetingMoved]) -> Act:
    news = await change_news(bot.db, due, bot.now())
    if news is None:
        return None
    message, asks = due.message, due.message.asks and due.message.called.has_going
    text = say_changes.move_notice(news.meeting, message.before, message.count, asks=asks)
    links = [_link(news)] if news.card else []
    return _calling(bot, due, news.community, text, links, asks=news.meeting.id if asks else 0)


def _calling(
    bot: SigBot,
    due: Due[MeetingCancelled] | Due[MeetingMoved] | Due[MeetingRestored] | Due[RotationAdopted],
    community: Community,
    text: str,
    links: Sequence[Button[LayoutView]] = (),
    asks: int = 0,
) -> Post:
    """Return news that mentions as many people as fit into it; the rest is for a reply.

    A crowd is called by its role. `asks` is the meeting of which those who said Going are asked
    whether they still come; 0 where nobody is asked.
    """
    most = CONTENT_LIMIT - MARK_LENGTH - say_changes.CALL_ROOM
    text = clip(text, most)
    called, rest = split_call(due.message.called, most - len(text))
    is_back = isinstance(due.message, MeetingRestored)
    role_id = community.ping_role_id if called.is_crowd else None

    async def posted(place: Place) -> None:
        await outbox.finish_calling(bot.db, due, rest, place[1], bot.now())

    return Post(
        _words(
            text,
            say_changes.call(called, role_id, asks=bool(asks), is_back=is_back),
            buttons=[*(still_coming_buttons(asks) if asks else ()), *links],
        ),
        posted,
        community.announcements_channel_id,
        role_id=role_id,
        people=called.people,
        replies_to=called.replies_to or None,
    )


async def _restored(bot: SigBot, due: Due[MeetingRestored]) -> Act:
    news = await meeting_news(bot.db, due, bot.now())
    if news is None:
        return None
    asks = due.message.asks and due.message.called.has_going
    text = say_changes.restore_notice(news.meeting, due.message.count, asks=asks)
    links = [_link(news)] if news.card else []
    return _calling(bot, due, news.community, text, links, asks=news.meeting.id if asks else 0)


async def _repeated(bot: SigBot, due: Due[MeetingRepeated]) -> Act:
    news = await meeting_news(bot.db, due, bot.now())
    if news is None:
        return None
    words = _words(say_changes.repeat_notice(news.meeting))
    return _news(bot, due, words, news.community.announcements_channel_id)


async def _clock_change(bot: SigBot, due: Due[ClockWarning]) -> Act:
    news = await clock_news(bot.db, due, bot.now())
    if news is None:
        return None
    words = _words(*say_clocks.warning(news.title, news.change, news.common))
    return _news(bot, due, words, news.community.announcements_channel_id)


async def _check_clocks(bot: SigBot, due: Due[CheckClocks]) -> Act:
    await clocks.check_clocks(bot.db, due, bot.now())
    return None


async def _rotation(bot: SigBot, due: Due[RotationAdopted]) -> Act:
    news = await rotation_news(bot.db, due, bot.now())
    if news is None:
        return None
    asks = due.message.asks and due.message.called.has_going
    heading, text = say_adoption.news(news)
    lines = [heading, *([say_changes.STILL_COMING] if asks else []), text]
    meeting = news.ahead[0].id if asks else 0
    return _calling(bot, due, news.community, "\n".join(lines), asks=meeting)


async def _zones(bot: SigBot, due: Due[ZonesWanted]) -> Act:
    community = await zones_news(bot.db, due)
    if community is None:
        return None
    return _news(bot, due, _words(say_adoption.ZONES_WANTED), community.announcements_channel_id)


async def _report(bot: SigBot, due: Due[ReportPublished]) -> Act:
    news = await report_news(bot.db, due)
    if news is None:
        return None
    files = await posted_files(news.data, news.period)
    words = _words(*say_reports.announcement(news.data, due.message.replaces))
    return _news(bot, due, words, news.community.announcements_channel_id, files)


async def _gather(bot: SigBot, due: Due[GatherNotices]) -> Act:
    await notices.gather(bot.db, due, bot.now())
    return None


async def _notice(bot: SigBot, due: Due[OrganizerNotice]) -> Act:
    reader = await fetch_actor(bot, due.guild_id, due.message.to)
    news = await notice_news(bot.db, due, reader)
    if news is None:
        return None
    text = say_notices.message(news.community.name, news.notices)
    link = link_button(say.OPEN_SERVER, say.server_address(news.community.guild_id))
    return direct_post(bot, due, _words(text, say_notices.FOOT, buttons=[link]))


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    MeetingCard: _card,
    MeetingRefresh: _refreshed_card,
    MeetingReminder: _reminder,
    ReminderCorrection: _corrected_reminder,
    DirectReminder: _direct_reminder,
    DirectNews: _direct_news,
    MeetingCancelled: _cancelled,
    MeetingMoved: _moved,
    MeetingRestored: _restored,
    MeetingRepeated: _repeated,
    ClockWarning: _clock_change,
    CheckClocks: _check_clocks,
    RotationAdopted: _rotation,
    ZonesWanted: _zones,
    ReportPublished: _report,
    GatherNotices: _gather,
    OrganizerNotice: _notice,
    **questions_by_message.COMPOSERS,
    **journal.COMPOSERS,
    **minutes.COMPOSERS,
    **openings.COMPOSERS,
    **discussions.COMPOSERS,
}
