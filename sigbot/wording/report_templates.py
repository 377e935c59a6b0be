"""What the templates of reports are called, and their headings."""

from collections.abc import Mapping

from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.report_data import ReportTemplate

TEMPLATES = {
    ReportTemplate.FOUNDATION: "The foundation's report",
    ReportTemplate.SIG: "The earlier report of special interest groups",
    ReportTemplate.TOC: "The quarterly report for the TOC",
}

TITLE = "{name}: {title}"
AUTHORS, PUBLISHED = "Report Author(s)", "Date Published"
ADDITIONAL = "Additional Information"
ACTIVITY, ACTIVITY_ONE = (
    "Overall Activity in the last {months} months",
    "Overall Activity in the last month",
)
ACTIVITY_DAYS, ACTIVITY_DAY = (
    "Overall Activity in the last {days} days",
    "Overall Activity of the Day",
)
SHORTEST_MONTH = 28
QUARTER, QUARTER_MONTHS = "Overall Activity in the Past Quarter", 3

HEADINGS: Mapping[ReportTemplate, Mapping[str, str]] = {
    ReportTemplate.FOUNDATION: {
        "description": "Description",
        "authors": AUTHORS,
        "health": "Overall Health",
        "issues": "Issues and Challenges",
        "activity": ACTIVITY,
        "plans": "Planned Work Products",
        "diversity": "Participant Diversity",
        "additional": ADDITIONAL,
        "published": PUBLISHED,
    },
    ReportTemplate.SIG: {
        "authors": AUTHORS,
        "health": "Group Health",
        "issues": "Issues",
        "activity": ACTIVITY,
        "plans": "Planned Work Products",
        "diversity": "Participant Diversity",
        "additional": ADDITIONAL,
        "published": PUBLISHED,
    },
    ReportTemplate.TOC: {
        "authors": AUTHORS,
        "health": "Group Health",
        "issues": "Questions/Issues for the TOC",
        "releases": "Releases",
        "activity": ACTIVITY,
        "plans": "Current Plans",
        "diversity": "Contributor Diversity",
        "additional": ADDITIONAL,
        "published": PUBLISHED,
    },
}
"""Template → section → heading, in the order of the report."""

DIVERSITY_PARTS = {
    Attribute.ORGANIZATION: "Organization",
    Attribute.REGION: "Geography",
    Attribute.GENDER: "Gender",
    Attribute.EXPERIENCE: "Skill",
}
"""Headings inside of the section about diversity, where a template has them."""


def headings(template: ReportTemplate, period: Period) -> dict[str, str]:
    """Return the heading of each section of a report over a period, in their order."""
    return {**HEADINGS[template], "activity": _activity(template, period)}


def _activity(template: ReportTemplate, period: Period) -> str:
    days, months = (period.end - period.start).days + 1, period.months
    if days < SHORTEST_MONTH:
        return (ACTIVITY_DAY if days == 1 else ACTIVITY_DAYS).format(days=days)
    if template is ReportTemplate.TOC and months == QUARTER_MONTHS:
        return QUARTER
    return (ACTIVITY_ONE if months == 1 else ACTIVITY).format(months=months)
