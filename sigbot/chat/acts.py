"""What is done about a row of the outbox: a message is posted, or edited, or nothing is done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
from discord.ui import LayoutView

Place = tuple[int, int]
"""(channel id, message id)"""

NO_FILES: Sequence[discord.File] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A new message in a channel, or with `to` a direct message to the person with that Discord id.

    `channel_id` is None while no channel for news is chosen. `posted` is called with the place of
    the message, to note it. Only the role with the id `pings` is notified.
    """

    view: LayoutView
    posted: Callable[[Place], Awaitable[None]]
    channel_id: int | None = None
    to: int | None = None
    files: Sequence[discord.File] = NO_FILES
    pings: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A new content for the message at `place`.

    `is_current` says that the message is in the channel where news go today. `gone` is called, to
    note it, if the message was deleted.
    """

    view: LayoutView
    place: Place
    is_current: bool
    gone: Callable[[], Awaitable[None]]


Act = Post | Edit | None
"""None if there is nothing to say any more."""
