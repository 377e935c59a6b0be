"""Headings and hints of the templates of reports."""

from datetime import date

import pytest

from sigbot.domain.periods import read_period
from sigbot.domain.report_data import NarrativePart, ReportTemplate
from sigbot.wording import report_templates as say
from sigbot.wording import reports as say_reports

FOUNDATION, SIG, TOC = ReportTemplate


@pytest.mark.parametrize(
    ("template", "period", "heading"),
    [
        (FOUNDATION, "H1 2021", "Overall Activity in the last 6 months"),
        (SIG, "June 2021", "Overall Activity in the last month"),
        (TOC, "Q3 2021", "Overall Activity in the Past Quarter"),
        (TOC, "2021-02-01..2021-07-31", "Overall Activity in the last 6 months"),
        (SIG, "Q3 2021", "Overall Activity in the last 3 months"),
        (TOC, "2021-06-01..2021-06-10", "Overall Activity in the last 10 days"),
        (FOUNDATION, "2021-06-01", "Overall Activity of the Day"),
    ],
)
def test_the_heading_of_activities_tells_the_length(
    template: ReportTemplate, period: str, heading: str
) -> None:
    named = read_period(period, date(2021, 7, 14))
    assert say.headings(template, named)["activity"] == heading


def test_every_template_has_a_name_and_headings() -> None:
    assert list(say.TEMPLATES) == list(say.HEADINGS) == list(ReportTemplate)


def test_hints_are_those_of_the_template() -> None:
    part = NarrativePart.ISSUES
    assert say_reports.hint(part, FOUNDATION) == "What is hard, and what would help?"
    assert say_reports.hint(part, TOC).startswith("What should the TOC know or decide?")
    assert say_reports.hint(NarrativePart.HEALTH, TOC) == say_reports.HINTS[NarrativePart.HEALTH]
