"""Make the draft of an attendance file: JSON, without any e-mail address.

A draft has each stay at most once: those of names that are asked about, and of the people with an
e-mail who may be meant. Who a name may be is worked out from them when it is answered.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sigbot.domain.attendance_files.names import clean_email, is_telephone
from sigbot.domain.attendance_files.people import AmbiguousName, FilePerson
from sigbot.domain.attendance_files.presences import Presence
from sigbot.domain.attendance_files.reading import (
    File,
    FileMeeting,
    FileReview,
    Outcome,
    open_file,
    review_chosen,
    review_file,
    review_meeting,
)
from sigbot.domain.attendance_files.reasons import BadRow, Why, WhyCode
from sigbot.domain.attendance_files.times import Order
from sigbot.domain.bounds import LARGEST_DRAFT, MOST_MEETINGS_OFFERED, MOST_NAMES_LISTED
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import FileRefusedError

Draft = dict[str, Any]
Seal = Callable[[str], str]
"""A function from an e-mail address to its keyed hash."""

_EMAIL = re.compile(r"[<(\[]?[^\s@<>()\[\]]{1,64}@[^\s@<>()\[\]]{1,255}[>)\]]?")

FORMAT = 3
"""The format of drafts, increased with each change: a draft of another one is too old to go on."""

MOST_LISTED = 50
"""The most bad rows that a draft lists."""

MOST_OPTIONS = 4
"""The most people that one name may be divided into, and the most owners of it that are offered."""


@dataclass(slots=True)
class Readings:
    """The ways in which a file can be read, until an organizer says which is meant.

    `dates` has the first date for each order of day and month, where both are possible. `meetings`
    has the meetings to choose from, by the order in which the file is read ("" where it is clear).
    `reviews` are by the key that `key_of` makes.
    """

    reviews: dict[str, FileReview]
    dates: dict[str, date]
    meetings: dict[str, list[FileMeeting]]


def key_of(order: str, place: str) -> str:
    """Return the key of a review; `place` is that of the meeting that was chosen, "" for none."""
    return f"{order}:{place}" if place else order


def draft_file(data: bytes, start: datetime, seal: Seal) -> Draft:
    """Return the draft of a file for a meeting; slow for a large file.

    `start` is on the clock of the meeting's zone. Raises FileRefusedError.
    """
    file = open_file(data)
    if isinstance(file, Why):
        raise FileRefusedError(file.code, file.seen)
    review = review_file(file, start)
    readings = Readings({}, {str(reading.order): reading.day for reading in review.readings}, {})
    if not review.readings:
        _add(readings, file, review, "", start)
    for reading in review.readings:
        _add(readings, file, review_meeting(file, reading.order, start), str(reading.order), start)
    refused = [review.why for review in readings.reviews.values() if _is_refused(review)]
    if len(refused) == len(readings.reviews) and refused[0]:
        raise FileRefusedError(refused[0].code, refused[0].seen)
    return draft_of(readings, seal)


def _is_refused(review: FileReview) -> bool:
    return review.outcome is Outcome.REFUSE


def _add(readings: Readings, file: File, review: FileReview, order: str, start: datetime) -> None:
    """Add a review, or one for each of the meetings that may be meant and can be imported."""
    readings.reviews[order] = review
    for meeting in nearest_first(review.meetings, start)[:MOST_MEETINGS_OFFERED]:
        chosen = review_chosen(file, review.order or Order.MONTH_FIRST, start, meeting)
        if _is_refused(chosen):
            readings.reviews[order] = chosen
        else:
            readings.reviews[key_of(order, str(meeting.place))] = chosen
            readings.meetings.setdefault(order, []).append(meeting)
    if order in readings.meetings:
        del readings.reviews[order]


def nearest_first(meetings: Sequence[FileMeeting], start: datetime) -> list[FileMeeting]:
    """Return the meetings in the order of how near they begin, those without a start last."""
    known = [(abs(m.start - start), m.place, m) for m in meetings if m.start]
    return [*(m for *_, m in sorted(known)), *(m for m in meetings if not m.start)]


def draft_of(readings: Readings, seal: Seal) -> Draft:
    """Return the draft of a file that was read. Raises FileRefusedError over LARGEST_DRAFT."""
    draft = {
        "format": FORMAT,
        "dates": {order: day.isoformat() for order, day in readings.dates.items()},
        "meetings": {
            order: [_meeting(meeting) for meeting in meetings]
            for order, meetings in readings.meetings.items()
        },
        "sheets": {key: _sheet(review, seal) for key, review in readings.reviews.items()},
    }
    if len(json.dumps(draft)) > LARGEST_DRAFT:
        raise FileRefusedError(WhyCode.LARGE_DRAFT)
    return draft


def _meeting(meeting: FileMeeting) -> list[Any]:
    start = meeting.start.isoformat() if meeting.start else None
    return [meeting.place, called(meeting.topic), start]


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
        "nameless": [n for n, person in enumerate(review.people) if person.is_nameless],
        "apart": [[*_person(a.person, seal), a.machine] for a in review.apart],
        "waiting": [called(name) for name in review.waiting_only[:MOST_NAMES_LISTED]],
        "waiting_count": len(review.waiting_only),
        "no_shows": [called(name) for name in review.no_shows[:MOST_NAMES_LISTED]],
        "no_shows_count": len(review.no_shows),
        "bad": [_bad_row(row) for row in review.bad_rows[:MOST_LISTED]],
        "bad_count": len(review.bad_rows),
        "meeting": _meeting(review.meeting) if review.meeting else None,
        "is_guessed": review.is_guessed,
        "days": [day.isoformat() for day in review.days],
    }


def _person(person: FilePerson, seal: Seal) -> list[Any]:
    """Return name, keyed hash of the e-mail, minutes and first join (ISO), as JSON."""
    joined = person.first_join.isoformat() if person.first_join else None
    email = person.email or clean_email(person.name)
    return [called(person.name), seal(email) if email else None, person.minutes, joined]


def _bad_row(row: BadRow) -> list[Any]:
    """Return line, code, name and whether the person is counted, as JSON."""
    name = "" if is_telephone(row.name) else called(row.name)
    return [row.line, row.code, name, row.is_kept]


def called(name: str) -> str:
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
        "name": called(asked.name),
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
