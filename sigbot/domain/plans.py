"""Planned work: what a community means to do next."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class WorkStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        return self in (WorkStatus.PLANNED, WorkStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """Planned work; at `news_at` it was added, or got the status that it has."""

    id: int
    title: str
    status: WorkStatus = WorkStatus.PLANNED
    due: date | None = None
    news_at: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        return f"p{self.id}"
