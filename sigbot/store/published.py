"""Turn published reports into the JSON that is kept, and back."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sigbot.domain.activity import ActivityKind
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.plans import WorkStatus
from sigbot.domain.regions import Region
from sigbot.domain.releases import FIFTHS, WITHHELD
from sigbot.domain.report_data import (
    ActivityData,
    DiversityData,
    EarlierDiversityData,
    EarlierFigure,
    Fifths,
    HealthData,
    IssueCause,
    IssueCode,
    IssueData,
    IssueState,
    NotShown,
    PlanData,
    ReleaseData,
    ReleaseFigure,
    ReportData,
    ReportTemplate,
)
from sigbot.domain.statistics import UNKNOWN, Figure, Number
from sigbot.domain.vocabularies import Word

Json = Mapping[str, Any]

_FIFTHS = re.compile(rf"([0-{FIFTHS}])/{FIFTHS}")
_FEWER_THAN = re.compile(r"fewer than (\d+)")


def to_json(data: ReportData) -> dict[str, Any]:
    """Turn a report into the JSON that the database keeps.

    An unknown figure becomes null; a figure that is not shown becomes `"withheld"` (earlier also
    `"fewer than 5"`); fifths become `"2/5"`.
    """
    kept: dict[str, Any] = json.loads(json.dumps(data, default=_figure_to_json))
    return kept


def _figure_to_json(figure: object) -> str | None:
    if figure is UNKNOWN:
        return None
    if figure is WITHHELD:
        return WITHHELD.value
    if isinstance(figure, Fifths):
        return f"{figure.count}/{FIFTHS}"
    if isinstance(figure, NotShown):
        few = figure.fewer_than
        return WITHHELD.value if few is None else f"fewer than {few}"
    raise TypeError(figure)


def issues_to_json(issues: Sequence[IssueData]) -> list[dict[str, Any]]:
    """Turn the evidence of drafted sentences into JSON, as `to_json` does."""
    kept: list[dict[str, Any]] = json.loads(json.dumps(issues, default=_figure_to_json))
    return kept


def issues_from_json(kept: Sequence[Json]) -> list[IssueData]:
    """Read what `issues_to_json` wrote. Raises ValueError for an unknown word."""
    return [_issue(issue) for issue in kept]


def from_json(kept: Json) -> ReportData:
    """Read a report that `to_json` wrote. Raises ValueError for an unknown word or figure."""
    read: dict[str, Any] = {
        "health": _health(kept["health"]),
        "issues": issues_from_json(kept["issues"]),
        "activities": [_activity(activity) for activity in kept["activities"]],
        "planned_work": [_work(work) for work in kept["planned_work"]],
        "diversity": _diversity(kept["diversity"]),
    }
    if "template" in kept:
        read["template"] = ReportTemplate(kept["template"])
    return cast("ReportData", {**kept, **read})


def _figure(kept: Number | None) -> Figure:
    return UNKNOWN if kept is None else kept


def _release_figure(kept: Number | str) -> ReleaseFigure:
    if not isinstance(kept, str):
        return kept
    if kept == WITHHELD.value:
        return WITHHELD
    match = _FIFTHS.fullmatch(kept)
    if match is None:
        raise ValueError(kept)
    return Fifths(int(match[1]))


def _earlier_figure(kept: Number | str) -> EarlierFigure:
    if not isinstance(kept, str):
        return kept
    if kept == WITHHELD.value:
        return NotShown()
    match = _FEWER_THAN.fullmatch(kept)
    if match is None:
        raise ValueError(kept)
    return NotShown(int(match[1]))


def _health(kept: Json) -> HealthData:
    by_kind = kept["attendance_by_kind"]
    read: dict[str, Any] = {
        "cadence_days": _figure(kept["cadence_days"]),
        "attendance_by_kind": {
            MeetingKind(kind): _averaged(data) for kind, data in by_kind.items()
        },
        "by_subgroup": [_averaged(group) for group in kept["by_subgroup"]],
    }
    if "by_meeting" in kept:
        read["by_meeting"] = [
            {**meeting, "kind": MeetingKind(meeting["kind"])} for meeting in kept["by_meeting"]
        ]
    if "caught_up_by_kind" in kept:
        averages = kept["caught_up_by_kind"]
        read["caught_up_by_kind"] = {MeetingKind(kind): mean for kind, mean in averages.items()}
    for name in ("by_slot", "by_weekday"):
        if name in kept:
            read[name] = [_averaged(times) for times in kept[name]]
    return cast("HealthData", {**kept, **read})


def _averaged(kept: Json) -> Json:
    """Read the figures of a kind, a subgroup or a weekly time."""
    averages = [name for name in ("average", "average_before") if name in kept]
    return {**kept, **{name: _figure(kept[name]) for name in averages}}


def _issue(kept: Json) -> IssueData:
    read: dict[str, Any] = {"code": IssueCode(kept["code"])}
    if "minutes" in kept:
        read["minutes"] = {Region(name): minutes for name, minutes in kept["minutes"].items()}
    for name in ("average_before", "average_since"):
        if name in kept:
            read[name] = _figure(kept[name])
    if "state" in kept:
        read["state"] = IssueState(kept["state"])
    if "cause" in kept:
        read["cause"] = IssueCause(kept["cause"])
    return cast("IssueData", {**kept, **read})


def _activity(kept: Json) -> ActivityData:
    return cast("ActivityData", {**kept, "kind": ActivityKind(kept["kind"])})


def _work(kept: Json) -> PlanData:
    return cast("PlanData", {**kept, "status": WorkStatus(kept["status"])})


def _diversity(kept: Json) -> DiversityData | EarlierDiversityData:
    if "releases" in kept:
        releases = [_release(release) for release in kept["releases"]]
        return DiversityData(releases=releases, next_release=kept["next_release"])
    read: dict[str, Any] = {
        attribute: _by_word(offered, kept[attribute]) for attribute, offered in ATTRIBUTES.items()
    }
    read["not_stated"] = _by_word(Attribute, kept["not_stated"])
    return cast("EarlierDiversityData", {**kept, **read})


def _release(kept: Json) -> ReleaseData:
    read = {
        attribute: {
            offered(answer): _release_figure(figure) for answer, figure in kept[attribute].items()
        }
        for attribute, offered in ATTRIBUTES.items()
    }
    return cast("ReleaseData", {**kept, **read})


def _by_word(vocabulary: type[Word], kept: Json) -> dict[Word, EarlierFigure]:
    return {vocabulary(name): _earlier_figure(figure) for name, figure in kept.items()}


def shown_earlier(diversity: EarlierDiversityData) -> dict[Attribute, dict[str, Number]]:
    """Return the averages that were shown before there were releases, by attribute and answer."""
    by_attribute: Mapping[Attribute, Mapping[Any, EarlierFigure]] = {
        Attribute.GENDER: diversity["gender"],
        Attribute.REGION: diversity["region"],
        Attribute.ORGANIZATION: diversity["organization"],
        Attribute.EXPERIENCE: diversity["experience"],
    }
    return {attribute: _shown(figures) for attribute, figures in by_attribute.items()}


def _shown(figures: Mapping[Word, EarlierFigure]) -> dict[str, Number]:
    return {
        str(answer): figure
        for answer, figure in figures.items()
        if not isinstance(figure, NotShown)
    }
