"""What is asked before something is done that reaches several meetings or other people."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256

from sigbot.domain.authors import NamedAuthors
from sigbot.domain.refusals import RefusedError
from sigbot.domain.report_data import NarrativePart
from sigbot.domain.rotation import Knowledge, Slot


class ChangedMeanwhileError(RefusedError):
    """What was asked about is not what would be done now."""


@dataclass(frozen=True, slots=True)
class Coming:
    """How many other people answered Going to some of the meetings, and how many only Maybe."""

    going: int = 0
    maybe: int = 0

    @property
    def anybody(self) -> bool:
        return self.going + self.maybe > 0


@dataclass(frozen=True, slots=True)
class Doubling:
    """A meeting is scheduled although there is one with this title at the same instant."""

    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Cancelling:
    """`count` meetings are cancelled, the first of them the one that starts at `starts_at`."""

    title: str
    starts_at: datetime
    count: int
    coming: Coming = field(compare=False)
    channel_id: int | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Editing:
    """`count` meetings of a series are changed, from the one that starts at `starts_at` on.

    `fields` are the options that were given. `moved_to` is the new start of the first meeting, None
    where none is moved. `dropped` meetings do not fit a new repetition and are cancelled.
    """

    title: str
    starts_at: datetime
    count: int
    fields: tuple[str, ...]
    moved_to: datetime | None
    dropped: int
    coming: Coming = field(compare=False)
    channel_id: int | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Adopting:
    """A series follows a rotation from the meeting that starts at `starts_at` on.

    `moved` of its meetings get another time. `known` says whether too few members are known.
    """

    title: str
    slots: tuple[Slot, ...]
    starts_at: datetime
    moved: int
    coming: Coming = field(compare=False)
    channel_id: int | None = field(compare=False)
    known: Knowledge = field(compare=False)


@dataclass(frozen=True, slots=True)
class Publishing:
    """The report of the period `label` is published; `figures` is a digest of what it says.

    `authors` are those whom it names, and whom it leaves out. `so_far` is how many meetings were
    held in a period that is not over, None for one that is. `missing` are the parts for which
    nobody has written sentences.
    """

    label: str
    figures: str
    authors: NamedAuthors
    so_far: int | None = field(compare=False)
    missing: Sequence[NarrativePart] = field(compare=False)
    channel_id: int | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Retiring:
    """A subgroup with other `members`, and with meetings ahead, is retired."""

    name: str
    members: int
    meetings: int


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """The public page of a community is turned on, at an address that everybody can open."""

    address: str


@dataclass(frozen=True, slots=True)
class RequestingZones:
    """All members are asked in the channel for news to say where they live."""

    channel_id: int | None


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A member asks to be forgotten in the community of this name.

    `meetings` is at how many meetings they were; attendance without a name stays there.
    """

    community: str
    meetings: int = field(compare=False)


Reach = (
    Doubling
    | Cancelling
    | Editing
    | Adopting
    | Publishing
    | Retiring
    | OpeningPage
    | RequestingZones
    | Forgetting
)
"""What is done, how many meetings and people it reaches, and where it is told."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question that is kept until the actor confirms or keeps things as they are."""

    id: int
    reach: Reach


def digest(reach: Reach) -> str:
    """Return a short text that is another one when something else would be done.

    More or fewer people who answered make no difference, nor does another channel for news, except
    where posting there is all that is done.
    """
    compared = [getattr(reach, part.name) for part in fields(reach) if part.compare]
    return sha256(repr(compared).encode()).hexdigest()[:16]
