"""What people type and ask for that is hard to show, in every format: nothing breaks."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from sigbot.documents.reports import can_write_pdf, report_document
from sigbot.domain.bounds import NARRATIVE_LIMIT
from sigbot.domain.periods import read_period
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.reports import Material, compile_report
from tests.documents.report_samples import GOLDEN, MARKUP, typed_by_people
from tests.domain.material import MEETINGS, TODAY, a_material, changed

BIDI = "\u202eabc \u2067\u05e9\u05dc\u05d5\u05dd (1) 23\u2069 \u200fdef\u202c"
"""A text that turns the order of what follows, where it is shown as it is."""

RIGHT_TO_LEFT = "\u0645\u0631\u062d\u0628\u0627 (2021) \u05e9\u05dc\u05d5\u05dd, SIG!"
LINES = f"{RIGHT_TO_LEFT}\n\n{BIDI}"
MANY = [
    replace(MEETINGS[number % 9], id=number, day=date(2016, 7, 1) + timedelta(days=18 * number))
    for number in range(100)
]
"""So many that a chart has a bar for each month, and is longer than a page."""

HARD = {
    "bidirectional": typed_by_people(BIDI, LINES),
    "from the right": typed_by_people(RIGHT_TO_LEFT, RIGHT_TO_LEFT),
    "markup of every format": typed_by_people(" ".join(MARKUP), "\n".join(MARKUP)),
    "the longest text": typed_by_people("W" * 100, "\u05e9" * NARRATIVE_LIMIT),
    "a day": replace(a_material(), period=read_period("2021-01-06..2021-01-06", TODAY)),
    "five years": changed(
        a_material(), meetings=MANY, period=read_period("2016-07-01..2021-06-30", TODAY)
    ),
}
TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067"


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def headings(text: str, format_: ReportFormat) -> int:
    """Count the headings of sections. Raises an error where a page is not well-formed."""
    if format_ is ReportFormat.MD:
        return len(re.findall(r"^## ", text, re.MULTILINE))
    if format_ is ReportFormat.HTML:
        return len([*_parsed(text).iter("{http://www.w3.org/1999/xhtml}h2")])
    return len([*_parsed(f"<page>{text}</page>").iter("h2")])


def written(material: Material, format_: ReportFormat) -> bytes:
    return report_document(compile_report(material), format_)


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("format_", [ReportFormat.MD, ReportFormat.HTML, ReportFormat.CONFLUENCE])
def test_a_document_keeps_its_headings_and_its_direction(format_: ReportFormat, name: str) -> None:
    text = written(HARD[name], format_).decode()
    usual = written(a_material(), format_).decode()
    assert headings(text, format_) == headings(usual, format_)
    assert not set(text) & set(TURNING)
    assert text.count("\u2068") == text.count("\u2069")


@pytest.mark.parametrize("name", HARD)
def test_the_figures_for_scripts_can_be_read(name: str) -> None:
    assert json.loads(written(HARD[name], ReportFormat.JSON))["health"]["meetings_held"] in (9, 100)


@pytest.mark.skipif(not can_write_pdf(), reason="the extra `pdf` is not installed")
@pytest.mark.parametrize("material", [*HARD.values(), *GOLDEN.values()], ids=[*HARD, *GOLDEN])
def test_typst_takes_it_as_accessible_and_to_be_kept(material: Material) -> None:
    """typst refuses what PDF/UA-1 and PDF/A-2a do not allow."""
    assert written(material, ReportFormat.PDF).startswith(b"%PDF-1.7")


def test_the_samples_are_hard() -> None:
    assert {unicodedata.bidirectional(sign) for sign in LINES} >= {"RLO", "RLI", "AL", "R", "EN"}
