"""What is asked of a draft of an attendance file, and what follows from the answers.

The organizers' answers are kept beside the draft, by the key of the question. `people_to_import`
puts both together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sigbot.domain.attendance_files.drafting import FORMAT, Draft, key_of
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.people import divide
from sigbot.domain.attendance_files.presences import Presence, minutes_of
from sigbot.domain.attendance_files.reading import FileMeeting
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.times import Order

EACH_ONE = "each"
"""The key of the answer that settles all names still asked about: each is one person."""

DROPPED = ""
"""The answer that somebody without a name is left out; any other answer is their name."""

TICKED, NOT_TICKED = "1", "0"
"""The answers that a note-taker or device is counted as a person, and that it is not."""


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A person of a file who will be written to the attendance list.

    `digest` is the keyed hash of their e-mail, `joined` the naive time on the host's clock at which
    they first joined. What the file does not say is None. Who `is_nameless` has an e-mail, and is
    called by what stands before the @ until an organizer names them. Who `is_left_out` is not
    written. `key` is that of the answer which decides about it, "" where there is none.
    """

    name: str
    digest: str | None
    minutes: int | None
    joined: datetime | None
    key: str = ""
    is_nameless: bool = False
    is_left_out: bool = False
    machine: Machine | None = None


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """Which of two dates is meant: `dates` has them by the value of the answer."""

    dates: Mapping[Order, date]
    key: str = "order"


@dataclass(frozen=True, slots=True)
class MeetingQuestion:
    """Which of several meetings in a file is meant; the answer is its place."""

    meetings: tuple[FileMeeting, ...]
    key: str = "meeting"


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """Who is meant by a name that is in `count` rows of the file without an e-mail.

    At most `at_once` of its presences are at one time. `people` are the numbers of people that the
    name may stand for. `same` are the minutes of each person with this name and an e-mail who may
    be meant, None where not known. Answers are numbered from 0: first those of `people`, then
    those of `same`. `left` names are still to be asked about, this one included.
    """

    key: str
    name: str
    count: int
    people: tuple[int, ...]
    same: tuple[int | None, ...]
    at_once: int
    left: int


FileQuestion = OrderQuestion | MeetingQuestion | NameQuestion


@dataclass(frozen=True, slots=True)
class Listed:
    """The first names of a list, and how many there are."""

    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What the review says of a file besides its people.

    `bad_rows` are the first of `bad_count` rows in which something is wrong. `meeting` is the one
    that was read where the file has several. `is_guessed`: names with letters that may be wrong
    come first.
    """

    shape: Shape
    callers: int
    duplicates: int
    rejoins: int
    waiting: Listed
    no_shows: Listed
    bad_rows: tuple[BadRow, ...]
    bad_count: int
    days: tuple[date, ...]
    meeting: FileMeeting | None = None
    is_guessed: bool = False


def is_current(draft: Draft) -> bool:
    """Return whether a draft that was kept is in the format of this version."""
    return draft.get("format") == FORMAT


def _chosen_sheet(draft: Draft, choices: Mapping[str, str]) -> Draft | None:
    """Return the sheet for the order and the meeting that were chosen, None while one is open."""
    sheets: dict[str, Draft] = draft["sheets"]
    order = _order(draft, choices)
    if order is None:
        return None
    place = choices.get("meeting", "") if order in draft["meetings"] else ""
    return sheets.get(key_of(order, place))


def _order(draft: Draft, choices: Mapping[str, str]) -> str | None:
    """Return the order of day and month: "" where the file says it, None while it is open."""
    return choices.get("order") if draft["dates"] else ""


def question_of(draft: Draft, choices: Mapping[str, str]) -> FileQuestion | None:
    """Return the next question that the file leaves open, None when all are answered."""
    order, sheet = _order(draft, choices), _chosen_sheet(draft, choices)
    if order is None:
        dates = {Order(order): date.fromisoformat(day) for order, day in draft["dates"].items()}
        return OrderQuestion(dates)
    if sheet is None:
        return MeetingQuestion(tuple(_file_meeting(m) for m in draft["meetings"][order]))
    if EACH_ONE in choices:
        return None
    open_ = [place for place in range(len(sheet["asked"])) if f"n{place}" not in choices]
    return _name_question(sheet, open_) if open_ else None


def _file_meeting(meeting: Sequence[Any]) -> FileMeeting:
    place, topic, start = meeting
    return FileMeeting(place, topic, _moment(start))


def _name_question(sheet: Draft, open_: list[int]) -> NameQuestion:
    asked = sheet["asked"][open_[0]]
    return NameQuestion(
        key=f"n{open_[0]}",
        name=asked["name"],
        count=asked["count"],
        people=tuple(asked["numbers"]),
        same=tuple(sheet["people"][place][2] for place in asked["owners"]),
        at_once=asked["at_once"],
        left=len(open_),
    )


def check_choice(draft: Draft, choices: Mapping[str, str], key: str, value: str) -> bool:
    """Return whether this key and value answer the question that is open now."""
    question = question_of(draft, choices)
    if isinstance(question, OrderQuestion):
        return key == question.key and value in question.dates
    if isinstance(question, MeetingQuestion):
        return key == question.key and value in {str(m.place) for m in question.meetings}
    if question is None:
        return False
    options = len(question.people) + len(question.same)
    is_number = value.isascii() and value.isdigit() and int(value) < options
    return key == EACH_ONE or (key == question.key and is_number)


def is_machine(draft: Draft, choices: Mapping[str, str], key: str) -> bool:
    """Return whether this is the key of a note-taker or a device of the file."""
    sheet = _chosen_sheet(draft, choices)
    return sheet is not None and key in {f"t{place}" for place in range(len(sheet["apart"]))}


def people_to_import(draft: Draft, choices: Mapping[str, str]) -> list[ImportedPerson]:
    """Return the people of a file once its questions are answered, and those who are left out.

    Each keeps their place, whatever is answered about those who have no name, and about machines.
    Empty while the order of day and month, or the meeting, is open; a name still asked about counts
    as one person.
    """
    sheet = _chosen_sheet(draft, choices)
    if sheet is None:
        return []
    people: list[list[Any]] = list(sheet["people"])
    added: list[ImportedPerson] = []
    given: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for place, asked in enumerate(sheet["asked"]):
        chosen = int(choices.get(f"n{place}", 0))
        same = chosen - len(asked["numbers"])
        if same < 0:
            added += _divided(asked, asked["numbers"][chosen], has_days=sheet["has_days"])
        else:
            given[asked["owners"][same]] += asked["stays"]
    for owner, stays in given.items():
        people[owner] = _with_stays(people[owner], [*sheet["stays"][str(owner)], *stays])
    imported = [_imported_person(*person) for person in people]
    for place in sheet["nameless"]:
        imported[place] = _named(imported[place], f"e{place}", choices)
    return [*imported, *added, *_machines(sheet, choices)]


def _named(person: ImportedPerson, key: str, choices: Mapping[str, str]) -> ImportedPerson:
    """Return somebody without a name as the organizer named them, if that is done."""
    name = choices.get(key)
    if name is None:
        return replace(person, key=key, is_nameless=True)
    return replace(person, key=key, name=name or person.name, is_left_out=name == DROPPED)


def _machines(sheet: Draft, choices: Mapping[str, str]) -> Iterator[ImportedPerson]:
    for place, (*cells, machine) in enumerate(sheet["apart"]):
        key = f"t{place}"
        yield replace(
            _imported_person(*cells),
            key=key,
            machine=Machine(machine),
            is_left_out=choices.get(key) != TICKED,
        )


def _divided(asked: Draft, number: int, *, has_days: bool) -> Iterator[ImportedPerson]:
    """Yield the people of a name, if so many people have it."""
    for group in divide(_presences(asked["stays"]), number):
        joins = [presence.join for presence in group if presence.join]
        joined = min(joins, default=None) if has_days else None
        yield ImportedPerson(asked["name"], asked["digest"], minutes_of(group), joined)


def _with_stays(person: Sequence[Any], stays: Sequence[Sequence[Any]]) -> list[Any]:
    """Return a person of a draft with all of these stays, their own included."""
    name, digest, _, joined = person
    joins = [stay[0] for stay in stays if stay[0]] if joined else []
    return [name, digest, minutes_of(_presences(stays)), min(joins, default=None)]


def _presences(stays: Sequence[Sequence[Any]]) -> list[Presence]:
    return [
        Presence(0, "", "", None, _moment(join), _moment(leave), seconds)
        for join, leave, seconds in stays
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _imported_person(
    name: str, digest: str | None, minutes: int | None, joined: str | None
) -> ImportedPerson:
    return ImportedPerson(name, digest, minutes, _moment(joined))


def counts_of(draft: Draft, choices: Mapping[str, str]) -> Counts:
    """Return the counts of a file. While it is not clear how to read it, they are of the first
    reading."""
    sheet = _chosen_sheet(draft, choices) or next(iter(draft["sheets"].values()))
    bad_rows = (BadRow(line, BadRowCode(code), *more) for line, code, *more in sheet["bad"])
    return Counts(
        shape=Shape(sheet["shape"]),
        callers=sheet["callers"],
        duplicates=sheet["duplicates"],
        rejoins=sheet["rejoins"],
        waiting=Listed(tuple(sheet["waiting"]), sheet["waiting_count"]),
        no_shows=Listed(tuple(sheet["no_shows"]), sheet["no_shows_count"]),
        bad_rows=tuple(bad_rows),
        bad_count=sheet["bad_count"],
        days=tuple(date.fromisoformat(day) for day in sheet["days"]),
        meeting=_file_meeting(sheet["meeting"]) if sheet["meeting"] else None,
        is_guessed=sheet["is_guessed"],
    )
