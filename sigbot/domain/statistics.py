"""Averages and medians as the report gives them: exact, rounded half up to one decimal."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

Number = float | int


class Unknown(Enum):
    """A figure for which there is nothing to work it out from."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Figure = Number | Unknown


def average(total: int, count: int) -> Figure:
    """`total / count` as `mean` gives it; UNKNOWN for a count of 0."""
    return mean(total, count) if count else UNKNOWN


def mean(total: int, count: int) -> Number:
    """`total / count` to one decimal; an int where it is whole. `count` is at least 1."""
    return one_decimal(Fraction(total, count))


def gini(values: Sequence[float], weights: Sequence[float]) -> float:
    """How unevenly something is shared: 0 where all have the same, near 1 where one has it all.

    The Gini coefficient of values of at least 0, each of so many people; 0 where nobody has any.
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
    """Rounded half up (away from zero), so that 16.45 gives 16.5 whatever binary floats say."""
    tenths = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
    return int(tenths) if tenths == tenths.to_integral_value() else float(tenths)


def median(values: Sequence[int]) -> Figure:
    """The middle value, the mean of the two middle ones for an even count; UNKNOWN for no
    values."""
    if not values:
        return UNKNOWN
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return one_decimal(Fraction(low + high, 2))
