"""Releases: what is published, in which words, and what is kept of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import named_period
from sigbot.domain.releases import (
    FEWEST_ANSWERS,
    WITHHELD,
    Figures,
    HalfYear,
    KeptRelease,
    Proof,
    Release,
    Rules,
    Unit,
    Withheld,
    read_kept,
    read_release,
    write_kept,
    write_release,
)
from sigbot.domain.releases.making import LOT, make_figures, make_release
from sigbot.domain.releases.rule import Scale, Way, publish, scale_of
from sigbot.domain.releases.search import Findings, find_witnesses
from sigbot.domain.releases.worlds import Case, case_of
from tests.attackers.communities import (
    USUAL,
    Churn,
    Community,
    half_year_of,
    keep,
    released,
    released_by_the_old_rule,
    released_unchecked,
)
from tests.attackers.public import public_of
from tests.domain.properties import quick

GENDERS = tuple(answer.value for answer in ATTRIBUTES[Attribute.GENDER])
PEOPLE = Way(Unit.PEOPLE, frozenset())
answers = st.sampled_from((None, *GENDERS))
lines = st.lists(st.tuples(answers, st.integers(1, 13)), max_size=60)
ways = st.builds(
    Way,
    st.sampled_from((Unit.PEOPLE, Unit.FIFTHS)),
    st.frozensets(st.sampled_from(GENDERS), max_size=3),
)


def shown(figures: Figures) -> dict[str, float]:
    return {name: a for name, a in figures.groups.items() if not isinstance(a, Withheld)}


def half_year(counts: Mapping[str | None, Sequence[int]], meetings: int = 12) -> HalfYear:
    """Return a half-year in which people with each gender came so many times."""
    came = [(answer, times) for answer, column in counts.items() for times in column]
    return HalfYear(
        half_year_of(0),
        meetings,
        {number: times for number, (_, times) in enumerate(came)},
        frozenset(range(len(came))),
        {Attribute.GENDER: {n: answer for n, (answer, _) in enumerate(came) if answer}},
    )


WOMEN, MEN, SILENT = (
    (6,) * 12,
    (9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2),
    (10, 9, 8, 5, 4, 2),
)
TYPICAL = half_year({"female": WOMEN, "male": MEN, None: SILENT})


# What is published


@quick
@given(st.integers(1, 60), st.integers(1, 900), st.integers(0, 900))
def test_a_figure_says_which_sums_it_may_stand_for(
    meetings: int, total: int, attendances: int
) -> None:
    for unit in Unit:
        scale = scale_of(unit, meetings, total)
        figure = scale.rounded(attendances)
        low, high = scale.bounds(figure)
        assert low <= attendances <= high
        assert scale.rounded(low) == scale.rounded(high) == figure
        assert scale.rounded(low - 1) < figure
        assert scale.rounded(high + 1) > figure


@pytest.mark.parametrize(
    ("scale", "attendances", "figure"),
    [
        (Scale(1, 12), 72, 6),
        (Scale(1, 12), 65, 5),
        (Scale(1, 12), 66, 6),
        (Scale(1, 12), 77, 6),
        (Scale(1, 12), 78, 7),
        (Scale(5, 198), 72, 2),
        (Scale(5, 198), 198, 5),
        (Scale(5, 198), 19, 0),
    ],
)
def test_averages_are_rounded_half_up(scale: Scale, attendances: int, figure: int) -> None:
    assert scale.rounded(attendances) == figure


@quick
@given(lines, ways, st.integers(5, 9))
def test_no_small_group_is_shown_and_every_answer_is_listed(
    came: list[tuple[str | None, int]], way: Way, k: int
) -> None:
    figures = publish(GENDERS, came, 13, Rules(k), way)
    sizes = {answer: sum(1 for given, _ in came if given == answer) for answer in GENDERS}
    assert [*figures.groups] == [*GENDERS]
    assert all(sizes[answer] >= k and answer not in way.masked for answer in shown(figures))
    assert len(shown(figures)) != 1
    if sum(sizes.values()) < FEWEST_ANSWERS or max(sizes.values()) == sum(sizes.values()):
        assert shown(figures) == {}


@quick
@given(lines, ways, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(
    came: list[tuple[str | None, int]], way: Way, random: Random
) -> None:
    mixed = random.sample(came, len(came))
    assert publish(GENDERS, mixed, 13, Rules(), way) == publish(GENDERS, came, 13, Rules(), way)


def test_a_typical_half_year_is_published_in_whole_people() -> None:
    figures, proof = make_figures((), TYPICAL, Rules(), Attribute.GENDER, Random(1))
    assert figures == Figures(
        Unit.PEOPLE, {"female": 6, "male": 7, "non-binary": WITHHELD, "another": WITHHELD}
    )
    assert proof.groups == 2
    assert proof.witnesses > 100
    assert proof.people == len(TYPICAL.came)
    assert proof.guess is not None


def test_a_larger_smallest_group_withholds_more() -> None:
    figures, _ = make_figures((), TYPICAL, Rules(13), Attribute.GENDER, Random(1))
    assert shown(figures) == {}


def test_nothing_depends_on_the_order_in_which_people_are_given() -> None:
    turned = replace(
        TYPICAL,
        came=dict(reversed([*TYPICAL.came.items()])),
        answers={name: dict(reversed([*given.items()])) for name, given in TYPICAL.answers.items()},
    )
    first = make_release((), TYPICAL, Rules(), date(2021, 7, 7), Random(7))
    assert make_release((), turned, Rules(), date(2021, 7, 7), Random(7)) == first


def test_a_release_has_every_attribute_and_the_total() -> None:
    kept = make_release((), TYPICAL, Rules(), date(2021, 7, 7), Random(7))
    assert kept.release.total == 16.5
    assert kept.release.made_on == date(2021, 7, 7)
    assert kept.release.figures.keys() == kept.proofs.keys() == ATTRIBUTES.keys()
    assert shown(kept.release.figures[Attribute.REGION]) == {}
    assert kept.came == TYPICAL.came


def test_a_half_year_without_meetings_has_a_release_without_figures() -> None:
    nobody = half_year({}, meetings=0)
    kept = make_release((), nobody, Rules(), date(2021, 7, 7), Random(7))
    assert kept.release.total == 0
    assert all(shown(figures) == {} for figures in kept.release.figures.values())
    after = replace(TYPICAL, period=half_year_of(1))
    figures, _ = make_figures((kept,), after, Rules(), Attribute.GENDER, Random(1))
    assert len(shown(figures)) == 2


def test_by_lot_an_attribute_is_published_in_any_way() -> None:
    """Else what is withheld for a proof that failed would say that it failed."""
    lots = [seed for seed in range(4_000) if Random(seed).randrange(LOT) == 0][:40]
    assert len(lots) == 40
    drawn = {
        (figures.unit, proof.masked)
        for seed in lots
        for figures, proof in [
            make_figures((), LITTLE, Rules(2, 4), Attribute.GENDER, Random(seed))
        ]
    }
    assert len(drawn) > 5
    assert {unit for unit, _ in drawn} == {Unit.PEOPLE, Unit.FIFTHS}


LITTLE = half_year({"female": (4, 4, 5), "male": (4, 5, 5), None: (5, 4)})


# What is kept

numbers = st.integers(0, 10**12)
names = st.sampled_from([*Attribute])


@st.composite
def kept_releases(draw: st.DrawFn) -> KeptRelease:
    parts = {}
    for attribute in ATTRIBUTES:
        offered = [answer.value for answer in ATTRIBUTES[attribute]]
        averages = st.integers(0, 90) | st.just(WITHHELD) | st.just(2.5)
        parts[attribute] = Figures(
            draw(st.sampled_from([*Unit])), {answer: draw(averages) for answer in offered}
        )
    proof = st.builds(
        Proof,
        masked=st.frozensets(st.sampled_from(GENDERS)),
        people=numbers,
        groups=numbers,
        witnesses=numbers,
        steps=numbers,
        guess=st.none() | st.floats(0, 1),
        commonest=st.none() | st.floats(0, 1),
    )
    release = Release(
        named_period(date(2021, 1, 1), date(2021, 6, 30)), date(2021, 7, 7), 16.5, parts
    )
    return KeptRelease(
        draw(st.integers(0, 60)),
        draw(st.dictionaries(numbers, st.integers(1, 60), max_size=5)),
        draw(st.dictionaries(names, st.frozensets(numbers, max_size=3), max_size=2)),
        draw(st.builds(Rules, st.integers(5, 20))),
        release,
        {attribute: draw(proof) for attribute in ATTRIBUTES},
    )


@quick
@given(kept_releases())
def test_a_release_reads_back_from_json(kept: KeptRelease) -> None:
    assert read_kept(json.loads(json.dumps(write_kept(kept)))) == kept
    release = kept.release
    assert read_release(json.loads(json.dumps(write_release(release)))) == release


def test_what_is_kept_says_nothing_of_what_single_people_answered() -> None:
    """Two communities that are published in the same words are kept in the same words."""
    (female, male) = (0, 12)
    swapped = dict(TYPICAL.answers[Attribute.GENDER]) | {female: "male", male + 6: "female"}
    other_world = replace(TYPICAL, answers={Attribute.GENDER: swapped})
    figures, proof = make_figures((), TYPICAL, Rules(), Attribute.GENDER, Random(1))
    same, _ = make_figures((), other_world, Rules(), Attribute.GENDER, Random(1))
    assert same == figures
    one = write_kept(keep(Attribute.GENDER, TYPICAL, Rules(), figures, proof))
    two = write_kept(keep(Attribute.GENDER, other_world, Rules(), same, proof))
    assert one == two


def test_thresholds_that_the_search_does_not_allow_for_are_refused() -> None:
    with pytest.raises(ValueError):
        Rules(smallest_group=4)


# Witnesses


def searched(seed: int, churn: Churn, attribute: Attribute = Attribute.GENDER) -> Case:
    """Return what is public of a community at the end of its last half-year."""
    lived = Community(Random(seed), attribute, 40, churn).live(4)
    history = released_unchecked(lived, Rules())
    return case_of(history[:-1], lived.half_years[-1], attribute, Rules(), PEOPLE)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attribute", [Attribute.GENDER, Attribute.REGION])
def test_in_every_witness_all_releases_are_the_same_to_the_word(
    seed: int, attribute: Attribute
) -> None:
    case = searched(seed, USUAL, attribute)
    findings = find_witnesses(case, np.random.default_rng(seed))
    worlds = {tuple(world) for world in findings.witnesses.tolist()}
    assert len(worlds) == len(findings.witnesses) > 100
    for world in worlds:
        for part in case.published:
            came = [((None, *case.offered)[world[voice]], times) for voice, times in part.came]
            again = publish(case.offered, came, part.meetings, part.rules, part.way)
            assert again == part.figures


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_not_determined_has_two_answers_for_everybody_else(seed: int) -> None:
    case = searched(seed, Churn())
    findings = find_witnesses(case, np.random.default_rng(seed))
    assert findings.determined is not None
    for member in (None, *range(0, len(case.owners), 7)):
        known = [] if member is None else [member]
        told = [case.truth[voice] for voice in known]
        allowed = [w for w in findings.witnesses.tolist() if [w[v] for v in known] == told]
        for voice, owner in enumerate(case.owners):
            pair = (None if member is None else case.owners[member], owner)
            if pair not in findings.determined and owner != pair[0]:
                assert len({world[voice] for world in allowed} - {0}) > 1


def test_a_world_is_found_where_people_were_erased_or_have_changed() -> None:
    case = searched(5, Churn(leaves=0.1, changes=0.3, erased=0.2))
    assert sum(answer is None for answer in case.truth) > 5
    findings = find_witnesses(case, np.random.default_rng(1))
    assert len(findings.witnesses) > 100


def test_a_changed_answer_is_a_new_voice_and_an_erased_one_is_unknown() -> None:
    after = replace(
        TYPICAL,
        period=half_year_of(1),
        known=TYPICAL.known - {3},
        came={number: times for number, times in TYPICAL.came.items() if number != 3},
        changed={Attribute.GENDER: frozenset({5})},
    )
    history = released_unchecked_of(TYPICAL)
    case = case_of(history, after, Attribute.GENDER, Rules(), PEOPLE)
    assert case.owners == [*TYPICAL.came, 5]
    assert [voice for voice, answer in enumerate(case.truth) if answer is None] == [3, 5]
    assert case.truth[-1] == 1


def released_unchecked_of(half: HalfYear) -> list[KeptRelease]:
    case = case_of((), half, Attribute.GENDER, Rules(), PEOPLE)
    figures = case.published[-1].figures
    proof = Proof(masked=frozenset(), people=0, groups=2, witnesses=0, steps=0)
    return [keep(Attribute.GENDER, half, Rules(), figures, proof)]


def test_nothing_is_published_where_too_few_worlds_agree() -> None:
    """A history that no world agrees with: figures of more people than ever came."""
    (kept,) = released_unchecked_of(TYPICAL)
    odd = Figures(Unit.PEOPLE, {**kept.release.figures[Attribute.GENDER].groups, "female": 90})
    release = replace(kept.release, figures={Attribute.GENDER: odd})
    after = replace(TYPICAL, period=half_year_of(1))
    history = [replace(kept, release=release)]
    findings: Findings = find_witnesses(
        case_of(history, after, Attribute.GENDER, Rules(), PEOPLE), np.random.default_rng(1)
    )
    assert findings.determined is None
    figures, proof = make_figures(history, after, Rules(), Attribute.GENDER, Random(1))
    assert shown(figures) == {}
    assert proof.masked == frozenset(GENDERS)


def test_figures_of_earlier_versions_count() -> None:
    """After exact sums have told everybody's answer, the next ones do not tell more."""
    lived = Community(Random(3), Attribute.GENDER, 25, Churn()).live(9)
    history = released_by_the_old_rule(lived, Rules())[:8]
    public, _ = public_of(lived, history)
    assert any(half.shown for half in public.halves)
    figures, _ = make_figures(history, lived.half_years[-1], Rules(), Attribute.GENDER, Random(1))
    fresh = released(replace(lived, half_years=lived.half_years[-1:]), Rules(), Random(1))
    assert len(shown(fresh[0].release.figures[Attribute.GENDER])) == 2
    assert shown(figures) == {}
