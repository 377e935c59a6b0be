"""Activities: what a community did, apart from its meetings."""

from collections.abc import Iterable
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


def with_talks(activities: Iterable[Activity], talks: Iterable[Activity]) -> list[Activity]:
    """Return activities together with the talks of guests, in the order of their dates.

    A talk that was also entered by hand is there once, as it was entered: a presentation of the
    same day is taken for it.
    """
    entered = list(activities)
    days = {each.date for each in entered if each.kind is ActivityKind.PRESENTATION}
    fresh = [talk for talk in talks if talk.date not in days]
    return sorted([*entered, *fresh], key=lambda each: each.date)
