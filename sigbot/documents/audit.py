"""Write who changed what into CSV files that any spreadsheet can open, without active content."""

import csv
import io
import json
from pathlib import Path
from typing import Self, TextIO

from sigbot.documents.attendance import BOM, SPARE, safe_cell
from sigbot.domain.audit import Change
from sigbot.domain.periods import Period
from sigbot.wording.audit import SOMEBODY
from sigbot.wording.times import iso

COLUMNS = ("at", "person", "discord_id", "action", "key", "title", "details")


class AuditFiles:
    """Writes changes into files of a folder, one after the other, in little memory.

    A file that would grow over `limit` bytes (0: no limit) is closed, and the next one begun.
    """

    def __init__(self, folder: Path, period: Period | None, limit: int = 0) -> None:
        self.rows = 0
        self._folder, self._period, self._limit = folder, period, limit - SPARE
        self._paths: list[Path] = []
        self._file, self._size = self._next(), 0

    def _next(self) -> TextIO:
        path = self._folder / f"part-{len(self._paths) + 1}.csv"
        self._paths.append(path)
        file = path.open("w", encoding="utf-8", newline="")
        file.write(BOM + ",".join(COLUMNS) + "\r\n")
        return file

    def add(self, change: Change) -> None:
        text = _line(change)
        size = len(text.encode())
        if self._limit > 0 and self._size and self._size + size > self._limit:
            self._file.close()
            self._file, self._size = self._next(), 0
        self._file.write(text)
        self._size += size
        self.rows += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def finish(self) -> list[Path]:
        """Close the last file, give all files their names, and return their paths in order."""
        self._file.close()
        names = audit_file_names(self._period, len(self._paths))
        pairs = zip(self._paths, names, strict=True)
        return [path.rename(self._folder / name) for path, name in pairs]


def audit_file_names(period: Period | None, count: int) -> list[str]:
    name = f"audit-{period.slug}" if period else "audit-all"
    if count == 1:
        return [f"{name}.csv"]
    return [f"{name}-{number}-of-{count}.csv" for number in range(1, count + 1)]


def _line(change: Change) -> str:
    """Return the row of a change. The id of an account is text: a spreadsheet would round it."""
    cells = (
        iso(change.at),
        change.who or SOMEBODY,
        str(change.account) if change.account else "",
        change.action,
        change.subject,
        change.titles.get(change.subject, ""),
        json.dumps(change.details, ensure_ascii=False, sort_keys=True) if change.details else "",
    )
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()
