"""The foundation's report: every figure worked out from what was recorded.

`compile_report` is pure: what the store counted goes in, the report as data comes out, and every
format (Markdown, JSON ...) is made from that data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sigbot.domain.activity import Activity
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.health import (
    Attended,
    attendance_by_kind,
    figure_sources,
    health_data,
    subgroup_data,
)
from sigbot.domain.journal import JournalItem
from sigbot.domain.links import without_tracking
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Experience, Gender, Organization
from sigbot.domain.periods import Period
from sigbot.domain.plans import PlannedWork
from sigbot.domain.regions import Region
from sigbot.domain.releases import Figures, NextRelease, Release, Unit, Withheld
from sigbot.domain.report_data import (
    ActivityData,
    DiversityData,
    Fifths,
    IssueCode,
    IssueData,
    JournalData,
    NarrativeData,
    NextReleaseData,
    PeriodData,
    PlanData,
    ReleaseData,
    ReleaseFigure,
    ReportData,
    ReportTemplate,
    SigData,
    SlotData,
)
from sigbot.domain.rotation import RegionBurden, Slot
from sigbot.domain.statistics import (
    UNKNOWN,
    Figure,
    Number,
    Unknown,
)
from sigbot.domain.vocabularies import Word


@dataclass(frozen=True, slots=True)
class RotationTried:
    """A series that was put on rotating times, with its average attendance before and since.

    `average_before` is that of the half-year before; averages are people a meeting.
    """

    title: str
    since: date
    slots: Sequence[Slot]
    meetings: int
    average_before: Figure
    average_since: Figure


@dataclass(frozen=True, slots=True)
class QuotedRelease:
    """A diversity release in a report; `of_general` says that it counts General Meetings only."""

    release: Release
    of_general: bool


@dataclass(frozen=True, slots=True)
class Material:
    """What the store counted for one report."""

    community: Community
    period: Period
    attended: Attended
    subgroups: Sequence[Subgroup]
    activities: Sequence[Activity]
    plans: Sequence[PlannedWork]
    journal: Sequence[JournalItem]
    authors: Sequence[str]
    narrative: NarrativeData
    published_at: datetime | None
    burdens: Sequence[RegionBurden] = ()
    """Late and early hours by region; empty when the period is not made of whole quarters."""
    rotations: Sequence[RotationTried] = ()
    releases: Sequence[QuotedRelease] = ()
    """The newest diversity release whose half-year ended by the end of the period comes first."""
    next_release: NextRelease | None = None
    template: ReportTemplate = ReportTemplate.FOUNDATION


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
        issues=_issues(material),
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

    Foundations call their reports so.
    """
    names = {"H1": "Mid-Year {} Report", "H2": "End-of-Year {} Report"}
    which, _, year = period.label.partition(" ")
    if which in names:
        return names[which].format(year)
    if period.label.isdigit():
        return f"Annual {period.label} Report"
    return f"{period.label} Report"


def _journal_line(item: JournalItem, zone: ZoneInfo) -> JournalData:
    at = item.discussed_at
    discussed = at.astimezone(zone).date().isoformat() if at else None
    return JournalData(title=item.title, link=without_tracking(item.link), discussed_on=discussed)


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


def _issues(material: Material) -> list[IssueData]:
    """Return the evidence for "Issues and Challenges"; organizers write the sentences."""
    issues = [*_region_issues(material), *map(_tried, material.rotations)]
    for group in material.subgroups:
        figures = subgroup_data(group, material.attended)
        if not group.retired and not figures["meetings"]:
            issues.append(IssueData(code=IssueCode.SUBGROUP_SILENT, names=[group.name]))
    return issues + _thin_subgroups(material)


def _thin_subgroups(material: Material) -> list[IssueData]:
    """Return the subgroups whose meetings have less than half the people of a General Meeting."""
    kinds = attendance_by_kind(material.attended.meetings)
    main = kinds[MeetingKind.GENERAL]["average"] if MeetingKind.GENERAL in kinds else UNKNOWN
    if isinstance(main, Unknown):
        return []
    figures = [subgroup_data(group, material.attended) for group in material.subgroups]
    return [
        IssueData(code=IssueCode.SUBGROUP_THIN, names=[f["name"]], average=f["average"])
        for f in figures
        if not isinstance(f["average"], Unknown) and f["average"] < main / 2
    ]


def _region_issues(material: Material) -> list[IssueData]:
    """Return which regions were reached, by the newest release that is quoted."""
    if not material.releases:
        return []
    groups = material.releases[0].release.figures[Attribute.REGION].groups
    shown = {
        region: average for region in Region if not isinstance(average := groups[region], Withheld)
    }
    reached = sorted((region for region in shown if shown[region]), key=lambda name: -shown[name])
    if not reached:
        return []
    absent = [region for region in Region if region not in shown]
    issues = [IssueData(code=IssueCode.REGIONS_REACHED, names=[*reached])]
    if absent:
        issues.append(IssueData(code=IssueCode.REGIONS_ABSENT, names=[*absent]))
    return issues + _late_hours(material, reached)


def _late_hours(material: Material, published: Sequence[Region]) -> list[IssueData]:
    """Return the evidence of published regions whose people met outside of good hours."""
    minutes = {
        burden.region: burden.minutes
        for burden in material.burdens
        if burden.region in published and burden.minutes > 0
    }
    return [IssueData(code=IssueCode.LATE_HOURS, minutes=minutes)] if minutes else []


def _tried(rotation: RotationTried) -> IssueData:
    return IssueData(
        code=IssueCode.ROTATION_TRIED,
        names=[rotation.title],
        slots=[SlotData(zone=slot.zone, minute=slot.minute) for slot in rotation.slots],
        since=rotation.since.isoformat(),
        count=rotation.meetings,
        average_before=rotation.average_before,
        average_since=rotation.average_since,
    )
