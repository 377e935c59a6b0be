"""Meetings: what they are, and what may be done with them when."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sigbot.domain.bounds import DURATION_LIMIT, LONGEST_MEETING, SHORTEST_MEETING
from sigbot.domain.refusals import (
    DurationError,
    FarFutureError,
    MeetingCancelledError,
    MeetingOverError,
    NotBegunError,
    NothingToCheckInError,
    PastError,
    RefusedError,
    TooEarlyError,
    TooLateError,
    UnreadableDurationError,
)
from sigbot.domain.texts import check_length

DEFAULT_DURATION = 60
DEFAULT_REMINDERS = "1d, 1h, start"
FARTHEST = timedelta(days=366 * 3)
FAR = timedelta(hours=2)
OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(minutes=30)
JOINED_BEFORE = timedelta(hours=1)
"""From this long before its start on, people are shown the way into a call."""
ANNOUNCED_BEFORE = timedelta(days=7)
"""The card of a later occurrence of a series is posted this long before it starts."""

_DURATION = re.compile(
    r"(?:(?P<h>\d{1,3}(?:\.\d{1,2})?) ?(?:h|hr|hrs|hour|hours))? ?"
    r"(?:(?P<m>\d{1,5}) ?(?:m|min|mins|minute|minutes)?)?"
)
_CLOCK_DURATION = re.compile(r"(\d{1,2}):([0-5]\d)")


class NotCancelledError(RefusedError):
    """A meeting that is to be brought back was not cancelled."""


class AlreadyCancelledError(RefusedError):
    """A meeting that is to be cancelled was cancelled before."""


class RestoredLateError(RefusedError):
    """A cancelled meeting would have started at `started_at`, so it cannot be brought back."""

    def __init__(self, started_at: datetime) -> None:
        super().__init__(started_at)
        self.started_at = started_at


class NotRepeatedError(RefusedError):
    """A repetition was given to a meeting without a series."""


class RepeatOneError(RefusedError):
    """A repetition was given to one meeting of a series alone."""


class SameStartError(RefusedError):
    """A meeting is to be moved to the time that it has, and nothing else is to change."""


class RepeatDayError(RefusedError):
    """The first meeting is not on a day of the new repetition."""


class MeetingKind(StrEnum):
    GENERAL = "general"
    GUEST = "guest"
    SUBGROUP = "subgroup"
    REVIEW = "review"
    SPECIAL = "special"


class Answer(StrEnum):
    """A person's answer to the question whether they come to a meeting."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


class NextStep(StrEnum):
    """What a person may do after an answer.

    Who is not checked in yet may check in while that is open. Who is checked in and can't come is
    asked whether to take the check-in back; until then their answer is not kept.
    """

    NOTHING = "nothing"
    CHECK_IN = "check_in"
    TAKE_BACK = "take_back"


class Scope(StrEnum):
    """What a change applies to: one meeting, or it and all later meetings of its series."""

    THIS = "this"
    FOLLOWING = "following"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people gave each answer, and how many attended.

    `asked` said Going, but the meeting moved far since; they are not counted as going. `interested`
    marked the native event of the meeting; that is no answer.
    """

    going: int = 0
    maybe: int = 0
    cant: int = 0
    attended: int = 0
    asked: int = 0
    interested: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; `starts_at` is UTC, `wall` and `zone` are what was meant."""

    id: int
    title: str
    kind: MeetingKind
    starts_at: datetime
    wall: datetime
    zone: str
    duration: int
    """Minutes."""
    subgroup: str | None = None
    subgroup_id: int | None = None
    series_id: int | None = None
    rule: str | None = None
    place: str = ""
    link: str = ""
    speaker: str = ""
    description: str = ""
    slides: str = ""
    """Where the slides are; it is of this meeting alone, as `recording` is."""
    recording: str = ""
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    counts: Counts = field(default_factory=Counts)
    occurrence: datetime | None = None
    """The wall time that the rule of its series gave it, on the clock of the series. It stays when
    the meeting is moved."""
    moved: bool = False
    """Whether this one meeting was moved; it then keeps its time when its series is moved."""
    reminders: str = DEFAULT_REMINDERS

    @property
    def key(self) -> str:
        return meeting_key(self.id)

    @property
    def ruled(self) -> datetime:
        """Return the wall time that the rule of its series gave it, on the clock of the series.

        Return its own wall time where it has no series.
        """
        return self.occurrence or self.wall

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration)

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - OPENS_BEFORE

    @property
    def joined_from(self) -> datetime:
        return self.starts_at - JOINED_BEFORE

    @property
    def closes_at(self) -> datetime:
        return self.ends_at + CLOSES_AFTER

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_open(self, now: datetime) -> bool:
        return not self.is_cancelled and self.opens_at <= now <= self.closes_at

    def can_be_joined(self, now: datetime) -> bool:
        """Return whether people are shown the way into the call: until the meeting ends."""
        is_near = self.joined_from <= now <= self.ends_at
        return bool(self.link) and not self.is_cancelled and is_near


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting that an organizer wants to schedule; with a `rule`, a series.

    `wall` is naive, in `zone`; `starts_at` is UTC; `duration` is in minutes.
    """

    title: str
    wall: datetime
    zone: str
    starts_at: datetime
    kind: MeetingKind = MeetingKind.GENERAL
    duration: int = DEFAULT_DURATION
    rule: str | None = None
    subgroup: str | None = None
    place: str = ""
    link: str = ""
    speaker: str = ""
    description: str = ""
    fold: int = 0
    """1 for the second of two equal wall times, in the night the clock goes back."""


def meeting_key(meeting_id: int) -> str:
    """Return the short key of a meeting: `m` and its id."""
    return f"m{meeting_id}"


def read_duration(text: str) -> int:
    """Return the minutes of `90`, `90 min`, `1h`, `1h30`, `1.5 hours` or `1:30`.

    Raises UnreadableDurationError, TooLongError, and the refusal of `check_duration`.
    """
    check_length("duration", text, DURATION_LIMIT)
    words = " ".join(text.strip().lower().split())
    if clock := _CLOCK_DURATION.fullmatch(words):
        return check_duration(int(clock[1]) * 60 + int(clock[2]))
    match = _DURATION.fullmatch(words)
    if not words or match is None or not (match["h"] or match["m"]):
        raise UnreadableDurationError(text)
    return check_duration(round(float(match["h"] or 0) * 60) + int(match["m"] or 0))


def check_duration(minutes: int) -> int:
    """Return `minutes`. Raises DurationError for a meeting that is too short or too long."""
    if not SHORTEST_MEETING <= minutes <= LONGEST_MEETING:
        raise DurationError(minutes)
    return minutes


def check_start(starts_at: datetime, now: datetime) -> None:
    """Raise PastError for a start in the past, FarFutureError for one more than FARTHEST away.

    A start as far away as that is most likely a typing error.
    """
    if starts_at <= now:
        raise PastError(starts_at)
    if starts_at > now + FARTHEST:
        raise FarFutureError(starts_at)


def is_far(before: datetime, meeting: Meeting) -> bool:
    """Return whether a meeting moved so far from `before` that who said Going is asked again.

    That is by more than FAR, or to another day on the meeting's clock.
    """
    clock = ZoneInfo(meeting.zone)
    is_other_day = before.astimezone(clock).date() != meeting.starts_at.astimezone(clock).date()
    return is_other_day or abs(meeting.starts_at - before) > FAR


def check_in_window(meeting: Meeting, now: datetime) -> None:
    """Raise a CheckInRefusedError unless check-in is open.

    It is open from OPENS_BEFORE the start until CLOSES_AFTER the end.
    """
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if now < meeting.opens_at:
        raise TooEarlyError(meeting.title, meeting.opens_at)
    if now > meeting.closes_at:
        raise TooLateError(meeting.title, meeting.closes_at)


def check_any_open(meetings: Iterable[Meeting], now: datetime) -> None:
    """Raise the CheckInRefusedError of the meeting whose check-in is nearest to `now`.

    Cancelled meetings are left out. Raises NothingToCheckInError where no other is left.
    """
    held = [meeting for meeting in meetings if not meeting.is_cancelled]
    if not held:
        raise NothingToCheckInError
    check_in_window(min(held, key=lambda m: max(m.opens_at - now, now - m.closes_at)), now)


def check_attended(meeting: Meeting, now: datetime) -> None:
    """Raise NotBegunError before check-in opens, MeetingCancelledError for a cancelled meeting.

    Before that, nobody can have been there.
    """
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if now < meeting.opens_at:
        raise NotBegunError(meeting.opens_at)


@dataclass(frozen=True, slots=True)
class Comers:
    """Who gave which answer to a meeting: the first names of each, the reader's own first.

    `asked` are those who said Going before the meeting moved far, and have not answered since; with
    `is_asked` the reader is one of them.
    """

    meeting: Meeting
    names: Mapping[Answer, Sequence[str]]
    own: Answer | None
    asked: Sequence[str] = ()
    is_asked: bool = False


def check_can_answer(meeting: Meeting, now: datetime) -> None:
    """Raise MeetingCancelledError or MeetingOverError when answers are not taken any more."""
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if now > meeting.ends_at:
        raise MeetingOverError


def check_can_cancel(meeting: Meeting, now: datetime) -> None:
    """Raise AlreadyCancelledError or MeetingOverError when a meeting cannot be cancelled."""
    if meeting.is_cancelled:
        raise AlreadyCancelledError
    if now > meeting.ends_at:
        raise MeetingOverError


def check_can_restore(meeting: Meeting, now: datetime) -> None:
    """Raise NotCancelledError or RestoredLateError when a meeting cannot be brought back."""
    if not meeting.is_cancelled:
        raise NotCancelledError
    if now >= meeting.starts_at:
        raise RestoredLateError(meeting.starts_at)


def check_can_edit(meeting: Meeting, now: datetime, *, moves: bool) -> None:
    """Raise MeetingCancelledError, or MeetingOverError if the edit `moves` a meeting that is over.

    Everything else about a meeting can still be corrected when it is over.
    """
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if moves and now > meeting.ends_at:
        raise MeetingOverError
