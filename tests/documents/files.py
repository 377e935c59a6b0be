"""Files of attendance, written and read again."""

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sigbot.documents.attendance import AttendanceFiles
from sigbot.domain.attendance import AttendanceLine, ExportFormat
from sigbot.domain.periods import Period, read_period

HALF: Period = read_period("H1 2021", date(2021, 7, 14))


def written(extension: str, lines: Iterable[AttendanceLine], limit: int = 0) -> list[bytes]:
    """The bytes of each file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        AttendanceFiles(Path(folder), HALF, ExportFormat(extension), limit) as files,
    ):
        for line in lines:
            files.add(line)
        return [path.read_bytes() for path in files.finish()]
