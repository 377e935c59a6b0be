"""Activities: what a community did, apart from its meetings."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActivityKind(StrEnum):
    PRESENTATION = "presentation"
    PROJECT = "project"
    RESEARCH = "research"
    REVIEW = "review"
    OUTREACH = "outreach"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True)
class Activity:
    id: int
    title: str
    kind: ActivityKind
    date: date
    link: str = ""

    @property
    def key(self) -> str:
        return f"a{self.id}"
