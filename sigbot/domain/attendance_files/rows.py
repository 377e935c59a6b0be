"""From the text of an attendance file to rows of cells, each with the line where it starts."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode

DELIMITERS = (",", ";", "\t")
MOST_LINES_OF_A_ROW = 20
"""A row that spans more lines than this has a quotation mark that was never closed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank and starts at `line`, counted from 1.

    `cells` are trimmed, without the empty ones at the end.
    """

    line: int
    cells: list[str]


class _Lines:
    """The lines of a text for the csv reader: set `at` to go back.

    `is_short` is True once a row asked for more lines than a row may have.
    """

    def __init__(self, text: str) -> None:
        self.all = [line + "\n" for line in text.split("\n")]
        self.at = 0
        self.is_short = False
        self._end = 0

    def begin_row(self) -> int:
        """Allow the lines of one more row; return the index of its first line."""
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
    """Read rows in order. A quotation mark that is never closed makes only its own line bad."""
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
    """Return whether the lines from `start` on are one row, joined by correct quotation marks."""
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
