"""Threads: started from messages, and opened again to change what is said in them.

Nobody is notified of a thread that is started without a message.
"""

from http import HTTPStatus
from typing import Final

import discord

from sigbot.chat.acts import Edit, Place
from sigbot.chat.bodies import NOBODY, as_edited
from sigbot.chat.bot import SigBot
from sigbot.chat.outages import FIRST_FAILURE_STATUS
from sigbot.wording.safe import clip

MOST_OF_A_NAME = 100
"""Characters of a thread's name."""

KEPT_OPEN_MIN: Final = 10_080
"""A thread without a message for so many minutes, 7 days, is archived: it can still be read."""

HAS_THREAD, ARCHIVED = 160004, 50083
"""Discord's codes for: the message has a thread already; the thread is archived."""


async def start_thread(bot: SigBot, place: Place, name: str) -> None:
    """Start a thread from the message at `place`, unless it has one. Raises Discord's errors."""
    channel_id, message_id = place
    try:
        await bot.http.start_thread_with_message(
            channel_id,
            message_id,
            name=clip(name, MOST_OF_A_NAME),
            auto_archive_duration=KEPT_OPEN_MIN,
        )
    except discord.HTTPException as refusal:
        if refusal.code != HAS_THREAD:
            raise


async def edit_message(bot: SigBot, act: Edit) -> None:
    """Edit a message; where it is in a thread of the archive, take the thread out of it first.

    Raises Discord's errors.
    """
    channel_id, message_id = act.place
    message = bot.get_partial_messageable(channel_id).get_partial_message(message_id)
    try:
        await message.edit(**as_edited(act.body), allowed_mentions=NOBODY)
    except discord.HTTPException as refusal:
        if refusal.code != ARCHIVED:
            raise
        await bot.http.edit_channel(channel_id, archived=False)
        await message.edit(**as_edited(act.body), allowed_mentions=NOBODY)


def is_refused(error: discord.HTTPException) -> bool:
    """Return whether trying again would not help, as Discord does not want it."""
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return False
    return error.status < FIRST_FAILURE_STATUS
