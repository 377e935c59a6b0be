"""What the store counted for a report, from which it is compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sigbot.domain.activity import Activity
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.health import Attended
from sigbot.domain.journal import JournalItem
from sigbot.domain.periods import Period
from sigbot.domain.plans import PlannedWork
from sigbot.domain.releases import NextRelease, Release
from sigbot.domain.report_data import NarrativeData, ReportTemplate, Verdict
from sigbot.domain.rotation import RegionBurden, Slot
from sigbot.domain.statistics import Figure


@dataclass(frozen=True, slots=True)
class RotationTried:
    """A series that was put on rotating times, with its average attendance before and since.

    `average_before` is that of the half-year before; averages are people a meeting.
    """

    id: int
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
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Key of a drafted issue → what an organizer made of it."""
