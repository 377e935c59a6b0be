"""The permissions that the bot needs on a server, and no others.

The README's invitation, `sigbot doctor` and the checklist of `/sig setup` are made from these.
"""

from enum import StrEnum


class Permission(StrEnum):
    """A permission by the name of its flag in Discord."""

    VIEW_CHANNEL = "view_channel"
    SEND_MESSAGES = "send_messages"
    EMBED_LINKS = "embed_links"
    ATTACH_FILES = "attach_files"
    READ_MESSAGE_HISTORY = "read_message_history"
    CREATE_PUBLIC_THREADS = "create_public_threads"
    SEND_MESSAGES_IN_THREADS = "send_messages_in_threads"
    CREATE_EVENTS = "create_events"


IN_THE_CHANNEL = tuple(each for each in Permission if each is not Permission.CREATE_EVENTS)
"""What the bot needs in the channel for news; events are the server's."""
