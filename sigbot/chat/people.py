"""Who acts: the member behind an interaction."""

import discord

from sigbot.domain.community import Actor
from sigbot.domain.refusals import NotMemberError


def actor_of(interaction: discord.Interaction) -> Actor:
    """The actor as Discord describes them now. Raises NotMemberError outside of a server."""
    if interaction.guild_id is None:
        raise NotMemberError
    user = interaction.user
    member = user if isinstance(user, discord.Member) else None
    return Actor(
        guild_id=interaction.guild_id,
        discord_id=user.id,
        name=user.display_name,
        is_member=member is not None,
        manages_guild=member is not None and interaction.permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles) if member else frozenset(),
    )
