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
    """The files that were written, and how many rows they have. `limit` is the most bytes of a
    file, 0 for any. Raises SettingError, the refusals of periods, OSError."""
    async with opened_database(settings) as db:
        await prepare(db)
        community = await _chosen(db, guild_id)
        shell = Actor(community.guild_id, 0, say.SHELL, manages_guild=True)
        async with exported_attendance(db, shell, period, kind, now) as (chosen, lines):
            with AttendanceFiles(folder, chosen, extension, limit) as files:
                async for line in lines:
                    files.add(line)
                return files.finish(), files.rows


async def _chosen(db: Database, guild_id: int | None) -> Community:
    """The community of a server; the only one where none is named."""
    found = await all_communities(db)
    wanted = [one for one in found if guild_id in (None, one.guild_id)]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(say.COMMUNITY.format(guild=one.guild_id, name=one.name) for one in found)
    raise SettingError(say.WHICH_COMMUNITY.format(names=names or say.NO_COMMUNITY))
