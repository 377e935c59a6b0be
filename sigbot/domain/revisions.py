"""A published report beside the report as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.report_data import HealthData, IssueState, ReportData
from sigbot.domain.statistics import UNKNOWN, Figure

Figures = Mapping[str, Any]


class Changed(StrEnum):
    """What of a report may change: a figure, or a key of its data."""

    MEETINGS = "meetings"
    PEOPLE = "people"
    AVERAGE = "average"
    HEALTH = "health"
    OVER = "over"
    """The period is over, which was not when the report was published."""
    SIG = "sig"
    AUTHORS = "authors"
    NARRATIVE = "narrative"
    ISSUES = "issues"
    ACTIVITIES = "activities"
    PLANNED_WORK = "planned_work"
    JOURNAL = "journal"
    DIVERSITY = "diversity"
    TEMPLATE = "template"


SECTIONS = (
    Changed.SIG,
    Changed.AUTHORS,
    Changed.NARRATIVE,
    Changed.ISSUES,
    Changed.ACTIVITIES,
    Changed.PLANNED_WORK,
    Changed.JOURNAL,
    Changed.DIVERSITY,
    Changed.TEMPLATE,
)
"""Keys of the data that are compared as a whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed; a figure has its values, an average the kind of its meetings."""

    what: Changed
    before: Figure = UNKNOWN
    after: Figure = UNKNOWN
    kind: MeetingKind | None = None


def to_publish(data: ReportData) -> ReportData:
    """Return a report without the drafted sentences that nobody has read."""
    read = [issue for issue in data["issues"] if issue.get("state") is not IssueState.DRAFT]
    return {**data, "issues": read}


def as_before(data: ReportData, published: ReportData) -> ReportData:
    """Return a report as it would be published, with only what a published one has.

    The last day of a period that is not over yet makes no difference. Where the published report is
    one of the version before, evidence and the links of the journal are taken from it: they were
    drawn up in another way. So is its evidence while no drafted sentence was read.
    """
    data = {**to_publish(data), "title": published["title"], "period": published["period"]}
    if "until" in data["health"] and "until" in published["health"]:
        data["health"] = {**data["health"], "until": published["health"]["until"]}
    if not data["issues"] and not any("state" in issue for issue in published["issues"]):
        data = {**data, "issues": published["issues"]}
    if "sources" in published:
        return data
    health, earlier = data["health"], published["health"]
    known: dict[str, Any] = {name: health.get(name) for name in earlier}
    for name in ("by_subgroup", "by_meeting"):
        if name in earlier:
            known[name] = _as_known(known[name], cast("Figures", earlier)[name])
    known_names = {*published, "template"}
    kept = {name: value for name, value in data.items() if name in known_names}
    kept |= {"health": known, "issues": published["issues"], "journal": published["journal"]}
    return cast("ReportData", kept)


def has_ended(data: ReportData, published: ReportData) -> bool:
    """Return whether the period is over, which it was not when the report was published."""
    return "until" in published["health"] and "until" not in data["health"]


def is_same(published: ReportData, data: ReportData) -> bool:
    """Return whether two reports are equal apart from the date of publishing."""
    now = as_before(data, published)
    return {**published, "published_at": None} == {**now, "published_at": None}


def differences(published: ReportData, data: ReportData) -> list[Difference]:
    """Return what has changed since a report was published: figures, then sections."""
    now = as_before(data, published)
    before, after = published["health"], now["health"]
    figures = [
        Difference(Changed.MEETINGS, before["meetings_held"], after["meetings_held"]),
        Difference(Changed.PEOPLE, before["unique_attendees"], after["unique_attendees"]),
        *(
            Difference(Changed.AVERAGE, _average(before, kind), _average(after, kind), kind)
            for kind in MeetingKind
        ),
    ]
    changed = [figure for figure in figures if figure.before != figure.after]
    if not changed and before != after:
        changed = [Difference(Changed.HEALTH)]
    if has_ended(data, published):
        changed = [Difference(Changed.OVER), *(c for c in changed if c.what is not Changed.HEALTH)]
    return changed + [
        Difference(section)
        for section in SECTIONS
        if cast("Figures", published).get(section) != cast("Figures", now).get(section)
    ]


def _average(health: HealthData, kind: MeetingKind) -> Figure:
    figures = health["attendance_by_kind"].get(kind)
    return figures["average"] if figures else UNKNOWN


def _as_known(rows: list[Figures], earlier: list[Figures]) -> list[Figures]:
    names = earlier[0].keys() if earlier else ()
    return [{name: row[name] for name in names} if names else row for row in rows]
