"""`sigbot export`: the files of `/attendance export`, without Discord."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sigbot.cli.community import community_of, shell_of
from sigbot.config import Settings
from sigbot.documents.attendance import AttendanceFiles
from sigbot.domain.attendance import ExportFormat
from sigbot.runtime.run import opened_database
from sigbot.runtime.upgrading import bring_up
from sigbot.services.attendance import exported_attendance


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
        await bring_up(db)
        community = await community_of(db, guild_id)
        chosen, lines = await exported_attendance(db, shell_of(community), period, kind, now)
        with AttendanceFiles(folder, chosen, extension, limit) as files:
            async for line in lines:
                files.add(line)
            return files.finish(), files.rows
