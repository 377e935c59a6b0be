"""Minutes as files: one document (`outline.py`), written in every format."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sigbot.documents.minutes.outline import minutes_outline
from sigbot.documents.minutes.text import write_text
from sigbot.documents.reports.html import write_html
from sigbot.documents.reports.markdown import write_markdown
from sigbot.documents.reports.model import Document
from sigbot.domain.minutes import Minutes, MinutesFormat

__all__ = ["minutes_document", "minutes_file_name", "minutes_outline"]


def minutes_file_name(minutes: Minutes, format_: MinutesFormat) -> str:
    """Return the name of the file of a meeting's minutes: `minutes-2026-12-02-m5.md`."""
    return f"minutes-{minutes.day}-{minutes.key}.{format_}"


def minutes_document(minutes: Minutes, format_: MinutesFormat) -> bytes:
    """Return the content of the file. The same minutes give the same bytes.

    What people typed is shown literally, even where it looks like markup.
    """
    return _WRITERS[format_](minutes_outline(minutes)).encode()


def _page(document: Document) -> str:
    return write_html(document, _STYLE.read_text(encoding="utf-8"))


_STYLE = Path(__file__).with_name("minutes.css")
_WRITERS: Mapping[MinutesFormat, Callable[[Document], str]] = {
    MinutesFormat.MD: write_markdown,
    MinutesFormat.HTML: _page,
    MinutesFormat.TXT: write_text,
}
