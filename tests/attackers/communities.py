"""Random communities, in which people join, leave, answer, change their answer and are erased."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period, named_period
from sigbot.domain.releases import (
    WITHHELD,
    Figures,
    GroupAverage,
    HalfYear,
    KeptRelease,
    Proof,
    Release,
    Rules,
    Unit,
)
from sigbot.domain.releases.making import make_figures
from sigbot.domain.releases.rule import Way, group_sums, total_average
from sigbot.domain.releases.worlds import case_of
from sigbot.domain.statistics import mean

SHARES: Mapping[Attribute, Sequence[float]] = {
    Attribute.GENDER: (0.40, 0.54, 0.04, 0.02),
    Attribute.REGION: (0.30, 0.05, 0.30, 0.03, 0.03, 0.10, 0.10, 0.05, 0.04),
    Attribute.ORGANIZATION: (0.20, 0.05, 0.10, 0.30, 0.15, 0.05, 0.05, 0.05, 0.05),
    Attribute.EXPERIENCE: (0.20, 0.30, 0.30, 0.20),
}
"""How common each answer is in reality. Whoever makes or attacks a release does not know it."""

MEETINGS = 13
"""Meetings of a half-year: one every two weeks."""


@dataclass(frozen=True, slots=True)
class Churn:
    """The chances, per person and half-year, of leaving (somebody else joins), of giving, changing
    or taking back an answer, and of being erased."""

    leaves: float = 0.0
    changes: float = 0.0
    erased: float = 0.0


STEADY = Churn()
USUAL = Churn(leaves=0.08, changes=0.02, erased=0.02)


@dataclass(slots=True)
class Member:
    """`answer` is what they say now, None for nothing. `rate` is how often they come."""

    number: int
    rate: float
    answer: str | None
    comes: bool = True
    is_known: bool = True


@dataclass(slots=True)
class Lived:
    """What happened: half-years as the program sees them, and what only people know.

    `truth` has, for each half-year, the answer of each person who came.
    """

    attribute: Attribute
    half_years: list[HalfYear] = field(default_factory=list)
    truth: list[dict[int, str | None]] = field(default_factory=list)


class Community:
    """A community of `people` that comes to meetings for some half-years."""

    def __init__(
        self,
        random: Random,
        attribute: Attribute,
        people: int,
        churn: Churn = USUAL,
        answering: float = 0.7,
        meetings: int = MEETINGS,
    ) -> None:
        self.random, self.attribute = random, attribute
        self.answering, self.churn, self.meetings = answering, churn, meetings
        self.offered = [answer.value for answer in ATTRIBUTES[attribute]]
        self.members = [self._member(number) for number in range(people)]

    def _member(self, number: int) -> Member:
        return Member(number, self.random.betavariate(1, 2), self._answer())

    def _answer(self) -> str | None:
        if self.random.random() >= self.answering:
            return None
        return self.random.choices(self.offered, SHARES[self.attribute])[0]

    def live(self, half_years: int) -> Lived:
        """Live through some half-years."""
        lived = Lived(self.attribute)
        for place in range(half_years):
            changed = frozenset(self._happens()) if place else frozenset()
            came = {member.number: times for member, times in self._attendances()}
            known = [member for member in self.members if member.is_known]
            answers = {member.number: member.answer for member in known if member.answer}
            lived.half_years.append(
                HalfYear(
                    half_year_of(place),
                    self.meetings,
                    came,
                    frozenset(member.number for member in known),
                    {self.attribute: answers},
                    {self.attribute: changed},
                )
            )
            lived.truth.append({number: self.members[number].answer for number in came})
        return lived

    def _happens(self) -> Iterator[int]:
        """Let things happen between two half-years; yield who changed their answer."""
        for member in [*self.members]:
            if member.comes and self.random.random() < self.churn.leaves:
                member.comes = False
                self.members.append(self._member(len(self.members)))
            if self.random.random() < self.churn.erased:
                member.comes = member.is_known = False
            if member.is_known and self.random.random() < self.churn.changes:
                before, member.answer = member.answer, self._answer()
                if member.answer != before:
                    yield member.number

    def _attendances(self) -> Iterator[tuple[Member, int]]:
        for member in self.members:
            if member.comes:
                times = sum(self.random.random() < member.rate for _ in range(self.meetings))
                if times:
                    yield member, times


def half_year_of(place: int) -> Period:
    """Return the half-years from 2021 on by their places 0, 1, 2 …"""
    year, half = 2021 + place // 2, place % 2
    end = date(year, 12, 31) if half else date(year, 6, 30)
    return named_period(date(year, 1 + 6 * half, 1), end)


def released(lived: Lived, rules: Rules, random: Random) -> list[KeptRelease]:
    """Return the releases of one attribute, made one after the other as the program makes them."""
    history: list[KeptRelease] = []
    for half_year in lived.half_years:
        figures, proof = make_figures(history, half_year, rules, lived.attribute, random)
        history.append(keep(lived.attribute, half_year, rules, figures, proof))
    return history


def released_unchecked(lived: Lived, rules: Rules) -> list[KeptRelease]:
    """Return the releases that would be made if no proof was asked for."""
    history: list[KeptRelease] = []
    for half_year in lived.half_years:
        way = Way(Unit.PEOPLE, frozenset())
        now = case_of(history, half_year, lived.attribute, rules, way).published[-1]
        history.append(keep(lived.attribute, half_year, rules, now.figures, UNCHECKED))
    return history


def released_by_the_old_rule(lived: Lived, rules: Rules) -> list[KeptRelease]:
    """Return what was published before: averages to one decimal of every group that is large
    enough, and nothing of the others."""
    history = []
    offered = [answer.value for answer in ATTRIBUTES[lived.attribute]]
    for half_year in lived.half_years:
        answers = half_year.answers[lived.attribute]
        sums = group_sums((answers.get(number), came) for number, came in half_year.came.items())
        groups: dict[str, GroupAverage] = {
            answer: mean(sums[answer].attendances, half_year.meetings)
            if answer in sums and sums[answer].people >= rules.smallest_group
            else WITHHELD
            for answer in offered
        }
        figures = Figures(Unit.TENTHS, groups)
        history.append(keep(lived.attribute, half_year, rules, figures, UNCHECKED))
    return history


UNCHECKED = Proof(masked=frozenset(), people=0, groups=0, witnesses=0, steps=0)


def keep(
    attribute: Attribute, half_year: HalfYear, rules: Rules, figures: Figures, proof: Proof
) -> KeptRelease:
    """Return a release of one attribute, as it is kept."""
    release = Release(
        half_year.period,
        half_year.period.end,
        total_average(half_year.came, half_year.meetings),
        {attribute: figures},
    )
    return KeptRelease(
        half_year.meetings,
        half_year.came,
        half_year.changed,
        rules,
        release,
        {attribute: proof},
    )
