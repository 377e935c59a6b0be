"""Discussions of papers: the message of a pick, the card in its thread, and messages to readers."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import discord
from discord.ui import Button, LayoutView, Modal

from sigbot.chat import discussion_ids as ids
from sigbot.chat.acts import Act, Body, Edit, Place, Post, Thread, Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import RULE, card, link_button
from sigbot.chat.forms import Field, form
from sigbot.chat.questions_by_message import direct_post
from sigbot.chat.replies import whisper
from sigbot.domain.bounds import LINE_LIMIT
from sigbot.domain.discussions import Discussion
from sigbot.domain.opinions import Opinion
from sigbot.domain.outbox import (
    AnyMessage,
    CallReaders,
    DiscussionCard,
    DiscussionRefresh,
    Due,
    ItemPicked,
    OpinionsAsked,
    OpinionsClosed,
    PaperAhead,
)
from sigbot.services import discussion_news as news
from sigbot.services import outbox
from sigbot.services.discussions import Removable
from sigbot.wording import discussions as say
from sigbot.wording import opinions as say_opinions
from sigbot.wording import reminders as say_reminders

QUESTION = "question"
"""The field of the form."""

MOST_REMOVABLE = 10
"""Questions that are offered to be removed at once: the last ones."""


def paper_card(paper: Discussion) -> LayoutView:
    """Return the card of a paper in its thread."""
    item, meeting = paper.item.id, paper.meeting.id
    buttons = [
        button(say.read_label(paper.readers), ids.ReadPaper(item, meeting)),
        button(say.ASK, ids.AskPaper(item, meeting), discord.ButtonStyle.primary),
    ]
    if paper.questions:
        buttons.append(button(say.TAKE_BACK, ids.ShowQuestions(item, meeting)))
    above, questions = say.card(paper)
    return card(above, RULE, questions, buttons=buttons)


def question_form(pressed: ids.AskPaper) -> Modal:
    custom_id = ids.SendQuestion(pressed.item, pressed.meeting)
    field = Field(QUESTION, say.FORM_LABEL, limit=LINE_LIMIT, hint=say.FORM_HINT)
    return form(say.FORM_TITLE, custom_id, [field])


def removal_card(removable: Removable, *lines: str) -> LayoutView:
    """Return the questions that somebody may remove, with a button for each."""
    paper, questions = removable.paper, removable.questions[-MOST_REMOVABLE:]
    buttons = [
        button(
            say.REMOVE_NUMBER.format(number=number),
            ids.RemoveQuestion(paper.item.id, paper.meeting.id, asked.id),
        )
        for number, asked in enumerate(questions, 1)
    ]
    texts = [*lines, *([say.removable(questions)] if questions or not lines else [])]
    return card(*texts, buttons=buttons)


async def show_paper(interaction: discord.Interaction[SigBot], paper: Discussion) -> None:
    """Put the card of a paper, as it is now, in the place of the pressed one."""
    await interaction.response.edit_message(view=paper_card(paper))


async def show_asked(interaction: discord.Interaction[SigBot], paper: Discussion) -> None:
    """Show a new question on the card, and to who asked it that it is there."""
    await show_paper(interaction, paper)
    await whisper(interaction, say.ASKED)


def _opinion_buttons(paper: Discussion) -> list[CardButton]:
    """Return two rows: of the discussion, and of the paper."""
    buttons = []
    for opinion, label in say_opinions.OPINIONS.items():
        custom_id = ids.SayOpinion(paper.item.id, paper.meeting.id, opinion)
        made = button(label, custom_id)
        made.row = 0 if opinion.is_of_the_talk else 1
        buttons.append(made)
    return buttons


def opinion_words(paper: Discussion) -> Words:
    """Return the question what people think of a discussion."""
    return Words(say_opinions.asking(paper), _opinion_buttons(paper))


async def _picked(bot: SigBot, due: Due[ItemPicked]) -> Act:
    told = await news.picked_news(bot.db, due, bot.now())
    if told is None:
        return None

    async def posted(place: Place, *, has_thread: bool) -> None:
        await news.finish_picked(bot.db, due, told.paper, place, bot.now(), has_thread=has_thread)

    return Post(
        Words(say.announced(told.paper)),
        partial(posted, has_thread=False),
        told.community.announcements_channel_id,
        thread=Thread(say.thread_name(told.paper), partial(posted, has_thread=True)),
    )


async def _card(bot: SigBot, due: Due[DiscussionCard]) -> Act:
    told = await news.card_news(bot.db, due)
    if told is None:
        return None

    async def posted(place: Place) -> None:
        await news.finish_card(bot.db, due, told.paper, place, bot.now())

    return Post(paper_card(told.paper), posted, told.paper.thread_id, in_thread=True)


async def _refreshed(bot: SigBot, due: Due[DiscussionRefresh]) -> Act:
    told = await news.refreshed_news(bot.db, due)
    if told is None:
        return None
    paper, in_thread = told.paper, due.message.in_thread
    place = paper.card if in_thread else paper.place
    if place is None:
        return None

    async def gone() -> None:
        await news.forget_posted(bot.db, due, bot.now())

    body: Body = paper_card(paper) if in_thread else Words(say.announced(paper))
    return Edit(body, place, is_current=False, gone=gone)


async def _asked(bot: SigBot, due: Due[OpinionsAsked]) -> Act:
    told = await news.asked_news(bot.db, due, bot.now())
    if told is None:
        return None
    channel_id = told.paper.thread_id or told.community.announcements_channel_id
    if channel_id is None:
        return None

    async def posted(place: Place) -> None:
        await news.finish_asked(bot.db, due, place, bot.now())

    in_thread = told.paper.thread_id is not None
    return Post(opinion_words(told.paper), posted, channel_id, in_thread=in_thread)


async def _closed(bot: SigBot, due: Due[OpinionsClosed]) -> Act:
    told = await news.close_opinions(bot.db, due, bot.now())
    if told is None or told.paper.asked is None:
        return None

    async def gone() -> None:
        await outbox.finish(bot.db, due, bot.now())

    words = Words(say_opinions.summed(told.paper))
    return Edit(words, told.paper.asked, is_current=False, gone=gone)


async def _readers(bot: SigBot, due: Due[CallReaders]) -> Act:
    await news.call_readers(bot.db, due, bot.now())
    return None


async def _ahead(bot: SigBot, due: Due[PaperAhead]) -> Act:
    told = await news.paper_news(bot.db, due, bot.now())
    if told is None:
        return None
    text = say.ahead(told.paper, told.zone, presents=told.presents)
    foot = say.foot(told.community.name, presents=told.presents)
    return direct_post(bot, due, Words(f"{text}\n{foot}", [_link(told)]))


def _link(told: news.PersonalNews) -> Button[LayoutView]:
    """Return a button that opens the card in the thread, or the message of the pick."""
    guild_id, paper = told.community.guild_id, told.paper
    place = paper.card or paper.place
    if place:
        return link_button(say.OPEN_THREAD, say_reminders.card_address(guild_id, place))
    return link_button(say_reminders.OPEN_SERVER, say_reminders.server_address(guild_id))


async def answer_opinion(
    interaction: discord.Interaction[SigBot], paper: Discussion, opinion: Opinion
) -> None:
    await whisper(interaction, say_opinions.said(paper, opinion))


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    ItemPicked: _picked,
    DiscussionCard: _card,
    DiscussionRefresh: _refreshed,
    OpinionsAsked: _asked,
    OpinionsClosed: _closed,
    CallReaders: _readers,
    PaperAhead: _ahead,
}
"""What each kind of message about a paper becomes."""
