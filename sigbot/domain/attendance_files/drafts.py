"""What is kept of an attendance file while it is reviewed: JSON, without any e-mail address.

`draft_of` makes a draft of a review. The organizers' answers are kept beside it, by the key of the
question. `people_to_import` puts both together.

A draft has each stay at most once: those of names that are asked about, and of the people with an
e-mail who may be meant. Who a name may be is worked out from them when it is answered.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sigbot.domain.attendance_files.names import clean_email
from sigbot.domain.attendance_files.people import AmbiguousName, FilePerson, divide
from sigbot.domain.attendance_files.presences import Presence, minutes_of
from sigbot.domain.attendance_files.reading import FileReview
from sigbot.domain.attendance_files.reasons import WhyCode
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.times import Order
from sigbot.domain.bounds import LARGEST_DRAFT
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import FileRefusedError

Draft = dict[str, Any]
Seal = Callable[[str], str]
"""A function from an e-mail address to its keyed hash."""

_EMAIL = re.compile(r"[<(\[]?[^\s@<>()\[\]]{1,64}@[^\s@<>()\[\]]{1,255}[>)\]]?")

FORMAT = 2
"""The format of drafts, increased with each change: a draft of another one is too old to go on."""

MOST_LISTED = 50
"""The most bad rows that a draft lists."""

MOST_OPTIONS = 4
"""The most people that one name may be divided into, and the most owners of it that are offered."""
ALL = slice(None)
EACH_ONE = "each"
"""The key of the answer that settles all names still asked about: each is one person."""


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A person of a file who will be written to the attendance list.

    `digest` is the keyed hash of their e-mail, `joined` the naive time on the host's clock at which
    they first joined. What the file does not say is None.
    """

    name: str
    digest: str | None
    minutes: int | None
    joined: datetime | None


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """Which of two dates is meant: `dates` has them by the value of the answer."""

    dates: Mapping[Order, date]
    key: str = "order"


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


@dataclass(frozen=True, slots=True)
class Counts:
    """What the review says of a file besides its people.

    `bad_rows` are the first of `bad_count` rows left out, each with its line and its BadRowCode.
    """

    shape: Shape
    callers: int
    duplicates: int
    rejoins: int
    waiting: int
    no_shows: int
    bad_rows: tuple[tuple[int, str], ...]
    bad_count: int
    days: tuple[date, ...]


def draft_of(reviews: Mapping[str, FileReview], dates: Mapping[str, date], seal: Seal) -> Draft:
    """Return the draft of a file.

    `dates` has the first date for each order of day and month where both are possible; `reviews`
    has a review for each of these orders, otherwise a single one. Raises FileRefusedError for a
    draft over LARGEST_DRAFT.
    """
    draft = {
        "format": FORMAT,
        "dates": {order: day.isoformat() for order, day in dates.items()},
        "sheets": {order: _sheet(review, seal) for order, review in reviews.items()},
    }
    if len(json.dumps(draft)) > LARGEST_DRAFT:
        raise FileRefusedError(WhyCode.LARGE_DRAFT)
    return draft


def is_current(draft: Draft) -> bool:
    """Return whether a draft that was kept is in the format of this version."""
    return draft.get("format") == FORMAT


def _sheet(review: FileReview, seal: Seal) -> Draft:
    places = {person.email: place for place, person in enumerate(review.people) if person.email}
    asked = [_asked(asked, places, seal) for asked in review.ambiguous]
    owners = {owner for name in asked for owner in name["owners"]}
    return {
        "shape": review.shape or "",
        "people": [_person(person, seal) for person in review.people],
        "asked": asked,
        "stays": {str(owner): _times(review.people[owner].presences) for owner in sorted(owners)},
        "has_days": review.has_days,
        "callers": review.phone_callers,
        "duplicates": review.duplicates,
        "rejoins": review.rejoins,
        "waiting": len(review.waiting_only),
        "no_shows": len(review.no_shows),
        "bad": [[row.line, row.code] for row in review.bad_rows[:MOST_LISTED]],
        "bad_count": len(review.bad_rows),
        "days": [day.isoformat() for day in review.days],
    }


def _person(person: FilePerson, seal: Seal) -> list[Any]:
    """Return name, keyed hash of the e-mail, minutes and first join (ISO), as JSON."""
    joined = person.first_join.isoformat() if person.first_join else None
    email = person.email or clean_email(person.name)
    return [_called(person.name), seal(email) if email else None, person.minutes, joined]


def _called(name: str) -> str:
    """Return the name without any e-mail address in it.

    A name that is nothing but an address becomes the part before the @.
    """
    if not _EMAIL.search(name):
        return name
    without = clean_name(_EMAIL.sub(" ", name)).strip("<>()[]-–,;: ")
    return without or name.strip("<> ").partition("@")[0]


def _asked(asked: AmbiguousName, places: Mapping[str, int], seal: Seal) -> Draft:
    """Return a name to ask about as JSON, with its stays.

    `places` has the place of each person in the review by e-mail.
    """
    email, at_once = clean_email(asked.name), asked.at_once
    return {
        "name": _called(asked.name),
        "digest": seal(email) if email else None,
        "count": asked.count,
        "at_once": at_once,
        "numbers": sorted({1, at_once, *range(1, min(asked.count, MOST_OPTIONS) + 1)}),
        "owners": [places[email] for email in asked.emails[:MOST_OPTIONS]],
        "stays": _times(sorted(asked.presences, key=_by_line)),
    }


def _by_line(presence: Presence) -> int:
    return presence.line


def _times(presences: Sequence[Presence]) -> list[list[Any]]:
    """Return joins, leaves (both ISO) and seconds as JSON.

    They are kept so that a name can be divided among several people, or given to one of them, once
    it is answered whose it is.
    """
    return [
        [
            p.join.isoformat() if p.join else None,
            p.leave.isoformat() if p.leave else None,
            p.seconds,
        ]
        for p in presences
    ]


def _chosen_sheet(draft: Draft, choices: Mapping[str, str]) -> Draft | None:
    """Return the sheet for the order that was chosen, None while it is open."""
    sheets: dict[str, Draft] = draft["sheets"]
    if not draft["dates"]:
        return next(iter(sheets.values()))
    return sheets.get(choices.get("order", ""))


def question_of(draft: Draft, choices: Mapping[str, str]) -> OrderQuestion | NameQuestion | None:
    """Return the next question that the file leaves open, None when all are answered."""
    sheet = _chosen_sheet(draft, choices)
    if sheet is None:
        dates = {Order(order): date.fromisoformat(day) for order, day in draft["dates"].items()}
        return OrderQuestion(dates)
    if EACH_ONE in choices:
        return None
    open_ = [place for place in range(len(sheet["asked"])) if f"n{place}" not in choices]
    return _name_question(sheet, open_) if open_ else None


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
    if question is None:
        return False
    options = len(question.people) + len(question.same)
    is_number = value.isascii() and value.isdigit() and int(value) < options
    return key == EACH_ONE or (key == question.key and is_number)


def people_to_import(
    draft: Draft, choices: Mapping[str, str], part: slice = ALL
) -> list[ImportedPerson]:
    """Return the people of a file, or a part of them, once its questions are answered.

    Empty while the order of day and month is open; a name still asked about counts as one person.
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
    named: list[list[Any] | ImportedPerson] = [*people, *added]
    return [p if isinstance(p, ImportedPerson) else _imported_person(*p) for p in named[part]]


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
    """Return the counts of a file; those of the first order while the order is open."""
    sheet = _chosen_sheet(draft, choices) or next(iter(draft["sheets"].values()))
    return Counts(
        shape=Shape(sheet["shape"]),
        callers=sheet["callers"],
        duplicates=sheet["duplicates"],
        rejoins=sheet["rejoins"],
        waiting=sheet["waiting"],
        no_shows=sheet["no_shows"],
        bad_rows=tuple((line, code) for line, code in sheet["bad"]),
        bad_count=sheet["bad_count"],
        days=tuple(date.fromisoformat(day) for day in sheet["days"]),
    )
