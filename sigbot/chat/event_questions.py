"""What organizers are told and asked about native events."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.acts import Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.event_bodies import is_known, read_event
from sigbot.chat.pace import patiently
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.domain.community import Community
from sigbot.services import event_questions
from sigbot.services.community import count_events
from sigbot.services.event_offers import EventsSeen
from sigbot.services.event_questions import EventQuestion
from sigbot.wording import event_offers as say_offers
from sigbot.wording import native_events as say


async def tell_events(interaction: discord.Interaction[SigBot], community: Community) -> None:
    """Say what comes of turning events on or off; show what organizers are to answer."""
    bot, guild = interaction.client, interaction.guild
    actor = actor_of(interaction)
    if not community.events:
        await whisper(interaction, say.turned_off(await count_events(bot.db, actor)))
        return
    may_create = guild is not None and guild.me.guild_permissions.create_events
    await whisper(interaction, say.turned_on(may_create=may_create))
    question = await event_questions.open_question(bot.db, actor)
    if question:
        await whisper(interaction, question_card(question))


def question_words(question: EventQuestion) -> Words:
    """Return the question for a direct message."""
    return Words(f"{_text(question)}\n{say.FOOT}", _buttons(question))


def question_card(question: EventQuestion) -> LayoutView:
    """Return the question as a card, for an organizer on the server."""
    return card(_text(question), buttons=_buttons(question))


def _text(question: EventQuestion) -> str:
    asks = say_offers.question if question.is_offer else say.question
    return asks(question.community, question.asked)


def _buttons(question: EventQuestion) -> list[CardButton]:
    guild_id, number = question.community.guild_id, question.number
    strong = discord.ButtonStyle.primary
    if question.is_offer:
        use, own = say_offers.labels(len(question.asked))
        return [
            button(use, ids.UseEvents(guild_id, number), strong),
            button(own, ids.MakeOwnEvents(guild_id, number)),
        ]
    return [
        button(say.PUT_BACK, ids.PutEventsBack(guild_id, number), strong),
        button(say.KEEP, ids.KeepEvents(guild_id, number)),
    ]


async def seen_events(bot: SigBot, guild_id: int) -> EventsSeen:
    """Ask Discord for the events of a server, and whether the bot may change those of others."""
    own_id = bot.user.id if bot.user else 0
    async with patiently():
        answer = await bot.http.get_scheduled_events(guild_id, False)  # noqa: FBT003
        guild = bot.get_guild(guild_id) or await bot.fetch_guild(guild_id)
        me = guild.get_member(own_id) or await guild.fetch_member(own_id)
    listed = [read_event(data, own_id, int) for data in answer if is_known(data)]
    return EventsSeen(listed, me.guild_permissions.manage_events)
