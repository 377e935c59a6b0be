"""What organizers are told and asked about native events."""

import discord
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.acts import Words
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import whisper
from sigbot.domain.community import Community
from sigbot.services import event_questions
from sigbot.services.community import count_events
from sigbot.services.event_questions import EventQuestion
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
    text = say.question(question.community, question.asked)
    return Words(f"{text}\n{say.FOOT}", _buttons(question))


def question_card(question: EventQuestion) -> LayoutView:
    """Return the question as a card, for an organizer on the server."""
    return card(say.question(question.community, question.asked), buttons=_buttons(question))


def _buttons(question: EventQuestion) -> list[CardButton]:
    guild_id, number = question.community.guild_id, question.number
    return [
        button(say.PUT_BACK, ids.PutEventsBack(guild_id, number), discord.ButtonStyle.primary),
        button(say.KEEP, ids.KeepEvents(guild_id, number)),
    ]
