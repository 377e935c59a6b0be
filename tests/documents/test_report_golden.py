"""What a report looks like in each format of text, kept as files.

With SIGBOT_TEST_GOLDEN=write the files are written anew; look at the difference before it is kept.
"""

import os
from pathlib import Path

import pytest

from sigbot.documents.reports import EXTENSIONS, report_document
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.reports import compile_report
from tests.domain.material import a_material

GOLDEN = Path(__file__).with_name("golden")
OF_TEXT = [format_ for format_ in ReportFormat if format_ != ReportFormat.PDF]


@pytest.mark.parametrize("format_", OF_TEXT)
def test_a_report_is_what_it_was(format_: ReportFormat) -> None:
    path = GOLDEN / f"report.{EXTENSIONS.get(format_, format_)}"
    content = report_document(compile_report(a_material()), format_)
    if os.environ.get("SIGBOT_TEST_GOLDEN") == "write":
        path.write_bytes(content)
    assert content.decode() == path.read_bytes().decode()
