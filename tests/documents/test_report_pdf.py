"""The report as PDF: everything in it, accessible, with its fonts, and the same bytes each time."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sigbot.documents.reports import can_write_pdf, report_document, report_outline
from sigbot.documents.reports import fonts as report_fonts
from sigbot.documents.reports import pdf as report_pdf
from sigbot.documents.reports.model import (
    Chart,
    Document,
    Heading,
    Items,
    Note,
    Paragraph,
    Spans,
    Table,
)
from sigbot.domain.report_data import NarrativeData, NoPdfError, ReportData, ReportFormat
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from tests.documents.report_samples import GOLDEN, LONG, MARKUP, NAMES, typed_by_people
from tests.documents.test_report_hostile import HARD
from tests.domain.material import MEETINGS, NO_NARRATIVE, a_material, changed

pypdf = pytest.importorskip("pypdf")
needs_pdf = pytest.mark.skipif(not can_write_pdf(), reason="the extra `pdf` is not installed")
pytestmark = needs_pdf


def written(material: Material) -> bytes:
    return report_document(compile_report(material), ReportFormat.PDF)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, without white space: lines are broken anywhere."""
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def text_of(content: bytes) -> str:
    return "".join(pages_of(content))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2068\u2069\u200b]", "", text)


def lines(document: Document) -> Iterator[str]:
    yield from document.notes()
    for block in document.blocks:
        match block:
            case Heading(spans=spans) | Paragraph(spans=spans):
                yield line(spans)
            case Items(items=items):
                yield from map(line, items)
            case Table(rows=rows) | Chart(table=Table(rows=rows)):
                yield from (line(cell) for row in rows for cell in row)


def line(spans: Spans) -> str:
    return "".join(span.text for span in spans if not isinstance(span, Note))


def structure(reader: Any) -> list[str]:
    """The tags of a PDF in their order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append(str(node["/S"]).lstrip("/"))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_everything_that_the_document_says_is_in_it() -> None:
    data = compile_report(a_material())
    text = text_of(report_document(data, ReportFormat.PDF))
    lost = [line for line in lines(report_outline(data)) if squeezed(line) not in text]
    assert lost == []


def test_withheld_figures_share_one_footnote() -> None:
    content = written(GOLDEN["releases"])
    text = text_of(content)
    assert text.count(squeezed("A figure is withheld when nobody")) == 1
    assert structure(pypdf.PdfReader(io.BytesIO(content))).count("Note") == 2


def test_no_row_is_cut_and_a_long_table_repeats_its_head() -> None:
    held = [
        replace(MEETINGS[0], id=number, title=f"start{number}. {'word ' * 100}end{number}.")
        for number in range(100, 140)
    ]
    texts = pages_of(written(changed(a_material(), meetings=held)))
    whole = [
        sum(f"start{held.id}." in text and f"end{held.id}." in text for text in texts)
        for held in held
    ]
    assert whole == [1] * len(held)
    with_rows = [text for text in texts if re.search(r"start\d+\.", text)]
    assert len(with_rows) > 2
    assert all(squeezed("Meeting Date Id People") in text for text in with_rows)


def test_a_table_that_is_too_long_to_print_says_where_it_is() -> None:
    held = [replace(MEETINGS[0], id=number) for number in range(report_pdf.MOST_ROWS + 1)]
    text = text_of(written(changed(a_material(), meetings=held)))
    assert squeezed("This table has 601 rows, too many to print. It is in the web page") in text
    assert squeezed("The figures were worked out from these meetings:") in text


@pytest.mark.parametrize("count", [1, 14])
def test_a_short_table_and_a_chart_stay_on_one_page(count: int) -> None:
    """With so many lines above them, there is no room for all of one on a page."""
    lines = [f"Line {number} of what people wrote." for number in range(count)]
    said: NarrativeData = {**NO_NARRATIVE, "health": "\n".join(lines)}
    texts = pages_of(written(replace(a_material(), narrative=said)))
    (page,) = [text for text in texts if "AttendancebysubgroupSubgroup" in text]
    assert "Interop(asleep)" in page
    heads = "".join(texts)
    assert heads.count("PeopleHowmany") == heads.count("DateMeetingPeople") == 1


def test_a_chart_that_is_longer_than_a_page_goes_on_on_the_next() -> None:
    text = text_of(written(HARD["five years"]))
    assert text.count("MonthAverageattendance") == 2


def test_it_says_which_standards_it_keeps() -> None:
    reader = pypdf.PdfReader(io.BytesIO(written(a_material())))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert reader.metadata.title == "Healthcare SIG: Mid-Year 2021 Report"
    assert reader.metadata.author == "Mike McCoy"


def test_it_has_headings_lists_tables_and_pictures_with_words() -> None:
    tags = structure(pypdf.PdfReader(io.BytesIO(written(a_material()))))
    assert tags.count("H1") == 1
    assert tags.count("H2") == 10
    assert {"L", "LI", "Table", "TR", "TH", "TD", "Figure", "Link", "P"} <= set(tags)


def test_all_fonts_are_in_it_for_names_of_many_scripts() -> None:
    content = written(typed_by_people(", ".join(NAMES), "\n".join(NAMES)))
    fonts = set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            fonts.add(str(descriptor["/FontName"]).partition("+")[2])
    families = ("NotoSans-", "NotoSansArabic", "NotoSansCJK")
    assert all(any(name.startswith(family) for name in fonts) for family in families)
    text = text_of(content)
    assert all(squeezed(name) in text for name in NAMES[2:])  # pypdf does not read the others
    assert report_fonts.SUBSTITUTE not in text


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_title_is_shown_as_it_was_typed(markup: str) -> None:
    content = written(typed_by_people(markup, markup))
    assert squeezed(f"{markup}: Mid-Year 2021 Report") in text_of(content)
    assert structure(pypdf.PdfReader(io.BytesIO(content))).count("H2") == 10


def test_the_longest_narrative_is_all_there() -> None:
    content = written(typed_by_people("usual", LONG))
    reader = pypdf.PdfReader(io.BytesIO(content))
    numbers = re.compile(rf"\d+/{len(reader.pages)}")  # between two pages
    assert squeezed(LONG) in numbers.sub("", text_of(content))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written(a_material()) == written(a_material())


def test_what_no_font_has_is_named() -> None:
    text = text_of(written(typed_by_people("A\ue000", "usual")))
    assert squeezed("They are of: symbols.") in text
    assert f"A{report_fonts.SUBSTITUTE}:Mid-Year" in text


def test_a_character_of_no_script_is_a_symbol() -> None:
    assert report_fonts.scripts_of("ไก\U0001f600\ue000") == ["", "Thai"]


def test_no_more_fonts_are_taken_than_a_text_needs() -> None:
    assert report_fonts.fonts_for("Latin, Ελένη, Наталья, देवी").families == ["Noto Sans"]
    assert report_fonts.fonts_for("山").families == ["Noto Sans", "Noto Sans CJK JP"]


def test_without_its_packages_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data: ReportData = compile_report(a_material())
    monkeypatch.setattr(report_pdf, "EXTRA", ("no-such-package-of-fonts",))
    with pytest.raises(NoPdfError):
        report_document(data, ReportFormat.PDF)
