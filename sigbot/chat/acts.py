"""What is done about a row of the outbox: something is posted, or edited, or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
from discord.ui import LayoutView

Place = tuple[int, int]
"""(channel id, message id)"""

NO_FILES: Sequence[discord.File] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A new message: in the channel `channel_id` (None: none was chosen yet), or with `to` for one
    person alone. `posted` notes where it is. Only the role `pings` is told of it."""

    view: LayoutView
    posted: Callable[[Place], Awaitable[None]]
    channel_id: int | None = None
    to: int | None = None
    files: Sequence[discord.File] = NO_FILES
    pings: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The message at `place` shall look like `view`. `is_current` says that it is in the channel
    where news go today. `gone` notes that it was deleted."""

    view: LayoutView
    place: Place
    is_current: bool
    gone: Callable[[], Awaitable[None]]


Act = Post | Edit | None
"""None: nothing is to be said any more."""
