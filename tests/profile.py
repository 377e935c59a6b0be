"""How much is tested: everything, or what one runs while one works (`make quick`)."""

import os
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Profile(StrEnum):
    """What SIGBOT_TEST_PROFILE may say."""

    FULL = "full"
    QUICK = "quick"
    """SQLite only, a third of the examples of every property, and the first, the middle and the
    last case of a test with more than three."""


PROFILE = Profile(os.environ.get("SIGBOT_TEST_PROFILE") or Profile.FULL)


def examples(number: int) -> int:
    """How many examples of a property to look at, of those that all tests look at."""
    return number if PROFILE is Profile.FULL else -(-number // 3)


def chosen_cases(cases: Sequence[T]) -> Sequence[T]:
    """Return the cases of one test to look at: all, or three of them."""
    if PROFILE is Profile.FULL or len(cases) <= 3:
        return cases
    return [cases[0], cases[len(cases) // 2], cases[-1]]
