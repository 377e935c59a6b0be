"""Averages and medians for the report: worked out exactly, then rounded half up to one decimal."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

Number = float | int


class Unknown(Enum):
    """A figure that cannot be worked out, as nothing was recorded for it."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Figure = Number | Unknown


def average(total: int, count: int) -> Figure:
    """Return `total / count` as `mean` does; UNKNOWN for a count of 0."""
    return mean(total, count) if count else UNKNOWN


def average_recorded(attended: Iterable[int]) -> Figure:
    """Return the average attendance of the meetings at which anybody was recorded.

    A meeting without any record is left out: nobody knows who was there. UNKNOWN without records.
    """
    recorded = [count for count in attended if count]
    return average(sum(recorded), len(recorded))


def mean(total: int, count: int) -> Number:
    """Return `total / count` to one decimal, as an int where it is whole. `count` is at least 1."""
    return one_decimal(Fraction(total, count))


def gini(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the Gini coefficient: 0 where all have the same, near 1 where one person has it all.

    `values` are at least 0; `weights` are the numbers of people with each value. Return 0 where
    all values are 0.
    """
    pairs = sorted(zip(values, weights, strict=True))
    total, people = sum(v * w for v, w in pairs), sum(weights)
    if not total:
        return 0.0
    area = before = 0.0
    for value, weight in pairs:
        area += weight * (before + value * weight / 2)
        before += value * weight
    return 1 - 2 * area / (total * people)


def one_decimal(value: Fraction) -> Number:
    """Round to one decimal, half up (away from zero); return an int where it is whole.

    Decimals are exact: 16.45 gives 16.5, while binary floats would give 16.4.
    """
    tenths = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
    return int(tenths) if tenths == tenths.to_integral_value() else float(tenths)


def median(values: Sequence[int]) -> Figure:
    """Return the median to one decimal, UNKNOWN for no values.

    For an even count, it is the mean of the two values in the middle.
    """
    if not values:
        return UNKNOWN
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return one_decimal(Fraction(low + high, 2))
