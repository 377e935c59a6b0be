"""Write a document as one HTML file that needs nothing from elsewhere.

It holds plain elements only, so that all of it can be selected, copied and pasted into a wiki, and
it is well-formed XML, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count
from pathlib import Path

from sigbot.documents.reports.model import (
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
from sigbot.documents.reports.svg import Ink, svg
from sigbot.wording import reports as say

_STYLE = Path(__file__).with_name("report.css")
_INK = Ink(text="currentColor", bar="var(--bar)", paper="var(--paper)")
_PAGE = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def write_html(document: Document) -> str:
    """Return the document as a page; all texts are escaped."""
    numbers = numbers_of(document.notes())
    charts = count(1)
    blocks = [
        _chart(block, numbers, next(charts)) if isinstance(block, Chart) else _block(block, numbers)
        for block in document.blocks
    ]
    body = "\n".join([*blocks, *_notes(document.notes())])
    style = _STYLE.read_text(encoding="utf-8")
    return _PAGE.format(title=escape(document.title), style=style, body=body)


def _block(block: Heading | Paragraph | Items | Table, numbers: Mapping[str, int]) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f'<h{level} dir="auto">{_line(spans, numbers)}</h{level}>'
        case Paragraph(spans=spans):
            return f'<p dir="auto">{_line(spans, numbers)}</p>'
        case Items(items=items):
            lines = (f'<li dir="auto">{_line(spans, numbers)}</li>' for spans in items)
            return "<ul>\n" + "\n".join(lines) + "\n</ul>"
        case Table():
            return _table(block, numbers)


def _table(table: Table, numbers: Mapping[str, int]) -> str:
    caption = [f"<caption>{escape(table.caption)}</caption>"] if table.caption else []
    heads = "".join(
        f'<th scope="col"{_class(column.is_number)}>{escape(column.title)}</th>'
        for column in table.columns
    )
    rows = [f"<tr>{''.join(_cells(table, row, numbers))}</tr>" for row in table.rows]
    return "\n".join(
        [
            "<table>",
            *caption,
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
            *rows,
            "</tbody></table>",
        ]
    )


def _cells(table: Table, row: Sequence[Spans], numbers: Mapping[str, int]) -> Iterator[str]:
    for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        line = _line(cell, numbers)
        if index:
            yield f"<td{_class(column.is_number)}>{line}</td>"
        else:
            yield f'<th scope="row" dir="auto">{line}</th>'


def _class(is_number: bool) -> str:  # noqa: FBT001  (a fact of a column)
    return ' class="number"' if is_number else ""


def _chart(chart: Chart, numbers: Mapping[str, int], number: int) -> str:
    title = f'<title id="chart-{number}">{escape(chart.summary)}</title>'
    drawing = svg(chart, _INK, f' role="img" aria-labelledby="chart-{number}"', title)
    caption = f"<figcaption>{escape(chart.summary)}</figcaption>"
    return "\n".join(["<figure>", caption, drawing, _table(chart.table, numbers), "</figure>"])


def _line(spans: Spans, numbers: Mapping[str, int]) -> str:
    return "".join(_span(span, numbers) for span in spans)


def _span(span: Span, numbers: Mapping[str, int]) -> str:
    match span:
        case Text(text=text):
            return escape(text).replace("\n", "<br/>\n")
        case Code(text=text):
            return f"<code>{escape(text)}</code>"
        case Link(text=text, address=address):
            return f'<a href="{escape(address)}">{escape(text)}</a>'
        case Note(text=text):
            number = numbers[text]
            return f'<sup><a href="#note-{number}">{number}</a></sup>'


def _notes(texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"<h2>{say.NOTES}</h2>"
        yield "<ol>"
        for number, text in enumerate(texts, start=1):
            yield f'<li id="note-{number}">{escape(text)}</li>'
        yield "</ol>"
