"""One report in three templates: other headings, the same figures."""

from dataclasses import replace

import pytest

from sigbot.documents.reports import report_markdown
from sigbot.domain.members import Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.report_data import NarrativeData, ReportTemplate
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from tests.domain.material import TODAY, a_release, with_releases

ALL = a_release(
    {
        Attribute.GENDER: {"female": 6, "male": 8, "non-binary": 1},
        Attribute.EXPERIENCE: {"new": 2, "1-3 years": 3, "3-10 years": 4, "over 10 years": 5},
    }
)
SAID = NarrativeData(
    health="Well.", issues="Few speakers.", diversity="More.", additional="Thanks."
)
PLANS = (PlannedWork(1, "A paper"), PlannedWork(2, "A survey", WorkStatus.DONE))


def written(template: ReportTemplate) -> str:
    base = with_releases(ALL)
    period = read_period("Q2 2021", TODAY)
    material: Material = replace(
        base, period=period, template=template, narrative=SAID, plans=PLANS
    )
    return report_markdown(compile_report(material))


def section(source: str, heading: str) -> str:
    return source.split(f"\n## {heading}\n\n")[1].split("\n## ", maxsplit=1)[0].strip()


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            ReportTemplate.SIG,
            [
                "# Healthcare SIG: Q2 2021 Report",
                "## Report Author(s)",
                "## Group Health",
                "## Issues",
                "## Overall Activity in the last 3 months",
                "## Planned Work Products",
                "## Participant Diversity",
                "### Organization",
                "### Geography",
                "### Gender",
                "### Skill",
                "## Additional Information",
                "## Date Published",
                "## Appendix: Sources of the Figures",
            ],
        ),
        (
            ReportTemplate.TOC,
            [
                "# Healthcare SIG: Q2 2021 Report",
                "## Report Author(s)",
                "## Group Health",
                "## Questions/Issues for the TOC",
                "## Releases",
                "## Overall Activity in the Past Quarter",
                "## Current Plans",
                "## Contributor Diversity",
                "## Additional Information",
                "## Date Published",
                "## Appendix: Sources of the Figures",
            ],
        ),
    ],
)
def test_each_template_has_its_headings(template: ReportTemplate, expected: list[str]) -> None:
    source = written(template)
    assert [line for line in source.splitlines() if line.startswith("#")] == expected
    for text in SAID.values():
        assert f"\n\n{text}\n" in source


def test_finished_work_is_a_release_for_the_toc() -> None:
    source = written(ReportTemplate.TOC)
    assert section(source, "Releases") == "- A survey"
    assert section(source, "Current Plans") == "- A paper"
    usual = section(written(ReportTemplate.SIG), "Planned Work Products")
    assert usual.splitlines() == ["- A paper", "- A survey (done)"]


def test_all_templates_tell_the_same_figures() -> None:
    texts = {template: written(template) for template in ReportTemplate}
    lines = [{line for line in text.splitlines() if "|" in line} for text in texts.values()]
    assert lines[0] == lines[1] == lines[2]
    assert "| Female | 6 |" in lines[0]
