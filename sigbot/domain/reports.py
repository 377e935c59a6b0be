"""The foundation's report: every figure worked out from what was recorded.

`compile_report` is pure: what the store counted goes in, the report as data comes out, and every
format (Markdown, JSON ...) is made from that data.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sigbot.domain.health import figure_sources, health_data
from sigbot.domain.issues import judged_issues
from sigbot.domain.journal import JournalItem
from sigbot.domain.links import without_tracking
from sigbot.domain.members import Attribute, Experience, Gender, Organization
from sigbot.domain.periods import MONTHS, Period
from sigbot.domain.refusals import RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.releases import Figures, Unit, Withheld
from sigbot.domain.report_data import (
    ActivityData,
    DiversityData,
    Fifths,
    IssueState,
    JournalData,
    NextReleaseData,
    PeriodData,
    PlanData,
    ReleaseData,
    ReleaseFigure,
    ReportData,
    ReportTemplate,
    SigData,
)
from sigbot.domain.report_material import Material, QuotedRelease
from sigbot.domain.statistics import Number
from sigbot.domain.vocabularies import Word


class FuturePeriodError(RefusedError):
    """A report of a period that has not begun."""

    def __init__(self, label: str, start: date) -> None:
        super().__init__(label, start)
        self.label = label
        self.start = start


def is_empty(material: Material) -> bool:
    """Return whether nothing was recorded in the period."""
    return not (material.attended.meetings or material.activities or material.journal)


def compile_report(material: Material) -> ReportData:
    """Return the report as data. Averages have at most one decimal; dates are ISO 8601."""
    community, period = material.community, material.period
    published = material.published_at
    data = ReportData(
        sig=SigData(name=community.name, description=community.description, wiki=community.wiki),
        title=report_title(period),
        period=PeriodData(
            label=period.label, start=period.start.isoformat(), end=period.end.isoformat()
        ),
        authors=list(material.authors),
        published_at=published_text(published, community.timezone) if published else None,
        health=health_data(material.attended, material.subgroups),
        issues=[
            judged.as_data()
            for judged in judged_issues(material)
            if judged.state is not IssueState.DROPPED
        ],
        activities=[
            ActivityData(title=a.title, kind=a.kind, date=a.date.isoformat(), link=a.link)
            for a in material.activities
        ],
        planned_work=[
            PlanData(title=p.title, status=p.status, due=p.due.isoformat() if p.due else None)
            for p in material.plans
        ],
        journal=[_journal_line(item, ZoneInfo(community.timezone)) for item in material.journal],
        diversity=_diversity(material),
        additional_information=material.narrative["additional"],
        narrative=material.narrative,
        sources=figure_sources(material.attended, material.subgroups),
    )
    if material.template is not ReportTemplate.FOUNDATION:
        data["template"] = material.template
    return data


def published_text(at: datetime, zone: str) -> str:
    """Return an instant in ISO 8601 in `zone`, the community's.

    Its date is then the day on which people saw the report published.
    """
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def report_title(period: Period) -> str:
    """Return a report's title, such as `Mid-Year 2021 Report` for a first half-year.

    Foundations call their reports so. A period without a name is told by its days.
    """
    names = {"H1": "Mid-Year {} Report", "H2": "End-of-Year {} Report"}
    which, _, year = period.label.partition(" ")
    if which in names:
        return names[which].format(year)
    if period.label.isdigit():
        return f"Annual {period.label} Report"
    if period.label == period.start.isoformat():
        return f"Report for {_day(period.start)}"
    if period.label == period.key:
        return f"Report for {_day(period.start)} to {_day(period.end)}"
    return f"{period.label} Report"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _journal_line(item: JournalItem, zone: ZoneInfo) -> JournalData:
    at = item.discussed_at
    discussed = at.astimezone(zone).date().isoformat() if at else None
    return JournalData(
        title=item.title,
        link=without_tracking(item.link),
        discussed_on=discussed,
        authors=list(item.authors),
        venue=item.venue,
        year=item.year,
    )


def _diversity(material: Material) -> DiversityData:
    following = material.next_release
    return DiversityData(
        releases=[_release(quoted) for quoted in material.releases],
        next_release=NextReleaseData(
            period=following.half_year.label, day=following.day.isoformat()
        )
        if following
        else None,
    )


def _release(quoted: QuotedRelease) -> ReleaseData:
    release = quoted.release
    figures = release.figures
    return ReleaseData(
        period=release.period.label,
        made_on=release.made_on.isoformat(),
        total=release.total,
        of_general_meetings=quoted.of_general,
        gender=figures_by_answer(figures[Attribute.GENDER], Gender),
        region=figures_by_answer(figures[Attribute.REGION], Region),
        organization=figures_by_answer(figures[Attribute.ORGANIZATION], Organization),
        experience=figures_by_answer(figures[Attribute.EXPERIENCE], Experience),
    )


def figures_by_answer(figures: Figures, offered: type[Word]) -> dict[Word, ReleaseFigure]:
    """Return the figures of a release in the order in which the answers are offered."""
    return {answer: _figure(figures.groups[answer], figures.unit) for answer in offered}


def _figure(average: Number | Withheld, unit: Unit) -> ReleaseFigure:
    if unit is Unit.FIFTHS and not isinstance(average, Withheld):
        return Fifths(int(average))
    return average
