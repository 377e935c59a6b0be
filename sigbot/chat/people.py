"""Who acts: the member behind an interaction."""

import discord

from sigbot.domain.community import Actor
from sigbot.domain.refusals import NotMemberError


def actor_of(interaction: discord.Interaction) -> Actor:
    """The actor as Discord describes them now. Raises NotMemberError for anyone else."""
    member = interaction.user
    # From outside of the server there is a user, or, inside discord.py, nobody at all.
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        raise NotMemberError
    return Actor(
        guild_id=interaction.guild_id,
        discord_id=member.id,
        name=member.display_name,
        manages_guild=interaction.permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
    )


def actor_meant(interaction: discord.Interaction, who: discord.Member | discord.User) -> Actor:
    """Somebody whom an option names: a member, or somebody who has left the server."""
    if isinstance(who, discord.Member):
        return actor_from(who)
    return Actor(actor_of(interaction).guild_id, who.id, who.display_name)


def actor_from(member: discord.Member) -> Actor:
    """The actor behind a member who was looked up, not one who acts."""
    return Actor(
        guild_id=member.guild.id,
        discord_id=member.id,
        name=member.display_name,
        manages_guild=member.guild_permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
    )
