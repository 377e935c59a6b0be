"""From the text of an attendance file to rows of cells, each with the line where it starts."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode

DELIMITERS = (",", ";", "\t")
MOST_LINES_OF_A_ROW = 20
"""What spans more has a quotation mark that was never closed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank; `cells` are trimmed, without the empty ones at the end."""

    line: int
    cells: list[str]


class _Lines:
    """The lines of a text one by one, with a way back; `is_short` once a row asked for too many."""

    def __init__(self, text: str) -> None:
        self.all = [line + "\n" for line in text.split("\n")]
        self.at = 0
        self.is_short = False
        self._end = 0

    def begin_row(self) -> int:
        """Where the row begins, as an index."""
        self.is_short = False
        self._end = min(self.at + MOST_LINES_OF_A_ROW, len(self.all))
        return self.at

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at >= self._end:
            self.is_short = True
            raise StopIteration
        self.at += 1
        return self.all[self.at - 1]


def read_rows(text: str, delimiter: str) -> Iterator[Row | BadRow]:
    """Rows in order. A quotation mark that is never closed spoils its own line, not the rest."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    while lines.at < len(lines.all):
        start = lines.begin_row()
        cells = _next(reader)
        if cells is None or lines.is_short or not _is_one_row(lines, start, delimiter):
            yield BadRow(start + 1, BadRowCode.QUOTES)
            lines.at = start + 1
            reader = csv.reader(lines, delimiter=delimiter)
        elif trimmed := _trimmed(cells):
            yield Row(start + 1, trimmed)


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:  # a cell of more than 131,072 characters
        return None


def _is_one_row(lines: _Lines, start: int, delimiter: str) -> bool:
    """True for one line, and for lines that belong together by quotation marks in their places."""
    if lines.at - start == 1:
        return True
    try:
        for _ in csv.reader(lines.all[start : lines.at], delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _trimmed(cells: list[str]) -> list[str]:
    trimmed = [cell.strip() for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed
