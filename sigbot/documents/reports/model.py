"""A document without a format: what it says, in which order, and what is a heading, list or table.

Every text in it is shown literally: a renderer escapes what means something in its format.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from urllib.parse import quote

from sigbot.domain.statistics import Number
from sigbot.domain.texts import printable

_ISOLATE, _END = "\u2068", "\u2069"
_OF_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"
"""Signs that mean something in an address, besides letters and digits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text; a line break in it is a new line of the same paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """What people type as it is, such as a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its mark is here, its text at the end of the document."""

    text: str


Span = Text | Code | Link | Note
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the document has level 1."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose order means nothing."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row says what the row is about."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Spans, ...], ...]
    caption: str = ""
    """What the table is about, where the format shows such a line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, with its value as people read it; no value where it is not known."""

    label: str
    value: Number | None
    text: str


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars that belong together, and their average where it says something."""

    title: str
    bars: tuple[Bar, ...]
    average: Number | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one below the other, in groups that share one scale.

    `summary` says in words what the chart shows, `table` has all its figures. The table is also
    shown where there are no drawings if its figures are nowhere else (`keeps_table`).
    """

    summary: str
    groups: tuple[BarGroup, ...]
    table: Table
    keeps_table: bool = False


Block = Heading | Paragraph | Items | Table | Chart


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    day: date
    """The day of the document: a file of the same document never depends on the clock."""
    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()

    def notes(self) -> list[str]:
        """Return the texts of the footnotes in the order of their first marks, each one once."""
        spans = (span for block in self.blocks for span in _spans(block))
        return list(dict.fromkeys(span.text for span in spans if isinstance(span, Note)))


def _spans(block: Block) -> Iterator[Span]:
    match block:
        case Heading(spans=spans) | Paragraph(spans=spans):
            yield from spans
        case Items(items=items):
            for spans in items:
                yield from spans
        case Table(rows=rows):
            for row in rows:
                for spans in row:
                    yield from spans
        case Chart(table=shown):
            yield from _spans(shown)


def sentence(template: str, **values: object) -> Spans:
    """Fill the fields of a sentence; a span, such as a Link, stays one.

    What stands between backticks in the template is Code.
    """
    spans: list[Span] = []
    for literal, name, _, _ in Formatter().parse(template):
        for index, part in enumerate(literal.split("`")):
            spans.append(Code(part) if index % 2 else Text(part))
        if name is not None:
            spans.append(_span(values[name]))
    return joined(spans)


def joined(spans: Iterable[Span]) -> Spans:
    """Join texts that follow each other, so that a renderer escapes whole lines."""
    merged: list[Span] = []
    for span in spans:
        if isinstance(span, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + span.text)
        elif span != Text(""):
            merged.append(span)
    return tuple(merged)


def _span(value: object) -> Span:
    return value if isinstance(value, Text | Code | Link | Note) else Text(str(value))


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text that people wrote: an empty line is between two of them."""
    lines: list[str] = []
    for line in [*(_visible(line).strip() for line in text.splitlines()), ""]:
        if line:
            lines.append(line)
        elif lines:
            yield paragraph("\n".join(lines))
            lines = []


def one_line(text: str) -> str:
    """Return a name or title that people wrote, with single spaces, for use inside a sentence.

    One that has letters from right to left is isolated: it does not turn the words around it.
    """
    name = " ".join(_visible(text).split())
    return f"{_ISOLATE}{name}{_END}" if any(map(_is_from_the_right, name)) else name


def _visible(text: str) -> str:
    """Return a text without what no file may hold, and what changes the order of other texts."""
    spaced = (" " if sign.isspace() and sign < " " else sign for sign in printable(text))
    return "".join(sign for sign in spaced if not _is_no_character(ord(sign)))


def _is_no_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _is_from_the_right(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("R", "AL")


def is_right_to_left(spans: Spans) -> bool:
    """Return whether a line begins at the right: by its first letter outside of isolated names."""
    text = "".join("" if isinstance(span, Note) else span.text for span in spans)
    for sign in re.sub(f"{_ISOLATE}[^{_END}]*{_END}", "", text):
        if unicodedata.bidirectional(sign) in ("L", "R", "AL"):
            return _is_from_the_right(sign)
    return False


def linked(text: str, address: str) -> Span:
    """Return a link, or only the text where the address is not one of a web page."""
    if not address.lower().startswith(("http://", "https://")):
        return Text(one_line(text))
    encoded = quote(address, safe=_OF_ADDRESSES)
    return Link(one_line(text) or encoded, encoded)


def items(spans: Iterable[Spans]) -> Items:
    return Items(tuple(spans))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> Table:
    """Make a table whose first column is text and whose other columns are numbers.

    A cell is a text, a number, a span, or several spans.
    """
    first, *numbers = columns
    return Table(
        (Column(first), *(Column(title, is_number=True) for title in numbers)),
        tuple(tuple(_cell(cell) for cell in row) for row in rows),
        caption,
    )


def _cell(value: object) -> Spans:
    return value if isinstance(value, tuple) else (_span(value),)


def numbers_of(notes: Sequence[str]) -> Mapping[str, int]:
    """Number footnotes from 1."""
    return {text: number for number, text in enumerate(notes, start=1)}


class Marks:
    """Count the marks of each footnote, while a document is written from its start to its end."""

    def __init__(self, notes: Sequence[str]) -> None:
        self._numbers = numbers_of(notes)
        self._written = Counter[str]()

    def mark(self, note: Note) -> tuple[int, int]:
        """Return the number of a footnote, and which of its marks the next one is, from 1."""
        self._written[note.text] += 1
        return self._numbers[note.text], self._written[note.text]

    def notes(self) -> Iterator[tuple[int, str, int]]:
        """Yield number, text and count of marks of each footnote."""
        for text, number in self._numbers.items():
            yield number, text, self._written[text]
