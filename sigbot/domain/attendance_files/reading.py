"""Read an attendance file: what would be imported, what is asked first, or why it is refused.

Whatever the bytes are, the answer is a review and never an exception.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sigbot.domain.attendance_files.entries import Entry, State
from sigbot.domain.attendance_files.files import text_of
from sigbot.domain.attendance_files.people import (
    AmbiguousName,
    Apart,
    FilePerson,
    check_bounds,
    find_people,
    not_among,
)
from sigbot.domain.attendance_files.presences import Presence, pair_events, place
from sigbot.domain.attendance_files.reasons import BadRow, Why, WhyCode, what_was_seen
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.sheets import Sheet, read_sheets
from sigbot.domain.attendance_files.times import (
    Calendar,
    Order,
    Stamp,
    day_of,
    needs_order,
    prove_order,
    turn_of_day,
)
from sigbot.domain.bounds import MOST_NAMES_ASKED

NEAR = timedelta(hours=2)
"""How near to the meeting's start one of several meetings in a file has to begin to be taken."""


class Outcome(StrEnum):
    """What becomes of a file: it can be imported, perhaps after a question, or not."""

    IMPORT = "import"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class OrderReading:
    """One way to read the dates of a file, and the first date it gives."""

    order: Order
    day: date


@dataclass(frozen=True, slots=True)
class FileMeeting:
    """One of several meetings in a file. `start` is on the host's clock, None where not known."""

    place: int
    topic: str
    start: datetime | None


@dataclass(frozen=True, slots=True)
class FileReview:
    """What was read of a file, for an organizer to look at. `why` is None for an import.

    Where the order of day and month has to be asked for, `readings` are the two possible ones, and
    people have no times; otherwise `order` is the one that was used. Where it has to be asked which
    of several `meetings` is meant, there are no people; otherwise `meeting` is the one that was
    read, None where the file has only one.
    """

    outcome: Outcome
    shape: Shape | None = None
    why: Why | None = None
    people: tuple[FilePerson, ...] = ()
    ambiguous: tuple[AmbiguousName, ...] = ()
    apart: tuple[Apart, ...] = ()
    phone_callers: int = 0
    duplicates: int = 0
    waiting_only: tuple[str, ...] = ()
    no_shows: tuple[str, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    days: tuple[date, ...] = ()
    """The days on the host's clock on which people were there; where rows have no times, the days
    that the file gives for the meeting."""
    readings: tuple[OrderReading, ...] = ()
    order: Order | None = None
    meetings: tuple[FileMeeting, ...] = ()
    meeting: FileMeeting | None = None
    topic: str = ""
    meeting_id: str = ""
    has_days: bool = True
    is_guessed: bool = False
    """The encoding of the file is guessed: names with letters that may be wrong come first."""

    @property
    def rejoins(self) -> int:
        """The number of presences beyond the first of each person."""
        return sum(len(person.presences) - 1 for person in self.people if person.presences)


@dataclass(frozen=True, slots=True)
class File:
    """A file that is read, with a sheet for each of its meetings."""

    sheets: tuple[Sheet, ...]
    is_guessed: bool


def read_file(
    data: bytes, start: datetime | None = None, order: Order | None = None, place: int | None = None
) -> FileReview:
    """Review the bytes of a file; see `review_file`."""
    file = open_file(data)
    if isinstance(file, Why):
        return FileReview(Outcome.REFUSE, why=file)
    return review_file(file, start, order, place)


def open_file(data: bytes) -> File | Why:
    """Read the bytes of a file; return why it is refused, if it is."""
    text = text_of(data)
    if isinstance(text, Why):
        return text
    sheets = read_sheets(text.text)
    return sheets if isinstance(sheets, Why) else File(sheets, text.is_guessed)


def review_file(
    file: File, start: datetime | None, order: Order | None = None, place: int | None = None
) -> FileReview:
    """Review a file.

    `start` is when the meeting began, on the clock of its zone. `order`, of day and month, and
    `place`, of the meeting in the file, are what an organizer chose.
    """
    entries = [entry for sheet in file.sheets for entry in sheet.entries]
    stamps = [stamp for entry in entries for stamp in (entry.join, entry.leave) if stamp]
    of_meetings = [stamp for sheet in file.sheets for stamp in sheet.meeting_stamps]
    noted = file.sheets[0].other_stamps
    day = start.date() if start else None
    used = prove_order([*stamps, *of_meetings], noted, day) or order
    if used is None and needs_order(stamps):
        reviews = [review_meeting(file, possible, start, place) for possible in Order]
        is_of_use = any(review.outcome is not Outcome.REFUSE for review in reviews)
        return _asked(reviews, stamps) if is_of_use else reviews[0]
    return review_meeting(file, used or Order.MONTH_FIRST, start, place)


def review_meeting(
    file: File, order: Order, start: datetime | None, place: int | None = None
) -> FileReview:
    """Review the meeting of a file that was chosen, or is meant; ask where it is not clear."""
    meetings = [_meeting(sheet, number, order) for number, sheet in enumerate(file.sheets)]
    is_among = place is not None and place < len(meetings)
    chosen = place if is_among else _nearest(meetings, start)
    if chosen is not None:
        return review_chosen(file, order, start, meetings[chosen])
    why = Why(WhyCode.SEVERAL_MEETINGS, what_was_seen([meeting.topic for meeting in meetings]))
    shape = file.sheets[0].shape
    return FileReview(Outcome.ASK, shape, why, order=order, meetings=tuple(meetings))


def review_chosen(
    file: File, order: Order, start: datetime | None, meeting: FileMeeting
) -> FileReview:
    """Review this meeting of a file."""
    review = _sheet_review(file.sheets[meeting.place], order, start.date() if start else None)
    if file.is_guessed:
        first = sorted(review.people, key=lambda person: person.name.isascii())
        review = replace(review, people=tuple(first), is_guessed=True)
    return replace(review, meeting=meeting) if len(file.sheets) > 1 else review


def _meeting(sheet: Sheet, place: int, order: Order) -> FileMeeting:
    """Return the meeting of a sheet, which begins when the file says so, or with the first join."""
    calendar = Calendar(order, None, 0)
    joins = [entry.join for entry in sheet.entries if entry.join and entry.join.has_date]
    stamps = sheet.meeting_stamps[:1] or joins
    starts = [start for stamp in stamps if (start := calendar.place(stamp))]
    return FileMeeting(place, sheet.topic or sheet.meeting_id, min(starts, default=None))


def _nearest(meetings: Sequence[FileMeeting], start: datetime | None) -> int | None:
    """Return the place of the meeting that begins nearest to `start`; None where none is near, or
    two are as near."""
    if len(meetings) == 1:
        return 0
    if start is None:
        return None
    near = [
        (abs(meeting.start - start), meeting.place)
        for meeting in meetings
        if meeting.start and abs(meeting.start - start) <= NEAR
    ]
    least = min(near, default=(NEAR, 0))[0]
    nearest = [place for distance, place in near if distance == least]
    return nearest[0] if len(nearest) == 1 else None


def _sheet_review(sheet: Sheet, order: Order, day: date | None) -> FileReview:
    presences, bad_rows, has_days = _presences(sheet, order, day)
    if why := check_bounds(presences):
        return FileReview(Outcome.REFUSE, sheet.shape, why)
    if presences and not _has_times(sheet):
        return FileReview(Outcome.REFUSE, sheet.shape, Why(WhyCode.TIMELESS, sheet.header))
    grouped = find_people(presences, has_days=has_days)
    waited = [entry for entry in sheet.entries if entry.state is State.WAITED]
    absent = [entry for entry in sheet.entries if entry.state is State.ABSENT]
    review = FileReview(
        outcome=Outcome.IMPORT,
        shape=sheet.shape,
        people=grouped.people,
        ambiguous=grouped.ambiguous,
        apart=grouped.apart,
        phone_callers=grouped.phone_callers,
        duplicates=sheet.duplicates,
        waiting_only=not_among(waited, presences),
        no_shows=not_among(absent, presences),
        bad_rows=tuple(sorted([*sheet.bad_rows, *bad_rows, *grouped.bad_rows], key=_by_line)),
        days=_days(sheet, order, presences if has_days else ()),
        order=order,
        topic=sheet.topic,
        meeting_id=sheet.meeting_id,
        has_days=has_days,
    )
    return _concluded(review)


def _has_times(sheet: Sheet) -> bool:
    """Return whether anybody in the list has a time or a duration, even one of no use."""
    return any(entry.join or entry.leave or entry.lengths for entry in sheet.entries)


def _by_line(row: BadRow) -> int:
    return row.line


def _presences(
    sheet: Sheet, order: Order, day: date | None
) -> tuple[list[Presence], list[BadRow], bool]:
    """Return the presences, those of them whose times cannot be read as bad rows, and whether the
    days of presences are known."""
    entries = [entry for entry in sheet.entries if entry.state is State.PRESENT]
    is_dated = any(s and s.has_date for entry in entries for s in (entry.join, entry.leave))
    calendar = Calendar(order, day, 0 if is_dated else turn_of_day(_clocks(entries)))
    placed = [place(entry, calendar, is_dated=is_dated) for entry in entries]
    if sheet.shape is Shape.TEAMS_EVENTS:
        placed = list(pair_events(placed))
    presences = [presence for presence, _ in placed]
    bad_rows = [BadRow(p.line, flaw, p.name, is_kept=True) for p, flaw in placed if flaw]
    return presences, bad_rows, is_dated or day is not None


def _clocks(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """Return joins and leaves in seconds from midnight; where one is missing, the other twice."""
    sound = [entry for entry in entries if not entry.flaw]
    pairs = [(entry.join or entry.leave, entry.leave or entry.join) for entry in sound]
    return [(join.clock, leave.clock) for join, leave in pairs if join and leave]


def _days(sheet: Sheet, order: Order, presences: Sequence[Presence]) -> tuple[date, ...]:
    """Return the days of the presences, or else those of the meeting's own times."""
    moments = [moment for p in presences for moment in (p.join, p.leave) if moment]
    days = {moment.date() for moment in moments}
    meeting_days = {day for stamp in sheet.meeting_stamps if (day := day_of(stamp, order))}
    return tuple(sorted(days or meeting_days))


def _concluded(review: FileReview) -> FileReview:
    """Set the outcome of a review, and why, from the people and names in it."""
    if len(review.ambiguous) > MOST_NAMES_ASKED:
        return FileReview(Outcome.REFUSE, review.shape, Why(WhyCode.TOO_MANY_NAMES))
    if review.ambiguous:
        seen = tuple(asked.name for asked in review.ambiguous)
        return replace(review, outcome=Outcome.ASK, why=Why(WhyCode.NAMES, seen))
    if review.people:
        return replace(review, outcome=Outcome.IMPORT, why=None)
    has_nameless = review.apart or review.phone_callers or review.waiting_only or review.no_shows
    code = WhyCode.NAMELESS if has_nameless else WhyCode.NOBODY
    return replace(review, outcome=Outcome.REFUSE, why=Why(code))


def _asked(reviews: Sequence[FileReview], stamps: Sequence[Stamp]) -> FileReview:
    """Return a review that asks for the order, with what is the same in both orders only."""
    first, second = reviews
    in_second = {_identity(person): person for person in second.people}
    asked_too = {asked.name for asked in second.ambiguous}
    bad_too = set(second.bad_rows)
    both = [p for p in first.people if _identity(p) in in_second]
    return replace(
        first,
        outcome=Outcome.ASK,
        why=Why(WhyCode.DATE_ORDER),
        people=tuple(_without_times(person, in_second[_identity(person)]) for person in both),
        ambiguous=tuple(asked for asked in first.ambiguous if asked.name in asked_too),
        bad_rows=tuple(row for row in first.bad_rows if row in bad_too),
        days=(),
        readings=tuple(_first_reading(order, stamps) for order in Order),
        order=None,
    )


def _identity(person: FilePerson) -> tuple[str, str | None]:
    return person.name, person.email


def _without_times(person: FilePerson, in_second: FilePerson) -> FilePerson:
    """Return a person without times, and with minutes only where they are the same in both."""
    minutes = person.minutes if person.minutes == in_second.minutes else None
    return replace(person, minutes=minutes, first_join=None, last_leave=None, presences=())


def _first_reading(order: Order, stamps: Sequence[Stamp]) -> OrderReading:
    """Read the first date of the file that has two readings, in this order."""
    days = (day_of(stamp, order) for stamp in stamps if needs_order([stamp]))
    return OrderReading(order, next(day for day in days if day))
