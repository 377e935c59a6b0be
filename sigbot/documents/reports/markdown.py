"""Write a document as Markdown (CommonMark with tables, and footnotes as GitHub writes them)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sigbot.documents.reports.model import (
    Block,
    Chart,
    Code,
    Document,
    Heading,
    Items,
    Link,
    Note,
    Paragraph,
    Span,
    Spans,
    Table,
    Text,
    numbers_of,
    paragraph,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_LINE_START = re.compile(r"^(?:(\d+)([.)])(?!\d)|([#+\-=:]))", re.MULTILINE)
"""A list, a heading, a rule, or what is under a heading or the head of a table."""


def write_markdown(document: Document) -> str:
    """Return the document as Markdown; all texts are escaped. There are no drawings in it."""
    notes = numbers_of(document.notes())
    blocks = [_block(block, notes) for block in _without_drawings(document.blocks)]
    blocks += [f"[^{number}]: {_escaped(text)}" for text, number in notes.items()]
    return "\n\n".join(blocks) + "\n"


def _without_drawings(blocks: Iterable[Block]) -> Iterator[Heading | Paragraph | Items | Table]:
    for block in blocks:
        if not isinstance(block, Chart):
            yield block
        elif block.keeps_table:
            yield paragraph(block.summary)
            yield block.table


def _block(block: Heading | Paragraph | Items | Table, notes: Mapping[str, int]) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f"{'#' * level} {_line(spans, notes)}"
        case Paragraph(spans=spans):
            return _line(spans, notes)
        case Items(items=items):
            return "\n".join(f"- {_line(spans, notes)}" for spans in items)
        case Table():
            return _table(block, notes)


def _table(table: Table, notes: Mapping[str, int]) -> str:
    cells = [
        [_escaped(column.title) for column in table.columns],
        ["---:" if column.is_number else "---" for column in table.columns],
        *([_line(cell, notes) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _line(spans: Spans, notes: Mapping[str, int]) -> str:
    return "".join(_span(span, notes) for span in spans)


def _span(span: Span, notes: Mapping[str, int]) -> str:
    match span:
        case Text(text=text):
            return _escaped(text)
        case Code(text=text):
            return f"`{text}`"
        case Link(text=text, address=address):
            return f"[{_escaped(text)}]({_address(address)})"
        case Note(text=text):
            return f"[^{notes[text]}]"


def _escaped(text: str) -> str:
    """Escape all characters that mean something in Markdown, anywhere or at the start of a line."""
    return _AT_LINE_START.sub(r"\1\\\2\3", _SPECIAL.sub(r"\\\1", text))


def _address(link: str) -> str:
    return link.replace("(", "%28").replace(")", "%29")
