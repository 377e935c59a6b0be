"""Everything Discord would remember about one bot, its guilds and what was said in them."""

from datetime import datetime, timedelta
from typing import Any

from tests.local_discord.guild import (
    DIRECT,
    EVERY_PERMISSION,
    MANAGE_SERVER,
    MEMBER_PERMISSIONS,
    THREAD,
    VOICE,
    Channel,
    Guild,
    Json,
    Member,
    Role,
    User,
)
from tests.local_discord.messages import Message
from tests.local_discord.snowflakes import Clock, Snowflakes

NONCES_KEPT = timedelta(minutes=5)
"""How long a nonce is remembered; Discord's documentation says "the past few minutes"."""


class World:
    """Everything Discord would remember about one bot and its guilds."""

    def __init__(self, token: str, guilds: int = 1) -> None:
        self.token = token
        self.clock = Clock()
        self.ids = Snowflakes(self.clock)
        self.application_id = self.ids.new()
        self.bot = User(self.ids.new(), "SigBot", bot=True)
        self.messages: dict[int, Message] = {}
        self.files: dict[str, bytes] = {}
        self.commands: list[Json] = []
        self.direct: dict[int, Channel] = {}
        self.threads: dict[int, Channel] = {}
        self.events: dict[int, dict[int, Any]] = {}
        """Server → its scheduled events by their ids (`ScheduledEvent`)."""
        self._nonces: dict[str | int, tuple[datetime, Message]] = {}
        first = self.ids.new()
        self.guilds = [self._guild(first + (i << 22), f"Guild {i + 1}") for i in range(guilds)]

    def _guild(self, guild_id: int, name: str) -> Guild:
        """Roles Organizer and Staff (may manage the server), Olga the owner, three channels."""
        bot = Member(self.bot)
        guild = Guild(self.ids, guild_id, name, bot)
        guild.roles.append(Role(guild_id, "@everyone", MEMBER_PERMISSIONS))
        bot.roles.append(guild.add_role("SigBot", EVERY_PERMISSION & ~(1 << 3)))
        guild.add_role("Organizer")
        guild.add_member("Olga", guild.add_role("Staff", MANAGE_SERVER))
        guild.add_channel("general")
        guild.add_channel("announcements")
        guild.add_channel("meeting room", VOICE)
        return guild

    def guild_of(self, guild_id: int) -> Guild | None:
        return next((guild for guild in self.guilds if guild.id == guild_id), None)

    def channel(self, channel_id: int) -> Channel | None:
        guild_channels = (channel for guild in self.guilds for channel in guild.channels)
        everywhere = (*guild_channels, *self.direct.values(), *self.threads.values())
        return next((channel for channel in everywhere if channel.id == channel_id), None)

    def member(self, user_id: int) -> Member | None:
        found = (guild.members.get(user_id) for guild in self.guilds)
        return next((member for member in found if member), None)

    def direct_channel(self, user: User) -> Channel:
        if user.id not in self.direct:
            self.direct[user.id] = Channel(self.ids.new(), user.name, DIRECT, recipient=user)
        return self.direct[user.id]

    def start_thread(self, message: Message, name: str) -> Channel:
        """From a message; it has the message's id."""
        thread = Channel(message.id, name, THREAD, message.channel.guild_id)
        self.threads[message.id] = thread
        return thread

    def remove_channel(self, channel: Channel) -> None:
        """With all that was said in it."""
        for guild in self.guilds:
            guild.channels = [other for other in guild.channels if other is not channel]
        kept = {key: said for key, said in self.messages.items() if said.channel is not channel}
        self.messages = kept

    def said_in(self, channel: Channel) -> list[Message]:
        """What everyone in the channel can read, oldest first."""
        there = (message for message in self.messages.values() if message.channel is channel)
        return [message for message in there if not message.ephemeral]

    def said_with(self, nonce: str | int) -> Message | None:
        """The message of the last minutes that was sent with this nonce."""
        at, message = self._nonces.get(nonce, (self.clock.now(), None))
        return message if self.clock.now() - at < NONCES_KEPT else None

    def post(self, channel: Channel, body: Json, **origin: Any) -> Message:
        message = Message(self.ids.new(), channel, self.bot, origin=origin)
        message.nonce = body.get("nonce")
        message.update(body)
        self.messages[message.id] = message
        if message.nonce:
            self._nonces[message.nonce] = (self.clock.now(), message)
        return message

    def application_payload(self) -> Json:
        return {
            "id": str(self.application_id),
            "name": "SigBot",
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": self.guilds[0].members[next(iter(self.guilds[0].members))].user.payload(),
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "bot": self.bot.payload(),
        }
