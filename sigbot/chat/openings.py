"""What is shown when a meeting opens and closes, and the form of the notices."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import discord
from discord.ui import Modal

from sigbot.chat import custom_ids as ids
from sigbot.chat import minutes_ids
from sigbot.chat.acts import Act, Edit, Place, Post, Thread, Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import button
from sigbot.chat.cards import join_links
from sigbot.chat.forms import Field, form
from sigbot.chat.marks import MARK_LENGTH
from sigbot.chat.replies import CONTENT_LIMIT
from sigbot.domain.bounds import NOTICE_LIMIT
from sigbot.domain.meetings import Meeting
from sigbot.domain.openings import Notices, may_declare
from sigbot.domain.outbox import AnyMessage, Due, MeetingClosed, MeetingOpened, MeetingReminder
from sigbot.services import openings
from sigbot.services.openings import OpeningNews
from sigbot.wording import meetings as say_meetings
from sigbot.wording import minutes as say_minutes
from sigbot.wording import openings as say
from sigbot.wording.safe import clip

ANTITRUST, CONDUCT, RECORDING, DECLARES = "antitrust", "conduct", "recording", "declares"
YES, NO = "yes", "no"


def notices_form(current: Notices | None) -> Modal:
    """Return the form of the notices: what is in force, or the texts that are offered."""
    shown = current or Notices(
        antitrust=say.OFFERED_ANTITRUST,
        conduct=say.OFFERED_CONDUCT,
        recording=say.OFFERED_RECORDING,
    )
    return form(
        say.FORM_TITLE,
        minutes_ids.SaveNotices(),
        [
            Field(ANTITRUST, say.ANTITRUST_LABEL, shown.antitrust, NOTICE_LIMIT),
            Field(CONDUCT, say.CONDUCT_LABEL, shown.conduct, NOTICE_LIMIT),
            Field(RECORDING, say.RECORDING_LABEL, shown.recording, NOTICE_LIMIT),
            Field(
                DECLARES,
                say.DECLARES_LABEL,
                YES if shown.declares else NO,
                options=((YES, say.yes()), (NO, say.NO)),
            ),
        ],
        notice=say.FORM_NOTICE,
    )


def notices_in(answers: Mapping[str, str]) -> Notices:
    """Return the notices that were typed in the form."""
    return Notices(
        antitrust=answers.get(ANTITRUST, ""),
        conduct=answers.get(CONDUCT, ""),
        recording=answers.get(RECORDING, ""),
        declares=answers.get(DECLARES) != NO,
    )


def opening_post(
    bot: SigBot, due: Due[MeetingReminder], meeting: Meeting, words: Words, **more: Any
) -> Post:
    """Return the reminder at the start of a meeting, from which its thread is started."""

    async def opened(place: Place, *, has_thread: bool) -> None:
        now = bot.now()
        await openings.finish_opening(bot.db, due, meeting, place, now, has_thread=has_thread)

    thread = Thread(say.thread_name(meeting), partial(opened, has_thread=True))
    return Post(words, partial(opened, has_thread=False), thread=thread, **more)


def _words(*lines: str, buttons: Any = ()) -> Words:
    text = "\n\n".join(line for line in lines if line)
    return Words(clip(text, CONTENT_LIMIT - MARK_LENGTH), buttons)


async def _opened(bot: SigBot, due: Due[MeetingOpened]) -> Act:
    news = await openings.opening_news(bot.db, due)
    if news is None or bot.now() > news.meeting.closes_at:
        return None

    async def posted(place: Place) -> None:
        await openings.finish_opened(bot.db, due, place[1], bot.now())

    meeting = news.meeting
    check_in = button(say_meetings.CHECK_IN, ids.CheckIn(meeting.id), discord.ButtonStyle.success)
    agenda = button(say.AGENDA_BUTTON, minutes_ids.ShowAgenda(meeting.id))
    buttons = [check_in, agenda, *join_links(meeting, bot.now())]
    words = _words(*say.opened(news.agenda, news.opening, news.for_review), buttons=buttons)
    return _in_its_place(news, words, posted)


def _in_its_place(
    news: OpeningNews, words: Words, posted: Callable[[Place], Awaitable[None]]
) -> Post:
    """Return a message in the thread of a meeting, or without one as a reply in the channel."""
    opening = news.opening
    if opening.thread_id:
        return Post(words, posted, opening.thread_id, in_thread=True)
    return Post(words, posted, opening.place[0], replies_to=opening.place[1])


async def _closed(bot: SigBot, due: Due[MeetingClosed]) -> Act:
    news = await openings.opening_news(bot.db, due)
    if news is None:
        return None
    now, meeting = bot.now(), news.meeting
    if now <= meeting.closes_at:
        await openings.wait_for_end(bot.db, due, meeting, now)
        return None
    notices = news.opening.notices
    declares = may_declare(meeting, now) and (notices is None or notices.declares)
    declare = button(say.I_WAS_THERE, minutes_ids.Declare(meeting.id))
    minutes = button(say_minutes.MINUTES, minutes_ids.ShowMinutes(meeting.id))
    buttons = [declare, minutes] if declares else [minutes]
    words = _words(*say.closed(meeting, declares=declares), buttons=buttons)
    if news.opening.closed_message_id:
        return _closed_again(bot, due, news, words)

    async def posted(place: Place) -> None:
        await openings.finish_closed(bot.db, due, meeting, place[1], bot.now())

    return _in_its_place(news, words, posted)


def _closed_again(bot: SigBot, due: Due[MeetingClosed], news: OpeningNews, words: Words) -> Act:
    """Edit the message that check-in has closed: nobody can say any more that they were there."""

    async def gone() -> None:
        await openings.forget_closed(bot.db, due, news.meeting.id, bot.now())

    place = news.opening.channel_id, news.opening.closed_message_id or 0
    return Edit(words, place, is_current=False, gone=gone)


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    MeetingOpened: _opened,
    MeetingClosed: _closed,
}
"""What each message about the opening of a meeting becomes."""
