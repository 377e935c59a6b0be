"""The report as files: one document (`outline.py`), written in every format."""

import json
from collections.abc import Callable, Mapping

from sigbot.documents.reports.confluence import write_confluence
from sigbot.documents.reports.html import write_html
from sigbot.documents.reports.markdown import write_markdown
from sigbot.documents.reports.outline import report_outline
from sigbot.documents.reports.pdf import can_write_pdf, write_pdf
from sigbot.domain.periods import Period
from sigbot.domain.releases import FIFTHS, Withheld
from sigbot.domain.report_data import Fifths, NotShown, ReportData, ReportFormat
from sigbot.domain.statistics import UNKNOWN
from sigbot.wording import reports as say

__all__ = [
    "EXTENSIONS",
    "WRITTEN_AT_ONCE",
    "can_write_pdf",
    "formats_here",
    "report_document",
    "report_file_name",
    "report_json",
    "report_markdown",
    "report_outline",
]

WRITTEN_AT_ONCE = (ReportFormat.MD, ReportFormat.JSON)
"""Formats that take a few milliseconds; the others are drawn in a process."""

EXTENSIONS: Mapping[ReportFormat, str] = {ReportFormat.CONFLUENCE: "xhtml"}
"""How names of files end where it is not by the format's own name."""


def report_file_name(period: Period, format_: ReportFormat) -> str:
    """Return the name of the file of a period's report."""
    return f"report-{period.slug}.{EXTENSIONS.get(format_, format_)}"


def formats_here() -> list[ReportFormat]:
    """Return the formats that can be written with what is installed."""
    return [format_ for format_ in ReportFormat if format_ != ReportFormat.PDF or can_write_pdf()]


def report_document(data: ReportData, format_: ReportFormat) -> bytes:
    """Return the content of the report's file. The same report gives the same bytes.

    Raises NoPdfError where the extra `pdf` is not installed.
    """
    return _WRITERS[format_](data)


def report_markdown(data: ReportData) -> str:
    """Return the report as Markdown, with the foundation's headings in its order.

    What people typed is shown literally, even where it looks like Markdown.
    """
    return write_markdown(report_outline(data))


def report_json(data: ReportData) -> str:
    """Return the report as JSON: a withheld figure is a text, an unknown figure is null."""
    return json.dumps(data, default=_as_json, ensure_ascii=False, indent=2) + "\n"


def _as_json(value: object) -> str | None:
    if isinstance(value, NotShown):
        return say.figure(value)
    if isinstance(value, Withheld):
        return value.value
    if isinstance(value, Fifths):
        return f"{value.count}/{FIFTHS}"
    if value is UNKNOWN:
        return None
    raise TypeError(value)


_WRITERS: Mapping[ReportFormat, Callable[[ReportData], bytes]] = {
    ReportFormat.MD: lambda data: report_markdown(data).encode(),
    ReportFormat.HTML: lambda data: write_html(report_outline(data)).encode(),
    ReportFormat.PDF: lambda data: write_pdf(report_outline(data)),
    ReportFormat.JSON: lambda data: report_json(data).encode(),
    ReportFormat.CONFLUENCE: lambda data: write_confluence(report_outline(data)).encode(),
}
