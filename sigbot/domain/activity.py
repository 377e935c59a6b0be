"""Activities: what a community did, apart from its meetings."""

from dataclasses import dataclass
from datetime import date

KINDS = ("presentation", "project", "research", "review", "outreach", "education")


@dataclass(frozen=True, slots=True)
class Activity:
    id: int
    title: str
    kind: str
    date: date
    link: str = ""

    @property
    def key(self) -> str:
        return f"a{self.id}"
