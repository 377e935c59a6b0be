"""What is shown of the journal club: the message of an item, and its card."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ui import LayoutView

from sigbot.chat import choices
from sigbot.chat import custom_ids as ids
from sigbot.chat.acts import Act, Edit, Words
from sigbot.chat.bodies import NOBODY, as_edited
from sigbot.chat.bot import SigBot
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.people import actor_of
from sigbot.chat.replies import in_its_place, whisper
from sigbot.domain.journal import ItemStory, JournalItem, LinkQuestion, Shared, SharedAs
from sigbot.domain.outbox import AnyMessage, Due, JournalRefresh
from sigbot.services import journal, outbox
from sigbot.wording import journal as say
from sigbot.wording import picks as say_picks


def _vote_button(item: JournalItem) -> CardButton:
    return button(say.vote_label(item.votes), ids.VoteForItem(item.id))


def item_words(item: JournalItem) -> Words:
    """Return the message that shows an item to the channel."""
    return Words(say.announced(item), [_vote_button(item)])


def item_card(story: ItemStory, *, organizes: bool = False) -> LayoutView:
    """Return the card of an item, for one member; organizers put it on the report's list there."""
    buttons = [_vote_button(story.item)]
    if organizes and not story.item.discussed_at:
        buttons.append(_list_button(story.item))
    return card(say.story(story), buttons=buttons)


def _list_button(item: JournalItem) -> CardButton:
    if item.is_listed:
        return button(say_picks.UNLIST_IT, ids.UnlistItem(item.id))
    return button(say_picks.LIST_IT, ids.ListItem(item.id))


def removal_card(item: JournalItem) -> LayoutView:
    """Return the question whether to remove an item."""
    buttons = [
        button(say_picks.REMOVE_IT, ids.RemoveItem(item.id), discord.ButtonStyle.danger),
        button(say_picks.KEEP_IT, ids.KeepItem(item.id)),
    ]
    return card(say_picks.remove(item), buttons=buttons)


def previews_of(message: discord.Message) -> dict[str, str]:
    """Return address → title of the previews under a message, "" for one without a title."""
    return {embed.url: embed.title or "" for embed in message.embeds if embed.url}


@choices.quiet
async def item_choices(
    interaction: discord.Interaction[SigBot], typed: str
) -> list[app_commands.Choice[str]]:
    """Offer the newest items whose titles have what is typed."""
    items = await journal.items_like(interaction.client.db, actor_of(interaction), typed)
    return choices.choices_of((say.item_label(item), item.key) for item in items)


def link_card(asked: LinkQuestion) -> LayoutView:
    """Return the question which link of a message is shared."""
    buttons = [
        button(say.choice(title), ids.ShareLink(asked.id, index))
        for index, title in enumerate(asked.titles)
    ]
    return card(say.WHICH_LINK, buttons=buttons)


async def answer_shared(
    interaction: discord.Interaction[SigBot], shared: Shared, *, quiet: bool = False
) -> None:
    """Show a new item to the channel, unless the member keeps it quiet or may not write there.

    Otherwise only the member sees the answer.
    """
    item = shared.item
    if shared.outcome is not SharedAs.NEW or quiet or not _may_write(interaction):
        await _whisper_shared(interaction, shared)
        return
    sent: dict[str, Any] = {**as_edited(item_words(item)), "suppress_embeds": True}
    if interaction.response.is_done():
        message = await interaction.followup.send(**sent, allowed_mentions=NOBODY, wait=True)
        place = message.channel.id, message.id
    else:
        callback = await interaction.response.send_message(**sent, allowed_mentions=NOBODY)
        place = interaction.channel_id or 0, callback.message_id or 0
    if all(place):
        bot = interaction.client
        await journal.note_place(bot.db, actor_of(interaction), item.id, *place)


async def answer_message(
    interaction: discord.Interaction[SigBot], shared: Shared | LinkQuestion
) -> None:
    """Answer the menu of a message: show what was shared, or ask which link is meant."""
    if isinstance(shared, LinkQuestion):
        await whisper(interaction, link_card(shared))
    else:
        await answer_shared(interaction, shared)


async def show_votes(interaction: discord.Interaction[SigBot], item: JournalItem) -> None:
    """Show how many want to read an item, where the button was pressed."""
    message = interaction.message
    if message is None or message.flags.components_v2:
        await in_its_place(interaction, card(say.votes_of(item), buttons=[_vote_button(item)]))
        return
    shown = as_edited(item_words(item))
    await interaction.response.edit_message(**shown, allowed_mentions=NOBODY)


async def _whisper_shared(interaction: discord.Interaction[SigBot], shared: Shared) -> None:
    view = card(say.shared(shared), buttons=[_vote_button(shared.item)])
    if interaction.message and interaction.message.flags.ephemeral:
        await in_its_place(interaction, view)
    else:
        await whisper(interaction, view)


def _may_write(interaction: discord.Interaction[SigBot]) -> bool:
    may = interaction.permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    return may.send_messages_in_threads if is_thread else may.send_messages


async def _refreshed(bot: SigBot, due: Due[JournalRefresh]) -> Act:
    item, message = await journal.item_news(bot.db, due), due.message
    place = item.place if item else (message.channel_id, message.message_id)
    if place is None or not all(place):
        return None

    async def gone() -> None:
        await outbox.finish(bot.db, due, bot.now())

    words = item_words(item) if item else Words(say.ITEM_GONE)
    return Edit(words, place, is_current=False, gone=gone)


COMPOSERS: Mapping[type[AnyMessage], Callable[[SigBot, Due[Any]], Awaitable[Act]]] = {
    JournalRefresh: _refreshed,
}
"""What each kind of message of the journal becomes."""
