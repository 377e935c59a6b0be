"""Headings and hints of the templates of reports."""

import pytest

from sigbot.domain.report_data import NarrativePart, ReportTemplate
from sigbot.wording import report_templates as say
from sigbot.wording import reports as say_reports

FOUNDATION, SIG, TOC = ReportTemplate


@pytest.mark.parametrize(
    ("template", "months", "heading"),
    [
        (FOUNDATION, 6, "Overall Activity in the last 6 months"),
        (SIG, 1, "Overall Activity in the last month"),
        (TOC, 3, "Overall Activity in the Past Quarter"),
        (TOC, 6, "Overall Activity in the last 6 months"),
        (SIG, 3, "Overall Activity in the last 3 months"),
    ],
)
def test_the_heading_of_activities_tells_the_length(
    template: ReportTemplate, months: int, heading: str
) -> None:
    assert say.headings(template, months)["activity"] == heading


def test_every_template_has_a_name_and_headings() -> None:
    assert list(say.TEMPLATES) == list(say.HEADINGS) == list(ReportTemplate)


def test_hints_are_those_of_the_template() -> None:
    part = NarrativePart.ISSUES
    assert say_reports.hint(part, FOUNDATION) == "What is hard, and what would help?"
    assert say_reports.hint(part, TOC).startswith("What should the TOC know or decide?")
    assert say_reports.hint(NarrativePart.HEALTH, TOC) == say_reports.HINTS[NarrativePart.HEALTH]
