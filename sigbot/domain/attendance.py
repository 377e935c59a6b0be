"""Attendance: who was at a meeting, and from which source it is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.regions import Region


class Source(StrEnum):
    """From where it is known that somebody was there. Of two that are equally early, the first
    one here is named."""

    BUTTON = "button"
    CODE = "code"
    VOICE = "voice"
    IMPORT = "import"
    MANUAL = "manual"

    @property
    def is_by_themselves(self) -> bool:
        """What people said of themselves is believed before what was noticed of them."""
        return self in (Source.BUTTON, Source.CODE)


_RANKS = {source: rank for rank, source in enumerate(Source)}


class ExportFormat(StrEnum):
    """The kinds of file in which attendance leaves."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one meeting. `checked_in_at` is UTC; `minutes` is None when unknown."""

    person: str
    discord_id: int | None
    source: Source
    checked_in_at: datetime
    minutes: int | None = None
    region: Region | None = None


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
    """What one source says of a person at a meeting. One that does not count was too short to be an
    attendance."""

    source: Source
    seen_at: datetime
    minutes: int | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Correction:
    """What an organizer said of a person at a meeting."""

    present: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: one person at one meeting, once, whatever the number of sources."""

    source: Source
    checked_in_at: datetime
    minutes: int | None


def ledger_entry(
    sightings: Collection[Sighting], corrections: Collection[Correction]
) -> Entry | None:
    """What follows from all that is known of one person, under all of their names, at one meeting;
    None for somebody who was not there. The order in which it became known does not matter.

    The last correction stands. Of the sightings that count the earliest is named, of those by
    themselves if there are any; the minutes are the most that any source saw.
    """
    last = max(corrections, key=lambda one: (one.at, not one.present), default=None)
    counted = [one for one in sightings if one.counts]
    if (last and not last.present) or not (last or counted):
        return None
    minutes = max((one.minutes for one in sightings if one.minutes is not None), default=None)
    if not counted:
        assert last is not None  # noqa: S101  (for the type checker)
        return Entry(Source.MANUAL, last.at, minutes)
    best = min(counted, key=_order)
    return Entry(best.source, best.seen_at, minutes)


def _order(sighting: Sighting) -> tuple[bool, datetime, int]:
    source = sighting.source
    return not source.is_by_themselves, sighting.seen_at, _RANKS[source]
