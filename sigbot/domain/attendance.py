"""Attendance: who was at a meeting, and from which source it is known."""

from dataclasses import dataclass
from datetime import datetime

SOURCES = ("button", "code", "voice", "import", "manual")


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one meeting. `checked_in_at` is UTC; `minutes` is None when unknown."""

    person: str
    discord_id: int | None
    source: str
    checked_in_at: datetime
    minutes: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One line of an export: an attendance together with its meeting."""

    meeting_key: str
    title: str
    kind: str
    subgroup: str | None
    starts_at: datetime
    attendance: Attendance
