"""What the bot's permissions are called in Discord's settings, and what they are for."""

from collections.abc import Iterable

from sigbot.domain.permissions import Permission

NAMES = {
    Permission.VIEW_CHANNEL: "View Channels",
    Permission.SEND_MESSAGES: "Send Messages",
    Permission.EMBED_LINKS: "Embed Links",
    Permission.ATTACH_FILES: "Attach Files",
    Permission.READ_MESSAGE_HISTORY: "Read Message History",
    Permission.CREATE_PUBLIC_THREADS: "Create Public Threads",
    Permission.SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
    Permission.CREATE_EVENTS: "Create Events",
}
PURPOSES = {
    Permission.VIEW_CHANNEL: "to find the news channel",
    Permission.SEND_MESSAGES: "to post meeting cards and news",
    Permission.EMBED_LINKS: "to show previews of links",
    Permission.ATTACH_FILES: "to post reports and pictures",
    Permission.READ_MESSAGE_HISTORY: "to never post the same message twice",
    Permission.CREATE_PUBLIC_THREADS: "to start a thread for what is discussed",
    Permission.SEND_MESSAGES_IN_THREADS: "to show in it what is discussed",
    Permission.CREATE_EVENTS: "to show meetings among the events of the server",
}
WITH_PURPOSE = "{name} ({purpose})"


def with_purposes(permissions: Iterable[Permission]) -> list[str]:
    """Return the name of each permission with what it is for."""
    return [
        WITH_PURPOSE.format(name=NAMES[permission], purpose=PURPOSES[permission])
        for permission in permissions
    ]
