"""Expected refusals, as values. Each has a sentence in `wording/refusals.py`.

A refusal that only one feature knows is defined in the domain module of its noun, as a child of one
of these, and has its sentence in the wording module of that noun.

RefusedError                    what a person asked for is not possible; they are told why
├── NotSetUpError               the server has no community yet
├── NotOrganizerError           only organizers may do this
├── NotMemberError              the person is not on this server
├── NotFoundError               nothing of that name exists in this community
├── UnknownIdError              a button or form that this bot did not make
├── TooLongError                a text is over its limit
├── EmptyError                  a text that is needed has no visible character
├── NotOfferedError             a text that is not a word of a closed vocabulary
├── TooManyError                a list is over its limit
├── UnreadableError             text that could not be read: a zone, a date, a duration ...
│   ├── UnknownZoneError
│   ├── AmbiguousZoneError
│   ├── FixedOffsetError
│   ├── UnreadableWhenError
│   ├── UnreadablePeriodError
│   ├── BackwardPeriodError
│   ├── UnreadableRepeatError
│   ├── TooFrequentRepeatError
│   ├── UnreadableDurationError
│   ├── UnreadableDateError
│   ├── UnreadableHoursError
│   ├── UnreadableLeadError
│   │   └── LongLeadError
│   ├── AmbiguousNameError      several people have this name
│   └── UnreadableLinkError
│       └── UserInLinkError     something that looks like a host stands before the real one
├── ZoneConflictError           a time chosen in one zone, and another zone asked for
├── PastError / FarFutureError  a meeting that cannot be scheduled then
├── FixedDaysError              a series whose rule names its days cannot move to other days
├── SameTimeError               another meeting of the series is at that time already
├── UnknownClockError           a host who gave neither a time zone nor a region
├── NoRotationSeriesError       a single meeting, or a series with several meetings a week
├── RotatingError               a series that follows a rotation cannot be moved as a whole
├── RotationBegunError          the first meeting of a rotation was held: it cannot be undone
├── RotationFileError           a field of a rotation's file that cannot be read
├── NoRotationError             no set of slots keeps all constraints
├── FileRefusedError            an attendance file that cannot be read
├── AlreadyImportedError        the same file was imported to this meeting before
├── WhoError                    either a member or a name is needed, not both
├── WrongCodeError              no meeting whose check-in is open has this code
├── TooManyGuessesError         too many wrong codes
├── NothingToChangeError        an edit that changes nothing
├── AnsweredError               a question that was answered before, or was asked somebody else
├── DurationError               a meeting too short or too long
├── CheckInRefusedError         the window is not open, or the meeting is cancelled
│   ├── NothingToCheckInError   no meeting is open, ahead or just over
│   ├── TooEarlyError
│   ├── TooLateError
│   ├── TakenOffError           an organizer has said that the person was not there
│   └── MeetingCancelledError
├── NotBegunError               nobody can have been at the meeting yet
├── MeetingOverError            the meeting is over: it can no longer be cancelled or answered
├── AlreadyThereError           a name that is taken, or a status that is already set
├── EmptyPeriodError            nothing was recorded in a period
├── AlreadyPublishedError       a report that was published and has not changed since
├── StoreBusyError              the database did not answer in time; nothing was changed
└── StoreOutError               the database cannot be used: full, only to be read, or gone
"""

from datetime import datetime
from enum import StrEnum


class RefusedError(Exception):
    """Base of all refusals. Each has one sentence for the person, filled with its attributes."""


class NotSetUpError(RefusedError):
    pass


class NotOrganizerError(RefusedError):
    pass


class NotMemberError(RefusedError):
    pass


class NotFoundError(RefusedError):
    """`noun` is one of the nouns in `wording/refusals.py`; `text` is what was typed."""

    def __init__(self, noun: str, text: str) -> None:
        super().__init__(noun, text)
        self.noun = noun
        self.text = text


class UnknownIdError(RefusedError):
    """A custom id that was forged, or made by another program or version."""


class TooLongError(RefusedError):
    def __init__(self, field: str, length: int, limit: int) -> None:
        super().__init__(field, length, limit)
        self.field = field
        self.length = length
        self.limit = limit


class EmptyError(RefusedError):
    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotOfferedError(RefusedError):
    """`text` is not a word of `vocabulary`."""

    def __init__(self, vocabulary: type[StrEnum], text: str) -> None:
        super().__init__(vocabulary, text)
        self.vocabulary = vocabulary
        self.text = text


class TooManyError(RefusedError):
    def __init__(self, noun: str, limit: int) -> None:
        super().__init__(noun, limit)
        self.noun = noun
        self.limit = limit


class UnreadableError(RefusedError):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnknownZoneError(UnreadableError):
    pass


class AmbiguousZoneError(UnreadableError):
    def __init__(self, text: str, zones: tuple[str, ...]) -> None:
        super().__init__(text)
        self.zones = zones


class FixedOffsetError(UnreadableError):
    """`suggest` is the zone that was probably meant, or None."""

    def __init__(self, text: str, suggest: str | None) -> None:
        super().__init__(text)
        self.suggest = suggest


class UnreadableWhenError(UnreadableError):
    pass


class UnreadablePeriodError(UnreadableError):
    pass


class BackwardPeriodError(UnreadableError):
    pass


class UnreadableHoursError(UnreadableError):
    """`what` is "time", "days" or "distance" (of two times in a week)."""

    def __init__(self, what: str, text: str) -> None:
        super().__init__(text)
        self.what, self.args = what, (what, text)


class UnreadableRepeatError(UnreadableError):
    pass


class TooFrequentRepeatError(UnreadableError):
    pass


class UnreadableDurationError(UnreadableError):
    pass


class UnreadableDateError(UnreadableError):
    pass


class UnreadableLinkError(UnreadableError):
    pass


class UserInLinkError(UnreadableLinkError):
    pass


class UnreadableLeadError(UnreadableError):
    """A text that does not say how long before a meeting a reminder is wanted."""


class LongLeadError(UnreadableLeadError):
    pass


class ZoneConflictError(RefusedError):
    """`at` is the aware datetime that was chosen; `zone` the IANA zone that was asked for."""

    def __init__(self, at: datetime, zone: str) -> None:
        super().__init__(at, zone)
        self.at = at
        self.zone = zone


class PastError(RefusedError):
    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class FarFutureError(PastError):
    pass


class FixedDaysError(RefusedError):
    """`rule` is the recurrence rule."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class SameTimeError(RefusedError):
    """`at` is the instant at which the meeting before it in the series starts."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class UnknownClockError(RefusedError):
    """The person called `name` gave neither a time zone nor a region."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoRotationSeriesError(RefusedError):
    pass


class RotatingError(RefusedError):
    pass


class RotationBegunError(RefusedError):
    pass


class RotationFileError(RefusedError):
    """`field` is the field of the file, `value` the text in it."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value


class NoRotationError(RefusedError):
    """`constraints` (names of `domain/rotation/model.py`) rule out every set of `count` slots."""

    def __init__(self, constraints: tuple[str, ...], count: int) -> None:
        super().__init__(constraints, count)
        self.constraints, self.count = constraints, count


class FileRefusedError(RefusedError):
    """`code` is a reason of `domain/attendance_files/reasons.py`; `seen` is text of the file."""

    def __init__(self, code: str, seen: tuple[str, ...] = ()) -> None:
        super().__init__(code, seen)
        self.code = code
        self.seen = seen


class AlreadyImportedError(RefusedError):
    """`at` is the instant at which the file was imported before."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class WhoError(RefusedError):
    pass


class AmbiguousNameError(UnreadableError):
    """`text` is the name that several people have."""


class WrongCodeError(RefusedError):
    pass


class TooManyGuessesError(RefusedError):
    """`until` is the instant from which the next try is possible."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class NothingToChangeError(RefusedError):
    pass


class AnsweredError(RefusedError):
    pass


class DurationError(RefusedError):
    """`minutes` is the duration that was asked for; limits are in `domain/meetings.py`."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class CheckInRefusedError(RefusedError):
    pass


class NothingToCheckInError(CheckInRefusedError):
    pass


class TooEarlyError(CheckInRefusedError):
    """Check-in to the meeting called `title` opens at an instant that is still ahead."""

    def __init__(self, title: str, opens_at: datetime) -> None:
        super().__init__(title, opens_at)
        self.title, self.opens_at = title, opens_at


class TooLateError(CheckInRefusedError):
    """Check-in to the meeting called `title` is over."""

    def __init__(self, title: str, closed_at: datetime) -> None:
        super().__init__(title, closed_at)
        self.title, self.closed_at = title, closed_at


class TakenOffError(CheckInRefusedError):
    pass


class MeetingCancelledError(CheckInRefusedError):
    pass


class NotBegunError(RefusedError):
    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class MeetingOverError(RefusedError):
    pass


class AlreadyThereError(RefusedError):
    def __init__(self, noun: str, text: str) -> None:
        super().__init__(noun, text)
        self.noun = noun
        self.text = text


class EmptyPeriodError(RefusedError):
    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class AlreadyPublishedError(RefusedError):
    pass


class StoreBusyError(RefusedError):
    pass


class StoreOutError(RefusedError):
    """`reason` is one line for the log; people do not read it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
