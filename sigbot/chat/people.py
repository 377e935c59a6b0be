"""Actors: the member who types a command or presses a button, and members who are named in it."""

from typing import TYPE_CHECKING, Any

import discord

from sigbot.domain.community import Actor
from sigbot.domain.permissions import IN_THE_CHANNEL, Permission
from sigbot.domain.refusals import NotMemberError
from sigbot.domain.voice import HiddenPlaceError, SilentPlaceError, channel_named
from sigbot.later import later

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot
    from sigbot.services import meetings
else:
    meetings = later("sigbot.services.meetings")


def actor_of(interaction: discord.Interaction) -> Actor:
    """Return the actor of an interaction. Raises NotMemberError for anyone who is not a member."""
    member = interaction.user
    # Outside of a server there is a user, or, as discord.py may have it, nobody.
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        raise NotMemberError
    return Actor(
        guild_id=interaction.guild_id,
        discord_id=member.id,
        name=member.display_name,
        manages_guild=interaction.permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
        account=member.name,
    )


async def actor_anywhere(interaction: discord.Interaction["SigBot"], meeting_id: int) -> Actor:
    """Return the actor of an interaction about a meeting, also in a direct message.

    There the member is looked up on the server of the meeting, without any rights. Raises
    NotMemberError.
    """
    if interaction.guild_id is not None:
        return actor_of(interaction)
    bot, user = interaction.client, interaction.user
    guild_id = await meetings.guild_of_meeting(bot.db, meeting_id)
    if guild_id is None:
        raise NotMemberError
    try:
        # By its id: this process may not have the server, as direct messages are for one shard.
        member: Any = await bot.http.get_member(guild_id, user.id)
    except discord.NotFound:
        raise NotMemberError from None
    return Actor(guild_id, user.id, member.get("nick") or user.display_name, account=user.name)


async def organizer_anywhere(interaction: discord.Interaction["SigBot"], guild_id: int) -> Actor:
    """Return the actor of an interaction, also in a direct message: there, with their rights of
    today on the server `guild_id`. Raises NotMemberError, also on another server."""
    if interaction.guild_id == guild_id:
        return actor_of(interaction)
    if interaction.guild_id is not None:
        raise NotMemberError
    bot = interaction.client
    try:
        # Fetched where this process does not have it, as direct messages are for one shard.
        guild = bot.get_guild(guild_id) or await bot.fetch_guild(guild_id)
        return actor_from(await guild.fetch_member(interaction.user.id))
    except (discord.NotFound, discord.Forbidden):
        raise NotMemberError from None


def actor_meant(interaction: discord.Interaction, user: discord.Member | discord.User) -> Actor:
    """Return the person whom an option names: a member, or a user who has left the server."""
    if isinstance(user, discord.Member):
        return actor_from(user)
    return Actor(actor_of(interaction).guild_id, user.id, user.display_name, account=user.name)


def actor_from(member: discord.Member) -> Actor:
    """Return a member who was looked up, with their rights; it is not the one who acts."""
    return Actor(
        guild_id=member.guild.id,
        discord_id=member.id,
        name=member.display_name,
        manages_guild=member.guild_permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
        account=member.name,
    )


async def fetch_actor(bot: "SigBot", guild_id: int, discord_id: int) -> Actor | None:
    """Return a member with their rights of today, None for someone who has left."""
    guild = bot.get_guild(guild_id)
    if guild is None:
        msg = f"guild {guild_id} is not known yet, or any more"
        raise LookupError(msg)
    try:
        return actor_from(await guild.fetch_member(discord_id))
    except discord.NotFound:
        return None


def missing_permissions(guild: discord.Guild | None, channel_id: int | None) -> list[Permission]:
    """Return the permissions that the bot lacks in the news channel: all, if it cannot see it."""
    channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
    allowed = channel.permissions_for(guild.me) if guild and channel else discord.Permissions.none()
    return [permission for permission in IN_THE_CHANNEL if not getattr(allowed, permission)]


def may_ping(guild: discord.Guild | None, channel_id: int | None, role_id: int | None) -> bool:
    """Return whether the bot's messages in a channel notify the people of a role."""
    role = guild.get_role(role_id) if guild and role_id else None
    channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
    if guild is None or role is None:
        return False
    allowed = channel.permissions_for(guild.me) if channel else guild.me.guild_permissions
    return role.mentionable or allowed.mention_everyone


def check_sees(interaction: discord.Interaction, place: str | None, link: str | None) -> None:
    """Check the channel that a place or link names.

    Who is in a meeting's voice channel is shown as its attendance. A link to a channel of another
    server is a link like any other. Raises HiddenPlaceError for a channel that the actor cannot
    see, SilentPlaceError for a place that is no voice channel or stage.
    """
    number = channel_named(place or "", link or "")
    if number is None or interaction.guild is None:
        return
    is_place = channel_named(place or "", "") is not None
    channel = interaction.guild.get_channel_or_thread(number)
    if channel is None and not is_place:
        return
    member = interaction.user
    sees = isinstance(member, discord.Member) and channel and channel.permissions_for(member)
    if not (sees and sees.view_channel):
        raise HiddenPlaceError
    if is_place and not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        raise SilentPlaceError
