"""Members with a constraint solver work out nothing from releases. A sample; the whole is run by
`python -m tests.attackers`."""

from collections.abc import Sequence
from random import Random

import pytest

from sigbot.domain.members import Attribute
from sigbot.domain.releases import HalfYear, Rules
from tests.attackers.communities import (
    STEADY,
    USUAL,
    Community,
    Lived,
    half_year_of,
    released,
    released_by_the_old_rule,
    released_unchecked,
)
from tests.attackers.member import Member, found_by_members, found_by_outsiders
from tests.attackers.public import SILENT, public_of
from tests.attackers.trials import guess, random_size, try_community
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


def one_meeting(
    place: int, women: Sequence[int], men: Sequence[int], silent: Sequence[int] = ()
) -> tuple[HalfYear, dict[int, str | None]]:
    """Return a half-year with one meeting, and what was true of who came: sums are exact then."""
    answers = {**dict.fromkeys(women, "female"), **dict.fromkeys(men, "male")}
    came = dict.fromkeys([*women, *men, *silent], 1)
    known = frozenset(range(40))
    half_year = HalfYear(half_year_of(place), 1, came, known, {Attribute.GENDER: answers})
    return half_year, {number: answers.get(number) for number in came}


def lived_through(*half_years: tuple[HalfYear, dict[int, str | None]]) -> Lived:
    return Lived(
        Attribute.GENDER,
        [half_year for half_year, _ in half_years],
        [truth for _, truth in half_years],
    )


A_MAN_GOES_AND_A_WOMAN_COMES = lived_through(
    one_meeting(0, range(6), range(20, 26)), one_meeting(1, range(7), range(21, 26))
)
"""Everybody answers, and that is known: who went is a man, and who came is a woman."""


def test_two_answers_follow_where_releases_are_not_checked_and_none_where_they_are() -> None:
    lived = A_MAN_GOES_AND_A_WOMAN_COMES
    public, truth = public_of(lived, released_unchecked(lived, Rules()))
    attacker = Member(public)
    gone, new = public.owners.index(20), public.owners.index(6)
    assert {gone, new} <= {*found_by_outsiders(attacker, truth)}
    checked, truth = public_of(lived, released(lived, Rules(), Random(1)))
    attacker = Member(checked)
    assert checked.halves[0].shown, "the first release is harmless"
    assert found_by_outsiders(attacker, truth) == []
    assert found_by_members(attacker, truth, [0, 6, 21]) == []


def test_members_who_pool_their_answers_may_find_out_one_more() -> None:
    """That is not promised: the page says so."""
    lived = lived_through(one_meeting(0, range(6), range(20, 26)))
    public, truth = public_of(lived, released(lived, Rules(), Random(1)))
    attacker, last = Member(public), len(public.owners) - 1
    assert not attacker.knows(last, truth, [0])
    assert attacker.knows(last, truth, range(last))


def test_figures_make_answers_likely_and_not_certain() -> None:
    """That is not promised either: how likely is bounded on average."""
    lived = lived_through(one_meeting(0, range(5), range(20, 31)))
    history = released(lived, Rules(), Random(1))
    public, truth = public_of(lived, history)
    assert found_by_outsiders(Member(public), truth) == []
    best, commonest = guess(lived, history, 1)
    assert best == commonest > 0.6


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
