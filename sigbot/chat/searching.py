"""Look into a channel for the message of a row that may have been said already."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import discord
from discord.abc import Messageable
from discord.ui import LayoutView

from sigbot.chat.acts import Body, Place
from sigbot.chat.bodies import mark_of
from sigbot.chat.bot import SigBot
from sigbot.domain.outbox import AnyDue

MARKS_LOOKED_AT = 300
CLOCKS_DIFFER = timedelta(minutes=1)

log = logging.getLogger(__name__)


async def find_posted(bot: SigBot, channel: Messageable, due: AnyDue, body: Body) -> Place | None:
    """Return the place of a row's message, None if the channel does not have it.

    Also None if the bot may not read the channel's past: twice is better than never.
    """
    # In doubt, it was said soon after it was due, which may be long ago.
    from_there = due.doubted_since is not None
    since = due.said_since(bot.now())
    try:
        async for message in channel.history(
            after=since, limit=MARKS_LOOKED_AT, oldest_first=from_there
        ):
            is_own = message.author == bot.user
            if is_own and (mark_of(message) == due.mark or _is_like(message, due, body)):
                return message.channel.id, message.id
    except discord.Forbidden:
        log.info("may not read what was said in %s", due.lane)
    return None


def _is_like(message: discord.Message, due: AnyDue, body: Body) -> bool:
    """Return whether a message has buttons of a row in doubt: an edit has taken its mark away."""
    if due.doubted_since is None or message.created_at < due.doubted_since - CLOCKS_DIFFER:
        return False
    is_card = isinstance(body, LayoutView)
    return message.flags.components_v2 == is_card and bool(_ids(message) & _ids(body))


def _ids(of: Body | discord.Message) -> set[str]:
    """Return the custom ids that lead to one thing: its number is in them."""
    return {custom_id for custom_id in _all_ids(of) if any(map(str.isdigit, custom_id))}


def _all_ids(of: object) -> Iterator[str]:
    custom_id = getattr(of, "custom_id", None)
    if isinstance(custom_id, str):
        yield custom_id
    for name in ("children", "components", "buttons"):
        for part in getattr(of, name, ()):
            yield from _all_ids(part)
    accessory = getattr(of, "accessory", None)
    if accessory is not None:
        yield from _all_ids(accessory)
