"""The report as data: what every format of it is made from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict, final

from sigbot.domain.activity import ActivityKind
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Experience, Gender, Organization
from sigbot.domain.plans import WorkStatus
from sigbot.domain.refusals import RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.releases import Withheld
from sigbot.domain.statistics import Figure, Number


class ReportFormat(StrEnum):
    """A file format of a report."""

    MD = "md"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    CONFLUENCE = "confluence"


class ReportTemplate(StrEnum):
    """Which sections a report has, in which order, and what they are called."""

    FOUNDATION = "foundation"
    """The half-yearly report of a special interest group, as the foundation asks for it today."""
    SIG = "sig"
    """The earlier report of a special interest group, with its diversity in four parts."""
    TOC = "toc"
    """The quarterly report for the Technical Oversight Committee."""


AskedTemplate = ReportTemplate | None
"""The template that somebody asks for; None is that in which the report was published."""


class NoPdfError(RefusedError):
    """What writes PDF is not installed."""


class NarrativePart(StrEnum):
    """A part of a report for which people write sentences."""

    HEALTH = "health"
    ISSUES = "issues"
    DIVERSITY = "diversity"
    ADDITIONAL = "additional"


class IssueCode(StrEnum):
    """The kind of a piece of evidence for "Issues and Challenges"."""

    REGIONS_REACHED = "regions_reached"
    REGIONS_ABSENT = "regions_absent"
    LATE_HOURS = "late_hours"
    ROTATION_TRIED = "rotation_tried"
    SUBGROUP_THIN = "subgroup_thin"
    SUBGROUP_SILENT = "subgroup_silent"
    SUBGROUP_ASLEEP = "subgroup_asleep"
    AVERAGE_FELL = "average_fell"
    DIVERSITY = "diversity"
    WORK_SILENT = "work_silent"
    NO_RECORD = "no_record"


class IssueState(StrEnum):
    """What became of a drafted sentence: it is not read yet, or what an organizer did with it."""

    DRAFT = "draft"
    KEPT = "kept"
    EDITED = "edited"
    DROPPED = "dropped"


class IssueCause(StrEnum):
    """What coincides with a falling average."""

    CLOCKS = "clocks"
    """The clocks changed where the meetings take place."""
    SLOT = "slot"
    """The meetings moved to another weekly time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an organizer made of a drafted sentence, with the mark of its figures at that time.

    `text` is what they wrote in its place.
    """

    state: IssueState
    figures: str
    text: str = ""


class SigData(TypedDict):
    name: str
    description: str
    wiki: str


class PeriodData(TypedDict):
    label: str
    start: str
    end: str


class KindData(TypedDict):
    meetings: int
    attendances: int
    average: Figure
    """Of the meetings at which anybody was recorded."""


class SubgroupData(TypedDict):
    """`last_met` is the day of its last meeting ever, None before the first one.

    Reports that an earlier version published have only the first four figures.
    """

    name: str
    meetings: int
    attendances: int
    average: Figure
    average_before: NotRequired[Figure]
    last_met: NotRequired[str | None]
    asleep: NotRequired[bool]


class MeetingData(TypedDict):
    """A meeting that was held; `attended` is 0 where nobody was recorded."""

    date: str
    kind: MeetingKind
    attended: int
    id: NotRequired[str]
    title: NotRequired[str]


class SlotAttendanceData(TypedDict):
    """Attendance at a weekly time: `minute` from Monday 00:00 on the clock of `zone`."""

    zone: str
    minute: int
    meetings: int
    average: Figure


class WeekdayAttendanceData(TypedDict):
    """Attendance on a day of the week, from Monday (1) to Sunday (7)."""

    weekday: int
    meetings: int
    average: Figure


class RsvpData(TypedDict):
    """How many answers were Going, how many of these people came, and their share in percent."""

    going: int
    kept: int
    percent: int


class ActionItemsData(TypedDict):
    """Action items that were noted at the meetings of the period, and how many of them are done."""

    noted: int
    done: int


class HealthData(TypedDict):
    """Reports that an earlier version published have only the figures that are required."""

    until: NotRequired[str]
    """The last day that is counted, of a period that is not over."""
    meetings_held: int
    cadence_days: Figure
    attendance_by_kind: dict[MeetingKind, KindData]
    unique_attendees: int
    newcomers: int
    newcomers_back: NotRequired[int]
    """Newcomers who came to another meeting of the period."""
    regulars: int
    rsvps: NotRequired[RsvpData]
    """Of the meetings with a record. It is missing where nobody said Going."""
    by_subgroup: list[SubgroupData]
    by_meeting: NotRequired[list[MeetingData]]
    """In the order of their dates."""
    by_slot: NotRequired[list[SlotAttendanceData]]
    by_weekday: NotRequired[list[WeekdayAttendanceData]]
    meeting_occurrences: NotRequired[int]
    """This and the next one are named as the Linux Foundation's own tool names them."""
    scheduled_meeting_minutes: NotRequired[int]
    caught_up_by_kind: NotRequired[dict[MeetingKind, Number]]
    """People who caught up with an average meeting afterwards. They are no attendances."""
    action_items: NotRequired[ActionItemsData]
    """It is missing where none was noted."""
    change_from_previous: dict[str, Number]


class SlotData(TypedDict):
    """A weekly time: `minute` from Monday 00:00 on the clock of `zone`."""

    zone: str
    minute: int


class IssueData(TypedDict):
    """A piece of evidence. `code` is its kind, whose sentence is in `wording/issues.py`.

    Of a sentence that an organizer edited there is only what they wrote, as `text`. Earlier
    versions published neither `subject` nor `state`.
    """

    code: IssueCode
    subject: NotRequired[str]
    """What it is about, where there may be several of a kind: the key of a subgroup, of planned
    work or of a rotation, a kind of meeting, or an attribute."""
    state: NotRequired[IssueState]
    text: NotRequired[str]
    names: NotRequired[list[str]]
    count: NotRequired[int]
    average: NotRequired[Number]
    averages: NotRequired[list[Number]]
    """Average attendance of each of the `names`."""
    minutes: NotRequired[dict[Region, int]]
    """Region → minutes of an average attendance outside of good hours."""
    slots: NotRequired[list[SlotData]]
    since: NotRequired[str]
    average_before: NotRequired[Figure]
    average_since: NotRequired[Figure]
    cause: NotRequired[IssueCause]
    zone: NotRequired[str]
    due: NotRequired[str]
    total: NotRequired[Number]
    """The average attendance of which `average` is a part."""
    period: NotRequired[str]
    of_general_meetings: NotRequired[bool]


class ActivityData(TypedDict):
    title: str
    kind: ActivityKind
    date: str
    link: str


class PlanData(TypedDict):
    title: str
    status: WorkStatus
    due: str | None


class JournalData(TypedDict):
    """An item of the reading list. Reports of earlier versions have no authors, venue and year."""

    title: str
    link: str
    discussed_on: str | None
    authors: NotRequired[list[str]]
    venue: NotRequired[str]
    year: NotRequired[int | None]


@dataclass(frozen=True, slots=True)
class Fifths:
    """A group's share of the attendance, in fifths: 0 to 5."""

    count: int


ReleaseFigure = Number | Fifths | Withheld
"""Whole people at an average meeting, or their share of it, or that it is withheld."""


class ReleaseData(TypedDict):
    """A diversity release as a report quotes it. Every answer of the form has a figure."""

    period: str
    made_on: str
    total: Number
    """Average attendance, of all people who count in releases."""
    of_general_meetings: bool
    gender: dict[Gender, ReleaseFigure]
    region: dict[Region, ReleaseFigure]
    organization: dict[Organization, ReleaseFigure]
    experience: dict[Experience, ReleaseFigure]


class NextReleaseData(TypedDict):
    """The release that comes next, and its day."""

    period: str
    day: str


@final
class DiversityData(TypedDict):
    """The releases that a report quotes, the newest first, at most two. `next_release` is given
    where the report will quote it, or quotes none yet."""

    releases: list[ReleaseData]
    next_release: NextReleaseData | None


@dataclass(frozen=True, slots=True)
class NotShown:
    """The figure of a group that a version before releases did not publish.

    The group had fewer people than `fewer_than`; with None, not even that was published.
    """

    fewer_than: int | None = None


EarlierFigure = Number | NotShown


@final
class EarlierDiversityData(TypedDict):
    """What was published before there were releases: average attendees of a meeting by group, where
    `not_stated` includes the withheld groups."""

    gender: dict[Gender, EarlierFigure]
    region: dict[Region, EarlierFigure]
    organization: dict[Organization, EarlierFigure]
    experience: dict[Experience, EarlierFigure]
    not_stated: dict[Attribute, EarlierFigure]


class NarrativeData(TypedDict):
    health: str
    issues: str
    diversity: str
    additional: str


class ReportData(TypedDict):
    sig: SigData
    title: str
    period: PeriodData
    authors: list[str]
    published_at: str | None
    health: HealthData
    issues: list[IssueData]
    activities: list[ActivityData]
    planned_work: list[PlanData]
    journal: list[JournalData]
    diversity: DiversityData | EarlierDiversityData
    additional_information: str
    narrative: NarrativeData
    sources: NotRequired[dict[str, list[str]]]
    """Figure → the ids of the meetings it came from. Earlier versions did not publish it."""
    template: NotRequired[ReportTemplate]
    """It is missing in a report of the foundation's template."""


def template_of(data: ReportData | None) -> ReportTemplate:
    """Return the template of a report, the foundation's where there is none yet."""
    return data.get("template", ReportTemplate.FOUNDATION) if data else ReportTemplate.FOUNDATION
