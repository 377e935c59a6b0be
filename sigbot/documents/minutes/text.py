"""Write a document as plain text of 72 columns. Nothing in it is markup."""

import unicodedata
from collections.abc import Iterator

from sigbot.documents.reports.model import (
    Block,
    Document,
    Heading,
    Items,
    Link,
    Paragraph,
    Span,
    Spans,
)

COLUMNS = 72
_UNDERLINES = {1: "=", 2: "-"}
_LINK_STARTS = ("http://", "https://")
_UNSEEN = ("Mn", "Me", "Cf")


def write_text(document: Document) -> str:
    """Return a document of headings, paragraphs and lists as text; an address is never broken."""
    return "\n\n".join("\n".join(_block(block)) for block in document.blocks) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level=level, spans=spans):
            yield from _heading(level, _line(spans))
        case Paragraph(spans=spans):
            yield from wrapped(_line(spans))
        case Items(items=lines):
            for spans in lines:
                yield from wrapped(_line(spans), "- ", "  ")
        case _:
            raise TypeError(block)


def _heading(level: int, title: str) -> Iterator[str]:
    lines = [*wrapped(title)]
    yield from lines
    if level in _UNDERLINES:
        yield _UNDERLINES[level] * max(map(columns, lines))


def _line(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if isinstance(span, Link) and span.text != span.address:
        return f"{span.text} <{span.address}>"
    return span.text


def wrapped(text: str, first: str = "", then: str = "") -> Iterator[str]:
    """Yield lines of at most COLUMNS, the first with `first` before it, the others with `then`."""
    line, width, is_empty = first, columns(first), True
    for word in text.split() or [""]:
        for piece in _pieces(word, COLUMNS - columns(then)):
            needed = columns(piece) + (not is_empty)
            if not is_empty and width + needed > COLUMNS:
                yield line
                line, width, is_empty, needed = then, columns(then), True, columns(piece)
            line += piece if is_empty else f" {piece}"
            width, is_empty = width + needed, False
    yield line.rstrip()


def _pieces(word: str, most: int) -> Iterator[str]:
    """Yield a word in pieces that fit into `most` columns; an address stays whole."""
    if columns(word) <= most or word.lstrip("<(").startswith(_LINK_STARTS):
        yield word
        return
    piece, width = "", 0
    for sign in word:
        if width + _width(sign) > most:
            yield piece
            piece, width = "", 0
        piece += sign
        width += _width(sign)
    yield piece


def columns(text: str) -> int:
    """Return how wide a text is in a terminal: letters of East Asia take two columns."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.category(sign) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
