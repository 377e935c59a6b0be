"""Activities: what a community did, apart from its meetings."""

from dataclasses import dataclass
from datetime import date

from sigbot.domain.refusals import UnreadableDateError

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


def read_date(text: str) -> date:
    """An ISO date, `2026-12-02`. Raises UnreadableDateError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableDateError(text) from error
