"""Compare the people of an attendance file with those whom a community knows."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigbot.domain.attendance_files import (
    DROPPED,
    NOT_TICKED,
    TICKED,
    Draft,
    ImportedPerson,
    Matches,
    NamelessQuestion,
    check_choice,
    is_machine,
    match,
    people_to_import,
    question_of,
)
from sigbot.domain.bounds import NAME_LIMIT
from sigbot.domain.community import Community
from sigbot.domain.names import clean_name, is_visible
from sigbot.domain.refusals import AnsweredError
from sigbot.domain.texts import check_text
from sigbot.store import imports
from sigbot.store.database import Database
from sigbot.store.imports import KeptImport, PeopleMark

IDS = "ids"
"""The key of the choices that keep who the people of a file are, once they are being written."""


@dataclass(frozen=True, slots=True)
class Look:
    """A file under review, and which of its people the community knew at that moment.

    `matches` is None while a question about the file itself is open, and when it is written in
    part; `mark` changes when the community knows others.
    """

    community: Community
    kept: KeptImport
    people: Sequence[ImportedPerson]
    matches: Matches | None = None
    mark: PeopleMark | None = None

    @property
    def written(self) -> Sequence[ImportedPerson]:
        """The people who are written: all who are not left out."""
        return [person for person in self.people if not person.is_left_out]


def answers_to(look: Look, key: str, value: str) -> dict[str, str]:
    """Return what is kept when this value answers the question with this key.

    Raises AnsweredError where that is not asked.
    """
    asked = look.matches.question if look.matches else None
    draft, choices = look.kept.draft, look.kept.choices
    if not (asked.is_answer(key, value) if asked else check_choice(draft, choices, key, value)):
        raise AnsweredError
    if isinstance(asked, NamelessQuestion):
        return dict.fromkeys(asked.people, DROPPED)
    return {key: value}


def names_given(look: Look, names: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept when people who have no name are given these, by the keys of answers.

    Names that nobody can see are left out. Raises TooLongError, and AnsweredError where something
    else is asked.
    """
    asked = look.matches.question if look.matches else None
    if not isinstance(asked, NamelessQuestion):
        raise AnsweredError
    checked = {
        key: clean_name(check_text("name", name, NAME_LIMIT))
        for key, name in names.items()
        if key in asked.people
    }
    return {key: name for key, name in checked.items() if is_visible(name)}


def tick(look: Look, place: int, *, is_ticked: bool) -> dict[str, str]:
    """Return what is kept when a note-taker or device is counted as a person, or no longer.

    Raises AnsweredError where the file has none at this place.
    """
    key = f"t{place}"
    if not is_machine(look.kept.draft, look.kept.choices, key):
        raise AnsweredError
    return {key: TICKED if is_ticked else NOT_TICKED}


def begin(look: Look, known: int) -> dict[str, Any] | None:
    """Fix which people of the file the community knows; return None where that changed."""
    if IDS in look.kept.choices:
        return look.kept.choices
    matches = look.matches
    if matches is None or matches.question or matches.known != known:
        return None
    pairs = zip(look.people, matches.ids, strict=True)
    ids = [known_id for person, known_id in pairs if not person.is_left_out]
    return {**look.kept.choices, IDS: ids, "done": 0, "listed": 0}


def names_in(draft: Draft) -> set[str]:
    """Return the names of the people of a file who are not left out."""
    return _names(people_to_import(draft, {}))


def _names(people: Sequence[ImportedPerson]) -> set[str]:
    return {person.name for person in people if not (person.is_nameless or person.is_left_out)}


async def compare(db: Database, community: Community, kept: KeptImport) -> Look:
    """Compare the people of a file with those of a community.

    Everything is worked out outside of transactions, in a thread: there may be 10,000 people.
    """
    people = await asyncio.to_thread(people_to_import, kept.draft, kept.choices)
    if IDS in kept.choices or question_of(kept.draft, kept.choices):
        return Look(community, kept, people)
    names = _names(people)
    digests = {person.digest for person in people if person.digest}
    async with db.read() as tx:
        mark = await imports.people_mark(tx, community.id)
        known = await imports.known_people(tx, community.id, names, digests)
    matches = await asyncio.to_thread(match, people, known, kept.choices)
    return Look(community, kept, people, matches, mark)
