"""The report as files: one document (`outline.py`), written in every format."""

import json
from collections.abc import Callable, Mapping

from sigbot.documents.reports.markdown import markdown
from sigbot.documents.reports.outline import report_outline
from sigbot.domain.periods import Period
from sigbot.domain.report_data import ReportData, ReportFormat
from sigbot.domain.statistics import UNKNOWN
from sigbot.domain.suppression import NotShown
from sigbot.wording import reports as say


def report_file_name(period: Period, extension: ReportFormat) -> str:
    """Return the name of the file of a period's report."""
    return f"report-{period.slug}.{extension}"


def report_document(data: ReportData, extension: ReportFormat) -> str:
    """Return the text of the report in this format."""
    return _WRITERS[extension](data)


def report_markdown(data: ReportData) -> str:
    """Return the report as Markdown, with the foundation's headings in its order.

    What people typed is shown literally, even where it looks like Markdown.
    """
    return markdown(report_outline(data))


def report_json(data: ReportData) -> str:
    """Return the report as JSON: a withheld figure is a text, an unknown figure is null."""
    return json.dumps(data, default=_as_json, ensure_ascii=False, indent=2) + "\n"


def _as_json(value: object) -> str | None:
    if isinstance(value, NotShown):
        return say.figure(value)
    if value is UNKNOWN:
        return None
    raise TypeError(value)


_WRITERS: Mapping[ReportFormat, Callable[[ReportData], str]] = {
    ReportFormat.MD: report_markdown,
    ReportFormat.JSON: report_json,
}
