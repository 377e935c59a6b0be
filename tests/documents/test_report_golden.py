"""What reports look like, kept as files: a usual one in each format of text, others as Markdown.

With SIGBOT_TEST_GOLDEN=write the files are written anew; look at the difference before it is kept.
"""

import os
from pathlib import Path

import pytest

from sigbot.documents.reports import EXTENSIONS, report_document
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from tests.documents.report_samples import GOLDEN as SAMPLES
from tests.domain.material import a_material

GOLDEN = Path(__file__).with_name("golden")
OF_TEXT = [format_ for format_ in ReportFormat if format_ != ReportFormat.PDF]


def check_golden(name: str, material: Material, format_: ReportFormat) -> None:
    path = GOLDEN / f"{name}.{EXTENSIONS.get(format_, format_)}"
    content = report_document(compile_report(material), format_)
    if os.environ.get("SIGBOT_TEST_GOLDEN") == "write":
        path.write_bytes(content)
    assert content.decode() == path.read_bytes().decode()


@pytest.mark.parametrize("format_", OF_TEXT)
@pytest.mark.parametrize("name", ["report", "releases"])
def test_a_report_is_what_it_was(name: str, format_: ReportFormat) -> None:
    check_golden(name, {**SAMPLES, "report": a_material()}[name], format_)


@pytest.mark.parametrize("name", SAMPLES)
def test_reports_of_all_kinds_of_periods_are_what_they_were(name: str) -> None:
    check_golden(name, SAMPLES[name], ReportFormat.MD)
