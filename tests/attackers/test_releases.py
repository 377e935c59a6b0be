"""Members with a constraint solver work out nothing from releases. A sample; the whole is run by
`python -m tests.attackers`."""

from random import Random

import pytest

from sigbot.domain.members import Attribute
from sigbot.domain.releases import Rules
from tests.attackers.communities import (
    STEADY,
    USUAL,
    Community,
    released_by_the_old_rule,
    released_unchecked,
)
from tests.attackers.member import Member, found_by_outsiders
from tests.attackers.public import SILENT, public_of
from tests.attackers.trials import random_size, try_community
from tests.profile import chosen_cases


@pytest.mark.parametrize("seed", chosen_cases(range(4)))
def test_nobodys_answer_follows_not_even_for_somebody_who_knows_their_own(seed: int) -> None:
    random = Random(seed)
    people = 40 if seed % 2 else random_size(random)
    attribute = Attribute.REGION if seed == 3 else Attribute.GENDER
    trial = try_community(random, attribute, people, 8, USUAL, asked=6)
    assert trial.certain == []
    assert trial.certain_to == []
    assert trial.shown or people < 40


def test_the_attacker_works_out_most_answers_from_exact_sums() -> None:
    """The old rule: averages to one decimal of all groups that are large enough."""
    lived = Community(Random(1), Attribute.GENDER, 25, STEADY, answering=0.95).live(8)
    public, truth = public_of(lived, released_by_the_old_rule(lived, Rules()))
    certain = found_by_outsiders(Member(public), truth)
    answered = [voice for voice, answer in enumerate(truth) if answer != SILENT]
    assert len(certain) > len(answered) / 2


def test_the_attacker_works_out_answers_from_whole_people_without_proofs() -> None:
    lived = Community(Random(1), Attribute.GENDER, 18, STEADY, answering=0.95).live(24)
    public, truth = public_of(lived, released_unchecked(lived, Rules()))
    assert found_by_outsiders(Member(public), truth)
