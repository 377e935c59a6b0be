"""Whose data a command of the shell is about, and who asks."""

from sigbot.config import SettingError
from sigbot.domain.community import Actor, Community
from sigbot.services.community import all_communities
from sigbot.store.database import Database
from sigbot.wording import cli as say


async def community_of(db: Database, guild_id: int | None) -> Community:
    """Return the community of a server; None means the only community there is.

    Raises SettingError if it is not clear which one is meant.
    """
    communities = await all_communities(db)
    fitting = [community for community in communities if guild_id in (None, community.guild_id)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(
        say.COMMUNITY.format(guild=community.guild_id, name=community.name)
        for community in communities
    )
    raise SettingError(say.WHICH_COMMUNITY.format(names=names or say.NO_COMMUNITY))


def shell_of(community: Community) -> Actor:
    """Return the person at the shell, who may do in a community what organizers may."""
    return Actor(community.guild_id, 0, say.SHELL, manages_guild=True)
