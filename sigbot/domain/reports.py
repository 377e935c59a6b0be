"""The foundation's report: every figure worked out from what was recorded.

`compile_report` is pure: what the store counted goes in, the report as data comes out, and every
format (Markdown, JSON ...) is made from that data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from sigbot.domain.activity import Activity
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.journal import JournalItem
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
    HealthData,
    IssueCode,
    IssueData,
    JournalData,
    KindData,
    MeetingData,
    NarrativeData,
    NextReleaseData,
    PeriodData,
    PlanData,
    ReleaseData,
    ReleaseFigure,
    ReportData,
    SigData,
    SlotData,
    SubgroupData,
)
from sigbot.domain.rotation import RegionBurden, Slot
from sigbot.domain.statistics import (
    UNKNOWN,
    Figure,
    Number,
    Unknown,
    average_recorded,
    median,
    one_decimal,
)
from sigbot.domain.vocabularies import Word


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that took place: `day` in the community's zone, `attended` people recorded."""

    kind: MeetingKind
    subgroup_id: int | None
    day: date
    attended: int


@dataclass(frozen=True, slots=True)
class Previous:
    """The figures of the period before that a report compares with."""

    meetings: Sequence[HeldMeeting]
    unique_attendees: int


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
    meetings: Sequence[HeldMeeting]
    subgroups: Sequence[Subgroup]
    unique_attendees: int
    newcomers: int
    regulars: int
    activities: Sequence[Activity]
    plans: Sequence[PlannedWork]
    journal: Sequence[JournalItem]
    previous: Previous
    authors: Sequence[str]
    narrative: NarrativeData
    published_at: datetime | None
    burdens: Sequence[RegionBurden] = ()
    """Late and early hours by region; empty when the period is not made of whole quarters."""
    rotations: Sequence[RotationTried] = ()
    releases: Sequence[QuotedRelease] = ()
    """The newest diversity release whose half-year ended by the end of the period comes first."""
    next_release: NextRelease | None = None


def is_empty(material: Material) -> bool:
    """Return whether nothing was recorded in the period."""
    return not (material.meetings or material.activities or material.journal)


def compile_report(material: Material) -> ReportData:
    """Return the report as data. Averages have at most one decimal; dates are ISO 8601."""
    community, period = material.community, material.period
    published = material.published_at
    return ReportData(
        sig=SigData(name=community.name, description=community.description, wiki=community.wiki),
        title=report_title(period),
        period=PeriodData(
            label=period.label, start=period.start.isoformat(), end=period.end.isoformat()
        ),
        authors=list(material.authors),
        published_at=published_text(published, community.timezone) if published else None,
        health=_health(material),
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
    )


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
    return JournalData(title=item.title, link=item.link, discussed_on=discussed)


def _health(material: Material) -> HealthData:
    return HealthData(
        meetings_held=len(material.meetings),
        cadence_days=cadence_days(material.meetings),
        attendance_by_kind=attendance_by_kind(material.meetings),
        unique_attendees=material.unique_attendees,
        newcomers=material.newcomers,
        regulars=material.regulars,
        by_subgroup=[
            figures
            for group in material.subgroups
            if (figures := _subgroup(group, material.meetings))["meetings"] or not group.retired
        ],
        by_meeting=[
            MeetingData(date=meeting.day.isoformat(), kind=meeting.kind, attended=meeting.attended)
            for meeting in sorted(material.meetings, key=lambda meeting: meeting.day)
        ],
        change_from_previous=_change(material),
    )


def base_kind(meetings: Sequence[HeldMeeting]) -> MeetingKind | None:
    """Return the kind of meetings over which cadence and diversity are counted.

    These are General Meetings; where there were none, None stands for all meetings.
    """
    kinds = {meeting.kind for meeting in meetings}
    return MeetingKind.GENERAL if MeetingKind.GENERAL in kinds else None


def least_for_a_regular(meetings: Sequence[HeldMeeting]) -> int:
    """Return the number of meetings that makes a person a regular.

    It is half of the General Meetings (of all meetings where there were none), but at least two.
    """
    count = len(of_kind(meetings, base_kind(meetings)))
    return max(2, -(-count // 2))


def of_kind(meetings: Sequence[HeldMeeting], kind: MeetingKind | None) -> list[HeldMeeting]:
    """Return the meetings of a kind, all meetings for None."""
    return [meeting for meeting in meetings if kind in (None, meeting.kind)]


def recorded(meetings: Sequence[HeldMeeting]) -> list[HeldMeeting]:
    """Return the meetings at which anybody was recorded; only these count for averages."""
    return [meeting for meeting in meetings if meeting.attended]


def cadence_days(meetings: Sequence[HeldMeeting]) -> Figure:
    """Return the median number of days between General Meetings.

    Without any, return that of all meetings.
    """
    days = sorted(m.day for m in of_kind(meetings, base_kind(meetings)))
    return median([(b - a).days for a, b in pairwise(days)])


def attendance_by_kind(meetings: Sequence[HeldMeeting]) -> dict[MeetingKind, KindData]:
    """Return the figures of each kind that was held, in the order of MeetingKind."""
    figures: dict[MeetingKind, KindData] = {}
    for kind in MeetingKind:
        held = of_kind(meetings, kind)
        total = sum(m.attended for m in held)
        if held:
            average = average_recorded(meeting.attended for meeting in held)
            figures[kind] = KindData(meetings=len(held), attendances=total, average=average)
    return figures


def _subgroup(group: Subgroup, meetings: Sequence[HeldMeeting]) -> SubgroupData:
    held = [m for m in meetings if m.subgroup_id == group.id]
    total = sum(m.attended for m in held)
    average = average_recorded(meeting.attended for meeting in held)
    return SubgroupData(name=group.name, meetings=len(held), attendances=total, average=average)


def _change(material: Material) -> dict[str, Number]:
    """Return the differences from the period before; none where it had no meetings."""
    before = attendance_by_kind(material.previous.meetings)
    if not before:
        return {}
    now = attendance_by_kind(material.meetings)
    averages = {
        kind: (now[kind]["average"], before[kind]["average"]) for kind in now if kind in before
    }
    changes: dict[str, Number] = {
        kind: one_decimal(Fraction(str(later)) - Fraction(str(earlier)))
        for kind, (later, earlier) in averages.items()
        if not isinstance(later, Unknown) and not isinstance(earlier, Unknown)
    }
    changes["unique_attendees"] = material.unique_attendees - material.previous.unique_attendees
    changes["meetings_held"] = len(material.meetings) - len(material.previous.meetings)
    return changes


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
        figures = _subgroup(group, material.meetings)
        if not group.retired and not figures["meetings"]:
            issues.append(IssueData(code=IssueCode.SUBGROUP_SILENT, names=[group.name]))
    unrecorded = sum(1 for m in material.meetings if not m.attended)
    if unrecorded:
        issues.append(IssueData(code=IssueCode.NO_RECORD, count=unrecorded))
    return issues + _thin_subgroups(material)


def _thin_subgroups(material: Material) -> list[IssueData]:
    """Return the subgroups whose meetings have less than half the people of a General Meeting."""
    kinds = attendance_by_kind(material.meetings)
    main = kinds[MeetingKind.GENERAL]["average"] if MeetingKind.GENERAL in kinds else UNKNOWN
    if isinstance(main, Unknown):
        return []
    figures = [_subgroup(group, material.meetings) for group in material.subgroups]
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
