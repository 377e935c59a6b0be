"""People, and what they choose to say of themselves."""

from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.hours import Hours

REGIONS = (
    "North America",
    "Latin America",
    "Europe",
    "Africa",
    "Middle East",
    "South Asia",
    "East Asia",
    "Southeast Asia",
    "Oceania",
)
GENDERS = ("female", "male", "non-binary", "another")
ORGANIZATIONS = (
    "healthcare provider",
    "payer",
    "life sciences",
    "technology company",
    "research or university",
    "public sector",
    "non-profit",
    "independent",
    "other",
)
EXPERIENCES = ("new", "1-3 years", "3-10 years", "over 10 years")

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "gender": GENDERS,
    "region": REGIONS,
    "organization": ORGANIZATIONS,
    "experience": EXPERIENCES,
}
"""What people may say of themselves, and the answers offered. Every one is optional."""

NOTICE_VERSION = 2
"""Raised whenever the privacy notice changes; the consent log keeps which one was shown."""

NOTICE_OF_TIMES = 2
"""The first notice that says that regions help to find fair meeting times; who agreed to an earlier
one agreed to the report only."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a community knows. `discord_id` is None for a name known only from a file."""

    id: int
    name: str
    discord_id: int | None = None
    timezone: str | None = None
    direct_reminders: str | None = None
    """How long before a meeting they want a direct message, such as `1h`; None for never."""
    direct_refused_at: datetime | None = None
    """When their direct messages turned out to be closed, until they are told so."""
    voice_tracking: bool = True
    """Whether being in a meeting's voice channel may count as attendance."""


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody known by a name only, and whose name it is, where an organizer said so."""

    id: int
    name: str
    same_as: int | None = None

    @property
    def key(self) -> str:
        return f"u{self.id}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant by a name; `digests` are keyed hashes of their e-mails."""

    id: int
    name: str
    is_member: bool
    meetings: int = 0
    last_seen: datetime | None = None
    digests: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return f"u{self.id}"


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """What one person said of themselves; None where nothing was said."""

    gender: str | None = None
    region: str | None = None
    organization: str | None = None
    experience: str | None = None


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What `/me show` shows: only ever to the person themselves."""

    person: Person
    description: SelfDescription
    subgroups: tuple[str, ...]
    meetings_attended: int
    consented_at: datetime | None
    hours: Hours | None = None
    """When meetings suit them; None for the usual hours."""
    burden: tuple[int, int] | None = None
    """(meetings outside of hours that suit them, minutes in all); None without a clock."""
