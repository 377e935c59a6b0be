"""What is shown of minutes, of action items, and of answers to questions that were asked ahead."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import minutes_ids as ids
from sigbot.chat.acts import NO_FILES, Act, Edit, Place, Post, Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card, link_button
from sigbot.chat.forms import Field, form
from sigbot.chat.marks import MARK_LENGTH
from sigbot.chat.questions_by_message import direct_post
from sigbot.chat.replies import CONTENT_LIMIT
from sigbot.domain.amendments import Publishing, ShownMinutes
from sigbot.domain.bounds import NOTE_LIMIT
from sigbot.domain.minutes import MeetingOutcome, MinutesFormat, MinutesState
from sigbot.domain.outbox import (
    LONGEST_MENTION,
    AnyMessage,
    CheckPromises,
    Due,
    MinutesForYou,
    MinutesPublished,
    MissingMinutes,
    NamedInMinutes,
    PromisesDue,
    QuestionAnswered,
    split_call,
)
from sigbot.domain.promises import Promise, Promises, PromiseState
from sigbot.later import later
from sigbot.services import agenda, minutes_news, outbox, promises
from sigbot.wording import agenda as say_agenda
from sigbot.wording import lists as say_lists
from sigbot.wording import minutes as say
from sigbot.wording import promises as say_promises
from sigbot.wording import reminders as say_reminders
from sigbot.wording import times
from sigbot.wording.safe import clip

if TYPE_CHECKING:
    from sigbot.documents import minutes as documents
else:
    documents = later("sigbot.documents.minutes")

TEXT = "text"
GREEN = discord.ButtonStyle.success


def minutes_file(shown: ShownMinutes, format_: MinutesFormat) -> discord.File:
    """Return the minutes as a file."""
    content = documents.minutes_document(shown.minutes, format_)
    return discord.File(BytesIO(content), documents.minutes_file_name(shown.minutes, format_))


def minutes_card(shown: ShownMinutes, *files: discord.File) -> LayoutView:
    """Return the minutes in short, with what this person can do: the next step first."""
    is_cancelled = shown.meeting.is_cancelled
    organizers = _organizers_buttons(shown) if shown.organizes and not is_cancelled else []
    return card(
        say.title(shown.meeting),
        say.state(shown),
        *say.blocks(shown, has_file=bool(files)),
        *(say.for_organizers(shown) if shown.organizes else ()),
        buttons=[*organizers, *_buttons(shown)],
        files=files,
    )


def _organizers_buttons(shown: ShownMinutes) -> list[CardButton]:
    meeting, state = shown.meeting.id, shown.record.state
    waiting = shown.open_amendments
    settle = [button(say.SETTLE, ids.SettleCorrection(meeting, each.id)) for each in waiting[:1]]
    if state is MinutesState.PUBLISHED:
        return settle
    if state is MinutesState.APPROVED:
        return [button(say.PUBLISH_NOW, ids.AskToPublish(meeting), GREEN), *settle]
    if _waits_for_notes(shown):
        return [*_outcomes(shown), button(say.PUBLISH, ids.AskToPublish(meeting)), *settle]
    review = [button(say.REVIEW, ids.OfferReview(meeting))]
    return [
        button(say.PUBLISH, ids.AskToPublish(meeting), GREEN),
        *(review if state is MinutesState.DRAFT else ()),
        button(say.APPROVE, ids.ApproveMinutes(meeting)),
        *_outcomes(shown),
        *settle,
    ]


def _waits_for_notes(shown: ShownMinutes) -> bool:
    """Whether notes are the next step: the meeting was held, and nothing is noted yet."""
    minutes, state = shown.minutes, shown.record.state
    is_held = minutes.outcome is MeetingOutcome.HELD
    return is_held and state is MinutesState.DRAFT and not minutes.has_notes


def _outcomes(shown: ShownMinutes) -> list[CardButton]:
    """Return what an organizer can say became of the meeting, where there are no notes."""
    if shown.meeting.is_cancelled or shown.minutes.topics:
        return []
    offered = {
        MeetingOutcome.HELD: say.HELD,
        MeetingOutcome.NO_QUORUM: say.NO_QUORUM,
        MeetingOutcome.NOTHING_RECORDED: say.NOTHING,
    }
    return [
        button(label, ids.ChooseOutcome(shown.meeting.id, outcome))
        for outcome, label in offered.items()
        if outcome is not shown.minutes.outcome
    ]


def _buttons(shown: ShownMinutes) -> list[CardButton]:
    """Return what everybody can do."""
    meeting, settled = shown.meeting.id, shown.record.is_settled
    label = say.ADD_ERRATUM if settled else say.CORRECT
    has_text = not (shown.meeting.is_cancelled or _waits_for_notes(shown))
    may_correct = shown.organizes if settled else has_text
    correct = [button(label, ids.CorrectMinutes(meeting))] if may_correct else []
    leave = [button(say.LEAVE_OUT, ids.LeaveNameOut(meeting))] if shown.is_named else []
    is_published = shown.record.state is MinutesState.PUBLISHED
    caught_up = [button(say.CAUGHT_UP, ids.CatchUp(meeting), GREEN)]
    return [*(caught_up if is_published and not shown.was_there else ()), *correct, *leave]


def publishing_card(publishing: Publishing) -> LayoutView:
    """Return the question whether to publish minutes."""
    meeting = publishing.meeting.id
    buttons = [
        button(say.PUBLISH_NOW, ids.PublishMinutes(meeting), GREEN),
        button(say.KEEP, ids.ShowMinutes(meeting)),
    ]
    return card(*say.question(publishing), buttons=buttons)


def correction_form(shown: ShownMinutes) -> Modal:
    """Return the form for a correction, or for an erratum of approved minutes."""
    is_erratum = shown.record.is_settled
    label = say.ERRATUM_LABEL if is_erratum else say.CORRECT_LABEL
    hint = "" if is_erratum else say.CORRECT_HINT
    title = say.ERRATUM_TITLE if is_erratum else say.CORRECT_TITLE
    field = Field(TEXT, label, limit=NOTE_LIMIT, hint=hint)
    return form(title, ids.WriteCorrection(shown.meeting.id), [field])


def promises_card(listed: Promises, page: int) -> LayoutView:
    """Return a page of action items, counted from 0, with buttons for those one may close."""
    pages = say_promises.pages(listed)
    at = min(page, len(pages) - 1)
    shown = pages[at]
    buttons = [
        made
        for number, promise in enumerate(shown, start=1)
        if promise.id in listed.own
        for made in _closing(promise, number)
    ]
    turns = [
        button(label, ids.TurnPromises(turn, listed.owner_id, listed.state))
        for label, turn in ((say_lists.PREVIOUS, at - 1), (say_lists.NEXT, at + 1))
        if 0 <= turn < len(pages)
    ]
    text = say_promises.lines(listed, shown)
    return card(say_promises.title(listed), text, buttons=[*buttons, *turns])


def _closing(promise: Promise, number: int) -> list[CardButton]:
    if not promise.is_open:
        label = say_promises.REOPEN.format(number=number)
        return [button(label, ids.ClosePromise(promise.id, PromiseState.OPEN))]
    done, dropped = say_promises.DONE, say_promises.DROP
    return [
        button(done.format(number=number), ids.ClosePromise(promise.id, PromiseState.DONE), GREEN),
        button(dropped.format(number=number), ids.ClosePromise(promise.id, PromiseState.DROPPED)),
    ]


def _words(*lines: str, buttons: Any = ()) -> Words:
    text = "\n".join(line for line in lines if line)
    return Words(clip(text, CONTENT_LIMIT - MARK_LENGTH), buttons)


async def _answered(bot: SigBot, due: Due[QuestionAnswered]) -> Act:
    news = await agenda.answer_news(bot.db, due)
    if news is None:
        return None
    item, meeting = news
    return direct_post(bot, due, _words(*say_agenda.answer_news(meeting.title, item)))


async def _promised(bot: SigBot, due: Due[PromisesDue]) -> Act:
    news = await promises.promises_news(bot.db, due, bot.now())
    if news is None:
        return None
    when = times.in_zone(news.meeting.starts_at, news.meeting.zone)
    lines = say_promises.news(news.meeting.title, when, news.promises, news.community.name)
    return direct_post(bot, due, _words(*lines))


async def _published(bot: SigBot, due: Due[MinutesPublished]) -> Act:
    """Post published minutes. Where they are posted, take the button for catching up away."""
    news = await minutes_news.published_news(bot.db, due, bot.now())
    if news is None:
        return None
    words = _published_words(news)
    if news.shown.record.place and not due.message.called.part:
        return _published_again(bot, due, news, words)
    return _posted_minutes(bot, due, news, words)


def _published_words(news: minutes_news.PublishedNews) -> Words:
    meeting = news.shown.meeting.id
    buttons = [button(say.MINUTES, ids.ShowMinutes(meeting))]
    if news.can_catch_up:
        buttons.insert(0, button(say.CAUGHT_UP, ids.CatchUp(meeting), GREEN))
    return _words(*say.news(news.shown), buttons=buttons)


def _posted_minutes(
    bot: SigBot, due: Due[MinutesPublished], news: minutes_news.PublishedNews, words: Words
) -> Post:
    """Return the message with the minutes; it mentions as many of those who missed the meeting as
    fit into it."""
    room = CONTENT_LIMIT - MARK_LENGTH - len(words.content) - LONGEST_MENTION
    called, rest = split_call(due.message.called, room)
    people = " ".join(f"<@{person}>" for person in called.people)
    content = "\n".join(part for part in (words.content, people) if part)
    is_first = not due.message.called.part

    async def posted(place: Place) -> None:
        await minutes_news.finish_published(bot.db, due, rest, place, bot.now())

    return Post(
        replace(words, content=content),
        posted,
        news.community.announcements_channel_id,
        files=[minutes_file(news.shown, MinutesFormat.MD)] if is_first else NO_FILES,
        people=called.people,
        replies_to=called.replies_to or None,
    )


def _published_again(
    bot: SigBot, due: Due[MinutesPublished], news: minutes_news.PublishedNews, words: Words
) -> Act:
    async def gone() -> None:
        await outbox.finish(bot.db, due, bot.now())

    place = news.shown.record.place or (0, 0)
    return Edit(words, place, news.community.announcements_channel_id == place[0], gone)


async def _for_you(bot: SigBot, due: Due[MinutesForYou]) -> Act:
    news = await minutes_news.published_news(bot.db, due, bot.now())
    if news is None:
        return None
    link = _link(news)
    return direct_post(bot, due, _words(*say.news(news.shown), say.DIRECT, buttons=[link]))


def _link(news: minutes_news.PublishedNews) -> Any:
    """Return a button that opens the message with the minutes, or the server before there is
    one."""
    guild_id = news.community.guild_id
    if news.shown.record.place:
        address = say_reminders.card_address(guild_id, news.shown.record.place)
        return link_button(say.MINUTES, address)
    return link_button(say_reminders.OPEN_SERVER, say_reminders.server_address(guild_id))


async def _named(bot: SigBot, due: Due[NamedInMinutes]) -> Act:
    meeting = await minutes_news.named_news(bot.db, due)
    if meeting is None:
        return None
    leave = button(say.LEAVE_OUT, ids.LeaveNameOut(meeting.id))
    return direct_post(bot, due, _words(*say.named(meeting), buttons=[leave]))


async def _check_promises(bot: SigBot, due: Due[CheckPromises]) -> Act:
    await promises.check_promises(bot.db, due, bot.now())
    return None


async def _missing(bot: SigBot, due: Due[MissingMinutes]) -> Act:
    await minutes_news.note_missing(bot.db, due, bot.now())
    return None


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    QuestionAnswered: _answered,
    PromisesDue: _promised,
    MinutesPublished: _published,
    MinutesForYou: _for_you,
    NamedInMinutes: _named,
    CheckPromises: _check_promises,
    MissingMinutes: _missing,
}
"""What each message about minutes becomes."""
