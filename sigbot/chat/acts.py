"""What is done about a row of the outbox: a message is posted, or edited, or nothing is done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
from discord.ui import Button, LayoutView

from sigbot.chat.buttons import CardButton

Place = tuple[int, int]
"""(channel id, message id)"""

NO_FILES: Sequence[discord.File] = ()
NOBODY: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A message of plain text, with buttons below it.

    Notifications show its first line. They show nothing of a message made of components alone.
    """

    content: str
    buttons: Sequence[CardButton | Button[LayoutView]] = ()


Body = Words | LayoutView
"""What is posted: plain text, or the card of a meeting, which notifies nobody."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that is started from a message; its id is the id of the message.

    `started` is called with the place of the message, to note both, when the thread is there.
    Discord shows `name`, MOST_OF_A_NAME characters at most, as it is.
    """

    name: str
    started: Callable[[Place], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Post:
    """A new message in a channel, or with `to` a direct message to the person with that Discord id.

    `channel_id` is None while no channel for news is chosen. `posted` is called with the place of
    the message, to note it. Only the role with the id `role_id` and the people with the ids
    `people` are notified. `replies_to` is the id of the message that it replies to.

    With a `thread`, a thread is started from the message, and `posted` is called only where the bot
    may start none. With `in_thread`, `channel_id` is a thread: where the bot may not write in it,
    organizers are told, and the message does not wait.
    """

    body: Body
    posted: Callable[[Place], Awaitable[None]]
    channel_id: int | None = None
    to: int | None = None
    files: Sequence[discord.File] = NO_FILES
    role_id: int | None = None
    people: Sequence[int] = NOBODY
    replies_to: int | None = None
    thread: Thread | None = None
    in_thread: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A new content for the message at `place`.

    `is_current` says that the message is in the channel where news go today. `gone` is called, to
    note it, if the message was deleted.
    """

    body: Body
    place: Place
    is_current: bool
    gone: Callable[[], Awaitable[None]]


Act = Post | Edit | None
"""None if there is nothing to say any more."""
