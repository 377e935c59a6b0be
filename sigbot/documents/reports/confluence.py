"""Write a document in Confluence's storage format: XHTML, of the elements that its page describes.

There is no root element: Confluence takes the text as the body of a page.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

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
)
from sigbot.wording import reports as say


def write_confluence(document: Document) -> str:
    """Return the document as the body of a page; a chart is its summary and its table."""
    numbers = numbers_of(document.notes())
    blocks = [_block(block, numbers) for block in document.blocks]
    return "\n".join([*blocks, *_notes(document.notes())]) + "\n"


def _block(block: Block, numbers: Mapping[str, int]) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f"<h{level}>{_line(spans, numbers)}</h{level}>"
        case Paragraph(spans=spans):
            return f"<p>{_line(spans, numbers)}</p>"
        case Items(items=items):
            lines = (f"<li>{_line(spans, numbers)}</li>" for spans in items)
            return "<ul>" + "".join(lines) + "</ul>"
        case Table():
            return _captioned(block.caption, block, numbers)
        case Chart(summary=summary, table=table):
            return _captioned(summary, table, numbers)


def _captioned(caption: str, table: Table, numbers: Mapping[str, int]) -> str:
    """Return a table below its caption: the format has no element for captions."""
    heads = "".join(f"<th>{escape(column.title)}</th>" for column in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_line(cell, numbers)}</td>' for cell in row)}</tr>"
        for row in table.rows
    )
    above = f"<p>{escape(caption)}</p>\n" if caption else ""
    return f"{above}<table><tbody><tr>{heads}</tr>{rows}</tbody></table>"


def _line(spans: Spans, numbers: Mapping[str, int]) -> str:
    return "".join(_span(span, numbers) for span in spans)


def _span(span: Span, numbers: Mapping[str, int]) -> str:
    match span:
        case Text(text=text):
            return escape(text).replace("\n", "<br />")
        case Code(text=text):
            return f"<code>{escape(text)}</code>"
        case Link(text=text, address=address):
            return f'<a href="{escape(address)}">{escape(text)}</a>'
        case Note(text=text):
            return f"<sup>{numbers[text]}</sup>"


def _notes(texts: Sequence[str]) -> Iterator[str]:
    if texts:
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        yield f"<h2>{say.NOTES}</h2>"
        yield f"<ol>{items}</ol>"
