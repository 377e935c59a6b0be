"""People, and what they choose to say about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.hours import Hours
from sigbot.domain.meetings import Answer
from sigbot.domain.refusals import NotFoundError, RefusedError
from sigbot.domain.regions import Region
from sigbot.domain.vocabularies import Word, read_word


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    NON_BINARY = "non-binary"
    ANOTHER = "another"


class Organization(StrEnum):
    PROVIDER = "healthcare provider"
    PAYER = "payer"
    LIFE_SCIENCES = "life sciences"
    TECHNOLOGY = "technology company"
    RESEARCH = "research or university"
    PUBLIC_SECTOR = "public sector"
    NON_PROFIT = "non-profit"
    INDEPENDENT = "independent"
    OTHER = "other"


class Experience(StrEnum):
    NEW = "new"
    FROM_1_TO_3 = "1-3 years"
    FROM_3_TO_10 = "3-10 years"
    OVER_10 = "over 10 years"


class HearsBy(StrEnum):
    """How a person hears that a meeting they said Going or Maybe to was moved or cancelled."""

    MENTION = "mention"
    DIRECT = "dm"
    NOTHING = "off"


class Attribute(StrEnum):
    """What people may say about themselves; each attribute is optional."""

    GENDER = "gender"
    REGION = "region"
    ORGANIZATION = "organization"
    EXPERIENCE = "experience"


ATTRIBUTES: Mapping[Attribute, type[StrEnum]] = {
    Attribute.GENDER: Gender,
    Attribute.REGION: Region,
    Attribute.ORGANIZATION: Organization,
    Attribute.EXPERIENCE: Experience,
}
"""The answers that are offered."""

NOTICE_VERSION = 3
"""Increased whenever the privacy notice changes; the consent log keeps which notice was shown."""

NOTICE_OF_TIMES = 2
"""The first notice that says that regions help to find fair meeting times. A person who agreed to
an earlier notice agreed to the report only."""


class AlikeNamesError(RefusedError):
    """The names of several people begin with `text`: `names` are some of them."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        super().__init__(text, *names)
        self.text = text
        self.names = names


class UnknownHostError(NotFoundError):
    """The community knows no person by the name that was typed for a host of a rotation."""

    def __init__(self, name: str) -> None:
        super().__init__("person", name)


NOBODY = 0
"""The id of somebody whom the community does not know."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a community knows. `discord_id` is None for a name known only from a file."""

    id: int
    name: str
    discord_id: int | None = None
    timezone: str | None = None
    direct_reminders: str | None = None
    """How long before a meeting they want a direct message, such as `1h`; None for never."""
    changes: HearsBy = HearsBy.MENTION
    direct_refused_at: datetime | None = None
    """When a direct message to them was refused; None again once they were told."""
    papers: bool = False
    """Whether they want a direct message before papers that they want to read are discussed."""
    promises: bool = True
    """Whether they want to be reminded of action items of theirs."""
    voice_tracking: bool = True
    """Whether being in a meeting's voice channel may count as attendance."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person known by a name only; `same_as` is the member whom an organizer linked it to."""

    id: int
    name: str
    same_as: int | None = None

    @property
    def key(self) -> str:
        return f"u{self.id}"


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name in the attendance files of so many `meetings`, of which a member is asked whether it
    is theirs; `id` is that of the person under whom its lines are kept.

    Where it `is_linked`, an organizer has said so already.
    """

    id: int
    name: str
    meetings: int
    is_linked: bool = False


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A member's answer to a meeting that is ahead.

    `is_asked`: the meeting was moved far since, and they were asked whether they still come.
    """

    title: str
    starts_at: datetime
    answer: Answer
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant by a name; `digests` are keyed hashes of their e-mail addresses.

    `by_account` says that the name is their user name on Discord, and they are called differently.
    """

    id: int
    name: str
    is_member: bool
    meetings: int = 0
    last_seen: datetime | None = None
    digests: frozenset[str] = frozenset()
    by_account: bool = False

    @property
    def key(self) -> str:
        return f"u{self.id}"


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """What a person said about themselves; None where they gave no answer."""

    gender: Gender | None = None
    region: Region | None = None
    organization: Organization | None = None
    experience: Experience | None = None


def read_description(answers: Mapping[str, str | None]) -> SelfDescription:
    """Read the answer that was chosen for each attribute; a missing or empty text is no answer.

    Raises NotOfferedError for an answer that is not offered.
    """

    def answer(attribute: Attribute, offered: type[Word]) -> Word | None:
        text = answers.get(attribute)
        return read_word(offered, text) if text else None

    return SelfDescription(
        answer(Attribute.GENDER, Gender),
        answer(Attribute.REGION, Region),
        answer(Attribute.ORGANIZATION, Organization),
        answer(Attribute.EXPERIENCE, Experience),
    )


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What `/me show` shows, to nobody but the person themselves."""

    person: Person
    description: SelfDescription
    subgroups: tuple[str, ...]
    meetings_attended: int
    consented_at: datetime | None
    hours: Hours | None = None
    """When meetings suit them; None for the usual hours."""
    burden: tuple[int, int] | None = None
    """(meetings outside of the hours that suit them, minutes of these in all); None for a person
    without a time zone."""
    to_confirm: OwnName | None = None
    """A name in attendance files that may be theirs."""
    coming: tuple[OwnAnswer, ...] = ()
    """Their answers to meetings ahead, the next first: as many as are shown."""
    coming_count: int = 0
    """To how many meetings ahead they gave an answer."""
    has_traces: bool = False
    """Whether something is stored of an account that is no person of the community, such as what it
    did as an organizer."""

    @property
    def is_known(self) -> bool:
        """Return whether the community knows the person."""
        return self.person.id != NOBODY
