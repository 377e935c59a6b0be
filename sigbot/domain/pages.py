"""The public page of a community: what anybody on the internet is shown of it.

It names no member. How to get into a call, descriptions and agendas are left out: they were
written for the server.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.periods import Period
from sigbot.domain.refusals import RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Slot

MOST_MEETINGS = 12
MOST_ROTATIONS = 6
MOST_REPORTS = 60
MOST_ITEMS = 60
"""What is shown at most, each: the next meetings, and the newest of all else."""

CLOCKS = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""Zones all over the world in which the next meeting is shown."""


class NoPagesError(RefusedError):
    """A public page is asked for, but nobody could reach it: the settings name no address."""


@dataclass(frozen=True, slots=True)
class PublicMeeting:
    """A meeting as strangers see it; instants are UTC, `zone` is the one that was meant."""

    title: str
    kind: MeetingKind
    subgroup: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class PublicRotation:
    """Times that a series takes in turn, the next instant at each, and the regions reached."""

    title: str
    slots: tuple[Slot, ...]
    ahead: tuple[PublicMeeting, ...]
    reached: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report that was published on a day, on the clock of the community."""

    period: Period
    published_on: date


@dataclass(frozen=True, slots=True)
class PublicItem:
    """A work on the reading list; `discussed_on` is None before it was discussed."""

    title: str
    link: str
    authors: tuple[str, ...] = ()
    venue: str = ""
    year: int | None = None
    open_copy: str = ""
    is_retracted: bool = False
    discussed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """All that is on the page. `meetings` are those that are not over, cancelled ones too."""

    guild_id: int
    name: str
    description: str
    wiki: str
    meetings: tuple[PublicMeeting, ...] = ()
    rotations: tuple[PublicRotation, ...] = ()
    reports: tuple[PublicReport, ...] = ()
    items: tuple[PublicItem, ...] = ()

    @property
    def next_meeting(self) -> PublicMeeting | None:
        """Return the first meeting that takes place, None where none is ahead."""
        return next((meeting for meeting in self.meetings if not meeting.is_cancelled), None)


def page_path(guild_id: int) -> str:
    """Return where the page of a server is, below the address of the web server."""
    return f"/sig/{guild_id}"


def page_address(base: str, guild_id: int) -> str:
    """Return the whole address of the page of a server, "" where the web server has none."""
    return base + page_path(guild_id) if base else ""
