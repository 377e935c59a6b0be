"""The report as data: what every format of it is made from."""

from typing import Literal, NotRequired, TypedDict

from sigbot.domain.activity import ActivityKind
from sigbot.domain.plans import WorkStatus
from sigbot.domain.suppression import GroupFigure

Figure = float | int


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


class SubgroupData(TypedDict):
    name: str
    meetings: int
    attendances: int
    average: Figure | None


class HealthData(TypedDict):
    meetings_held: int
    cadence_days: Figure | None
    attendance_by_kind: dict[str, KindData]
    unique_attendees: int
    newcomers: int
    regulars: int
    by_subgroup: list[SubgroupData]
    change_from_previous: dict[str, Figure]


class SlotData(TypedDict):
    """A weekly time: `minute` from Monday 00:00 on the clock of `zone`."""

    zone: str
    minute: int


class IssueData(TypedDict):
    """One piece of evidence. `code` says which; its sentence is in `wording/reports.py`."""

    code: Literal[
        "regions_reached",
        "regions_absent",
        "late_hours",
        "rotation_tried",
        "subgroup_thin",
        "subgroup_silent",
        "no_record",
    ]
    names: NotRequired[list[str]]
    count: NotRequired[int]
    average: NotRequired[Figure]
    minutes: NotRequired[dict[str, int]]
    """region → minutes outside of good hours, of an average attendance"""
    slots: NotRequired[list[SlotData]]
    since: NotRequired[str]
    average_before: NotRequired[Figure | None]
    average_since: NotRequired[Figure | None]


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
    title: str
    link: str
    discussed_on: str | None


class DiversityData(TypedDict):
    """Average attendees of a meeting by group, or a string where the group is not published."""

    gender: dict[str, GroupFigure]
    region: dict[str, GroupFigure]
    organization: dict[str, GroupFigure]
    experience: dict[str, GroupFigure]
    not_stated: dict[str, GroupFigure]


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
    diversity: DiversityData
    additional_information: str
    narrative: NarrativeData
