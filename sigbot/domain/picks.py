"""Papers on the agenda of a meeting: who presents them, and what was said of the discussion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigbot.domain.journal import JournalItem, Pick
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import NotOrganizerError, RefusedError

AHEAD = timedelta(days=7)
"""How long before the meeting its presenter, and readers who want it, get a message."""


class OverError(RefusedError):
    """A paper cannot be picked for a meeting that is over or cancelled."""


class ManyPicksError(RefusedError):
    """A meeting has as many papers as it may."""


class TwoWorksError(RefusedError):
    """Two items have ids by which they are two works: `first` and `second`."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


class SameItemError(RefusedError):
    """An item cannot become a part of itself."""


class NotYoursError(NotOrganizerError):
    """Only who shared an item, or an organizer, may remove it."""


class DiscussedError(RefusedError):
    """An item that was discussed stays."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was picked for a meeting, who presents it, and who could: names, best first."""

    item: JournalItem
    meeting: Meeting
    presenter: str = ""
    volunteers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volunteered:
    """A member volunteered to present an item. `pick` is the one that they present, or where they
    do not, the next one of which somebody else `presents`; None where there is no meeting ahead."""

    item: JournalItem
    pick: Pick | None = None
    presents: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could present: by id, when they last presented, and when they volunteered."""

    person_id: int
    name: str
    presented_at: datetime | None
    volunteered_at: datetime


def in_turn(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Return who could present, first who never did, then who did longest ago.

    Between equals, who volunteered first.
    """
    return sorted(
        candidates,
        key=lambda person: (
            person.presented_at is not None,
            person.presented_at or person.volunteered_at,
            person.volunteered_at,
            person.person_id,
        ),
    )
