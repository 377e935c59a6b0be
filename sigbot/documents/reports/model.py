"""A document without a format: what it says, in which order, and what is a heading, list or table.

Every text in it is shown literally: a renderer escapes what means something in its format.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter


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


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    blocks: tuple[Block, ...]

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
    for line in [*(line.strip() for line in text.splitlines()), ""]:
        if line:
            lines.append(line)
        elif lines:
            yield paragraph("\n".join(lines))
            lines = []


def one_line(text: str) -> str:
    """Return a text that people wrote, with single spaces."""
    return " ".join(text.split())


def linked(text: str, address: str) -> Span:
    """Return a link, or only the text where there is no address."""
    return Link(one_line(text) or address, address) if address else Text(one_line(text))


def items(spans: Iterable[Spans]) -> Items:
    return Items(tuple(spans))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> Table:
    """Make a table whose first column is text and whose other columns are numbers."""
    first, *numbers = columns
    return Table(
        (Column(first), *(Column(title, is_number=True) for title in numbers)),
        tuple(tuple((_span(cell),) for cell in row) for row in rows),
        caption,
    )


def numbers_of(notes: Sequence[str]) -> Mapping[str, int]:
    """Number footnotes from 1."""
    return {text: number for number, text in enumerate(notes, start=1)}
