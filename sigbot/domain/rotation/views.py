"""What people are shown of rotations: an offer, an adoption, and whether a rotation works."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.periods import Period
from sigbot.domain.refusals import RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.report_data import ReleaseFigure
from sigbot.domain.rotation.alternatives import Alternative, Suggestions, Wishes
from sigbot.domain.rotation.evidence import RegionBurden, SlotFigures
from sigbot.domain.rotation.model import SLOT_MINUTES
from sigbot.domain.rotation.people import Availability
from sigbot.domain.rotation.snapshots import FEWEST_KNOWN
from sigbot.domain.rotation.turns import (
    NOTICE,
    Adopted,
    Slot,
    first_dates,
    minute_of_week,
    next_instant,
)
from sigbot.domain.statistics import Figure, Number

ASKED_EVERY = timedelta(days=7)
"""Members are asked where they live at most this often."""


class AskedLatelyError(RefusedError):
    """Members were asked where they live at the instant `at`, less than ASKED_EVERY ago."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How many members were counted, and how many could not be, as they have set neither a time
    zone nor a region.

    `came` people came within LOOKED_BACK (evidence.py), of whom `came_known` could be counted.
    """

    counted: int
    unknown: int
    came: int = 0
    came_known: int = 0

    @property
    def is_thin(self) -> bool:
        """Return whether too few members are known for a choice that is fair."""
        return self.counted < FEWEST_KNOWN or 2 * self.came_known < self.came


Places = Mapping[Region, str]
"""Region → the zone where most of its members live, for regions where that is no small group."""


def places_of(people: Sequence[Availability], smallest_group: int) -> Places:
    """Return the zone of most members of each region, where at least `smallest_group` are in it."""
    zones: defaultdict[Region, Counter[str]] = defaultdict(Counter)
    for person in people:
        if person.zone and person.place:
            zones[person.place][person.zone] += 1
    most = {region: max(sorted(of), key=of.__getitem__) for region, of in zones.items()}
    return {region: zone for region, zone in most.items() if zones[region][zone] >= smallest_group}


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion to be shown.

    `slots` is how many slots were asked for. `hosts` are the names of those who agreed to be hosts,
    `hosts_asked` of those who did not answer yet, `hosts_declined` of those who said No.
    `counted` members were counted, as they were when the snapshot was taken (`taken_at`, None
    without one); `unknown` could not be, and so on as in `Knowledge`. `turns` are the occurrences
    (wall times of the series' rule) that would take the new times first.
    """

    id: int
    meeting: Meeting
    slots: int
    wishes: Wishes
    hosts: tuple[str, ...]
    suggestions: Suggestions
    counted: int
    unknown: int
    smallest_group: int
    came: int = 0
    came_known: int = 0
    turns: tuple[datetime, ...] = ()
    places: Places = field(default_factory=dict)
    taken_at: datetime | None = None
    hosts_asked: tuple[str, ...] = ()
    hosts_declined: tuple[str, ...] = ()

    @property
    def knowledge(self) -> Knowledge:
        return Knowledge(self.counted, self.unknown, self.came, self.came_known)

    @property
    def is_thin(self) -> bool:
        """Return whether too few members are known for a choice that is fair."""
        return self.knowledge.is_thin

    def dates(self, slots: Sequence[Slot], now: datetime) -> list[datetime]:
        """Return the first instant of each slot if these slots were adopted now, in order.

        Without meetings that are far enough ahead, they are those after the meeting.
        """
        dates = first_dates(slots, self.turns, now + NOTICE)
        after = max(now, self.meeting.starts_at)
        return sorted(dates or [next_instant(slot, after) for slot in slots])

    def on_clock(self, alternative: Alternative, zone: str) -> list[int]:
        """Return the half hours of the week (0 to 335) at which an alternative's slots begin on the
        clock of `zone`, as it is just after the meeting."""
        instants = [next_instant(slot, self.meeting.starts_at) for slot in alternative.slots]
        return [minute_of_week(at.astimezone(ZoneInfo(zone))) // SLOT_MINUTES for at in instants]


@dataclass(frozen=True, slots=True)
class OfferDetails:
    """What is behind the short card of an offer: the figures of every alternative."""

    meeting: Meeting
    alternatives: tuple[Alternative, ...]
    smallest_group: int
    places: Places = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A rotation that was adopted or undone, the next meetings, and how many were `moved`."""

    rotation: Adopted
    title: str
    ahead: tuple[Meeting, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class RotationNews:
    """What is posted about a rotation: the next meetings `ahead`, up to one of each slot.

    `before` is the next meeting that is still at the old time, None where there is none. Once a
    rotation is undone, all are at the old time again and in `ahead`.
    """

    community: Community
    rotation: Adopted
    title: str
    ahead: tuple[Meeting, ...]
    before: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Attendance of a series in a span of time: by weekly time, and on average.

    Figures leave out the `unrecorded` meetings, at which nobody was recorded.
    """

    slots: tuple[SlotFigures, ...]
    average: Figure
    unrecorded: int = 0
    caught_up: Number = 0
    """How many caught up with an average meeting afterwards; they did not attend."""


@dataclass(frozen=True, slots=True)
class RegionSpan:
    """Average attendees of a meeting by region, as a diversity release of the period has them."""

    period: Period
    figures: dict[Region, ReleaseFigure]


@dataclass(frozen=True, slots=True)
class RotationView:
    """Everything shown of a series' rotation, and of whether it works.

    `rotation` is None for a series without one. `ahead` are the next meetings, one of each time.
    `since` is None before the rotation's first meeting. `regions` are of the newest release, and of
    the newest whose half-year ended before the rotation began; where that is the same, of the one
    before it. `burdens` are of the whole quarters `burdens_of`, None until the last of these is
    told. `is_early`: the rotation has not run long enough for its figures to say much.
    """

    title: str
    slots: tuple[Slot, ...]
    rotation: Adopted | None
    ahead: tuple[Meeting, ...]
    before: Span
    since: Span | None
    regions: tuple[RegionSpan, ...]
    burdens: tuple[RegionBurden, ...] | None
    burdens_of: Period
    is_early: bool
    places: Places = field(default_factory=dict)
