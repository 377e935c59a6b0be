"""Planned work: what a community means to do next."""

from dataclasses import dataclass
from datetime import date
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
    id: int
    title: str
    status: WorkStatus = WorkStatus.PLANNED
    due: date | None = None

    @property
    def key(self) -> str:
        return f"p{self.id}"
