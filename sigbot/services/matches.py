"""Compare the people of an attendance file with those whom a community knows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sigbot.domain.attendance_files import (
    ImportedPerson,
    Matches,
    check_choice,
    match,
    people_to_import,
    question_of,
)
from sigbot.domain.community import Community
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


def is_answer(look: Look, key: str, value: str) -> bool:
    """Return whether this key and value answer the question that is open."""
    asked = look.matches.question if look.matches else None
    if asked:
        return asked.is_answer(key, value)
    return check_choice(look.kept.draft, look.kept.choices, key, value)


def begin(look: Look, known: int) -> dict[str, Any] | None:
    """Fix which people of the file the community knows; return None where that changed."""
    if IDS in look.kept.choices:
        return look.kept.choices
    matches = look.matches
    if matches is None or matches.question or matches.known != known:
        return None
    return {**look.kept.choices, IDS: list(matches.ids), "done": 0, "listed": 0}


async def compare(db: Database, community: Community, kept: KeptImport) -> Look:
    """Compare the people of a file with those of a community.

    Everything is worked out outside of transactions, in a thread: there may be 10,000 people.
    """
    people = await asyncio.to_thread(people_to_import, kept.draft, kept.choices)
    if IDS in kept.choices or question_of(kept.draft, kept.choices):
        return Look(community, kept, people)
    names = {person.name for person in people}
    digests = {person.digest for person in people if person.digest}
    async with db.read() as tx:
        mark = await imports.people_mark(tx, community.id)
        known = await imports.known_people(tx, community.id, names, digests)
    matches = await asyncio.to_thread(match, people, known, kept.choices)
    return Look(community, kept, people, matches, mark)
