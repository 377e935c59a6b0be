"""`sigbot erase`: what `/me forget` does, for the operator and in all communities; or all of one
community."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sigbot.config import Settings
from sigbot.domain.community import Community
from sigbot.domain.forgetting import Erased
from sigbot.runtime.run import opened_database
from sigbot.runtime.secret import unlock
from sigbot.runtime.upgrading import bring_up
from sigbot.services.community import all_communities
from sigbot.services.erasing import erase_community
from sigbot.services.personal import erase_person, stored_in
from sigbot.wording import cli as say
from sigbot.wording.personal import SECTIONS


async def erase(
    settings: Settings,
    discord_id: int,
    guild_id: int | None,
    may: Callable[[str], bool],
    now: datetime,
) -> Iterator[str]:
    """Erase a person in the community of a server, or in all; return the lines to print.

    `may` is asked first whether to do it. Raises SettingError.
    """
    async with opened_database(settings) as db:
        await bring_up(db)
        unlock(settings, db)
        known = await stored_in(db, discord_id)
        places = [place for place in known if guild_id in (None, place.guild_id)]
        if not places:
            return iter([say.ERASE_NOTHING.format(person=discord_id)])
        if not may(_question(discord_id, places)):
            return iter([say.ERASE_KEPT])
        erased = [await erase_person(db, discord_id, place.guild_id, now) for place in places]
        return (line for each in erased if each for line in _lines(each))


async def erase_server(
    settings: Settings, guild_id: int, may: Callable[[str], bool], now: datetime
) -> Iterator[str]:
    """Erase the whole community of a server; return the lines to print.

    `may` is asked first whether to do it. Raises SettingError.
    """
    async with opened_database(settings) as db:
        await bring_up(db)
        unlock(settings, db)
        here = [place for place in await all_communities(db) if place.guild_id == guild_id]
        if not here:
            return iter([say.ERASE_NO_COMMUNITY.format(guild=guild_id)])
        place = _place(guild_id, here[0].name)
        if not may(say.ERASE_COMMUNITY_QUESTION.format(place=place)):
            return iter([say.ERASE_KEPT])
        erased = await erase_community(db, guild_id, now)
        return _community_lines(place, erased.counts if erased else {})


def _community_lines(place: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield say.ERASED.format(place=place)
    for table, count in counts.items():
        yield say.ERASED_ROWS.format(section=table, count=count)
    yield say.ERASED_COMMUNITY


def _question(discord_id: int, places: Sequence[Community]) -> str:
    names = ", ".join(_place(place.guild_id, place.name) for place in places)
    return say.ERASE_QUESTION.format(person=discord_id, places=names)


def _place(guild_id: int, name: str) -> str:
    return say.COMMUNITY.format(guild=guild_id, name=name)


def _lines(erased: Erased) -> Iterator[str]:
    yield say.ERASED.format(place=_place(erased.guild_id, erased.community))
    for section, count in erased.counts.items():
        if count:
            yield say.ERASED_ROWS.format(section=SECTIONS[section].name, count=count)
    yield say.ERASED_MARKS.format(count=erased.meetings)
