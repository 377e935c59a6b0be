"""Communities, their subgroups, and who may do what in them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sigbot.domain.bounds import (
    LARGEST_SMALLEST_GROUP,
    LONGEST_KEEP,
    LONGEST_VOICE_MINUTES,
    SHORTEST_KEEP,
)
from sigbot.domain.refusals import NotMemberError, NotOrganizerError

SMALLEST_GROUP = 5
"""k: a group of fewer people is never published. A community may raise it."""

DEFAULT_ZONE = "UTC"
"""The zone of a community that chose none."""

VOICE_MINUTES = 10
"""A person who is in a meeting's voice channel for at least this long is checked in."""


KEEP_YEARS = 2
"""People who gave no sign of life for so many years are forgotten, unless a community chose."""


class ReportRhythm(StrEnum):
    """How often the foundation asks for a report."""

    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class EventsWanted(StrEnum):
    """Whether meetings appear among the events of the server."""

    ON = "on"
    OFF = "off"


class SetupStep(StrEnum):
    """What a new community still needs."""

    TIMEZONE = "timezone"
    CHANNEL = "channel"
    ORGANIZERS = "organizers"
    SUBGROUPS = "subgroups"
    MEETING = "meeting"
    EVENTS = "events"


OPTIONAL_STEPS = (SetupStep.TIMEZONE, SetupStep.SUBGROUPS)
"""A community may mean UTC, and may have no subgroups."""


def steps_left(done: Collection[SetupStep]) -> list[SetupStep]:
    """Return the steps of the setup that are to do, in order.

    With the first meeting, nobody is asked for optional ones any more.
    """
    settled = OPTIONAL_STEPS if SetupStep.MEETING in done else ()
    return [step for step in SetupStep if step not in done and step not in settled]


class SetupOutcome(StrEnum):
    """What setting a community up has done."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Language(StrEnum):
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Community:
    """A special interest group; one Discord server (guild) is one community."""

    id: int
    guild_id: int
    name: str
    description: str = ""
    wiki: str = ""
    timezone: str = DEFAULT_ZONE
    announcements_channel_id: int | None = None
    organizer_role_id: int | None = None
    ping_role_id: int | None = None
    """The role that reminders of General Meetings and guests notify."""
    language: Language = Language.ENGLISH
    report_every: ReportRhythm = ReportRhythm.HALF_YEAR
    smallest_group: int = SMALLEST_GROUP
    voice_minutes: int = VOICE_MINUTES
    keep_years: int = KEEP_YEARS
    events: bool | None = None
    """Whether its meetings have events on the server; None while nobody said so."""
    has_page: bool = False
    """Whether its public page is on."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    id: int
    name: str
    role_id: int | None = None
    retired: bool = False
    members: int = 0

    @property
    def key(self) -> str:
        return f"g{self.id}"

    @property
    def title(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who types a command or presses a button, with their rights at this moment.

    `account` is their user name on Discord, "" where it is not known.
    """

    guild_id: int
    discord_id: int
    name: str
    is_member: bool = True
    manages_guild: bool = False
    role_ids: Collection[int] = ()
    account: str = ""


class Role(StrEnum):
    """Who somebody is for the bot, which decides what they can do first."""

    MANAGER_BEFORE_SETUP = "manager before setup"
    BEFORE_SETUP = "before setup"
    ORGANIZER = "organizer"
    MEMBER = "member"


def clamp_voice_minutes(minutes: int) -> int:
    """Return `minutes`, but at least 1 and at most the length of the longest meeting."""
    return max(1, min(minutes, LONGEST_VOICE_MINUTES))


def clamp_keep_years(years: int) -> int:
    """Return `years`, but within the bounds of how long people are kept."""
    return max(SHORTEST_KEEP, min(years, LONGEST_KEEP))


def clamp_smallest_group(people: int) -> int:
    """Return `people`, but at least SMALLEST_GROUP and at most LARGEST_SMALLEST_GROUP."""
    return max(SMALLEST_GROUP, min(people, LARGEST_SMALLEST_GROUP))


def may_organize(organizer_role_id: int | None, actor: Actor) -> bool:
    """Return whether the actor has the organizer role or may manage the server."""
    return actor.manages_guild or (
        organizer_role_id is not None and organizer_role_id in actor.role_ids
    )


def check_member(actor: Actor) -> None:
    """Raise NotMemberError for an actor who is not on the server."""
    if not actor.is_member:
        raise NotMemberError


def check_organizer(organizer_role_id: int | None, actor: Actor) -> None:
    """Raise NotMemberError or NotOrganizerError unless the actor is an organizer."""
    check_member(actor)
    if not may_organize(organizer_role_id, actor):
        raise NotOrganizerError
