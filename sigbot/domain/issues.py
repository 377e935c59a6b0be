"""Sentences for "Issues and Challenges", drafted from evidence, which an organizer has to read.

A draft is known by its kind and subject, not by its text: what was dropped stays dropped when
figures change.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from sigbot.domain.falls import fallen_averages
from sigbot.domain.health import (
    ASLEEP_AFTER,
    attendance_by_kind,
    subgroup_data,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.plans import PlannedWork
from sigbot.domain.refusals import RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.releases import Release, Unit, Withheld
from sigbot.domain.report_data import (
    IssueCode,
    IssueData,
    IssueState,
    ReportTemplate,
    SlotData,
    SubgroupData,
    Verdict,
)
from sigbot.domain.report_material import Material, QuotedRelease, RotationTried
from sigbot.domain.statistics import UNKNOWN, Figure, Number, Unknown

LEAST_DAYS = 28
"""Days after which a subgroup could have met; in a shorter time only its sleep is told."""

LEAST_LATE = 30
"""Minutes outside of good hours, on average, from which on a sentence about a region is drafted."""

MOST_WORK = 5
"""Planned work without news for which a sentence is drafted: that with the oldest news."""

QUIET_FOR = ASLEEP_AFTER
"""How long there was no news of planned work when a sentence is drafted."""

MARK_LENGTH = 8
"""Characters of a mark."""


@dataclass(frozen=True, slots=True)
class JudgedIssue:
    """A drafted sentence, with what an organizer made of it.

    `has_changed` says that its figures are not those that the organizer saw: what they kept has to
    be read again, and what they wrote stays.
    """

    evidence: IssueData
    state: IssueState = IssueState.DRAFT
    text: str = ""
    has_changed: bool = False

    @property
    def key(self) -> str:
        return issue_key(self.evidence)

    @property
    def figures(self) -> str:
        return figures_mark(self.evidence)

    def as_data(self) -> IssueData:
        """Return what the report has of it."""
        if self.state is not IssueState.EDITED:
            return {**self.evidence, "state": self.state}
        edited = IssueData(code=self.evidence["code"], state=self.state, text=self.text)
        if "subject" in self.evidence:
            edited["subject"] = self.evidence["subject"]
        return edited


class UnreadIssuesError(RefusedError):
    """The report of a period has drafted sentences that nobody has read.

    `template` is the one in which it was to be published.
    """

    def __init__(self, count: int, period: Period, template: ReportTemplate) -> None:
        super().__init__(count, period, template)
        self.count = count
        self.period = period
        self.template = template


class GoneIssueError(RefusedError):
    """A sentence is not drafted any more, as its figures have changed."""


def count_unread(issues: Sequence[JudgedIssue]) -> int:
    return sum(issue.state is IssueState.DRAFT for issue in issues)


def issue_key(issue: IssueData) -> str:
    """Return what a draft is known by: its kind and its subject, made of a-z, 0-9 and _."""
    subject = issue.get("subject", "")
    return f"{issue['code']}_{subject}" if subject else issue["code"].value


def figures_mark(issue: IssueData) -> str:
    """Return a short text that is another one when the evidence is another."""
    return _mark(json.dumps(issue, default=str, sort_keys=True))


def sentence_mark(issue: JudgedIssue) -> str:
    """Return the mark of the figures, followed by that of what an organizer wrote."""
    return issue.figures + _mark(issue.text)


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def judged_issues(material: Material) -> list[JudgedIssue]:
    """Return every drafted sentence of a report, those that were dropped, too."""
    return judge_all(drafted_issues(material), material.verdicts)


def judge_all(evidence: Sequence[IssueData], verdicts: Mapping[str, Verdict]) -> list[JudgedIssue]:
    """Return drafted sentences with what an organizer made of each."""
    return [_judged(issue, verdicts.get(issue_key(issue))) for issue in evidence]


def _judged(issue: IssueData, verdict: Verdict | None) -> JudgedIssue:
    if verdict is None:
        return JudgedIssue(issue)
    has_changed = verdict.figures != figures_mark(issue)
    must_be_read = has_changed and verdict.state is IssueState.KEPT
    state = IssueState.DRAFT if must_be_read else verdict.state
    return JudgedIssue(issue, state, verdict.text, has_changed)


def drafted_issues(material: Material) -> list[IssueData]:
    """Return the evidence of a report for which sentences are drafted, in their order."""
    return [
        *_regions(material),
        *_late_hours(material),
        *fallen_averages(material.attended, material.period.start),
        *_subgroups(material),
        *_diversity(material.releases),
        *_silent_work(material),
        *map(_tried, material.rotations),
    ]


def _regions(material: Material) -> Iterator[IssueData]:
    """Yield which regions were reached, by the newest release that is quoted."""
    reached = _reached(material.releases)
    if not reached:
        return
    groups = material.releases[0].release.figures[Attribute.REGION].groups
    absent = [region for region in Region if isinstance(groups[region], Withheld)]
    period = material.releases[0].release.period.label
    yield IssueData(code=IssueCode.REGIONS_REACHED, names=[*reached], period=period)
    if absent:
        yield IssueData(code=IssueCode.REGIONS_ABSENT, names=[*absent], period=period)


def _reached(releases: Sequence[QuotedRelease]) -> list[Region]:
    """Return the regions that the newest release shows, from the most attendance to the least."""
    if not releases:
        return []
    groups = releases[0].release.figures[Attribute.REGION].groups
    shown = {
        region: average for region in Region if not isinstance(average := groups[region], Withheld)
    }
    return sorted((region for region in shown if shown[region]), key=lambda name: -shown[name])


def _late_hours(material: Material) -> Iterator[IssueData]:
    """Yield the evidence of reached regions whose people met outside of good hours."""
    reached = _reached(material.releases)
    minutes = {
        burden.region: burden.minutes
        for burden in material.burdens
        if burden.region in reached and burden.minutes >= LEAST_LATE
    }
    if minutes:
        yield IssueData(code=IssueCode.LATE_HOURS, minutes=minutes)


def _subgroups(material: Material) -> Iterator[IssueData]:
    """Yield the subgroups that did not meet or fell asleep, then those that few people come to."""
    attended = material.attended
    figures = {group.key: subgroup_data(group, attended) for group in material.subgroups}
    retired = {group.key for group in material.subgroups if group.retired}
    is_long = (attended.until - material.period.start).days + 1 >= LEAST_DAYS
    for key, group in figures.items():
        if key not in retired and (is_long or group.get("asleep")):
            yield from _sleeping(key, group)
    kinds = attendance_by_kind(attended.meetings)
    main = kinds[MeetingKind.GENERAL]["average"] if MeetingKind.GENERAL in kinds else UNKNOWN
    yield from _thin(figures.values(), main)


def _thin(groups: Iterable[SubgroupData], main: Figure) -> Iterator[IssueData]:
    """Yield the subgroups to which less than half as many people come as to General Meetings."""
    averages: dict[str, Number] = {}
    for group in groups:
        average = group["average"]
        if not isinstance(average, Unknown) and _is_thin(average, main):
            averages[group["name"]] = average
    if averages:
        names, figures = [*averages], [*averages.values()]
        yield IssueData(code=IssueCode.SUBGROUP_THIN, names=names, averages=figures)


def _sleeping(key: str, group: SubgroupData) -> Iterator[IssueData]:
    if not group["meetings"]:
        yield _of_subgroup(IssueCode.SUBGROUP_SILENT, key, group)
    elif group.get("asleep"):
        yield _of_subgroup(IssueCode.SUBGROUP_ASLEEP, key, group)


def _of_subgroup(code: IssueCode, key: str, group: SubgroupData) -> IssueData:
    issue = IssueData(code=code, subject=key, names=[group["name"]])
    last_met = group.get("last_met")
    if last_met:
        issue["since"] = last_met
    return issue


def _is_thin(average: Number, main: Figure) -> bool:
    """Return whether an average is less than half of that of General Meetings."""
    return not isinstance(main, Unknown) and average < main / 2


def _diversity(releases: Sequence[QuotedRelease]) -> Iterator[IssueData]:
    """Yield what the newest release shows: of genders the smallest group below a half, and of other
    attributes a group of more than half of the attendance."""
    if not releases:
        return
    quoted = releases[0]
    for attribute in (Attribute.GENDER, Attribute.ORGANIZATION, Attribute.EXPERIENCE):
        shown = _shown(quoted.release, attribute)
        half = quoted.release.total / 2
        if attribute is Attribute.GENDER:
            groups = sorted(shown, key=shown.__getitem__)[:1]
            chosen = [answer for answer in groups if shown[answer] < half]
        else:
            chosen = [answer for answer in shown if shown[answer] > half]
        for answer in chosen:
            yield _group(quoted, attribute, answer, shown[answer])


def _shown(release: Release, attribute: Attribute) -> dict[str, Number]:
    """Return answer → people at an average meeting, without what is withheld or only a share."""
    figures = release.figures[attribute]
    if figures.unit is not Unit.PEOPLE:
        return {}
    return {
        answer: figure
        for answer, figure in figures.groups.items()
        if not isinstance(figure, Withheld) and figure
    }


def _group(quoted: QuotedRelease, attribute: Attribute, answer: str, average: Number) -> IssueData:
    return IssueData(
        code=IssueCode.DIVERSITY,
        subject=attribute.value,
        names=[str(answer)],
        average=average,
        total=quoted.release.total,
        period=quoted.release.period.label,
        of_general_meetings=quoted.of_general,
    )


def _silent_work(material: Material) -> list[IssueData]:
    """Return the open work of which there was no news for QUIET_FOR, the oldest news first."""
    zone = ZoneInfo(material.community.timezone)
    quiet = [
        (work.news_at.astimezone(zone).date(), work)
        for work in material.plans
        if work.status.is_open and work.news_at
    ]
    last = material.attended.until - QUIET_FOR
    oldest = sorted((pair for pair in quiet if pair[0] < last), key=lambda pair: pair[0])
    return [_of_work(work, news) for news, work in oldest[:MOST_WORK]]


def _of_work(work: PlannedWork, news: date) -> IssueData:
    issue = IssueData(
        code=IssueCode.WORK_SILENT, subject=work.key, names=[work.title], since=news.isoformat()
    )
    if work.due:
        issue["due"] = work.due.isoformat()
    return issue


def _tried(rotation: RotationTried) -> IssueData:
    return IssueData(
        code=IssueCode.ROTATION_TRIED,
        subject=f"r{rotation.id}",
        names=[rotation.title],
        slots=[SlotData(zone=slot.zone, minute=slot.minute) for slot in rotation.slots],
        since=rotation.since.isoformat(),
        count=rotation.meetings,
        average_before=rotation.average_before,
        average_since=rotation.average_since,
    )
