"""Averages and medians are exact, and rounded half up to one decimal; how uneven a share is."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from random import Random
from statistics import median as exact_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.statistics import UNKNOWN, average, gini, median, one_decimal
from tests.domain.properties import quick, thorough

totals = st.integers(0, 10**9)
counts = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [
        (33, 2, 16.5),
        (329, 20, 16.5),  # 16.45: half up, where binary floats and bankers say 16.4
        (1, 20, 0.1),
        (5, 100, 0.1),
        (49, 1000, 0),
        (24, 1, 24),
        (2, 3, 0.7),
        (1, 3, 0.3),
        (0, 7, 0),
        (19, 20, 1),  # 0.95
    ],
)
def test_an_average_has_at_most_one_decimal(total: int, count: int, expected: float) -> None:
    assert average(total, count) == expected


def test_an_average_of_nothing_is_none() -> None:
    assert average(0, 0) is UNKNOWN
    assert median([]) is UNKNOWN


def test_a_whole_average_is_written_without_a_decimal_point() -> None:
    assert str(average(48, 2)) == "24"
    assert str(median([14, 14, 15])) == "14"
    assert str(average(199, 200)) == "1"


@thorough
@given(totals, counts)
def test_an_average_is_the_nearest_tenth_and_halves_go_up(total: int, count: int) -> None:
    found = average(total, count)
    assert found is not None
    error = Fraction(str(found)) - Fraction(total, count)
    assert Fraction(-1, 20) < error <= Fraction(1, 20)


@quick
@given(totals, counts)
def test_an_average_agrees_with_decimal_arithmetic(total: int, count: int) -> None:
    with localcontext() as context:
        context.prec = 60
        expected = (Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert Decimal(str(average(total, count))) == expected


@quick
@given(st.integers(-(10**6), 10**6))
def test_every_tie_rounds_away_from_zero(tenths: int) -> None:
    tie = Fraction(2 * tenths + 1, 20)
    rounded = Fraction(str(one_decimal(tie)))
    assert abs(rounded) == abs(tie) + Fraction(1, 20)


@quick
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_a_median_is_the_middle(values: list[int]) -> None:
    assert Fraction(str(median(values))) == Fraction(exact_median([Fraction(v) for v in values]))


@quick
@given(st.lists(st.integers(0, 400), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_a_median_does_not_depend_on_the_order(values: list[int], random: object) -> None:
    assert median(sorted(values)) == median(sorted(values, reverse=True)) == median(values)


averages = st.integers(0, 480 * 52).map(lambda minutes: minutes / 52)
weights = st.integers(1, 1_000).map(float)
shares = st.lists(st.tuples(averages, weights), min_size=1, max_size=20)
"""(minutes on average of a year, how many people have them)."""


def unevenness(pairs: list[tuple[float, float]]) -> float:
    return gini([value for value, _ in pairs], [weight for _, weight in pairs])


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([], [], 0),
        ([0, 0], [3, 1], 0),
        ([7], [1], 0),
        ([5, 5, 5], [1, 2, 3], 0),
        ([0, 1], [1, 1], 0.5),
        ([0, 9], [3, 1], 0.75),
        ([0, 60], [99, 1], 0.99),
        ([1, 2, 3], [1, 1, 1], 2 / 9),
        ([30, 90], [1, 1], 0.25),
    ],
)
def test_how_uneven_a_share_is(values: list[float], weights: list[float], expected: float) -> None:
    assert gini(values, weights) == pytest.approx(expected)


@quick
@given(shares)
def test_unevenness_is_the_mean_difference_over_twice_the_mean(
    pairs: list[tuple[float, float]],
) -> None:
    people, total = sum(w for _, w in pairs), sum(v * w for v, w in pairs)
    apart = sum(abs(v - x) * w * y for v, w in pairs for x, y in pairs)
    expected = apart / (2 * people * total) if total else 0
    assert unevenness(pairs) == pytest.approx(expected, abs=1e-9)


@quick
@given(shares, st.randoms(use_true_random=False))
def test_unevenness_does_not_depend_on_order_or_unit_or_who_is_counted_together(
    pairs: list[tuple[float, float]], random: Random
) -> None:
    found = unevenness(pairs)
    assert -1e-9 <= found < 1
    mixed = random.sample(pairs, len(pairs))
    assert unevenness(mixed) == pytest.approx(found, abs=1e-9)
    assert unevenness([(3 * v, 7 * w) for v, w in pairs]) == pytest.approx(found, abs=1e-9)
    apart = [(v, w / 2) for v, w in pairs for _ in range(2)]
    assert unevenness(apart) == pytest.approx(found, abs=1e-9)
