"""Trials: a random community, its releases, and what attackers get from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from sigbot.domain.members import Attribute
from sigbot.domain.releases import KeptRelease, Rules
from sigbot.domain.releases.rule import Way
from sigbot.domain.releases.search import sample_worlds
from sigbot.domain.releases.worlds import case_of
from tests.attackers.communities import USUAL, Churn, Community, Lived, released
from tests.attackers.member import Member, found_by_members, found_by_outsiders
from tests.attackers.public import SILENT, public_of

SMALLEST, LARGEST = 12, 60
"""How many people a random community has."""

LONG_WALK = 3_000
"""Steps of the attacker's walks: several times those of the program for communities so small."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was published: `p` for people, `f` for fifths, `-` for nothing, a letter a half-year.

    `certain` are answers that follow for everybody, `certain_to` those that follow for a member.
    `best` and `commonest` are the shares of answers that two guesses get right.
    """

    people: int
    published: str
    certain: Sequence[int]
    certain_to: Sequence[tuple[int, int]]
    unknown: int
    best: float
    commonest: float

    @property
    def shown(self) -> int:
        return len(self.published) - self.published.count("-")

    @property
    def gain(self) -> float:
        return self.best - self.commonest


def random_size(random: Random) -> int:
    """Return the number of people of a random community."""
    return random.randint(SMALLEST, LARGEST)


def try_community(
    random: Random,
    attribute: Attribute,
    people: int,
    half_years: int,
    churn: Churn = USUAL,
    *,
    is_exact: bool = True,
    asked: int | None = None,
) -> Trial:
    """Make the releases of a random community, and attack them.

    `is_exact` says whether the solver is asked for every answer; `asked` is how many members,
    drawn by lot, use their own answer as well, None for all.
    """
    lived = Community(random, attribute, people, churn).live(half_years)
    history = released(lived, Rules(), random)
    member, truth = _member(lived, history)
    certain = found_by_outsiders(member, truth) if is_exact else []
    everybody = sorted(set(member.public.owners))
    attackers = everybody if asked is None else random.sample(everybody, min(asked, len(everybody)))
    certain_to = found_by_members(member, truth, attackers) if is_exact else []
    best, commonest = guess(lived, history, random.getrandbits(64))
    letters = published(history, attribute)
    return Trial(people, letters, certain, certain_to, member.unknown, best, commonest)


def _member(lived: Lived, history: Sequence[KeptRelease]) -> tuple[Member, list[int]]:
    public, truth = public_of(lived, history)
    return Member(public), truth


def published(history: Sequence[KeptRelease], attribute: Attribute) -> str:
    """Return a letter for each half-year, as in Trial."""
    return "".join(
        kept.release.figures[attribute].unit.value[0] if kept.proofs[attribute].groups else "-"
        for kept in history
    )


def guess(lived: Lived, history: Sequence[KeptRelease], seed: int) -> tuple[float, float]:
    """Return the shares of answers that are guessed right.

    The best guess is the answer that a person gives in most of many random worlds which agree with
    everything published; the other one is what most people answered in truth.
    """
    latest = history[-1]
    way = Way(latest.release.figures[lived.attribute].unit, latest.proofs[lived.attribute].masked)
    half_year = lived.half_years[len(history) - 1]
    case = case_of(history[:-1], half_year, lived.attribute, latest.rules, way)
    worlds = sample_worlds(case, np.random.default_rng(seed), LONG_WALK)
    truth = np.array(public_of(lived, history)[1])
    answered = truth != SILENT
    kinds = range(1, len(case.offered) + 1)
    counts = np.stack([(worlds == kind).sum(axis=0) for kind in kinds])
    right = (counts.argmax(axis=0) + 1 == truth)[answered]
    return float(right.mean()), float(np.bincount(truth[answered]).max() / answered.sum())
