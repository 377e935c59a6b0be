"""A guild, its roles, channels and members, with the payloads Discord's documentation has."""

from dataclasses import dataclass, field
from typing import Any

from tests.local_discord.snowflakes import Snowflakes

Json = dict[str, Any]
"""One JSON object of Discord's API."""

TEXT, DIRECT, VOICE, THREAD, STAGE = 0, 1, 2, 11, 13
"""Types of channel."""

MANAGE_SERVER = 1 << 5
VIEW, SEND, ATTACH, READ_HISTORY = 1 << 10, 1 << 11, 1 << 15, 1 << 16
START_THREADS = 1 << 35
EVERY_PERMISSION = (1 << 53) - 1
MEMBER_PERMISSIONS = VIEW | SEND | READ_HISTORY | 1 << 20 | 1 << 31
"""Also: connect, use commands."""


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    bot: bool = False

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "discriminator": "0000" if self.bot else "0",
            "global_name": None if self.bot else self.name,
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(frozen=True, slots=True)
class Role:
    id: int
    name: str
    permissions: int = 0

    def payload(self, position: int) -> Json:
        colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": position,
            "color": 0,
            "colors": colors,
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(slots=True, eq=False)
class Channel:
    """`denied` are the permissions that were taken away in it, by the id of a member."""

    id: int
    name: str
    kind: int = TEXT
    guild_id: int | None = None
    recipient: User | None = None
    denied: dict[int, int] = field(default_factory=dict)

    def denies(self, user_id: int, permission: int) -> bool:
        return bool(self.denied.get(user_id, 0) & permission)

    def payload(self) -> Json:
        payload: Json = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": None}
        if self.recipient:
            return payload | {"recipients": [self.recipient.payload()]}
        payload |= {
            "guild_id": str(self.guild_id),
            "name": self.name,
            "position": 0,
            "permission_overwrites": [
                {"id": str(user_id), "type": 1, "allow": "0", "deny": str(denied)}
                for user_id, denied in self.denied.items()
            ],
            "parent_id": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "topic": None,
        }
        return payload | (
            {"bitrate": 64000, "user_limit": 0} if self.kind in (VOICE, STAGE) else {}
        )


@dataclass(slots=True)
class Member:
    """Someone in a guild; `voice` is the channel they are in. Who does not accept direct messages
    has closed them for people and bots of their servers."""

    user: User
    roles: list[Role] = field(default_factory=list)
    locale: str = "en-US"
    voice: Channel | None = None
    accepts_direct: bool = True

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def permissions(self) -> int:
        granted = MEMBER_PERMISSIONS
        for role in self.roles:
            granted |= role.permissions
        return granted

    def payload(self) -> Json:
        return {
            "user": self.user.payload(),
            "nick": None,
            "avatar": None,
            "roles": [str(role.id) for role in self.roles],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
        }

    def voice_payload(self, guild_id: int) -> Json:
        return {
            "guild_id": str(guild_id),
            "channel_id": str(self.voice.id) if self.voice else None,
            "user_id": str(self.id),
            "session_id": f"voice-{self.id}",
            "deaf": False,
            "mute": False,
            "self_deaf": False,
            "self_mute": False,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }


@dataclass(slots=True)
class Guild:
    """A server. Add its roles and channels before the bot connects; members at any time."""

    ids: Snowflakes
    id: int
    name: str
    bot: Member
    roles: list[Role] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    denied: int = 0
    """Permissions that were taken away from the bot on the whole server."""

    def add_role(self, name: str, permissions: int = 0) -> Role:
        role = Role(self.ids.new(), name, permissions)
        self.roles.append(role)
        return role

    def add_channel(self, name: str, kind: int = TEXT) -> Channel:
        channel = Channel(self.ids.new(), name, kind, self.id)
        self.channels.append(channel)
        return channel

    def add_member(self, name: str, *roles: Role, locale: str = "en-US") -> Member:
        member = Member(User(self.ids.new(), name), list(roles), locale)
        self.members[member.id] = member
        return member

    def channel(self, name: str) -> Channel:
        return next(channel for channel in self.channels if channel.name == name)

    def role(self, name: str) -> Role:
        return next(role for role in self.roles if role.name == name)

    def payload(self) -> Json:
        """What REST and GUILD_CREATE have in common."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(next(iter(self.members))),
            "icon": None,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [role.payload(position) for position, role in enumerate(self.roles)],
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
        }

    def gateway_payload(self) -> Json:
        """GUILD_CREATE without the members intent: only the bot and who is in a voice channel."""
        in_voice = [member for member in self.members.values() if member.voice]
        return self.payload() | {
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": len(self.members) > 250,
            "unavailable": False,
            "member_count": len(self.members) + 1,
            "members": [member.payload() for member in (self.bot, *in_voice)],
            "voice_states": [member.voice_payload(self.id) for member in in_voice],
            "channels": [channel.payload() for channel in self.channels],
            "threads": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
