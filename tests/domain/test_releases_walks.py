"""The fast search for witnesses answers as one that is written plainly would."""

from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.releases import Rules, Unit
from sigbot.domain.releases.rule import Way
from sigbot.domain.releases.search import find_witnesses
from sigbot.domain.releases.search.checks import checked
from sigbot.domain.releases.search.terrain import Ints, terrain_of
from sigbot.domain.releases.search.walk import Walks, annealing
from sigbot.domain.releases.worlds import Case, case_of
from tests.attackers.communities import STEADY, USUAL, Community, released_unchecked
from tests.domain.plain_walks import walk_plainly
from tests.profile import chosen_cases, examples

TINY = Rules(smallest_group=2, fewest_answers=4)
WALKS, STEPS = 4, 270


@st.composite
def small_cases(draw: st.DrawFn) -> Case:
    """Draw what is public of a community of 4 to 14 people after up to four half-years."""
    attribute = draw(st.sampled_from([*Attribute]))
    churn = draw(st.sampled_from([STEADY, USUAL]))
    random = Random(draw(st.integers(0, 2**32)))
    community = Community(random, attribute, draw(st.integers(4, 14)), churn, answering=0.9)
    lived = community.live(draw(st.integers(1, 4)))
    history = released_unchecked(lived, TINY)
    way = Way(draw(st.sampled_from([Unit.PEOPLE, Unit.FIFTHS])), frozenset())
    return case_of(history[:-1], lived.half_years[-1], attribute, TINY, way)


def random_worlds(case: Case, random: np.random.Generator, count: int) -> Ints:
    worlds: Ints = random.integers(len(case.offered) + 1, size=(count, len(case.owners)))
    return worlds


@settings(max_examples=examples(60))
@given(small_cases(), st.integers(0, 2**32), st.sampled_from([0.0, 0.3, 1.0]))
def test_walks_side_by_side_go_where_single_ones_go(
    case: Case, seed: int, held_share: float
) -> None:
    assume(case.owners)  # nobody: there is nothing to walk
    random = np.random.default_rng(seed)
    terrain, worlds = terrain_of(case), random_worlds(case, random, WALKS)
    held = random.random(worlds.shape) < held_share
    lots, same_lots, colds = *(np.random.default_rng(seed) for _ in range(2)), annealing(STEPS)
    walks = Walks(terrain, worlds, held, lots)
    walks.go(colds)
    plain = walk_plainly(terrain, worlds, held, same_lots, colds)
    assert walks.worlds().tolist() == [walk.world for walk in plain]
    agreed = [walk.world for walk in plain if walk.disagreement(walk.world) == 0]
    assert walks.agreeing().tolist() == agreed
    assert all(case.agrees(world) for world in agreed)


@settings(max_examples=examples(60))
@given(small_cases(), st.integers(0, 2**32))
def test_worlds_checked_together_agree_as_each_alone_does(case: Case, seed: int) -> None:
    random = np.random.default_rng(seed)
    walks = Walks(
        terrain_of(case),
        random_worlds(case, random, 40),
        np.zeros((40, len(case.owners)), np.bool_),
        random,
    )
    walks.go(annealing(STEPS))
    worlds = np.vstack((walks.worlds(), random_worlds(case, random, 20)))
    agreed = [world for world in worlds.tolist() if case.agrees(world)]
    assert checked(case, worlds).tolist() == agreed


@pytest.mark.parametrize("seed", chosen_cases(range(4)))
def test_whoever_has_one_answer_in_all_witnesses_is_determined(seed: int) -> None:
    """The answers of all are known, and all who know their own answer are asked, one by one."""
    lived = Community(Random(seed), Attribute.GENDER, 9, STEADY, answering=0.9).live(1 + seed % 3)
    history = released_unchecked(lived, TINY)
    way = Way(Unit.PEOPLE, frozenset())
    case = case_of(history[:-1], lived.half_years[-1], lived.attribute, TINY, way)
    findings = find_witnesses(case, np.random.default_rng(seed))
    worlds = findings.witnesses.tolist()
    assert findings.determined is not None
    fixed: set[tuple[int | None, int]] = set()
    members = ((owner, voice) for voice, owner in enumerate(case.owners))
    for member, own in [(None, None), *members]:
        allowed = [w for w in worlds if own is None or w[own] == case.truth[own]]
        for voice, owner in enumerate(case.owners):
            if owner != member and len({world[voice] for world in allowed} - {0}) < 2:
                fixed.add((member, owner))
    assert set(findings.determined) == fixed


def test_every_world_agrees_where_nothing_was_said() -> None:
    lived = Community(Random(1), Attribute.GENDER, 9, STEADY).live(1)
    masked = Way(Unit.PEOPLE, frozenset(answer.value for answer in ATTRIBUTES[Attribute.GENDER]))
    case = case_of([], lived.half_years[-1], lived.attribute, TINY, masked)
    random = np.random.default_rng(1)
    worlds = random_worlds(case, random, WALKS)
    walks = Walks(terrain_of(case), worlds, np.zeros(worlds.shape, np.bool_), random)
    walks.go(annealing(STEPS))
    assert len(walks.agreeing()) == len(checked(case, worlds)) == WALKS
