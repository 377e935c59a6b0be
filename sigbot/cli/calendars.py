"""`sigbot calendar`: the whole calendar of a community, without Discord."""

from datetime import datetime

from sigbot.cli.community import community_of, shell_of
from sigbot.config import Settings
from sigbot.documents.calendars import calendar_ics
from sigbot.runtime.run import opened_database
from sigbot.runtime.upgrading import bring_up
from sigbot.services.calendars import whole_calendar


async def calendar_file(settings: Settings, guild_id: int | None, now: datetime) -> bytes:
    """Return the calendar of a community as an iCalendar file. Raises SettingError."""
    async with opened_database(settings) as db:
        await bring_up(db)
        community = await community_of(db, guild_id)
        return calendar_ics(await whole_calendar(db, shell_of(community), now))
