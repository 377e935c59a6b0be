"""The report as a page: well-formed, complete in itself, and literal about what people typed."""

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from sigbot.documents.reports import report_document, report_outline
from sigbot.documents.reports.charts import MOST_MEETINGS
from sigbot.documents.reports.html import write_html
from sigbot.documents.reports.model import (
    Bar,
    BarGroup,
    Chart,
    Document,
    Heading,
    Note,
    Paragraph,
    Text,
    table,
)
from sigbot.documents.reports.svg import LONGEST_LABEL, PRINTED, svg
from sigbot.domain.health import HeldMeeting
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.releases import Unit
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from tests.documents.report_samples import ARABIC, GOLDEN, LONG, MARKUP, typed_by_people
from tests.domain.material import H1, a_material, a_release, changed, with_releases
from tests.domain.properties import quick, typed, typed_lines

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def page(material: Material) -> str:
    return report_document(compile_report(material), ReportFormat.HTML).decode()


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def tags(text: str) -> list[str]:
    """The elements in their order, without the paragraphs of people's own texts."""
    names = [element.tag.rpartition("}")[2] for element in parsed(text).iter()]
    return [name for name in names if name not in {"p", "br"}]


def text_of(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts(text: str, name: str) -> list[str]:
    return [text_of(element) for element in parsed(text).iter(f"{XHTML}{name}")]


def plainly(text: str) -> str:
    """A text without the marks that isolate names."""
    return re.sub("[\u2068\u2069]", "", text)


USUAL = tags(page(typed_by_people("usual", "usual")))


def test_a_strict_parser_finds_no_error() -> None:
    html5lib = pytest.importorskip("html5lib")
    for line in ("usual", *MARKUP):
        html5lib.HTMLParser(strict=True).parse(page(typed_by_people(line, line)))


def test_nothing_comes_from_elsewhere() -> None:
    source = page(a_material())
    root = parsed(source)
    assert not re.findall(r"url\(|@import|<script|<link|<iframe|srcset", source)
    loading = [element for element in root.iter() if set(element.attrib) & {"src", "data"}]
    linking = [element.tag for element in root.iter() if "href" in element.attrib]
    assert loading == []
    assert set(linking) == {f"{XHTML}a"}


@pytest.mark.parametrize("line", MARKUP)
def test_markup_in_a_title_is_shown_as_it_was_typed(line: str) -> None:
    source = page(typed_by_people(line, line))
    shown = " ".join(line.split())
    assert tags(source) == USUAL
    assert texts(source, "h1") == [f"{shown}: Mid-Year 2021 Report"]
    assert texts(source, "title")[0] == f"{shown}: Mid-Year 2021 Report"
    assert f"{shown} (2021-02-01)" in texts(source, "li")


@quick
@given(typed.filter(str.strip), typed_lines.filter(str.strip))
def test_the_page_has_the_same_elements_whatever_people_type(line: str, lines: str) -> None:
    assert tags(page(typed_by_people(f"x{line}", f"x{lines}"))) == USUAL


def test_lines_and_paragraphs_of_a_narrative_stay() -> None:
    source = page(typed_by_people("usual", "first\nsecond\n\n\nthird"))
    assert texts(source, "p").count("first second") == 5
    assert texts(source, "p").count("third") == 5
    assert '<p dir="auto">first<br/>\nsecond</p>' in source


def test_the_longest_narrative_is_all_there() -> None:
    assert LONG.strip() in texts(page(typed_by_people("usual", LONG)), "p")


def test_a_name_from_right_to_left_does_not_turn_the_words_around_it() -> None:
    source = page(typed_by_people(ARABIC, ARABIC))
    assert f"\u2068{ARABIC}\u2069 (2021-02-01)" in texts(source, "li")
    assert f'<p dir="auto">{ARABIC}</p>' in source


def test_overrides_of_direction_are_left_out() -> None:
    source = page(typed_by_people("a\u202eb", "c\u202ed\u2067e"))
    assert "ab (2021-02-01)" in texts(source, "li")
    assert "cde" in texts(source, "p")


def test_only_addresses_of_web_pages_are_links() -> None:
    base = a_material()
    community = replace(base.community, wiki="javascript:alert(1)")
    source = page(replace(base, community=community))
    assert "javascript" not in source
    assert "Wiki page: Healthcare SIG" in texts(source, "p")


def test_each_chart_has_its_figures_as_a_table() -> None:
    root = parsed(page(a_material()))
    _, people, meetings = root.iter(f"{XHTML}figure")
    drawn = [text_of(element) for element in meetings.iter(f"{SVG}text")]
    rows = [[text_of(cell) for cell in row] for row in meetings.iter(f"{XHTML}tr")]
    assert "General Meeting: 16.5 on average" in drawn
    assert rows[1] == ["2021-01-06", "General Meeting", "18"]
    assert rows[-1] == ["2021-06-01", "Special Topic", "no record"]
    assert len(rows) == 10
    assert all(row[0] in drawn and row[2] in drawn for row in rows[1:])
    assert [text_of(row) for row in people.iter(f"{XHTML}tr")][1:] == [
        "Took part41",
        "Came regularly9",
        "First time here12",
    ]


def test_bars_are_as_long_as_their_values() -> None:
    root = parsed(page(a_material()))
    *_, meetings = root.iter(f"{XHTML}figure")
    widths = [float(bar.attrib["width"]) for bar in meetings.iter(f"{SVG}rect")]
    values = [18, 15, 17, 16, 24, 4, 9, 3]
    assert widths == pytest.approx([max(widths) * value / 24 for value in values], abs=0.1)


def test_times_and_regions_are_drawn_each_for_themselves() -> None:
    root = parsed(page(GOLDEN["releases"]))
    times, _, _, regions = root.iter(f"{XHTML}figure")
    assert [text_of(row) for row in times.iter(f"{XHTML}tr")][1:] == [
        "Wed 10:00 New York316.7",
        "Wed 20:00 New York116",
    ]
    assert "General Meeting: 16.5 on average" in [text_of(e) for e in times.iter(f"{SVG}text")]
    drawn = [text_of(element) for element in regions.iter(f"{SVG}text")]
    newest, before = drawn.index("H1 2021, of 16.5"), drawn.index("H2 2020, of 16.5")
    assert drawn[newest + 1 : before] == ["North America", "7", "Latin America", "3", "Europe", "4"]
    assert drawn[before + 1 :] == ["North America", "6", "Europe", "1"]
    rows = [text_of(row) for row in regions.iter(f"{XHTML}tr")][1:]
    assert rows == ["North America76", "Latin America3withheld2", "Europe41"]


def test_shares_of_regions_are_drawn_without_a_release_in_people() -> None:
    shares = a_release({Attribute.REGION: {"Europe": 2, "Africa": 1}}, unit=Unit.FIFTHS)
    before = a_release({Attribute.REGION: {"Europe": 6, "Africa": 4}}, H1.previous())
    root = parsed(page(with_releases(shares, before)))
    *_, regions = root.iter(f"{XHTML}figure")
    drawn = [text_of(element) for element in regions.iter(f"{SVG}text")]
    assert drawn[1:] == ["Europe", "about two fifths", "Africa", "about one fifth"]
    assert text_of(next(regions.iter(f"{XHTML}figcaption"))).startswith("Which part of the")


def test_a_label_without_room_is_shortened() -> None:
    chart = Chart("S", (BarGroup("", (Bar("W" * 30, 1, "1"),)),), table(("A",), []))
    drawing = svg(chart, PRINTED)
    assert f">{'W' * (LONGEST_LABEL - 1)}…</text>" in drawing


def test_a_long_period_has_a_bar_for_each_month() -> None:
    days = [date(2021, 1, 1) + timedelta(days=2 * n) for n in range(MOST_MEETINGS + 1)]
    held = tuple(HeldMeeting(MeetingKind.GENERAL, None, day, 4) for day in days)
    root = parsed(page(changed(a_material(), meetings=held)))
    *_, meetings = root.iter(f"{XHTML}figure")
    rows = [[text_of(cell) for cell in row] for row in meetings.iter(f"{XHTML}tr")]
    assert rows[1:] == [[f"2021-0{month}", "4"] for month in range(1, 6)]


def test_a_period_without_people_has_no_chart() -> None:
    assert "<svg" not in page(changed(a_material(), meetings=(), unique_attendees=0))


def test_a_first_period_does_not_count_newcomers() -> None:
    source = page(changed(a_material(), newcomers=41))
    assert "First time here" not in source
    assert "How many of the people who took part came regularly." in texts(source, "figcaption")
    nobody_again = page(changed(a_material(), regulars=0))
    told = "How many of the people who took part were here for the first time."
    assert told in texts(nobody_again, "figcaption")
    nobody = page(changed(a_material(), regulars=0, newcomers=0))
    assert not any("who took part" in text for text in texts(nobody, "figcaption"))


def test_a_footnote_has_one_number_and_one_text() -> None:
    note = Note("Too <few> people.")
    blocks = (
        Heading(1, (Text("T"),)),
        Paragraph((Text("a"), note)),
        Paragraph((Text("b"), note, Note("2"))),
    )
    source = write_html(Document("T", date(2021, 7, 1), blocks))
    assert '<sup id="mark-1-1"><a href="#note-1">1</a></sup>' in source
    assert '<sup id="mark-1-2"><a href="#note-1">1</a></sup>' in source
    notes = source.partition("<h2>Notes</h2>")[2].splitlines()
    assert notes[2].startswith('<li id="note-1">Too &lt;few&gt; people. <a href="#mark-1-1"')
    assert '<a href="#mark-1-2" aria-label="Back to mark 2 of note 1">↩2</a></li>' in notes[2]
    assert notes[3].startswith('<li id="note-2">2 <a href="#mark-2-1"')


def test_a_document_depends_on_its_data_only() -> None:
    data = compile_report(a_material())
    assert write_html(report_outline(data)) == write_html(report_outline(data))
