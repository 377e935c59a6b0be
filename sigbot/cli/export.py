"""`sigbot export`: the files of `/attendance export`, without Discord."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sigbot.config import SettingError, Settings
from sigbot.documents.attendance import AttendanceFiles
from sigbot.domain.attendance import ExportFormat
from sigbot.domain.community import Actor, Community
from sigbot.runtime.run import opened_database
from sigbot.services.attendance import exported_attendance
from sigbot.services.community import all_communities
from sigbot.services.startup import prepare
from sigbot.store.database import Database
from sigbot.wording import cli as say


async def export_files(
    settings: Settings,
    period: str | None,
    kind: str | None,
    extension: ExportFormat,
    folder: Path,
    guild_id: int | None,
    limit: int,
    now: datetime,
) -> tuple[Sequence[Path], int]:
    """Write the attendance of a period into files; return their paths and the number of rows.

    `limit` is the most bytes of a file, 0 for any size. Raises SettingError, the refusals of
    periods, and OSError.
    """
    async with opened_database(settings) as db:
        await prepare(db)
        community = await _community(db, guild_id)
        shell = Actor(community.guild_id, 0, say.SHELL, manages_guild=True)
        chosen, lines = await exported_attendance(db, shell, period, kind, now)
        with AttendanceFiles(folder, chosen, extension, limit) as files:
            async for line in lines:
                files.add(line)
            return files.finish(), files.rows


async def _community(db: Database, guild_id: int | None) -> Community:
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
