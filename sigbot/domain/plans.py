"""Planned work: what a community means to do next."""

from dataclasses import dataclass
from datetime import date

STATUSES = ("planned", "active", "done", "dropped")
OPEN_STATUSES = ("planned", "active")


@dataclass(frozen=True, slots=True)
class PlannedWork:
    id: int
    title: str
    status: str = "planned"
    due: date | None = None

    @property
    def key(self) -> str:
        return f"p{self.id}"
