"""Write a document as PDF by typst: accessible (PDF/UA-1), and to be kept for long (PDF/A-2a).

All texts are data for the fixed page `report.typ`, never markup. The same document gives the same
bytes where the same fonts are. typst and its fonts are the extra `pdf`.
"""

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from sigbot.documents.reports.fonts import SUBSTITUTE, WHEELS, fonts_for, scripts_of
from sigbot.documents.reports.model import (
    Block,
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
    is_right_to_left,
    paragraph,
    sentence,
)
from sigbot.documents.reports.svg import PRINTED, svg
from sigbot.domain.report_data import NoPdfError
from sigbot.wording import reports as say
from sigbot.wording.lists import listed

_PAGE = Path(__file__).with_name("report.typ")
EXTRA = ("typst", "fonttools", *WHEELS)
"""Packages of the extra `pdf`."""

MOST_ROWS = 600
"""Rows of a table that is printed: five years of two meetings a week, and more. 5,000 rows would
take ten seconds and 400 MiB."""

Json = dict[str, Any]
"""What the page is given; `report.typ` reads these keys."""


def can_write_pdf() -> bool:
    """Return whether the extra `pdf` is installed."""
    try:
        return all(distribution(name) for name in EXTRA)
    except PackageNotFoundError:
        return False


def write_pdf(document: Document) -> bytes:
    """Return the document as PDF. Raises NoPdfError where the extra `pdf` is not installed."""
    if not can_write_pdf():
        raise NoPdfError
    import typst  # noqa: PLC0415  (large, and only in the extra `pdf`)

    content = _document(document)
    fonts = fonts_for(_text(content))
    if fonts.missing:
        content["blocks"].append(_block(_without_fonts(fonts.missing), Marks([])))
    content["fonts"] = fonts.families
    shown = _text(content).translate(dict.fromkeys(map(ord, fonts.missing), SUBSTITUTE))
    written: bytes = typst.compile(
        _PAGE,
        root=_PAGE.parent,
        format="pdf",
        font_paths=fonts.folders,
        ignore_system_fonts=not fonts.are_from_system,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
        sys_inputs={"report": shown},
    )
    return written


def _text(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False)


def _without_fonts(missing: frozenset[str]) -> Paragraph:
    """Say which scripts cannot be shown."""
    scripts = [script or say.SYMBOLS for script in scripts_of(missing)]
    return paragraph(say.NO_FONT.format(sign=SUBSTITUTE, scripts=listed(scripts)))


def _document(document: Document) -> Json:
    day, marks = document.day, Marks(document.notes())
    return {
        "title": document.title,
        "authors": list(document.authors),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "blocks": [_block(block, marks) for block in document.blocks],
    }


def _block(block: Block, marks: Marks) -> Json:
    match block:
        case Heading(level=level, spans=spans):
            return {"kind": "heading", "level": level, **_line(spans, marks)}
        case Paragraph(spans=spans):
            return {"kind": "paragraph", **_line(spans, marks)}
        case Items(items=items):
            return {"kind": "items", "items": [_line(spans, marks) for spans in items]}
        case Table(rows=rows) if len(rows) > MOST_ROWS:
            return _block(Paragraph(sentence(say.LONG_TABLE, rows=len(rows))), marks)
        case Table():
            return {"kind": "table", **_table(block, marks)}
        case Chart(summary=summary, table=table):
            figures = _table(table, marks)
            return {
                "kind": "chart",
                "summary": summary,
                "svg": svg(block, PRINTED),
                "table": figures,
            }


def _table(table: Table, marks: Marks) -> Json:
    return {
        "caption": table.caption,
        "columns": [{"title": c.title, "number": c.is_number} for c in table.columns],
        "rows": [[_line(cell, marks) for cell in row] for row in table.rows],
    }


def _line(spans: Spans, marks: Marks) -> Json:
    return {"spans": [_span(span, marks) for span in spans], "rtl": is_right_to_left(spans)}


def _span(span: Span, marks: Marks) -> Json:
    match span:
        case Text(text=text):
            return {"kind": "text", "text": text}
        case Code(text=text):
            return {"kind": "code", "text": text}
        case Link(text=text, address=address):
            return {"kind": "link", "text": text, "address": address}
        case Note(text=text):
            number, nth = marks.mark(span)
            return {"kind": "note", "text": text, "number": number, "is_first": nth == 1}
