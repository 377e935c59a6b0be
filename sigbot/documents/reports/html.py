"""Write a document as one HTML file that needs nothing from elsewhere.

It holds plain elements only, so that all of it can be selected, copied and pasted into a wiki, and
it is well-formed XML, too.
"""

import re
from collections.abc import Iterator, Sequence
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
    Marks,
    Note,
    Paragraph,
    Span,
    Spans,
    Table,
    Text,
)
from sigbot.documents.reports.svg import Ink, svg
from sigbot.wording import reports as say

DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")

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


def write_html(document: Document, style_of_kind: str = "") -> str:
    """Return the document as a page; all texts are escaped.

    `style_of_kind` is added to the style for documents of a kind.
    """
    marks = Marks(document.notes())
    charts = count(1)
    blocks = [
        _chart(block, marks, next(charts)) if isinstance(block, Chart) else _block(block, marks)
        for block in document.blocks
    ]
    body = "\n".join([*blocks, *_notes(marks)])
    style = _STYLE.read_text(encoding="utf-8") + style_of_kind
    return _PAGE.format(title=escape(document.title), style=style, body=body)


def _block(block: Heading | Paragraph | Items | Table, marks: Marks) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f'<h{level} dir="auto">{_line(spans, marks)}</h{level}>'
        case Paragraph(spans=spans):
            return f'<p dir="auto">{_line(spans, marks)}</p>'
        case Items(items=items):
            lines = (f'<li dir="auto">{_line(spans, marks)}</li>' for spans in items)
            return "<ul>\n" + "\n".join(lines) + "\n</ul>"
        case Table():
            return _table(block, marks)


def _table(table: Table, marks: Marks) -> str:
    caption = [f"<caption>{escape(table.caption)}</caption>"] if table.caption else []
    heads = "".join(
        f'<th scope="col"{_class(column.is_number)}>{escape(column.title)}</th>'
        for column in table.columns
    )
    rows = [f"<tr>{''.join(_cells(table, row, marks))}</tr>" for row in table.rows]
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


def _cells(table: Table, row: Sequence[Spans], marks: Marks) -> Iterator[str]:
    for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        line = _line(cell, marks)
        if index:
            yield f"<td{_class(column.is_number)}>{line}</td>"
        else:
            yield f'<th scope="row" dir="auto">{line}</th>'


def _class(is_number: bool) -> str:  # noqa: FBT001  (a fact of a column)
    return ' class="number"' if is_number else ""


def _chart(chart: Chart, marks: Marks, number: int) -> str:
    title = f'<title id="chart-{number}">{escape(chart.summary)}</title>'
    drawing = svg(chart, _INK, f' role="img" aria-labelledby="chart-{number}"', title)
    caption = f"<figcaption>{escape(chart.summary)}</figcaption>"
    return "\n".join(["<figure>", caption, drawing, _table(chart.table, marks), "</figure>"])


def _line(spans: Spans, marks: Marks) -> str:
    return "".join(_span(span, marks) for span in spans)


def _span(span: Span, marks: Marks) -> str:
    match span:
        case Text(text=text):
            return DATE.sub(r"<time>\g<0></time>", escape(text)).replace("\n", "<br/>\n")
        case Code(text=text):
            return f"<code>{escape(text)}</code>"
        case Link(text=text, address=address):
            return f'<a href="{escape(address)}">{escape(text)}</a>'
        case Note():
            number, nth = marks.mark(span)
            link = f'<a href="#note-{number}">{number}</a>'
            return f'<sup id="mark-{number}-{nth}">{link}</sup>'


def _notes(marks: Marks) -> Iterator[str]:
    """Yield the footnotes, each with links back to its marks."""
    notes = [*marks.notes()]
    if notes:
        yield f"<h2>{say.NOTES}</h2>"
        yield "<ol>"
        for number, text, count_of_marks in notes:
            back = " ".join(_back(number, nth) for nth in range(1, count_of_marks + 1))
            yield f'<li id="note-{number}">{escape(text)} {back}</li>'
        yield "</ol>"


def _back(number: int, nth: int) -> str:
    label = say.BACK_TO_MARK.format(number=number, nth=nth)
    return f'<a href="#mark-{number}-{nth}" aria-label="{label}">↩{nth}</a>'
