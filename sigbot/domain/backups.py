"""Backups of a database, and why one is not made, put back, or copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sigbot.domain.refusals import RefusedError

ERASED_KEPT = timedelta(days=366)
"""The list of who was erased reaches so far back; an older backup may still have such people."""

CLOCKS_DIFFER = timedelta(days=30)
"""An entry of the list counts from so long before a backup on, if the backup does not have it: the
machine's time may have been wrong."""

FEWEST_SKIPPED = 10_000
"""Numbers that are left out at least, where nobody knows which were given after the backup."""

KEPT_AT_UPGRADES = 3
"""How many of the backups that upgrades make are kept."""


class Fault(StrEnum):
    """Why something is not done with a database or a backup."""

    THERE = "there"
    """A file of this name is there."""
    UNWRITABLE = "unwritable"
    UNREADABLE = "unreadable"
    NO_BACKUP = "no_backup"
    """The file is something else."""
    DAMAGED = "damaged"
    """It is cut short, or was changed."""
    BROKEN = "broken"
    """The database in it, or to be copied, is not whole."""
    NEWER = "newer"
    OLDER = "older"
    NO_DATABASE = "no_database"
    SOURCE = "source"
    """The database to be copied cannot be reached, or cannot be read."""
    RUNNING = "running"
    IN_USE = "in_use"
    UNRECOGNIZED = "unrecognized"
    """People who were erased cannot be recognized."""
    NOT_EMPTY = "not_empty"
    UNLIKE = "unlike"
    """The copy is not like the original."""
    UNFIT = "unfit"
    """The other kind of database cannot keep something."""
    AWAY = "away"
    """A database could not be used any more while it was copied."""
    SERVER_BACKUP = "server_backup"
    """PostgreSQL has its own way."""
    SERVER_RESTORE = "server_restore"


OF_SERVERS = (Fault.SERVER_BACKUP, Fault.SERVER_RESTORE)
"""Those with a command as their detail, by which it is done."""


class SecretPlace(StrEnum):
    """Where the secret of a database is."""

    FILE = "file"
    SETTING = "setting"
    NOWHERE = "nowhere"


class NotDoneError(RefusedError):
    """Nothing was changed, for a reason that an operator can do something about."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Backup:
    """What is in a backup."""

    made_at: datetime
    schema: str
    program: str
    """The version of sigbot that made it."""
    communities: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody, or a community, was erased: their keyed hash, and when."""

    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of the database that a backup replaces: how far its numbers are, and whom it
    has erased. `origin` is its random id, None where it cannot be read."""

    path: Path
    origin: str | None
    counters: Mapping[str, int]
    erasures: frozenset[Erasure]


def skipped_to(own: int, given: int | None) -> int:
    """Return the number after which a table of a backup goes on.

    No number may be given twice: they are in messages that stay on Discord. `own` is the last one
    that the backup knows, `given` the last one that the database after it has given, None where
    nobody knows.
    """
    return own + max(own, FEWEST_SKIPPED) if given is None else max(own, given)


def erased_since(
    known: frozenset[Erasure], kept: frozenset[Erasure], made_at: datetime
) -> frozenset[Erasure]:
    """Return the erasures that a backup does not have, as they came after it."""
    return frozenset(erasure for erasure in known - kept if erasure.at > made_at - CLOCKS_DIFFER)
