"""What people are shown of rotations: an offer, an adoption, and whether it works."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.periods import Period
from sigbot.domain.regions import Region
from sigbot.domain.rotation.evidence import RegionBurden, SlotFigures
from sigbot.domain.rotation.model import SLOT_MINUTES
from sigbot.domain.rotation.plans import Plan, Suggestions, Wishes
from sigbot.domain.rotation.turns import Adopted, Slot, minute_of_week, next_instant
from sigbot.domain.statistics import Figure
from sigbot.domain.suppression import GroupFigure


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion to be shown: for which meeting, what was asked for, and how many members were
    counted, and how many could not be, as they said neither a time zone nor a region."""

    id: int
    meeting: Meeting
    slots: int
    wishes: Wishes
    hosts: tuple[str, ...]
    suggestions: Suggestions
    counted: int
    unknown: int
    smallest_group: int

    def on_clock(self, plan: Plan, zone: str) -> list[int]:
        """The half hours of the week at which a plan's slots are, on the clock of a zone, as it is
        in the week of the meeting."""
        instants = [next_instant(slot, self.meeting.starts_at) for slot in plan.slots]
        return [minute_of_week(at.astimezone(ZoneInfo(zone))) // SLOT_MINUTES for at in instants]


@dataclass(frozen=True, slots=True)
class Adoption:
    """A rotation that was adopted or taken back, and the meetings ahead that it changed."""

    rotation: Adopted
    title: str
    ahead: tuple[Meeting, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class RotationNews:
    """What a row about a rotation needs to be said: the next meetings, up to one of each slot."""

    community: Community
    rotation: Adopted
    title: str
    ahead: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Attendance of a series in some time: by its weekly times, and on average."""

    slots: tuple[SlotFigures, ...]
    average: Figure


@dataclass(frozen=True, slots=True)
class RegionSpan:
    """Average attendees of a meeting by region, in whole quarters; or why it is not shown."""

    period: Period
    figures: dict[Region, GroupFigure]


@dataclass(frozen=True, slots=True)
class RotationView:
    """`ahead`: the next meetings, one of each time. `rotation` is None for a series without one,
    `since` before its first meeting. `burdens` are of the whole quarters `burdens_of`."""

    title: str
    slots: tuple[Slot, ...]
    rotation: Adopted | None
    ahead: tuple[Meeting, ...]
    before: Span
    since: Span | None
    regions_before: RegionSpan | None
    regions_since: RegionSpan | None
    burdens: tuple[RegionBurden, ...]
    burdens_of: Period
    is_early: bool
