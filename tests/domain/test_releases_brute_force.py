"""Tiny communities, of which every world is looked at: what the search says is so."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from sigbot.domain.members import Attribute
from sigbot.domain.releases import KeptRelease, Rules, Unit
from sigbot.domain.releases.rule import Way
from sigbot.domain.releases.search import examine, find_witnesses, sample_worlds
from sigbot.domain.releases.worlds import Case, case_of
from tests.attackers.brute_force import Worlds, chances, determined, worlds_of
from tests.attackers.communities import (
    STEADY,
    Churn,
    Community,
    Lived,
    released,
    released_unchecked,
)
from tests.attackers.public import SILENT, Public, public_of
from tests.profile import chosen_cases

TINY = Rules(smallest_group=2, fewest_answers=4)
PEOPLE, MEETINGS = 8, 4
CHANGING = Churn(changes=0.1, erased=0.1)


def tiny(seed: int, half_years: int, churn: Churn = STEADY) -> Lived:
    """Return the life of a community with at most PEOPLE voices."""
    for again in range(100):
        random = Random(100 * seed + again)
        size = PEOPLE if churn is STEADY else PEOPLE - 1
        community = Community(
            random, Attribute.GENDER, size, churn, answering=0.9, meetings=MEETINGS
        )
        lived = community.live(half_years)
        history = released_unchecked(lived, TINY)
        public, _ = public_of(lived, history)
        if len(public.owners) <= PEOPLE and history[-1].release.figures and shows(history[-1]):
            return lived
    raise AssertionError(seed)


def shows(kept: KeptRelease) -> bool:
    groups = kept.release.figures[Attribute.GENDER].groups
    return any(isinstance(average, int) for average in groups.values())


def last_case(lived: Lived, history: list[KeptRelease]) -> Case:
    way = Way(Unit.PEOPLE, frozenset())
    return case_of(history[:-1], lived.half_years[-1], lived.attribute, TINY, way)


def who_knows(worlds: Worlds, public: Public, truth: list[int]) -> Iterator[tuple[int | None, int]]:
    """Yield who can work out whose answer, by looking at every world; None for everybody."""
    owners = public.owners
    for owner in (None, *dict.fromkeys(owners)):
        own = [voice for voice, each in enumerate(owners) if each == owner]
        for voice in determined(worlds, truth, own):
            if truth[voice] != SILENT and owners[voice] != owner:
                yield owner, owners[voice]


@pytest.mark.parametrize("half_years", [1, 2, 3])
@pytest.mark.parametrize("churn", [STEADY, CHANGING])
@pytest.mark.parametrize("seed", chosen_cases(range(5)))
def test_the_search_finds_every_answer_that_follows(
    seed: int, half_years: int, churn: Churn
) -> None:
    lived = tiny(seed, half_years, churn)
    history = released_unchecked(lived, TINY)
    public, truth = public_of(lived, history)
    worlds = worlds_of(public)
    told = set(who_knows(worlds, public, truth))
    case = last_case(lived, history)
    findings = find_witnesses(case, np.random.default_rng(seed))
    assert {tuple(w) for w in findings.witnesses.tolist()} <= {tuple(w) for w in worlds.tolist()}
    if findings.determined is not None:
        assert told <= findings.determined


def test_some_tiny_communities_are_safe_and_some_are_not() -> None:
    """And where one is, no answer follows."""
    verdicts = set()
    for seed in range(9):
        lived = tiny(seed, 1 + seed % 3, STEADY if seed < 6 else CHANGING)
        history = released_unchecked(lived, TINY)
        is_safe = examine(last_case(lived, history), seed).is_safe
        verdicts.add(is_safe)
        if is_safe:
            public, truth = public_of(lived, history)
            assert set(who_knows(worlds_of(public), public, truth)) == set()
    assert verdicts == {True, False}


@pytest.mark.parametrize("seed", chosen_cases(range(6)))
def test_nobody_is_determined_by_what_is_published(seed: int) -> None:
    lived = tiny(seed, 3, CHANGING)
    history = released(lived, TINY, Random(seed))
    public, truth = public_of(lived, history)
    heard = {public.owners[voice] for half in public.halves if half.shown for voice in half.came}
    told = set(who_knows(worlds_of(public), public, truth))
    assert {pair for pair in told if pair[1] in heard} == set()


@pytest.mark.parametrize("seed", [2, 5])
def test_random_worlds_are_met_as_often_as_they_should_be(seed: int) -> None:
    lived = tiny(seed, 1)
    history = released_unchecked(lived, TINY)
    public, _ = public_of(lived, history)
    expected = chances(worlds_of(public), public.answers)
    case = last_case(lived, history)
    worlds = sample_worlds(case, np.random.default_rng(seed), 6_000)
    kinds = range(public.answers + 1)
    met = np.stack([(worlds == kind).mean(axis=0) for kind in kinds], axis=1)
    assert np.abs(met - expected).max() < 0.15
