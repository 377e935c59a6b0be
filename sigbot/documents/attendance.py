"""Attendance as a CSV file that any spreadsheet opens, and in which nothing runs."""

import csv
import io
import re
from collections.abc import Iterable

from sigbot.domain.attendance import AttendanceLine
from sigbot.domain.periods import Period
from sigbot.wording.times import iso

COLUMNS = (
    "meeting_id",
    "title",
    "kind",
    "subgroup",
    "starts_at",
    "name",
    "discord_id",
    "source",
    "checked_in_at",
    "minutes",
    "region",
)
BOM = "\ufeff"

_FORMULA = re.compile("^[=+\\-@\t\r＝＋－＠]")


def attendance_file_name(period: Period, extension: str) -> str:
    return f"attendance-{period.slug}.{extension}"


def attendance_csv(lines: Iterable[AttendanceLine]) -> bytes:
    """UTF-8 with BOM, RFC 4180, one row an attendance, times in ISO 8601 UTC."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(line) for line in lines)
    return (BOM + buffer.getvalue()).encode()


def _row(line: AttendanceLine) -> list[str]:
    attendance = line.attendance
    return [
        safe_cell(str(value))
        for value in (
            line.meeting_key,
            line.title,
            line.kind,
            line.subgroup or "",
            iso(line.starts_at),
            attendance.person,
            attendance.discord_id or "",
            attendance.source,
            iso(attendance.checked_in_at),
            "" if attendance.minutes is None else attendance.minutes,
            attendance.region or "",
        )
    ]


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet would run as a formula gets a leading apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text
