"""Attendance: who was at a meeting, and from which source it is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.regions import Region


class Source(StrEnum):
    """How it is known that a person was at a meeting.

    Of two sightings at the same moment, the ledger names the source that comes first here.
    """

    BUTTON = "button"
    CODE = "code"
    VOICE = "voice"
    DECLARED = "declared"
    IMPORT = "import"
    MANUAL = "manual"

    @property
    def is_by_themselves(self) -> bool:
        """Return whether the person said it themselves; the ledger prefers these sources."""
        return self in (Source.BUTTON, Source.CODE)

    @property
    def counts_in_releases(self) -> bool:
        """Return whether it was in the person's own hands, and in nobody else's."""
        return self in (Source.BUTTON, Source.CODE, Source.VOICE)


_RANKS = {source: rank for rank, source in enumerate(Source)}


class ExportFormat(StrEnum):
    """A file format of an attendance export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one meeting. `checked_in_at` is UTC; `minutes` is None when unknown.

    `timed` is False where it is not known when they came.
    """

    person: str
    discord_id: int | None
    source: Source
    checked_in_at: datetime
    minutes: int | None = None
    region: Region | None = None
    timed: bool = True

    @property
    def came_at(self) -> datetime | None:
        """Return when they came, None where it is not known.

        It is not known of a person whom an organizer put on the list: that may be days later.
        """
        is_known = self.timed and self.source is not Source.MANUAL
        return self.checked_in_at if is_known else None


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One line of an export: an attendance together with its meeting."""

    meeting_key: str
    title: str
    kind: MeetingKind
    subgroup: str | None
    starts_at: datetime
    attendance: Attendance


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one source saw of a person at a meeting: `seen_at` is UTC, `minutes` None when unknown.

    `counts` is False for a visit that was too short to be an attendance, and `timed` where the
    moment is not known: then `seen_at` is the meeting's start.
    """

    source: Source
    seen_at: datetime
    minutes: int | None = None
    counts: bool = True
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Correction:
    """An organizer's statement that a person was `present` at a meeting or not; `at` is UTC."""

    present: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: one person at one meeting, once, whatever the number of sources."""

    source: Source
    checked_in_at: datetime
    minutes: int | None
    timed: bool = True


def ledger_entry(
    sightings: Collection[Sighting], corrections: Collection[Correction]
) -> Entry | None:
    """Return a person's line of the ledger at one meeting, None for a person who was not there.

    Give what is known under all names of the person, in any order. The last correction decides
    whether they were there. The line names the earliest sighting that counts, before all others
    one by the person themselves, then one with a known moment; its minutes are the most that any
    source saw.
    """
    last = max(
        corrections, key=lambda correction: (correction.at, not correction.present), default=None
    )
    counted = [sighting for sighting in sightings if sighting.counts]
    if (last and not last.present) or not (last or counted):
        return None
    minutes = max(
        (sighting.minutes for sighting in sightings if sighting.minutes is not None), default=None
    )
    if not counted:
        assert last is not None  # noqa: S101  (for the type checker)
        return Entry(Source.MANUAL, last.at, minutes)
    best = min(counted, key=_order)
    return Entry(best.source, best.seen_at, minutes, best.timed)


def _order(sighting: Sighting) -> tuple[bool, bool, datetime, int]:
    """Return the sort key by which the first sighting is the one that the ledger names."""
    source = sighting.source
    return not source.is_by_themselves, not sighting.timed, sighting.seen_at, _RANKS[source]
