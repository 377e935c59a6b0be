"""Write attendance into files that any spreadsheet can open, without active content."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self, TextIO

from sigbot.domain.attendance import AttendanceLine, ExportFormat
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
SPARE = 4_096
"""The size of a file without its rows is at most this, in bytes."""

MOST_ROWS = 1_000_000
"""How many rows a file gets at most; a sheet takes 1,048,576."""

XLSX_ROW = 150
"""How many bytes a row takes at most in a compressed workbook, without names and titles: only two
moments and an id differ from row to row."""

_FORMULA = re.compile('^(?=[\t\r=+\\-@＝＋－＠])|([;\t\r\n][" ]*)(?=[=+\\-@＝＋－＠])')
"""Where a formula begins: at the start of a cell, and after what cuts cells in other countries
(`;`) and programs (tabs, line ends)."""


class _Writer(Protocol):
    """A file to which rows are written one after the other."""

    size: int
    """The size so far in bytes; for a compressed file, at least the size that it will have."""

    def write(self, line: AttendanceLine) -> None: ...

    def close(self) -> None: ...


class AttendanceFiles:
    """Writes attendances into files of a folder, one after the other, in little memory.

    A file that would grow over `limit` bytes (0: no limit) is closed, and the next one begun.
    Several files have numbered names; each is a complete file. The same lines give the same bytes.
    """

    def __init__(
        self, folder: Path, period: Period, extension: ExportFormat, limit: int = 0
    ) -> None:
        self.rows = 0
        self._folder = folder
        self._period = period
        self._extension = extension
        self._limit = limit - SPARE
        self._paths: list[Path] = []
        self._rows_here = 0
        self._finished = False
        self._writer = self._next()

    def _next(self) -> _Writer:
        path = self._folder / f"part-{len(self._paths) + 1}.{self._extension}"
        self._paths.append(path)
        return _WRITERS[self._extension](path)

    def add(self, line: AttendanceLine) -> None:
        if self._is_full(line):
            self._writer.close()
            self._writer, self._rows_here = self._next(), 0
        self._writer.write(line)
        self._rows_here += 1
        self.rows += 1

    def _is_full(self, line: AttendanceLine) -> bool:
        too_large = self._limit > 0 and self._writer.size + _most(line) > self._limit
        return self._rows_here > 0 and (too_large or self._rows_here >= MOST_ROWS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._finished:
            self._writer.close()

    def finish(self) -> list[Path]:
        """Close the last file, give all files their names, and return their paths in order."""
        self._writer.close()
        self._finished = True
        names = attendance_file_names(self._period, self._extension, len(self._paths))
        pairs = zip(self._paths, names, strict=True)
        return [path.rename(self._folder / name) for path, name in pairs]


def attendance_file_names(period: Period, extension: ExportFormat, count: int) -> list[str]:
    if count == 1:
        return [f"attendance-{period.slug}.{extension}"]
    return [f"attendance-{period.slug}-{n}-of-{count}.{extension}" for n in range(1, count + 1)]


def _most(line: AttendanceLine) -> int:
    """Return how many bytes a row takes at most in any format."""
    texts = (line.title, line.subgroup or "", line.attendance.person)
    return 600 + 6 * sum(len(text.encode()) for text in texts)


def _row(line: AttendanceLine) -> dict[str, str | int | None]:
    """Return the values of a row by column.

    The id of an account is text, as it is too large for a number in a spreadsheet. Where it is not
    known when a person came, `checked_in_at` is None, not the start of the meeting.
    """
    attendance = line.attendance
    values = (
        line.meeting_key,
        line.title,
        line.kind,
        line.subgroup,
        iso(line.starts_at),
        attendance.person,
        str(attendance.discord_id) if attendance.discord_id else None,
        attendance.source,
        iso(attendance.came_at) if attendance.came_at else None,
        attendance.minutes,
        attendance.region,
    )
    return dict(zip(COLUMNS, values, strict=True))


class _Csv:
    """A CSV file by RFC 4180, in UTF-8 with a BOM."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(BOM + ",".join(COLUMNS) + "\r\n")
        self.size = 0

    def write(self, line: AttendanceLine) -> None:
        buffer = io.StringIO()
        cells = [safe_cell("" if v is None else str(v)) for v in _row(line).values()]
        csv.writer(buffer, lineterminator="\r\n").writerow(cells)
        text = buffer.getvalue()
        self._file.write(text)
        self.size += len(text.encode())

    def close(self) -> None:
        self._file.close()


class _Json:
    """A JSON file: an array of objects with the columns as keys; unknown values are null."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="")
        self.size = 0

    def write(self, line: AttendanceLine) -> None:
        text = json.dumps(_row(line), ensure_ascii=False)
        self._file.write((",\n" if self.size else "[\n") + text)
        self.size += len(text.encode()) + 2

    def close(self) -> None:
        self._file.write("\n]\n" if self.size else "[]\n")
        self._file.close()


class _Xlsx:
    """A workbook with one sheet. Texts are string cells, so that none is a formula or a link."""

    def __init__(self, path: Path) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415  (slow, and rarely needed)

        self._book = Workbook(str(path), {"constant_memory": True})
        # A fixed date of creation, so that the same rows give the same bytes.
        self._book.set_properties(
            {"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )
        self._sheet = self._book.add_worksheet("Attendance")
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for column, name in enumerate(COLUMNS):
            self._sheet.write_string(0, column, name, bold)
        self._sheet.set_column(0, len(COLUMNS) - 1, 18)
        self._row = 0
        self._meeting = ""
        self.size = 0

    def write(self, line: AttendanceLine) -> None:
        self._row += 1
        for column, value in enumerate(_row(line).values()):
            if isinstance(value, int):
                self._sheet.write_number(self._row, column, value)
            elif value:
                self._sheet.write_string(self._row, column, value)
        self.size += XLSX_ROW + 2 * len(line.attendance.person.encode())
        if line.meeting_key != self._meeting:
            self._meeting = line.meeting_key
            self.size += 2 * len(line.title.encode())

    def close(self) -> None:
        self._book.close()


_WRITERS: Mapping[ExportFormat, Callable[[Path], _Writer]] = {
    ExportFormat.CSV: _Csv,
    ExportFormat.XLSX: _Xlsx,
    ExportFormat.JSON: _Json,
}


def safe_cell(text: str) -> str:
    """Return `text`, with an apostrophe before everything that a spreadsheet would run."""
    return _FORMULA.sub(r"\1'", text)
