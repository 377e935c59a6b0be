"""What the writing of an attendance file changed, kept for a while so that it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import RefusedError


class ChangedSinceImportError(RefusedError):
    """People of a file were changed since it was written; `names` are some of them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


@dataclass(frozen=True, slots=True)
class ImportChange:
    """What a file changed about one person at its meeting.

    `before` is what files had said of them until then, None for nothing; `after` is what they say
    now. A person who `is_new` was added. `digest` is the hash of an e-mail address that became
    known as theirs.
    """

    person_id: int
    is_new: bool
    before: Sighting | None
    after: Sighting
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """How far the undoing of a file has come: `left` of `people` people are not undone yet."""

    meeting: Meeting
    people: int
    left: int

    @property
    def is_complete(self) -> bool:
        return self.left == 0


def write_changes(changes: Sequence[ImportChange]) -> list[list[Any]]:
    """Return changes as the JSON that is kept."""
    return [
        [
            change.person_id,
            change.is_new,
            change.before and _written(change.before),
            _written(change.after),
            change.digest,
        ]
        for change in changes
    ]


def read_changes(kept: Sequence[Sequence[Any]]) -> list[ImportChange]:
    """Return the changes of `write_changes`."""
    return [
        ImportChange(person_id, is_new, before and _read(before), _read(after), digest)
        for person_id, is_new, before, after, digest in kept
    ]


def _written(sighting: Sighting) -> list[Any]:
    at = sighting.seen_at.isoformat()
    return [at, sighting.minutes, sighting.counts, sighting.timed]


def _read(kept: Sequence[Any]) -> Sighting:
    at, minutes, counts, timed = kept
    return Sighting(Source.IMPORT, datetime.fromisoformat(at), minutes, counts, timed)
