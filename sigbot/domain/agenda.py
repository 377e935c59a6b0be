"""The agenda of a meeting: points that people suggest, and questions that they ask ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.journal import JournalItem
from sigbot.domain.meetings import Meeting
from sigbot.domain.promises import Promise
from sigbot.domain.refusals import RefusedError

SHORTEST_POINT, LONGEST_POINT = 1, 240
"""Minutes that a point may take."""


class AgendaKind(StrEnum):
    POINT = "point"
    QUESTION = "question"


class AgendaState(StrEnum):
    """How far a point is: suggested by a member, taken by an organizer, done, or put aside."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    DONE = "done"
    PARKED = "parked"
    DECLINED = "declined"


class AgendaClosedError(RefusedError):
    """A point was suggested for a meeting that is over or cancelled."""


class NoMeetingAheadError(RefusedError):
    """No meeting is ahead whose agenda could be shown."""


class AgendaItemGoneError(RefusedError):
    """A point of the agenda is not there any more."""


class SameAnswerError(RefusedError):
    """A question gets the answer that it has already."""


class NoAnswerError(RefusedError):
    """An answer was given to a point that is no question."""


class PointMinutesError(RefusedError):
    """The minutes of a point are not between SHORTEST_POINT and LONGEST_POINT."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point, or a question that was asked ahead.

    `by` is the name of who suggested it, "" where that is not known. `minutes` is None where nobody
    said how long it takes. `meeting_id` is None while it is parked.
    """

    id: int
    text: str
    kind: AgendaKind = AgendaKind.POINT
    state: AgendaState = AgendaState.SUGGESTED
    meeting_id: int | None = None
    by: str = ""
    person_id: int | None = None
    link: str = ""
    minutes: int | None = None
    position: int = 0
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def is_ahead(self) -> bool:
        """Return whether it is still to be spoken about."""
        return self.state in (AgendaState.SUGGESTED, AgendaState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting is about: its points in order, the papers that were picked, what is promised.

    `parked` are points that wait for a meeting; `promises` are open since earlier meetings.
    """

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    papers: tuple[JournalItem, ...] = ()
    promises: tuple[Promise, ...] = ()
    parked: tuple[AgendaItem, ...] = ()

    @property
    def accepted(self) -> list[AgendaItem]:
        states = (AgendaState.ACCEPTED, AgendaState.DONE)
        return [item for item in self.items if item.state in states]

    @property
    def suggested(self) -> list[AgendaItem]:
        return [item for item in self.items if item.state is AgendaState.SUGGESTED]

    @property
    def arranged(self) -> list[AgendaItem]:
        """All points in the order in which an organizer looks at them."""
        return [*self.suggested, *self.accepted, *self.parked]

    @property
    def minutes(self) -> int:
        """Return how long the accepted points take together, as far as that was said."""
        return sum(item.minutes or 0 for item in self.accepted)


def in_order(items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """Return points in the order of an agenda: accepted ones first, each by its position."""
    return tuple(
        sorted(
            items, key=lambda item: (item.state is AgendaState.SUGGESTED, item.position, item.id)
        )
    )


def moved_up(items: Iterable[AgendaItem], item_id: int) -> list[int]:
    """Return the ids of points in their order after one of them was moved up by one place."""
    order = [item.id for item in items]
    place = order.index(item_id)
    if place:
        order[place - 1 : place + 1] = [item_id, order[place - 1]]
    return order


def check_minutes(minutes: int | None) -> int | None:
    """Raise PointMinutesError for minutes out of bounds."""
    if minutes is not None and not SHORTEST_POINT <= minutes <= LONGEST_POINT:
        raise PointMinutesError
    return minutes
