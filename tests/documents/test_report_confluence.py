"""The report in Confluence's storage format: well-formed, of documented elements only."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from sigbot.documents.reports import report_document, report_file_name
from sigbot.documents.reports.confluence import write_confluence
from sigbot.documents.reports.model import Document, Heading, Note, Paragraph, Text
from sigbot.domain.periods import read_period
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from tests.documents.report_samples import MARKUP, typed_by_people
from tests.domain.material import TODAY, a_material
from tests.domain.properties import quick, typed, typed_lines

DOCUMENTED = {
    "h1",
    "h2",
    "h3",
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "code",
    "sup",
}
ATTRIBUTES = {"href"}


def page(material: Material) -> ET.Element:
    """Parse it as Confluence does: as what is inside of a page."""
    source = report_document(compile_report(material), ReportFormat.CONFLUENCE).decode()
    return ET.fromstring(f"<page>{source}</page>")


def tags(root: ET.Element) -> list[str]:
    return [element.tag for element in root.iter() if element.tag not in {"p", "br"}]


def texts(root: ET.Element, tag: str) -> list[str]:
    return [" ".join("".join(element.itertext()).split()) for element in root.iter(tag)]


USUAL = tags(page(typed_by_people("usual", "usual")))


def test_it_has_documented_elements_only() -> None:
    root = page(a_material())
    assert {element.tag for element in root.iter()} - {"page"} <= DOCUMENTED
    assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES


def test_it_keeps_headings_lists_tables_and_links() -> None:
    root = page(a_material())
    assert texts(root, "h1") == ["Healthcare SIG: Mid-Year 2021 Report"]
    assert texts(root, "h2")[0] == "Description"
    assert "VitaDAO (2021-03-01)" in texts(root, "li")
    assert "https://example.org/vita" in [link.attrib["href"] for link in root.iter("a")]
    assert "General Meeting466" in "".join(texts(root, "tr"))
    assert "2021-01-06General Meeting18" in texts(root, "tr")


@pytest.mark.parametrize("line", MARKUP)
def test_markup_in_a_title_is_shown_as_it_was_typed(line: str) -> None:
    root = page(typed_by_people(line, line))
    assert tags(root) == USUAL
    assert f"{' '.join(line.split())} (2021-02-01)" in texts(root, "li")


@quick
@given(typed.filter(str.strip), typed_lines.filter(str.strip))
def test_it_has_the_same_elements_whatever_people_type(line: str, lines: str) -> None:
    assert tags(page(typed_by_people(f"x{line}", f"x{lines}"))) == USUAL


def test_footnotes_stand_at_the_end() -> None:
    blocks = (Heading(1, (Text("T"),)), Paragraph((Text("a"), Note("b & c"))))
    source = write_confluence(Document("T", date(2021, 7, 1), blocks))
    assert source.endswith("<p>a<sup>1</sup></p>\n<h2>Notes</h2>\n<ol><li>b &amp; c</li></ol>\n")


def test_its_file_is_xhtml() -> None:
    period = read_period("H1 2021", TODAY)
    assert report_file_name(period, ReportFormat.CONFLUENCE) == "report-H1-2021.xhtml"
