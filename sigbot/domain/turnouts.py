"""Turnouts: who was at which meeting, and how often people came.

A report counts the same attendances in many ways: by quarter, by kind, by time. People are kept as
ids, meeting by meeting, so that the database reads each attendance once.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.periods import Period


@dataclass(frozen=True, slots=True)
class People:
    """Different people. Their ids are kept as text, such as `3,17,18`: a million take 7 MB."""

    ids: str = ""

    def __iter__(self) -> Iterator[int]:
        return iter(json.loads(f"[{self.ids}]"))

    def __len__(self) -> int:
        return self.ids.count(",") + 1 if self.ids else 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """A meeting, and the people who were there. `starts_at` is UTC; it lasts `minutes`.

    `wall` is its start on the clock of `zone`, on which it was meant.
    """

    kind: MeetingKind
    subgroup_id: int | None
    starts_at: datetime
    minutes: int
    people: People
    id: int = 0
    title: str = ""
    wall: datetime | None = None
    zone: str = "UTC"


def between(turnouts: Iterable[Turnout], start: datetime, until: datetime) -> list[Turnout]:
    """Return the turnouts of meetings that start in [start, until)."""
    return [turnout for turnout in turnouts if start <= turnout.starts_at < until]


def by_quarter(
    turnouts: Sequence[Turnout], period: Period, community: Community
) -> list[list[Turnout]]:
    """Return the turnouts of each quarter of a period; [] where it is not whole quarters."""
    spans = [quarter.instants(community.timezone) for quarter in period.quarters()]
    return [between(turnouts, *span) for span in spans]


def everybody(turnouts: Iterable[Turnout]) -> set[int]:
    """Return the people who were at any of the meetings."""
    people: set[int] = set()
    for turnout in turnouts:
        people.update(turnout.people)
    return people


def times_there(turnouts: Iterable[Turnout], kind: MeetingKind | None) -> Counter[int]:
    """Return person → at how many meetings of a kind they were; None stands for all kinds."""
    times: Counter[int] = Counter()
    for turnout in turnouts:
        if kind in (None, turnout.kind):
            times.update(turnout.people)
    return times
